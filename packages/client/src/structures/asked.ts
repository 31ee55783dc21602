// Sources that give an entry when they are asked for it, whatever kind of iterable they are.
import type { ObservableInput } from 'rxjs';

type Answer = IteratorResult<unknown>;

/** Who asks, and is given what comes. */
export interface Taker {
  readonly subscriber: { readonly closed: boolean };
  /** An entry was asked for and came. */
  next(entry: unknown): void;
  complete(): void;
  error(error: unknown): void;
  /** An entry that was not there at once has come: there may be room for the next. */
  fill(): void;
}

/** Iterators that were handed over themselves, as a generator is: they give their entries once. */
const taken = new WeakSet<object>();

/** Undefined for a source that pushes its entries. */
export function askable(source: ObservableInput<unknown>, taker: Taker): Asked | undefined {
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: atOnce } = Object(source) as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >;
  const iterator = later?.call(source) ?? atOnce?.call(source);
  if (iterator === undefined) return undefined;
  if ((iterator as unknown) === source) {
    if (taken.has(iterator)) throw new TypeError('this iterator was read before: hand over what can be read again');
    taken.add(iterator);
  }
  return new Asked(iterator, later !== undefined, taker);
}

/** Gives an entry each time it is asked, and is closed when no more are wanted. */
export class Asked {
  /** Its `next` runs, or has promised an answer, or that is being handed on. */
  #asked = false;
  #over = false;

  constructor(
    readonly iterator: Iterator<unknown> | AsyncIterator<unknown>,
    readonly later: boolean,
    readonly taker: Taker,
  ) {}

  /** Asks for the next entry, unless that is awaited already. True: it has come at once. */
  ask(): boolean {
    if (this.#asked) return false;
    this.#asked = true;
    try {
      const answer = this.iterator.next();
      if (this.later) void this.#await(answer);
      else this.#answered(answer as Answer);
    } catch (error) {
      this.#failed(error);
    }
    return !this.later;
  }

  async #await(answer: Answer | Promise<Answer>): Promise<void> {
    try {
      this.#answered(await answer);
    } catch (error) {
      this.#failed(error);
    }
    this.taker.fill();
  }

  #answered({ done, value }: Answer): void {
    if (done) {
      this.#over = true;
      this.taker.complete();
    } else if (!this.taker.subscriber.closed) this.taker.next(value);
    this.#asked = false;
    if (this.taker.subscriber.closed) this.unsubscribe();
  }

  /** What has failed by itself is not closed. */
  #failed(error: unknown): void {
    this.#over = true;
    this.taker.error(error);
  }

  unsubscribe(): void {
    // One that cannot be closed while its `next` runs is closed after that.
    if (this.#over || (this.#asked && !this.later)) return;
    this.#over = true;
    void this.#close();
  }

  /** An error of it comes too late for the stream; RxJS decides what becomes of it. */
  async #close(): Promise<void> {
    try {
      await this.iterator.return?.();
    } catch (error) {
      this.taker.error(error);
    }
  }
}
