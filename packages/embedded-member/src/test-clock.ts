import { VirtualTimeScheduler } from 'rxjs';

/** Turns of the event loop after which a message that was on its way has arrived. */
const QUIET_TURNS = 4;

declare const setImmediate: ((run: () => void) => unknown) | undefined;

const nextTurn = (run: () => void): unknown =>
  typeof setImmediate === 'function' ? setImmediate(run) : setTimeout(run);

/**
 * Time that stands still until a test moves it, in milliseconds from 0: a scheduler of RxJS, for a cluster and its
 * clients and for the operators of the test's own pipelines.
 */
export class TestClock extends VirtualTimeScheduler {
  readonly #counters = new Set<() => number>();

  constructor() {
    super(undefined, 0);
  }

  /** `counter` goes up with each message; `advance` waits until it stands still. Forgotten by the returned function. */
  watch(counter: () => number): () => void {
    this.#counters.add(counter);
    return () => void this.#counters.delete(counter);
  }

  /**
   * Moves on. Whatever is due meanwhile happens in its order, and before the next all messages arrive that came of it
   * in memory. A connection over TCP is not waited for.
   */
  async advance(millis: number): Promise<void> {
    const end = this.frame + millis;
    await this.#settle();
    for (let due = this.#due(end); due !== undefined; due = this.#due(end)) {
      this.maxFrames = due;
      this.flush();
      await this.#settle();
    }
    this.frame = end;
    this.maxFrames = end;
  }

  /** When the next thing happens, up to `end`. */
  #due(end: number): number | undefined {
    let next = Infinity;
    for (const { delay, closed } of this.actions) if (!closed && delay < next) next = delay;
    return next <= end ? Math.max(next, this.frame) : undefined;
  }

  async #settle(): Promise<void> {
    for (let quiet = 0, before = this.#messages(); quiet < QUIET_TURNS; quiet++) {
      await new Promise<void>(resolve => void nextTurn(resolve));
      const now = this.#messages();
      if (now !== before) quiet = -1;
      before = now;
    }
  }

  #messages(): number {
    let sum = 0;
    for (const counter of this.#counters) sum += counter();
    return sum;
  }
}
