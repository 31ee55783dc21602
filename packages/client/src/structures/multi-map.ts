import type { Codecs, EncodedEntries } from '@hazelrx/protocol';
import {
  multiMapAddEntryListener,
  multiMapAddEntryListenerToKey,
  multiMapClear,
  multiMapContainsEntry,
  multiMapContainsKey,
  multiMapContainsValue,
  multiMapDelete,
  multiMapEntrySet,
  multiMapForceUnlock,
  multiMapGet,
  multiMapIsLocked,
  multiMapKeySet,
  multiMapPut,
  multiMapPutAll,
  multiMapRemove,
  multiMapRemoveEntry,
  multiMapSize,
  multiMapTryLock,
  multiMapUnlock,
  multiMapValueCount,
  multiMapValues,
} from '@hazelrx/protocol/operations';
import { map, type Observable, toArray } from 'rxjs';
import type { Signal } from '../invocation/registration.js';
import { pipelined } from '../pipelined.js';
import { toAnswer, toCount, toList, toNothing } from './answers.js';
import { groupByPartition, PARALLELISM } from './by-partition.js';
import { type EntryEvent, entryEvent, type MapEvent } from './entry-event.js';
import type { LockOwner } from './key-hold.js';
import type { KeyLock } from './key-lock.js';
import { listed } from './listed.js';
import { LockableStructure } from './lockable-structure.js';
import type { Core, Storable } from './structure.js';

const LOCKS = {
  service: 'hz:impl:multiMapService',
  tryLock: multiMapTryLock,
  unlock: multiMapUnlock,
  forceUnlock: multiMapForceUnlock,
  isLocked: multiMapIsLocked,
};

export interface MultiMapEventOptions<K> {
  /** Only the events of this key, and `mapCleared`. */
  readonly key?: K;
  /** Send values along; without it they are null. Default false. */
  readonly includeValue?: boolean;
  /** Also tell when the stream is registered everywhere, and when events may have been missed. Default false. */
  readonly signals?: boolean;
}

/** A value came or went, one event for each; or all did. `V` is null unless values were asked for. */
export type MultiMapEvent<K, V> =
  Extract<EntryEvent<K, V>, { readonly type: 'added' | 'removed' }> | (MapEvent & { readonly type: 'mapCleared' });

/** A locked key, with a view of the multimap for its owner. */
export type MultiMapLock<K extends Storable, V extends Storable> = KeyLock<K, MultiMap<K, V>>;

/**
 * A distributed map with several values to a key: a set of them, or a list with duplicates in their order where the
 * members have `value-collection-type` `LIST` configured. Unless it says otherwise, a method returns a cold Observable:
 * each subscription sends its request, emits one value and completes; unsubscribing drops the wait, not the effect. A key
 * without values is absent, and has the empty list. Values are compared in their serialized form.
 *
 * A key that is locked makes every other owner's `put`, `remove` and `removeAll` wait; reads, `putAll` and `delete` pass,
 * and `clear` leaves it there.
 */
export class MultiMap<K extends Storable, V extends Storable> extends LockableStructure<K, MultiMap<K, V>> {
  /** `owner`: the calls of this view are made by an owner of locks. */
  constructor(core: Core, name: string, codecs?: Codecs, owner?: LockOwner) {
    super(core, LOCKS, name, codecs, owner);
  }

  protected override viewOf(owner: LockOwner): MultiMap<K, V> {
    return new MultiMap(this.core, this.name, this.codecs, owner);
  }

  /** Emits whether the values of the key are others now: a set that has the value keeps it as it is. */
  put(key: K, value: V): Observable<boolean> {
    return this.call(multiMapPut, { name: this.name, key, value, threadId: this.threadId }, toAnswer);
  }

  /**
   * Adds all values of each key. One request a partition, 64 at a time: when it fails, some may have been added. None are
   * when one of them cannot be serialized.
   */
  putAll(entries: Iterable<readonly [K, Iterable<V>]>): Observable<undefined> {
    const { router } = this.core;
    const all = listed(entries);
    return this.combined(multiMapPutAll, () => {
      const field = multiMapPutAll.request.fields.entries;
      const parts = Array.from(
        groupByPartition(router, withValues(all()), ([key]) => key, this.codecs?.key),
        ([partition, group]) => [partition, router.encoded(field, group, this.codecs)] as const,
      );
      return pipelined(parts, part => this.#putPart(part), PARALLELISM).pipe(toArray(), map(toNothing));
    });
  }

  #putPart([partition, entries]: readonly [number, EncodedEntries]): Observable<undefined> {
    return this.call(multiMapPutAll, { name: this.name, entries }, toNothing, { partition, internal: true });
  }

