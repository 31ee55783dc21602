import type { Codecs, Data, EncodedEntries, LongLike } from '@hazelrx/protocol';
import {
  mapClear,
  mapContainsKey,
  mapContainsValue,
  mapDelete,
  mapEvict,
  mapEvictAll,
  mapExecuteOnKey,
  mapExecuteOnKeys,
  mapFlush,
  mapForceUnlock,
  mapGet,
  mapGetAll,
  mapGetEntryView,
  mapIsEmpty,
  mapIsLocked,
  mapLoadAll,
  mapLoadGivenKeys,
  mapPut,
  mapPutAll,
  mapPutIfAbsent,
  mapPutIfAbsentWithMaxIdle,
  mapPutTransient,
  mapPutTransientWithMaxIdle,
  mapPutWithMaxIdle,
  mapRemove,
  mapRemoveIfSame,
  mapReplace,
  mapReplaceIfSame,
  mapSet,
  mapSetTtl,
  mapSetWithMaxIdle,
  mapSize,
  mapTryLock,
  mapTryPut,
  mapTryRemove,
  mapUnlock,
} from '@hazelrx/protocol/operations';
import { map, merge, type Observable, type ObservableInput, of, throwError, toArray } from 'rxjs';
import { pipelined } from '../pipelined.js';
import { toAnswer, toCount, toList, toNothing, toValue } from './answers.js';
import { groupByPartition, PARALLELISM } from './by-partition.js';
import { type EntryView, entryView } from './entry-view.js';
import type { LockOwner } from './key-hold.js';
import type { KeyLock } from './key-lock.js';
import { listed } from './listed.js';
import { putFrom, type PutFromOptions, type PutProgress } from './put-from.js';
import { QueryableMap } from './queryable-map.js';
import { notAWait } from './sliced-wait.js';
import type { Core, Storable } from './structure.js';

const LOCKS = {
  service: 'hz:impl:mapService',
  tryLock: mapTryLock,
  unlock: mapUnlock,
  forceUnlock: mapForceUnlock,
  isLocked: mapIsLocked,
};
/** Time to live as the members have it configured for the map. */
const CONFIGURED_TTL = -1;

/** A locked key, with a view of the map for its owner. */
export type MapLock<K extends Storable, V extends Storable> = KeyLock<K, HazelcastMap<K, V>>;

/**
 * A distributed map. Unless it says otherwise, a method returns a cold Observable: each subscription sends its request,
 * emits one value and completes; unsubscribing drops the wait, not the effect. What is absent is `null`; no value is
 * `undefined`. Keys and values are never null. Times are in milliseconds; a time to live or idle time of 0 is for ever,
 * none is as the map is configured.
 *
 * A key that is locked makes every other owner's `put`, `set`, `remove` and the like wait, and lets reads and the
 * methods for many entries pass; `clear` and `evictAll` leave it there.
 */
export class HazelcastMap<K extends Storable, V extends Storable> extends QueryableMap<K, V, HazelcastMap<K, V>> {
  /** `owner`: the calls of this view are made by an owner of locks. */
  constructor(core: Core, name: string, codecs?: Codecs, owner?: LockOwner) {
    super(core, LOCKS, name, codecs, owner);
  }

  protected override viewOf(owner: LockOwner): HazelcastMap<K, V> {
    return new HazelcastMap(this.core, this.name, this.codecs, owner);
  }

  get(key: K): Observable<V | null> {
    return this.call(mapGet, { name: this.name, key, threadId: this.threadId }, toValue<V>);
  }

  /** Emits the value it replaced. `set` is cheaper where that does not matter. */
  put(key: K, value: V, ttl: LongLike = CONFIGURED_TTL, maxIdle?: LongLike): Observable<V | null> {
    const request = { name: this.name, key, value, threadId: this.threadId, ttl };
    if (maxIdle === undefined) return this.call(mapPut, request, toValue<V>);
    return this.call(mapPutWithMaxIdle, { ...request, maxIdle }, toValue<V>);
  }

  set(key: K, value: V, ttl: LongLike = CONFIGURED_TTL, maxIdle?: LongLike): Observable<undefined> {
    const request = { name: this.name, key, value, threadId: this.threadId, ttl };
    if (maxIdle === undefined) return this.call(mapSet, request, toNothing);
    return this.call(mapSetWithMaxIdle, { ...request, maxIdle }, toNothing);
  }

  /** Emits the value that is there already, or null when `value` was put. */
  putIfAbsent(key: K, value: V, ttl: LongLike = CONFIGURED_TTL, maxIdle?: LongLike): Observable<V | null> {
    const request = { name: this.name, key, value, threadId: this.threadId, ttl };
    if (maxIdle === undefined) return this.call(mapPutIfAbsent, request, toValue<V>);
    return this.call(mapPutIfAbsentWithMaxIdle, { ...request, maxIdle }, toValue<V>);
  }

