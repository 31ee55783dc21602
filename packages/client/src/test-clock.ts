import { type Subscription, VirtualAction, VirtualTimeScheduler } from 'rxjs';

/** Turns of the event loop after which a message that was on its way has arrived. */
const QUIET_TURNS = 4;

declare const setImmediate: ((run: () => void) => unknown) | undefined;

const nextTurn = (run: () => void): unknown =>
  typeof setImmediate === 'function' ? setImmediate(run) : setTimeout(run);

/** Of all clocks: what is due at the same time happens in the order in which it was asked for. */
let schedulings = 0;

/** The same action each time an interval fires. RxJS makes a chain of new ones, whose end is a recursion over them all. */
class ReusedAction<T> extends VirtualAction<T> {
  override schedule(state?: T, delay = 0): Subscription {
    this.id = undefined;
    this.index = ++schedulings;
    return super.schedule(state, delay);
  }
}

/**
 * Time that stands still until a test moves it, in milliseconds from 0: a scheduler of RxJS, for a cluster and its
 * clients and for the operators of the test's own pipelines.
 */
export class TestClock extends VirtualTimeScheduler {
  readonly #counters = new Set<() => number>();
  /** The latest move, or that there is none. */
  #moves: Promise<unknown> = Promise.resolve();

  constructor() {
    // Nothing comes of `flush`: time is moved by `advance`.
    super(ReusedAction, 0);
  }

  /** `counter` goes up with each message; `advance` waits until it stands still. Forgotten by the returned function. */
  watch(counter: () => number): () => void {
    this.#counters.add(counter);
    return () => void this.#counters.delete(counter);
  }

  /**
   * Moves on. Whatever is due meanwhile happens in its order, and before the next all messages arrive that came of it
   * in memory. A connection over TCP is not waited for. Moves that overlap come one after the other.
   * Rejects with what something due throws, and with a `RangeError` where time would go back.
   */
  advance(millis: number): Promise<void> {
    const moved = this.#moves.then(() => this.#advance(millis));
    this.#moves = moved.catch(() => {});
    return moved;
  }

  async #advance(millis: number): Promise<void> {
    if (!(millis >= 0)) throw new RangeError(`time goes on, by milliseconds from 0, not by ${millis}`);
    const end = this.frame + millis;
    await this.settle();
    for (let [next] = this.actions; next && next.delay <= end; [next] = this.actions) {
      this.#run(next);
      await this.settle();
    }
    this.frame = end;
  }

  /** What it throws ends the move, and nothing else; `flush` of RxJS would forget all that is to come. */
  #run(next: TestClock['actions'][number]): void {
    this.actions.shift();
    this.frame = next.delay;
    const thrown: unknown = next.execute(next.state, next.delay);
    if (thrown) throw thrown instanceof Error ? thrown : new Error('what was due failed', { cause: thrown });
  }

  /** Lets all messages arrive that are on their way, and what follows from them, while no time passes. */
  async settle(): Promise<void> {
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
