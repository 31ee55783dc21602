import type { Codecs } from '@hazelrx/protocol';
import {
  queueAddAll,
  queueAddListener,
  queueClear,
  queueCompareAndRemoveAll,
  queueCompareAndRetainAll,
  queueContains,
  queueContainsAll,
  queueDrainTo,
  queueDrainToMaxSize,
  queueIsEmpty,
  queueIterator,
  queueOffer,
  queuePeek,
  queuePoll,
  queueRemainingCapacity,
  queueRemove,
  queueSize,
} from '@hazelrx/protocol/operations';
import { map, type Observable, throwError } from 'rxjs';
import { HazelcastError } from '../errors.js';
import { toAnswer, toCount, toList, toNothing, toValue } from './answers.js';
import { itemEvent, type ItemEventOf, type ItemEventOptions } from './item-event.js';
import { argumentList } from './listed.js';
import { consumeQueue } from './queue-consume.js';
import type { QueueConsumeOptions, QueueItemHandler } from './queue-consumption.js';
import { inSlices, notAWait, SLICE } from './sliced-wait.js';
import { type Core, type Storable, Structure } from './structure.js';
import { takes } from './takes.js';

const SERVICE = 'hz:impl:queueService';

/** What to emit when the item is in the queue, and when the queue was full all the time. */
type OfferAnswers<T> = readonly [inIt: T, full: T];
const WHETHER: OfferAnswers<boolean> = [true, false];
/** Who waits for ever is told of no full queue. */
const ONCE_IN: OfferAnswers<undefined> = [undefined, null as never];

/**
 * A distributed queue, first in, first out, that may be bounded. Unless it says otherwise, a method returns a cold
 * Observable: each subscription sends its request, emits one value and completes. Items are never null; none is `null`,
 * and they are compared by their serialized form. Times are in milliseconds.
 *
 * What waits does so on the member, 5 s at a time, and queues up again. An item that comes for somebody who has left
 * goes back, to the tail. When the connection is lost meanwhile, `IndeterminateError` tells that an item may be lost,
 * or be in the queue all the same.
 */
export class HazelcastQueue<E extends Storable> extends Structure {
  readonly #takes$: Observable<E>;

