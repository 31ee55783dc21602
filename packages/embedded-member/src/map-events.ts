import type { Data } from '@hazelrx/protocol';
import type { mapAddEntryListener } from '@hazelrx/protocol/operations';
import type { EmbeddedCluster } from './cluster.js';
import type { EmbeddedMember } from './member.js';
import { idOf } from './map-store.js';
import type { Request } from './request.js';

/** Kinds of events with their bits in a listener's flags. */
export const ENTRY_EVENTS = {
  added: 1,
  removed: 2,
  updated: 4,
  evicted: 8,
  expired: 16,
  mapEvicted: 32,
  mapCleared: 64,
} as const;

export type EntryEventType = Exclude<keyof typeof ENTRY_EVENTS, 'mapEvicted' | 'mapCleared'>;

interface Changed {
  readonly cluster: EmbeddedCluster;
  readonly name: string;
  readonly key: Data;
  readonly id: string;
  readonly partition: { readonly owner: EmbeddedMember };
}

export function topicOf(name: string): string {
  return `map ${name}`;
}

type Listener = Request<typeof mapAddEntryListener>;

/** Tells of one entry, on the member that owns it. */
export function publishEntry(changed: Changed, type: EntryEventType, value: Data | null, oldValue: Data | null): void {
  const { cluster, name, key, id, partition } = changed;
  for (const { request } of cluster.registrations.of(topicOf(name), partition.owner)) {
    const { listenerFlags, includeValue, key: only } = request.arguments_ as Listener['arguments_'] & { key?: Data };
    if (!(listenerFlags & ENTRY_EVENTS[type]) || (only && idOf(only) !== id)) continue;
    (request as Listener).event('Entry', {
      key,
      value: includeValue ? value : null,
      oldValue: includeValue ? oldValue : null,
      mergingValue: null,
      eventType: ENTRY_EVENTS[type],
      uuid: partition.owner.uuid,
      numberOfAffectedEntries: 1,
    });
  }
}

/** Tells of many entries at once, on the member that was asked. */
export function publishMap(
  cluster: EmbeddedCluster,
  name: string,
  member: EmbeddedMember,
  type: 'mapEvicted' | 'mapCleared',
  numberOfAffectedEntries: number,
): void {
  for (const { request } of cluster.registrations.of(topicOf(name), member)) {
    const { listenerFlags, key } = request.arguments_ as Listener['arguments_'] & { key?: Data };
    if (!(listenerFlags & ENTRY_EVENTS[type]) || key) continue;
    (request as Listener).event('Entry', {
      key: null,
      value: null,
      oldValue: null,
      mergingValue: null,
      eventType: ENTRY_EVENTS[type],
      uuid: member.uuid,
      numberOfAffectedEntries,
    });
  }
}