  /** As `set`, past the map's store. */
  putTransient(key: K, value: V, ttl: LongLike = CONFIGURED_TTL, maxIdle?: LongLike): Observable<undefined> {
    const request = { name: this.name, key, value, threadId: this.threadId, ttl };
    if (maxIdle === undefined) return this.call(mapPutTransient, request, toNothing);
    return this.call(mapPutTransientWithMaxIdle, { ...request, maxIdle }, toNothing);
  }

  /** Emits false when the key was locked by another owner for `timeout` milliseconds; nothing is put then. */
  tryPut(key: K, value: V, timeout: number): Observable<boolean> {
    if (!(timeout >= 0)) return throwError(() => this.refusal(mapTryPut, notAWait(timeout)));
    const request = { name: this.name, key, value, threadId: this.threadId, timeout };
    return this.call(mapTryPut, request, toAnswer, { waits: timeout });
  }

  /** Emits false when the key is absent, or was locked by another owner for `timeout` milliseconds. */
  tryRemove(key: K, timeout: number): Observable<boolean> {
    if (!(timeout >= 0)) return throwError(() => this.refusal(mapTryRemove, notAWait(timeout)));
    const request = { name: this.name, key, threadId: this.threadId, timeout };
    return this.call(mapTryRemove, request, toAnswer, { waits: timeout });
  }

  /** Emits the value it replaced, or null when the key is absent; nothing is put then. */
  replace(key: K, value: V): Observable<V | null> {
    return this.call(mapReplace, { name: this.name, key, value, threadId: this.threadId }, toValue<V>);
  }

  /** Emits whether the value was `oldValue`, in its serialized form, and now is `newValue`. */
  replaceIfSame(key: K, oldValue: V, newValue: V): Observable<boolean> {
    const request = { name: this.name, key, testValue: oldValue, value: newValue, threadId: this.threadId };
    return this.call(mapReplaceIfSame, request, toAnswer);
  }

  /** Emits the value it removed. `delete` is cheaper where that does not matter. */
  remove(key: K): Observable<V | null> {
    return this.call(mapRemove, { name: this.name, key, threadId: this.threadId }, toValue<V>);
  }

  /** Emits whether the value was `value`, in its serialized form, and now is gone. */
  removeIfSame(key: K, value: V): Observable<boolean> {
    return this.call(mapRemoveIfSame, { name: this.name, key, value, threadId: this.threadId }, toAnswer);
  }

  delete(key: K): Observable<undefined> {
    return this.call(mapDelete, { name: this.name, key, threadId: this.threadId }, toNothing);
  }

  /**
   * Emits whether the key is there; its time to live begins anew. The protocol has no owner for it, so that of a key it
   * has locked an owner sets it by `set`.
   */
  setTtl(key: K, ttl: LongLike): Observable<boolean> {
    if (this.isOwned) {
      const reason = 'an owner of locks would wait for itself: use set with a time to live';
      return throwError(() => this.refusal(mapSetTtl, reason));
    }
    return this.call(mapSetTtl, { name: this.name, key, ttl }, toAnswer);
  }

  /** Removes the entry from memory, not from the map's store. Emits whether it was there. */
  evict(key: K): Observable<boolean> {
    return this.call(mapEvict, { name: this.name, key, threadId: this.threadId }, toAnswer);
  }

  /** Removes all entries but locked ones from memory, not from the map's store. */
  evictAll(): Observable<undefined> {
    return this.call(mapEvictAll, { name: this.name }, toNothing);
  }

  /** Removes all entries but locked ones. */
  clear(): Observable<undefined> {
    return this.call(mapClear, { name: this.name }, toNothing);
  }

  /** Emits once the map's store has all that was written behind. */
  flush(): Observable<undefined> {
    return this.call(mapFlush, { name: this.name }, toNothing);
  }

  /** Has the map's store load these keys, or all it has. Members refuse it for a map without one. */
  loadAll(keys?: Iterable<K>, replaceExistingValues = true): Observable<undefined> {
    const { name } = this;
    if (keys === undefined) return this.call(mapLoadAll, { name, replaceExistingValues }, toNothing);
    const all = listed(keys);
    return this.combined(mapLoadGivenKeys, () =>
      this.call(mapLoadGivenKeys, { name, keys: all(), replaceExistingValues }, toNothing, { internal: true }),
    );
  }

  /**
   * Has the key's owner run an entry processor, an object of a class that the members have, and emits what that returns. Waits
   * while another owner has locked the key. What the processor throws is the error of the call.
   */
  executeOnKey<R>(key: K, entryProcessor: Storable): Observable<R | null> {
    const request = { name: this.name, entryProcessor, key, threadId: this.threadId };
    return this.call(mapExecuteOnKey, request, toValue<R>);
  }

