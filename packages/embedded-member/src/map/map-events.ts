// What listeners of a map are told, and by which member.
import type { Data } from '@hazelrx/protocol';
import type { mapAddEntryListener, mapAddEntryListenerToKey } from '@hazelrx/protocol/operations';
import type { EntryEventType } from 'hazelrx';
import { ENTRY_KINDS } from 'hazelrx/internal';
import type { Cluster } from '../cluster.js';
import { entryEvent, type Values } from '../entry-events.js';
import type { EmbeddedMember } from '../member.js';
import type { Request } from '../request.js';
import { idOf } from '../locks/kept-key.js';

type MapEventType = 'mapEvicted' | 'mapCleared';
export type EntryChange = Exclude<EntryEventType, MapEventType>;

interface Changed {
  readonly cluster: Cluster;
  readonly name: string;
  readonly key: Data;
  readonly id: string;
  readonly partition: { readonly owner: EmbeddedMember };
}

export function topicOf(name: string): string {
  return `map ${name}`;
}

export type MapListener = Request<typeof mapAddEntryListener> | Request<typeof mapAddEntryListenerToKey>;

/** Tells of one entry, on the member that owns it. */
export function publishEntry(changed: Changed, type: EntryChange, values: Values): void {
  const { cluster, name, key, id, partition } = changed;
  for (const request of listeners(cluster, name, partition.owner, type)) {
    const only = keyOf(request);
    if (only && idOf(only) !== id) continue;
    const told = request.fields.includeValue ? values : {};
    request.event('Entry', entryEvent(type, partition.owner.uuid, { key, ...told }));
  }
}

/** Tells of many entries at once, on the member that was asked. */
export function publishMap(
  cluster: Cluster,
  name: string,
  member: EmbeddedMember,
  [type, numberOfAffectedEntries]: readonly [MapEventType, number],
): void {
  for (const request of listeners(cluster, name, member, type))
    if (!keyOf(request)) request.event('Entry', entryEvent(type, member.uuid, { numberOfAffectedEntries }));
}

function* listeners(
  cluster: Cluster,
  name: string,
  member: EmbeddedMember,
  type: EntryEventType,
): Iterable<Request<typeof mapAddEntryListener>> {
  for (const request of cluster.registrations.of(topicOf(name), member)) {
    const listener = request as Request<typeof mapAddEntryListener>;
    if (listener.fields.listenerFlags & ENTRY_KINDS[type]) yield listener;
  }
}

function keyOf(request: MapListener): Data | undefined {
  return 'key' in request.fields ? request.fields.key : undefined;
}