  get(key: K): Observable<V[]> {
    return this.call(multiMapGet, { name: this.name, key, threadId: this.threadId }, toList<V>);
  }

  /** Removes one value, of a list its first. Emits whether it was there. */
  remove(key: K, value: V): Observable<boolean> {
    return this.call(multiMapRemoveEntry, { name: this.name, key, value, threadId: this.threadId }, toAnswer);
  }

  /** Emits the values it removed. */
  removeAll(key: K): Observable<V[]> {
    return this.call(multiMapRemove, { name: this.name, key, threadId: this.threadId }, toList<V>);
  }

  /** Removes all values of the key. Members neither wait for a lock of it nor tell listeners: `removeAll` does both. */
  delete(key: K): Observable<undefined> {
    return this.call(multiMapDelete, { name: this.name, key, threadId: this.threadId }, toNothing);
  }

  /** Removes all but locked keys. */
  clear(): Observable<undefined> {
    return this.call(multiMapClear, { name: this.name }, toNothing);
  }

  containsKey(key: K): Observable<boolean> {
    return this.call(multiMapContainsKey, { name: this.name, key, threadId: this.threadId }, toAnswer);
  }

  /** Looks at every value of every member. */
  containsValue(value: V): Observable<boolean> {
    return this.call(multiMapContainsValue, { name: this.name, value }, toAnswer);
  }

  containsEntry(key: K, value: V): Observable<boolean> {
    return this.call(multiMapContainsEntry, { name: this.name, key, value, threadId: this.threadId }, toAnswer);
  }

  /** How many values there are, of all keys. */
  size(): Observable<number> {
    return this.call(multiMapSize, { name: this.name }, toCount);
  }

  /** How many values the key has. */
  valueCount(key: K): Observable<number> {
    return this.call(multiMapValueCount, { name: this.name, key, threadId: this.threadId }, toCount, { key });
  }

  keySet(): Observable<K[]> {
    return this.call(multiMapKeySet, { name: this.name }, toList<K>);
  }

  /**
   * All values of all keys. One that several keys have comes once at least: which of the others come depends on the
   * member that is asked, unless keys have lists.
   */
  values(): Observable<V[]> {
    return this.call(multiMapValues, { name: this.name }, toList<V>);
  }

  /** One entry a value; equal ones of a key come once, also of a list. */
  entrySet(): Observable<[K, V][]> {
    return this.call(multiMapEntrySet, { name: this.name }, toList<[K, V]>);
  }

  /**
   * What happens to the values, for as long as somebody listens: hot, without a past. Registered on every member, on those
   * that join later and again after a reconnect. Events of one key come in order while its partition stays where it is;
   * `mapCleared` comes in another order, and of what `delete` removes there are none. Ends with an error when an entry
   * cannot be read, and at `shutdown()`.
   */
  events(
    options: MultiMapEventOptions<K> & { readonly includeValue: true; readonly signals: true },
  ): Observable<MultiMapEvent<K, V> | Signal>;
  events(options: MultiMapEventOptions<K> & { readonly signals: true }): Observable<MultiMapEvent<K, null> | Signal>;
  events(options: MultiMapEventOptions<K> & { readonly includeValue: true }): Observable<MultiMapEvent<K, V>>;
  events(options?: MultiMapEventOptions<K>): Observable<MultiMapEvent<K, null>>;
  events({ key, includeValue = false, signals = false }: MultiMapEventOptions<K> = {}): Observable<unknown> {
    const request = { name: this.name, includeValue };
    return key === undefined
      ? this.listen(multiMapAddEntryListener, request, entryEvent, signals)
      : this.listen(multiMapAddEntryListenerToKey, { ...request, key }, entryEvent, signals);
  }
}

/** The values as the wire takes them. A key without any would be there afterwards, and have none. */
function withValues<K, V>(entries: readonly (readonly [K, Iterable<V>])[]): [K, V[]][] {
  const all = entries.map((entry): [K, V[]] => {
    if (!Array.isArray(entry)) throw new TypeError('an entry must be a pair of a key and its values');
    const [key, values] = entry as readonly [K, Iterable<V>];
    if (typeof values !== 'object' || values === null || !(Symbol.iterator in values))
      throw new TypeError('the values of a key must be an iterable of them');
    return [key, Array.from(values)];
  });
  return all.filter(([, values]) => values.length > 0);
}
