// What listeners of a multimap are told, and by which member.
import { multiMapAddEntryListener, multiMapAddEntryListenerToKey } from '@hazelrx/protocol/operations';
import type { Cluster } from '../cluster.js';
import { type Changed, entryEvent, entryListeners, hears, type Values } from '../entry-events.js';
import { listenerRows } from '../listener-rows.js';
import type { EmbeddedMember } from '../member.js';
import { multiMaps } from './multi-map-store.js';

/** Tells of one value, on the member that owns it. */
export function publishValue(changed: Changed, type: 'added' | 'removed', values: Values): void {
  const { cluster, name, key, id, partition } = changed;
  for (const request of entryListeners(cluster, multiMaps.topic(name), partition.owner)) {
    if (!hears(request, id)) continue;
    request.event(
      'Entry',
      entryEvent(type, partition.owner.uuid, { key, ...(request.fields.includeValue ? values : {}) }),
    );
  }
}

/** Tells everybody, those of one key, too, on the member that was asked. */
export function publishClear(cluster: Cluster, name: string, member: EmbeddedMember, keys: number): void {
  for (const request of entryListeners(cluster, multiMaps.topic(name), member))
    request.event('Entry', entryEvent('mapCleared', member.uuid, { numberOfAffectedEntries: keys }));
}

export const multiMapListenerHandlers = listenerRows(
  name => multiMaps.topic(name),
  multiMapAddEntryListener,
  multiMapAddEntryListenerToKey,
);
