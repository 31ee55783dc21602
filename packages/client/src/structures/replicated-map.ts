import { type Codecs, type Data, float64, type LongLike } from '@hazelrx/protocol';
import {
  replicatedMapAddEntryListener,
  replicatedMapAddEntryListenerToKey,
  replicatedMapAddEntryListenerToKeyWithPredicate,
  replicatedMapAddEntryListenerWithPredicate,
  replicatedMapClear,
  replicatedMapContainsKey,
  replicatedMapContainsValue,
  replicatedMapEntrySet,
  replicatedMapGet,
  replicatedMapIsEmpty,
  replicatedMapKeySet,
  replicatedMapPut,
  replicatedMapPutAll,
  replicatedMapRemove,
  replicatedMapSize,
  replicatedMapValues,
} from '@hazelrx/protocol/operations';
import { type Observable, throwError } from 'rxjs';
import type { Signal } from '../invocation/registration.js';
import type { Predicate } from '../query/predicate.js';
import { toAnswer, toCount, toList, toNothing, toValue } from './answers.js';
import { type EntryEvent, entryEvent, type MapEvent } from './entry-event.js';
import { listed } from './listed.js';
import { notForEvents } from './query-request.js';
import { type Core, type Storable, Structure } from './structure.js';

const SERVICE = 'hz:impl:replicatedMapService';

export interface ReplicatedMapEventOptions<K, V = unknown> {
  /** Only the events of this key, and `mapCleared`. */
  readonly key?: K;
  /** Also tell when the stream is registered everywhere, and when events may have been missed. Default false. */
  readonly signals?: boolean;
  /** Only events of entries that match, with the value that they have now, or had when they went; and `mapCleared`. */
  readonly predicate?: Predicate<K, V>;
}

/** Something happened to one entry, or all are gone. */
export type ReplicatedMapEvent<K, V> =
  | Extract<EntryEvent<K, V>, { readonly type: 'added' | 'removed' | 'updated' | 'evicted' }>
  | (MapEvent & { readonly type: 'mapCleared' });

/**
 * A map that every member has whole. Unless it says otherwise, a method returns a cold Observable: each subscription
 * sends its request, emits one value and completes; unsubscribing drops the wait, not the effect. What is absent is
 * `null`.
 *
 * A write goes to the member that owns the key, and from there to the others after it was answered. Calls for one key go
 * to the same member and see it; those for the whole map ask one member, always the same while it is there, which may not
 * have it yet.
 */
export class ReplicatedMap<K extends Storable, V extends Storable> extends Structure {
  /** A key in the partition whose owner is asked about the whole map: one of all members, another one for each client. */
  readonly #replica: { readonly key: Data };

  constructor(core: Core, name: string, codecs?: Codecs) {
    super(core, SERVICE, name, codecs);
    this.#replica = { key: core.router.data(float64(core.router.random())) };
  }

  get(key: K): Observable<V | null> {
    return this.call(replicatedMapGet, { name: this.name, key }, toValue<V>);
  }

  /** Emits the value it replaced. `ttl` is in milliseconds; 0 is for ever. */
  put(key: K, value: V, ttl: LongLike = 0): Observable<V | null> {
    return this.call(replicatedMapPut, { name: this.name, key, value, ttl }, toValue<V>);
  }

  /** All in one request to one member. */
  putAll(entries: Iterable<readonly [K, V]>): Observable<undefined> {
    const all = listed(entries);
    return this.combined(replicatedMapPutAll, () =>
      this.call(replicatedMapPutAll, { name: this.name, entries: all() }, toNothing, { internal: true }),
    );
  }

  /** Emits the value it removed. */
  remove(key: K): Observable<V | null> {
    return this.call(replicatedMapRemove, { name: this.name, key }, toValue<V>);
  }

  clear(): Observable<undefined> {
    return this.call(replicatedMapClear, { name: this.name }, toNothing);
  }

  containsKey(key: K): Observable<boolean> {
    return this.call(replicatedMapContainsKey, { name: this.name, key }, toAnswer);
  }

  /** By its serialized form. */
  containsValue(value: V): Observable<boolean> {
    return this.call(replicatedMapContainsValue, { name: this.name, value }, toAnswer, this.#replica);
  }

  size(): Observable<number> {
    return this.call(replicatedMapSize, { name: this.name }, toCount, this.#replica);
  }

  isEmpty(): Observable<boolean> {
    return this.call(replicatedMapIsEmpty, { name: this.name }, toAnswer, this.#replica);
  }

  keySet(): Observable<K[]> {
    return this.call(replicatedMapKeySet, { name: this.name }, toList<K>, this.#replica);
  }

  /** In no order, or as `compare` sorts them, here. */
  values(compare?: (one: V, other: V) => number): Observable<V[]> {
    const sorted = (answer: { readonly response: unknown }): V[] => toList<V>(answer).sort(compare);
    return this.call(replicatedMapValues, { name: this.name }, compare ? sorted : toList<V>, this.#replica);
  }

  entrySet(): Observable<[K, V][]> {
    return this.call(replicatedMapEntrySet, { name: this.name }, toList<[K, V]>, this.#replica);
  }

  /**
   * What happens to the entries, always with values, for as long as somebody listens: hot, without a past. Registered on
   * every member, on those that join later and again after a reconnect. A change is told by the member that was asked for
   * it; the end of a time to live by every member, as each finds it. Ends with an error when an entry cannot be read,
   * and at `shutdown()`.
   */
  events(
    options: ReplicatedMapEventOptions<K, V> & { readonly signals: true },
  ): Observable<ReplicatedMapEvent<K, V> | Signal>;
  events(options?: ReplicatedMapEventOptions<K, V>): Observable<ReplicatedMapEvent<K, V>>;
  events({ key, signals = false, predicate }: ReplicatedMapEventOptions<K, V> = {}): Observable<unknown> {
    const { name } = this;
    if (predicate === undefined) {
      return key === undefined
        ? this.listen(replicatedMapAddEntryListener, { name }, entryEvent, signals)
        : this.listen(replicatedMapAddEntryListenerToKey, { name, key }, entryEvent, signals);
    }
    const reason = notForEvents(predicate);
    if (reason !== undefined) return throwError(() => this.refusal(replicatedMapAddEntryListenerWithPredicate, reason));
    return key === undefined
      ? this.listen(replicatedMapAddEntryListenerWithPredicate, { name, predicate }, entryEvent, signals)
      : this.listen(replicatedMapAddEntryListenerToKeyWithPredicate, { name, key, predicate }, entryEvent, signals);
  }
}
