// What listeners of a map are told, and by which member.
import {
  mapAddEntryListener,
  mapAddEntryListenerToKey,
  mapAddEntryListenerToKeyWithPredicate,
  mapAddEntryListenerWithPredicate,
} from '@hazelrx/protocol/operations';
import type { Data } from '@hazelrx/protocol';
import type { EntryEventType } from 'hazelrx';
import { ENTRY_KINDS } from 'hazelrx/internal';
import type { Cluster } from '../cluster.js';
import { type Changed, entryEvent, type EntryListener, entryListeners, hears, type Values } from '../entry-events.js';
import { asksFor, withPredicates } from '../query/listener-predicates.js';
import { listenerRows } from '../listener-rows.js';
import type { EmbeddedMember } from '../member.js';
import { maps } from './map-store.js';

type MapEventType = 'mapEvicted' | 'mapCleared';
export type EntryChange = Exclude<EntryEventType, MapEventType>;

/** Tells of one entry, on the member that owns it. */
export function publishEntry(changed: Changed, type: EntryChange, values: Values): void {
  const { cluster, name, key, id, partition } = changed;
  for (const request of listeners(cluster, name, partition.owner, type)) {
    if (!hears(request, id) || !asksFor(cluster, request, { key, value: tested(type, values) })) continue;
    const told = request.fields.includeValue ? values : {};
    request.event('Entry', entryEvent(type, partition.owner.uuid, { key, ...told }));
  }
}

/** What predicates are asked of: the value there is, or the one that has gone, where somebody read it. */
function tested(type: EntryChange, { value, oldValue }: Values): Data | undefined {
  return type === 'removed' || type === 'evicted' || type === 'expired' ? oldValue : value;
}

/** Tells of many entries at once, on the member that was asked: everybody, whatever they have asked for. */
export function publishMap(
  cluster: Cluster,
  name: string,
  member: EmbeddedMember,
  [type, numberOfAffectedEntries]: readonly [MapEventType, number],
): void {
  for (const request of listeners(cluster, name, member, type))
    request.event('Entry', entryEvent(type, member.uuid, { numberOfAffectedEntries }));
}

function* listeners(
  cluster: Cluster,
  name: string,
  member: EmbeddedMember,
  type: EntryEventType,
): Iterable<EntryListener> {
  for (const listener of entryListeners(cluster, maps.topic(name), member))
    if (listener.fields.listenerFlags & ENTRY_KINDS[type]) yield listener;
}

export const listenerHandlers = withPredicates(
  listenerRows(
    name => maps.topic(name),
    mapAddEntryListener,
    mapAddEntryListenerToKey,
    mapAddEntryListenerWithPredicate,
    mapAddEntryListenerToKeyWithPredicate,
  ),
);
