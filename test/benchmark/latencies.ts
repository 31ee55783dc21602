/** How many operations of a run are timed: two looks at the clock for each would be part of what is measured. */
const SAMPLES = 2000;

/** Times of evenly spread operations of one run. */
export class Latencies {
  /** Odd, so that it is not always the same place in a batch that is looked at. */
  readonly stride: number;
  readonly #millis: number[] = [];

  constructor(operations: number) {
    this.stride = Math.floor(operations / SAMPLES / 2) * 2 + 1;
  }

  /** Whether the operation of this number is to be timed. */
  wants(operation: number): boolean {
    return operation % this.stride === 0;
  }

  add(millis: number): void {
    this.#millis.push(millis);
  }

  /** In microseconds, of 0 ≤ `share` < 1 of the samples; undefined where nothing was timed. */
  percentile(share: number): number | undefined {
    const sorted = Float64Array.from(this.#millis).sort();
    const millis = sorted[Math.floor(sorted.length * share)];
    return millis === undefined ? undefined : millis * 1000;
  }
}
