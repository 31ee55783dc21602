import type { Codecs, EventOf, UUID } from '@hazelrx/protocol';
import { partitionId, predicateClasses, QueryObject } from '@hazelrx/protocol';
import { mapAddEntryListener, mapAddEntryListenerWithPredicate } from '@hazelrx/protocol/operations';
import { defer, filter, map, merge, type Observable } from 'rxjs';
import type { Signal } from '../invocation/registration.js';
import type { LiveCause } from '../query/live-change.js';
import type { LiveSignal } from '../query/live-source.js';
import { ENTRY_KINDS, type EntryEventType, listenerFlags } from './entry-event.js';
import { type Place, PlaceCodec } from './serialized-form.js';
import type { Core } from './structure.js';

type WireEvent = EventOf<typeof mapAddEntryListener>;

const GONE = ENTRY_KINDS.removed | ENTRY_KINDS.evicted | ENTRY_KINDS.expired;
const OF_ENTRIES: readonly EntryEventType[] = ['added', 'updated', 'removed', 'evicted', 'expired', 'merged', 'loaded'];
const OF_MAP: Readonly<Record<number, LiveCause>> = {
  [ENTRY_KINDS.mapCleared]: 'mapCleared',
  [ENTRY_KINDS.mapEvicted]: 'mapEvicted',
};

/** What is told of a map, or of the entries that a predicate matches. */
export class LiveEvents<K, V> {
  readonly #codecs: Codecs;

  constructor(
    readonly core: Core,
    readonly name: string,
    codecs: Codecs,
    readonly predicate: object | undefined,
  ) {
    this.#codecs = { ...codecs, key: new PlaceCodec(codecs.key), value: new PlaceCodec(codecs.value) };
  }

  readonly signals$: Observable<LiveSignal<K, V>> = defer(() => {
    const registrations = this.#registrations;
    const awaited = new Set(registrations);
    const told = registrations.map(registration =>
      registration.pipe(
        map(item => {
          if (!('type' in item)) return this.#signal(item, registration === registrations[0]);
          if (item.type === 'gap') return this.#gap(item.member);
          awaited.delete(registration);
          return awaited.size === 0 ? ({ type: 'listening' } as const) : undefined;
        }),
      ),
    );
    return merge(this.#moves, this.#leaves, ...told).pipe(filter(signal => signal !== undefined));
  });

  /**
   * Of entries that do not match there are no values. A listener with a predicate is not told when an entry stops
   * matching: the second one is.
   */
  get #registrations(): readonly Observable<WireEvent | Signal>[] {
    const { name, predicate, core } = this;
    if (predicate === undefined) {
      const request = { name, includeValue: true, listenerFlags: listenerFlags() };
      return [core.listeners.listen(mapAddEntryListener, request, asItIs, true, this.#codecs)];
    }
    return [true, false].map(isMatch => {
      const query = isMatch ? predicate : new QueryObject(predicateClasses.not, [predicate]);
      const flags = listenerFlags(isMatch ? undefined : OF_ENTRIES);
      const request = { name, predicate: query, includeValue: isMatch, listenerFlags: flags };
      return core.listeners.listen(mapAddEntryListenerWithPredicate, request, asItIs, true, this.#codecs);
    });
  }

  #signal({ eventType, key, value, oldValue, uuid }: WireEvent, isMatch: boolean): LiveSignal<K, V> {
    const { connections } = this.core.router;
    const cause = OF_MAP[eventType];
    if (cause !== undefined) return { type: 'broken', cause, partitions: this.#all };
    const place = key as Place<K>;
    const partition = partitionId(place.hash, connections.partitions.count);
    return {
      type: 'entry',
      key: place,
      partition,
      value: isMatch && (eventType & GONE) === 0 ? (value as Place<V>) : null,
      oldValue: oldValue as Place<V> | null,
      isOwners: connections.partitions.owner(partition)?.equals(uuid) === true,
    };
  }

  /**
   * All may be wrong, not only what the member owns: one member tells of a `clear` for all. Without a connection to it
   * nothing is settled yet: it comes back, with another gap, or leaves.
   */
  #gap(member: UUID): LiveSignal<K, V> | undefined {
    return this.core.router.connections.ofMember(member) ? this.#missed : undefined;
  }

  get #leaves(): Observable<LiveSignal<K, V>> {
    const { membershipEvents$ } = this.core.router.connections.members;
    return membershipEvents$.pipe(
      filter(({ type }) => type === 'removed'),
      map(() => this.#missed),
    );
  }

  get #missed(): LiveSignal<K, V> {
    return { type: 'broken', cause: 'gap', partitions: this.#all };
  }

  get #moves(): Observable<LiveSignal<K, V>> {
    const { partitions } = this.core.router.connections;
    return defer(() => {
      let owners = this.#all.map(id => partitions.owner(id));
      return partitions.changes$.pipe(
        map((): LiveSignal<K, V> => {
          const before = owners;
          owners = this.#all.map(id => partitions.owner(id));
          const moved = this.#all.filter(id => before[id] !== owners[id] && !before[id]?.equals(owners[id]));
          return { type: 'broken', cause: 'moved', partitions: moved };
        }),
      );
    });
  }

  get #all(): readonly number[] {
    return Array.from({ length: this.core.router.partitionCount }, (_, id) => id);
  }
}

/** One function for all views: equal registrations are shared. */
function asItIs(event: WireEvent): WireEvent {
  return event;
}
