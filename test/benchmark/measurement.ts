import { getHeapStatistics } from 'node:v8';
import { Latencies } from './latencies.js';

/** What one run of one work took in one process. */
export interface Measurement {
  /** Undefined where there is a pause between operations. */
  readonly operationsPerSecond: number | undefined;
  /** Of the whole process, its garbage collection included. */
  readonly cpuMicrosPerOperation: number;
  /** Undefined where operations have no begin of their own (events). */
  readonly p50Micros: number | undefined;
  readonly p99Micros: number | undefined;
  /** See {@link HeapGrowth}; only of an iteration. */
  readonly heapGrowthBytes?: number | undefined;
}

/** What a client costs that does nothing. */
export interface IdleMeasurement {
  readonly cpuMicrosPerSecond: number;
  /** Above what the process had before it loaded the client. */
  readonly heapBytes: number;
  /** Above what it had with the client loaded and not yet made. */
  readonly heapBytesConnected: number;
  readonly rssBytes: number;
}

/**
 * Runs `work` and takes the time and the CPU it uses. Garbage is not collected before: that would shrink the young
 * generation, and the run would pay for its growing again.
 */
export async function measured(
  operations: number,
  work: (latencies: Latencies) => Promise<unknown>,
): Promise<Measurement> {
  const latencies = new Latencies(operations);
  const cpu = process.cpuUsage();
  const began = performance.now();
  await work(latencies);
  const millis = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  return {
    operationsPerSecond: (operations * 1000) / millis,
    cpuMicrosPerOperation: (user + system) / operations,
    p50Micros: latencies.percentile(0.5),
    p99Micros: latencies.percentile(0.99),
  };
}

/** Of the heap in use, once nothing more can be collected. Needs `--expose-gc`. */
export function heapBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** The most heap in use that was seen, garbage included, above what was in use, without garbage, when this was made. */
export class HeapGrowth {
  readonly #start = heapBytes();
  #most = this.#start;

  look(): void {
    this.#most = Math.max(this.#most, getHeapStatistics().used_heap_size);
  }

  get bytes(): number {
    return this.#most - this.#start;
  }
}
