import { type Observable, Subject, takeUntil } from 'rxjs';
import { HazelcastError } from './errors.js';
import type { CountedStream, StreamCounter } from './stream-counts.js';

/**
 * What becomes of an item that finds the buffer full:
 * - `error`: the stream is left, and the iteration fails with `HAZELCAST_OVERLOAD` after what is buffered.
 * - `dropOldest`: the item that has waited longest makes room. `dropNewest`: the new one is thrown away.
 * - `latest`: only the newest waits, whatever `buffer` says.
 */
export type BufferOverflow = 'error' | 'dropOldest' | 'dropNewest' | 'latest';

export interface AsyncIterableOptions {
  /** How many items may wait for the consumer. Default 1000. */
  readonly buffer?: number;
  /** Default `error`. */
  readonly overflow?: BufferOverflow;
  /** What errors and `pressure$` call it. */
  readonly name?: string;
  /** The client on whose `pressure$` it is shown. */
  readonly countedBy?: StreamCounter;
}

/** Each iteration is a subscription of its own, with a buffer of its own. */
export interface BufferedIterable<T> extends AsyncIterable<T, undefined> {
  /** Items thrown away for want of room, by all iterations so far. */
  readonly dropped: number;
}

const POLICIES: readonly string[] = ['error', 'dropOldest', 'dropNewest', 'latest'] satisfies BufferOverflow[];

/**
 * The stream for `for await`, which takes an item when it is ready for it; what comes meanwhile waits in a buffer that
 * has an end. Subscribed to when an iteration begins, and left when that is: by `break`, `return` or an error in the
 * loop. An error of the stream, or its end, is told after what is buffered. A source that emits all its items at once
 * does so before the first is taken: for pulled sources `consume` is the better door.
 */
export function toAsyncIterable<T>(stream: Observable<T>, options: AsyncIterableOptions = {}): BufferedIterable<T> {
  const { buffer = 1000, overflow = 'error', name, countedBy } = options;
  if (!POLICIES.includes(overflow)) throw refused(`there is no overflow policy ${overflow}`, name);
  if (!Number.isSafeInteger(buffer) || buffer < 1)
    throw refused(`buffer must be a whole number of 1 or more, not ${String(buffer)}`, name);
  const room: Room = { overflow, capacity: overflow === 'latest' ? 1 : buffer, name };
  let dropped = 0;
  return {
    get dropped() {
      return dropped;
    },
    [Symbol.asyncIterator]: () => new Iteration<T>(room, () => dropped++).begin(stream, countedBy),
  };
}

function refused(reason: string, name: string | undefined): HazelcastError {
  return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation: 'toAsyncIterable', structure: name });
}

interface Room {
  readonly overflow: BufferOverflow;
  readonly capacity: number;
  readonly name: string | undefined;
}

/** Somebody who waits for an item. */
interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

type Reading<T> = Promise<IteratorResult<T, undefined>>;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

class Iteration<T> implements AsyncIterator<T, undefined>, CountedStream {
  dropped = 0;
  /** What waits, from `#first` on. */
  #items: (T | undefined)[] = [];
  #first = 0;
  /** Nobody waits while an item does. */
  readonly #waiters: Waiter<T>[] = [];
  readonly #leave = new Subject<void>();
  /** The stream brings nothing more. */
  #ended = false;
  /** What it ended with, until that is told. */
  #failure: { readonly error: unknown } | undefined;
  #uncount: (() => void) | undefined;

  constructor(
    readonly room: Room,
    readonly onDrop: () => void,
  ) {}

  get name(): string | undefined {
    return this.room.name;
  }

  get buffered(): number {
    return this.#items.length - this.#first;
  }

  begin(stream: Observable<T>, counter: StreamCounter | undefined): this {
    this.#uncount = counter?.countStream(this);
    // A source that is still being subscribed to can be stopped only from within.
    stream.pipe(takeUntil(this.#leave)).subscribe({
      next: item => this.#arrived(item),
      error: (error: unknown) => this.#end({ error }),
      complete: () => this.#end(undefined),
    });
    return this;
  }

  next(): Reading<T> {
    if (this.buffered > 0) return Promise.resolve({ done: false, value: this.#take() });
    const failure = this.#failure;
    this.#failure = undefined;
    // It is the stream's own, whatever that is.
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    if (failure) return Promise.reject(failure.error);
    if (this.#ended) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Leaves the stream; what is buffered is gone. Safe to call again. */
  return(): Reading<T> {
    this.#items = [];
    this.#first = 0;
    this.#end(undefined);
    this.#failure = undefined;
    this.#settled();
    this.#leave.next();
    return Promise.resolve(DONE);
  }

  /** The same, and rejects with the error. */
  async throw(error: unknown): Reading<T> {
    await this.return();
    throw error;
  }

  #arrived(item: T): void {
    const waiter = this.#waiters.shift();
    if (waiter) waiter.resolve({ done: false, value: item });
    else if (this.buffered < this.room.capacity) this.#items.push(item);
    else this.#overflowed(item);
  }

  #overflowed(item: T): void {
    const { overflow, capacity, name } = this.room;
    this.dropped++;
    this.onDrop();
    if (overflow === 'dropNewest') return;
    if (overflow === 'error') {
      const reason = `${capacity} items of ${name ?? 'the stream'} wait for their consumer, and there is room for no more`;
      const details = { operation: 'toAsyncIterable', structure: name };
      this.#end({ error: new HazelcastError('HAZELCAST_OVERLOAD', reason, details) });
      return this.#leave.next();
    }
    this.#take();
    this.#items.push(item);
  }

  #take(): T {
    const item = this.#items[this.#first] as T;
    this.#items[this.#first++] = undefined;
    // To drop each by itself would move all that wait behind it.
    if (this.#first > this.#items.length / 2) this.#first -= this.#items.splice(0, this.#first).length;
    this.#settled();
    return item;
  }

  /** The first that waits is told how it ended, the others that it has. */
  #end(failure: { readonly error: unknown } | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    for (const { resolve, reject } of this.#waiters.splice(0)) {
      if (this.#failure) reject(this.#failure.error);
      else resolve(DONE);
      this.#failure = undefined;
    }
    this.#settled();
  }

  /** Once nothing of it can change any more. */
  #settled(): void {
    if (!this.#ended || this.buffered > 0) return;
    this.#uncount?.();
    this.#uncount = undefined;
  }
}