  /**
   * The same for each of these keys, there or not, and what came of it; keys for which the processor returned null are left
   * out. When it fails, it may have run for some of them. Passes by locks.
   */
  executeOnKeys<R>(keys: Iterable<K>, entryProcessor: Storable): Observable<[K, R][]> {
    const all = listed(keys);
    return this.combined(mapExecuteOnKeys, () => {
      const request = { name: this.name, entryProcessor, keys: all() };
      return this.call(mapExecuteOnKeys, request, toList<[K, R]>, { internal: true });
    });
  }

  containsKey(key: K): Observable<boolean> {
    return this.call(mapContainsKey, { name: this.name, key, threadId: this.threadId }, toAnswer);
  }

  /** Looks at every entry of every member. */
  containsValue(value: V): Observable<boolean> {
    return this.call(mapContainsValue, { name: this.name, value }, toAnswer);
  }

  size(): Observable<number> {
    return this.call(mapSize, { name: this.name }, toCount);
  }

  isEmpty(): Observable<boolean> {
    return this.call(mapIsEmpty, { name: this.name }, toAnswer);
  }

  /** The entry with its times and statistics. */
  getEntryView(key: K): Observable<EntryView<K, V> | null> {
    return this.call(mapGetEntryView, { name: this.name, key, threadId: this.threadId }, entryView<K, V>);
  }

  /** Emits the entries that are there, in no order; absent keys are left out. One request a partition, 64 at a time. */
  getAll(keys: Iterable<K>): Observable<[K, V][]> {
    const { name } = this;
    const all = listed(keys);
    const send = ([partition, group]: readonly [number, readonly K[]]): Observable<[K, V][]> =>
      this.call(mapGetAll, { name, keys: group }, toList<[K, V]>, { partition, repeatable: true, internal: true });
    return this.combined(mapGetAll, () => {
      const groups = groupByPartition(this.core.router, all(), itself, this.codecs?.key);
      return pipelined(groups, send, PARALLELISM).pipe(toArray(), map(joined));
    });
  }

  /**
   * One request a partition, 64 at a time: when it fails, some of the entries may have been put. None are when one of
   * them cannot be serialized.
   */
  putAll(entries: Iterable<readonly [K, V]>): Observable<undefined> {
    return this.#putAll(entries, true);
  }

  /** As `putAll`, but the map's store is not asked for the old values, so events may lack them. */
  setAll(entries: Iterable<readonly [K, V]>): Observable<undefined> {
    return this.#putAll(entries, false);
  }

  #putAll(entries: Iterable<readonly [K, V]>, triggerMapLoader: boolean): Observable<undefined> {
    const { router } = this.core;
    const all = listed(entries);
    return this.combined(mapPutAll, () => {
      const field = mapPutAll.request.fields.entries;
      const parts = Array.from(
        groupByPartition(router, all(), keyOf, this.codecs?.key),
        ([partition, group]) => [partition, router.encoded(field, group, this.codecs)] as const,
      );
      const send = ([partition, part]: readonly [number, EncodedEntries]): Observable<undefined> =>
        this.#putPart(part, partition, triggerMapLoader);
      return pipelined(parts, send, PARALLELISM).pipe(toArray(), map(toNothing));
    });
  }

  #putPart(
    entries: EncodedEntries | Iterable<readonly [Data, Data]>,
    partition: number,
    triggerMapLoader: boolean,
  ): Observable<undefined> {
    const request = { name: this.name, entries, triggerMapLoader };
    return this.call(mapPutAll, request, toNothing, { partition, internal: true });
  }

  /**
   * Writes all entries of a source, in batches, at the pace of the members: an iterable or async iterable is asked for
   * the next entry when there is room among the `inFlight`; an Observable that is too far ahead ends it with
   * `HAZELCAST_OVERLOAD`. Emits the progress with each batch that was acknowledged and completes after the last. The
   * entries of one key are written in their order. The first error ends it; what was written stays.
   */
  putFrom(source: ObservableInput<readonly [K, V]>, options: PutFromOptions = {}): Observable<PutProgress> {
    const { router, resolved } = this.core;
    return putFrom(source, options, {
      details: { operation: mapPutAll.name, structure: this.name },
      connected$: merge(
        this.combined(mapPutAll, () => of(undefined)),
        this.core.ended$,
      ),
      key: key => router.data(key, this.codecs?.key),
      value: value => router.data(value, this.codecs?.value),
      resolved,
      partitionOf: key => router.ofKey(key),
      write: (partition, entries) => this.#putPart(entries, partition, true),
    });
  }
}

function keyOf<K>(entry: readonly [K, unknown]): K {
  if (!Array.isArray(entry)) throw new TypeError('an entry must be a pair of a key and a value');
  return entry[0];
}

function itself<T>(item: T): T {
  return item;
}

/** `flat()` takes four times as long. */
function joined<T>(parts: readonly (readonly T[])[]): T[] {
  const all: T[] = [];
  for (const part of parts) for (const item of part) all.push(item);
  return all;
}
