import type { Data, UUID } from '@hazelrx/protocol';
import {
  mapAddEntryListener,
  mapAddEntryListenerToKey,
  mapAddEntryListenerToKeyWithPredicate,
  mapAddEntryListenerWithPredicate,
  mapAddPartitionLostListener,
  mapExecuteOnAllKeys,
  mapExecuteWithPredicate,
  mapGet,
} from '@hazelrx/protocol/operations';
import {
  concatMap,
  distinctUntilChanged,
  map,
  merge,
  type Observable,
  type ObservableInput,
  of,
  throwError,
} from 'rxjs';
import type { Signal } from '../invocation/registration.js';
import type { LiveChange, LiveOptions } from '../query/live-change.js';
import type { Predicate } from '../query/predicate.js';
import { toList, toValue } from './answers.js';
import { type MapPartitionLostEvent, mapPartitionLostEvent } from './cluster-event.js';
import { type EntryEvent, entryEvent, type EntryEventType, listenerFlags, type MapEvent } from './entry-event.js';
import { MapJournal } from './journal/journal.js';
import type {
  ConsumeJournalOptions,
  JournalChangeOf,
  JournalItemOf,
  JournalOptions,
} from './journal/journal-options.js';
import { liveMap } from './live-map.js';
import { NO_THREAD } from './lockable-structure.js';
import { QueriedMap } from './queried-map.js';
import { notForEvents } from './query-request.js';
import type { Storable } from './structure.js';
import { type Change, change, settled, watched } from './watch.js';

export interface EntryEventOptions<K, V = unknown> {
  /** Only the events of this key, and those about the whole map. */
  readonly key?: K;
  /** Send values along; without it they are null. Default false. */
  readonly includeValue?: boolean;
  /** Only these kinds. Default all. */
  readonly types?: readonly EntryEventType[];
  /** Also tell when the stream is registered everywhere, and when events may have been missed. Default false. */
  readonly signals?: boolean;
  /**
   * Only events of entries that match: an entry that was put or updated does so as it is now, one that went as it was. One
   * that ceases to match is told of by nothing: see `live`.
   */
  readonly predicate?: Predicate<K, V>;
}