  constructor(core: Core, name: string, codecs?: Codecs) {
    super(core, SERVICE, name, codecs);
    const { scheduler, ended$, tell } = core;
    const poll = { name, timeoutMillis: SLICE };
    this.#takes$ = takes({
      poll$: this.call(queuePoll, poll, toValue<E>, { internal: true, patient: true }),
      details: { operation: queuePoll.name, structure: name },
      scheduler,
      ended$,
      tell,
    });
  }

  /** Emits true, or fails with `ILLEGAL_STATE` when the queue is full. */
  add(item: E): Observable<boolean> {
    return this.offer(item).pipe(
      map(added => {
        if (added) return true;
        throw new HazelcastError('ILLEGAL_STATE', 'the queue is full', {
          operation: queueOffer.name,
          structure: this.name,
        });
      }),
    );
  }

  /** Emits true. All or nothing: fails with `ILLEGAL_STATE` where there is no room for all of them. */
  addAll(items: Iterable<E>): Observable<boolean> {
    const dataList = argumentList(items);
    return this.call(queueAddAll, { name: this.name, dataList }, toAnswer);
  }

  /**
   * Emits false when the queue was full for `timeout` milliseconds. Who has left may still get the item in, up to five
   * seconds later.
   */
  offer(item: E, timeout = 0): Observable<boolean> {
    if (!(timeout >= 0)) return throwError(() => this.refusal(queueOffer, notAWait(timeout)));
    return this.#offer(item, timeout, WHETHER);
  }

  /** Emits when the item is in the queue, however long that takes. Who leaves: see `offer`. */
  put(item: E): Observable<undefined> {
    return this.#offer(item, Infinity, ONCE_IN);
  }

  #offer<T>(value: E, timeout: number, [inIt, full]: OfferAnswers<T>): Observable<T> {
    const { name } = this;
    const answer = ({ response }: { readonly response: boolean }): T => (response ? inIt : full);
    const ask = (timeoutMillis: number): Observable<T> =>
      this.call(queueOffer, { name, value, timeoutMillis }, answer, { waits: waits(timeout, timeoutMillis) });
    return inSlices({ timeout, ask, inVain: full }, this.core.scheduler);
  }

  /** Takes the first item; emits null when the queue was empty for `timeout` milliseconds. */
  poll(timeout = 0): Observable<E | null> {
    if (!(timeout >= 0)) return throwError(() => this.refusal(queuePoll, notAWait(timeout)));
    return this.#poll(timeout);
  }

  /** Takes the first item, as soon as there is one. */
  take(): Observable<E> {
    return this.#poll(Infinity) as Observable<E>;
  }

  #poll(timeout: number): Observable<E | null> {
    const { name } = this;
    const ask = (timeoutMillis: number): Observable<E | null> =>
      this.call(queuePoll, { name, timeoutMillis }, toValue<E>, { waits: waits(timeout, timeoutMillis) });
    return inSlices({ timeout, ask, inVain: null }, this.core.scheduler);
  }

  /**
   * Takes one item after the other for as long as somebody listens. Hot: however often it is asked for, all who
   * subscribe share one loop and each of them sees every item from then on. An item is told at most once: it is gone
   * from the queue when it comes, whatever becomes of it here. One that comes when the last has left goes back, to the
   * tail; one that may have been lost with a connection is told on `events$` (`indeterminate`), and the stream goes on.
   * It waits while the client is offline. Ends with an error when an item cannot be read (that is in the error's
   * `data`), when the members refuse, and at `shutdown()`.
   */
  takes(): Observable<E> {
    return this.#takes$;
  }

  /**
   * The work queue: hands each item to the handler, and emits what that has emitted once the item is gone from the queue for
   * good, which it is when the handler completes, and not before. Each subscription is a consumer with a connection of its
   * own; all consumers, of all clients, share the items. See docs/queue.md for what is promised.
   */
  consume<R>(handler: QueueItemHandler<E, R>, options?: QueueConsumeOptions): Observable<R> {
    return consumeQueue(this.core, this.name, handler, options, this.codecs);
  }

  /** The first item, which stays there. */
  peek(): Observable<E | null> {
    return this.call(queuePeek, { name: this.name }, toValue<E>);
  }

  /** Takes the items that are there, or the first `maxElements` of them. Does not wait for any. */
  drainTo(maxElements?: number): Observable<E[]> {
    const { name } = this;
    if (maxElements === undefined) return this.call(queueDrainTo, { name }, toList<E>);
    return this.call(queueDrainToMaxSize, { name, maxSize: maxElements }, toList<E>);
  }

  /** Emits whether the item was there; it is removed once. */
  remove(item: E): Observable<boolean> {
    return this.call(queueRemove, { name: this.name, value: item }, toAnswer);
  }

  /** Removes these items, each as often as it is there. Emits whether any was. */
  removeAll(items: Iterable<E>): Observable<boolean> {
    const dataList = argumentList(items);
    return this.call(queueCompareAndRemoveAll, { name: this.name, dataList }, toAnswer);
  }

  /** Removes all but these items. Emits whether there were others. */
  retainAll(items: Iterable<E>): Observable<boolean> {
    const dataList = argumentList(items);
    return this.call(queueCompareAndRetainAll, { name: this.name, dataList }, toAnswer);
  }

  contains(item: E): Observable<boolean> {
    return this.call(queueContains, { name: this.name, value: item }, toAnswer);
  }

  containsAll(items: Iterable<E>): Observable<boolean> {
    const dataList = argumentList(items);
    return this.call(queueContainsAll, { name: this.name, dataList }, toAnswer);
  }

  clear(): Observable<undefined> {
    return this.call(queueClear, { name: this.name }, toNothing);
  }

  size(): Observable<number> {
    return this.call(queueSize, { name: this.name }, toCount);
  }

  isEmpty(): Observable<boolean> {
    return this.call(queueIsEmpty, { name: this.name }, toAnswer);
  }

  /** How many items fit in beside those that are there; 2³¹ − 1 less the size where the queue has no bound. */
  remainingCapacity(): Observable<number> {
    return this.call(queueRemainingCapacity, { name: this.name }, toCount);
  }

  /** All items, the first one first, in one answer; they stay there. */
  toArray(): Observable<E[]> {
    return this.call(queueIterator, { name: this.name }, toList<E>);
  }

  /**
   * Items that come in and leave, for as long as somebody listens: hot, without a past. Registered on every member, on
   * those that join later and again after a reconnect. Ends with an error when an item cannot be read, and at
   * `shutdown()`.
   */
  events<V extends boolean = false, S extends boolean = false>(
    options: ItemEventOptions<V, S> = {},
  ): Observable<ItemEventOf<E, V, S>> {
    const { includeValue = false, signals = false } = options;
    return this.listen(queueAddListener, { name: this.name, includeValue }, itemEvent, signals) as Observable<
      ItemEventOf<E, V, S>
    >;
  }
}

/** Who waits for ever is not told that a request took long. */
function waits(timeout: number, slice: number): number {
  return timeout === Infinity ? Infinity : slice;
}
