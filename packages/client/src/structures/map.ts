import type { Data, LongLike } from '@hazelrx/protocol';
import {
  mapAddEntryListener,
  mapAddEntryListenerToKey,
  mapClear,
  mapContainsKey,
  mapDelete,
  mapGet,
  mapGetAll,
  mapPut,
  mapPutAll,
  mapPutIfAbsent,
  mapRemove,
  mapReplace,
  mapSet,
  mapSize,
} from '@hazelrx/protocol/operations';
import { forkJoin, map, type Observable, of } from 'rxjs';
import type { Signal } from '../invocation/registration.js';
import { type EntryEvent, entryEvent, type EntryEventType, listenerFlags, type MapEvent } from './entry-event.js';
import { groupByPartition } from './by-partition.js';
import { type Core, type Storable, Structure } from './structure.js';

const SERVICE = 'hz:impl:mapService';
/** The owner of what is done outside any lock. */
const NO_THREAD = 0;
/** Time to live as the members have it configured for the map. */
const CONFIGURED_TTL = -1;

export interface EntryEventOptions<K> {
  /** Only the events of this key; those about the whole map do not come then. */
  readonly key?: K;
  /** Send values along; without it they are null. Default false. */
  readonly includeValue?: boolean;
  /** Only these kinds. Default all. */
  readonly types?: readonly EntryEventType[];
  /** Also tell when the stream is registered everywhere, and when events may have been missed. Default false. */
  readonly signals?: boolean;
}

/**
 * A distributed map. Every method but `events` returns a cold Observable: each subscription sends its request, emits one
 * value and completes; unsubscribing drops the wait, not the effect. What is absent is `null`; no value is `undefined`.
 * Keys and values are never null. A time to live is in milliseconds; 0 is for ever, none is as the map is configured.
 */
export class HazelcastMap<K extends Storable, V extends Storable> extends Structure {
  constructor(core: Core, name: string) {
    super(core, SERVICE, name);
  }

  get(key: K): Observable<V | null> {
    return this.call(mapGet, { name: this.name, key, threadId: NO_THREAD }, toValue<V>);
  }

  /** Emits the value it replaced. `set` is cheaper where that does not matter. */
  put(key: K, value: V, ttl: LongLike = CONFIGURED_TTL): Observable<V | null> {
    return this.call(mapPut, { name: this.name, key, value, threadId: NO_THREAD, ttl }, toValue<V>);
  }

  set(key: K, value: V, ttl: LongLike = CONFIGURED_TTL): Observable<undefined> {
    return this.call(mapSet, { name: this.name, key, value, threadId: NO_THREAD, ttl }, toNothing);
  }

  /** Emits the value that is there already, or null when `value` was put. */
  putIfAbsent(key: K, value: V, ttl: LongLike = CONFIGURED_TTL): Observable<V | null> {
    return this.call(mapPutIfAbsent, { name: this.name, key, value, threadId: NO_THREAD, ttl }, toValue<V>);
  }

  /** Emits the value it replaced, or null when the key is absent; nothing is put then. */
  replace(key: K, value: V): Observable<V | null> {
    return this.call(mapReplace, { name: this.name, key, value, threadId: NO_THREAD }, toValue<V>);
  }

  /** Emits the value it removed. `delete` is cheaper where that does not matter. */
  remove(key: K): Observable<V | null> {
    return this.call(mapRemove, { name: this.name, key, threadId: NO_THREAD }, toValue<V>);
  }

  delete(key: K): Observable<undefined> {
    return this.call(mapDelete, { name: this.name, key, threadId: NO_THREAD }, toNothing);
  }

  containsKey(key: K): Observable<boolean> {
    return this.call(mapContainsKey, { name: this.name, key, threadId: NO_THREAD }, toAnswer);
  }

  size(): Observable<number> {
    return this.call(mapSize, { name: this.name }, ({ response }) => response);
  }

  clear(): Observable<undefined> {
    return this.call(mapClear, { name: this.name }, toNothing);
  }

  /** Emits the entries that are there, in no order; absent keys are left out. One request a partition, all at once. */
  getAll(keys: Iterable<K>): Observable<[K, V][]> {
    const all = listed(keys);
    const send = (group: readonly K[], partition: number): Observable<[K, V][]> =>
      this.call(mapGetAll, { name: this.name, keys: group }, toEntries<K, V>, {
        partition,
        repeatable: true,
        internal: true,
      });
    return this.combined(mapGetAll, () => {
      const groups = groupByPartition(this.core.router, all, itself);
      return together(Array.from(groups, ([partition, group]) => send(group, partition))).pipe(map(joined));
    });
  }

  /**
   * One request a partition, all at once: when it fails, some of the entries may have been put. None are when one of
   * them cannot be serialized.
   */
  putAll(entries: Iterable<readonly [K, V]>): Observable<undefined> {
    const { router } = this.core;
    const all = listed(entries);
    const send = (group: readonly (readonly [K, Data])[], partition: number): Observable<undefined> =>
      this.call(mapPutAll, { name: this.name, entries: group, triggerMapLoader: true }, toNothing, {
        partition,
        internal: true,
      });
    return this.combined(mapPutAll, () => {
      const serialized = all.map(([key, value]) => [key, router.data(value)] as const);
      const groups = groupByPartition(router, serialized, ([key]) => key);
      return together(Array.from(groups, ([partition, group]) => send(group, partition))).pipe(map(toNothing));
    });
  }

  /**
   * What happens to the entries, for as long as somebody listens: hot, without a past. Registered on every member, on
   * those that join later and again after a reconnect. Events of one key come in order while its partition stays where
   * it is. Ends with an error when an entry cannot be read, and at `shutdown()`.
   */
  events(
    options: EntryEventOptions<K> & { readonly includeValue: true; readonly signals: true },
  ): Observable<EntryEvent<K, V> | MapEvent | Signal>;
  events(
    options: EntryEventOptions<K> & { readonly signals: true },
  ): Observable<EntryEvent<K, null> | MapEvent | Signal>;
  events(options: EntryEventOptions<K> & { readonly includeValue: true }): Observable<EntryEvent<K, V> | MapEvent>;
  events(options?: EntryEventOptions<K>): Observable<EntryEvent<K, null> | MapEvent>;
  events({ key, includeValue = false, types, signals = false }: EntryEventOptions<K> = {}): Observable<unknown> {
    const request = { name: this.name, includeValue, listenerFlags: listenerFlags(types) };
    return key === undefined
      ? this.listen(mapAddEntryListener, request, entryEvent, signals)
      : this.listen(mapAddEntryListenerToKey, { ...request, key }, entryEvent, signals);
  }
}

function toValue<V>({ response }: { readonly response: unknown }): V | null {
  return response as V | null;
}

function toAnswer({ response }: { readonly response: boolean }): boolean {
  return response;
}

function toNothing(): undefined {
  return undefined;
}

function toEntries<K, V>({ response }: { readonly response: unknown }): [K, V][] {
  return response as [K, V][];
}

/** An iterator gives its items once, and a call may be subscribed to twice. */
function listed<T>(items: Iterable<T>): readonly T[] {
  return Array.isArray(items) ? items : Array.from(items);
}

/** All answers at once; `forkJoin` of nothing would not emit. */
function together<T>(calls: readonly Observable<T>[]): Observable<T[]> {
  return calls.length === 0 ? of([]) : forkJoin(calls);
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