/** What follows the entries of a map, and works on many of them. `S`: the map, as owners of locks see it. */
export abstract class QueryableMap<K extends Storable, V extends Storable, S> extends QueriedMap<K, V, S> {
  /**
   * The value of the key now, null while it is absent, then every other value it takes. Hot: those who subscribe to the
   * same Observable share it, and a late one begins with the latest value. Reads the value again after everything that
   * may have hidden a change, so that in the end it is right; it may briefly tell an older one. Ends as `events` does.
   */
  watch(key: K): Observable<V | null> {
    const { router, resolved } = this.core;
    const keyData$ = resolved(() => router.data(key, this.codecs?.key), {
      operation: mapGet.name,
      structure: this.name,
    });
    // Asked for also while the client is not ready for others' calls: the stream is to outlive that.
    const request = { name: this.name, key, threadId: NO_THREAD };
    const current$ = this.call(mapGet, request, toValue<V>, { internal: true, patient: true });
    return watched(keyData$.pipe(concatMap(data => this.#changes(key, data))), current$, this.#same);
  }

  #changes(key: K, data: Data): Observable<Change<V | null>> {
    const { router } = this.core;
    const { partitions } = router.connections;
    let partition: number | undefined;
    const owner = (): UUID | undefined => partitions.owner((partition ??= router.ofKey(data)));
    const ofKey$ = this.events({ key, includeValue: true, signals: true });
    const ofMap$ = this.events({ types: ['mapCleared', 'mapEvicted'], signals: true });
    const changes$ = merge(ofKey$, ofMap$).pipe(map(event => change<V>(event, member => member.equals(owner()))));
    const moves$ = partitions.changes$.pipe(
      map(owner),
      distinctUntilChanged((one, other) => one === other || one?.equals(other) === true),
      map(() => 'unordered' as const),
    );
    return settled(merge(of('look' as const), changes$, moves$), this.core.scheduler);
  }

  /** Of two values, by their serialized form. Those that this client cannot write, or not yet, count as different. */
  readonly #same = (one: V | null, other: V | null): boolean => {
    if (one === null || other === null || typeof one !== 'object') return Object.is(one, other);
    const { router } = this.core;
    const values = this.codecs?.value;
    try {
      return router.data(one, values).equals(router.data(other, values));
    } catch {
      return false;
    }
  };

  /**
   * The entries, or those that the predicate matches: first all of them (`snapshot`), then every difference. Hot: those
   * who subscribe to the same Observable share it, and a late one begins with a snapshot of now. Reads again what may
   * have changed unseen, so that in the end it is the map; it may briefly tell an older value. Ends as `events` does.
   */
  live(predicate?: Predicate<K, V>, options: LiveOptions = {}): Observable<LiveChange<K, V>> {
    return liveMap(this.core, this, this.codecs, { predicate, ...options });
  }

  /**
   * What happens to the entries, for as long as somebody listens: hot, without a past. Registered on every member, on
   * those that join later and again after a reconnect. Events of one key come in order while its partition stays where
   * it is. Ends with an error when an entry cannot be read, and at `shutdown()`.
   */
  events(
    options: EntryEventOptions<K, V> & { readonly includeValue: true; readonly signals: true },
  ): Observable<EntryEvent<K, V> | MapEvent | Signal>;
  events(
    options: EntryEventOptions<K, V> & { readonly signals: true },
  ): Observable<EntryEvent<K, null> | MapEvent | Signal>;
  events(options: EntryEventOptions<K, V> & { readonly includeValue: true }): Observable<EntryEvent<K, V> | MapEvent>;
  events(options?: EntryEventOptions<K, V>): Observable<EntryEvent<K, null> | MapEvent>;
  events(options: EntryEventOptions<K, V> = {}): Observable<unknown> {
    const { key, includeValue = false, types, signals = false, predicate } = options;
    const request = { name: this.name, includeValue, listenerFlags: listenerFlags(types) };
    if (predicate === undefined) {
      return key === undefined
        ? this.listen(mapAddEntryListener, request, entryEvent, signals)
        : this.listen(mapAddEntryListenerToKey, { ...request, key }, entryEvent, signals);
    }
    const reason = notForEvents(predicate);
    if (reason !== undefined) return throwError(() => this.refusal(mapAddEntryListenerWithPredicate, reason));
    return key === undefined
      ? this.listen(mapAddEntryListenerWithPredicate, { ...request, predicate }, entryEvent, signals)
      : this.listen(mapAddEntryListenerToKeyWithPredicate, { ...request, key, predicate }, entryEvent, signals);
  }

  /**
   * What has happened to the entries, as the journals of the partitions have it: from `from` on, for as long as somebody listens,
   * each event once, in its order within its partition. Each subscription begins where it says; those that have caught up wait
   * together. Goes on when the connection, or the member, is another one; what was lost or comes again is never silent, see
   * `onLoss`. Ends with an error when an event cannot be read, when the map has no journal or is destroyed, and at `shutdown()`.
   */
  journal<O extends JournalOptions>(options?: O): Observable<JournalItemOf<K, V, O>> {
    return this.#journal.stream(options ?? {}) as Observable<JournalItemOf<K, V, O>>;
  }

  /**
   * The work of a handler for each event of the journal, and its results: the events of a partition one after the other, as many
   * partitions at a time as `concurrency` says. More of a partition is asked for when its handlers are done. Ends
   * with the first error.
   */
  consumeJournal<R, O extends ConsumeJournalOptions>(
    handler: (event: JournalChangeOf<K, V, O>) => ObservableInput<R>,
    options?: O,
  ): Observable<R> {
    return this.#journal.consume(handler as (event: unknown) => ObservableInput<R>, options ?? {});
  }

  get #journal(): MapJournal {
    const { core, name, codecs, serviceName } = this;
    return new MapJournal({ core, name, codecs, proxy: core.proxies.get(serviceName, name) });
  }

  /**
   * Has the members run an entry processor for every entry, or those that match, and emits the keys with what it returned; those
   * for which that was null are left out. When it fails, it may have run for some of them. Passes by locks.
   */
  executeOnEntries<R>(entryProcessor: Storable, predicate?: Predicate<K, V>): Observable<[K, R][]> {
    const request = { name: this.name, entryProcessor };
    if (predicate === undefined) return this.call(mapExecuteOnAllKeys, request, toList<[K, R]>);
    return this.by(mapExecuteWithPredicate, predicate, (sent, target) =>
      this.call(mapExecuteWithPredicate, { ...request, predicate: sent }, toList<[K, R]>, target),
    );
  }

  /** Partitions of which this map has no copy any more, from now on. Signals and end as those of `events`. */
  partitionLostEvents(): Observable<MapPartitionLostEvent>;
  partitionLostEvents(options: { readonly signals: true }): Observable<MapPartitionLostEvent | Signal>;
  partitionLostEvents({ signals = false } = {}): Observable<MapPartitionLostEvent | Signal> {
    return this.listen(mapAddPartitionLostListener, { name: this.name }, mapPartitionLostEvent, signals);
  }
}
