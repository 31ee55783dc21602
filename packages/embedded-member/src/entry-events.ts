// What the listeners of maps of all kinds are told.
import type { Data, UUID } from '@hazelrx/protocol';
import type { mapAddEntryListener } from '@hazelrx/protocol/operations';
import type { EntryEventType } from 'hazelrx';
import { ENTRY_KINDS } from 'hazelrx/internal';
import type { Cluster } from './cluster.js';
import { idOf } from './locks/kept-key.js';
import type { EmbeddedMember } from './member.js';
import type { Request } from './request.js';

/** An entry that its owner tells of. */
export interface Changed {
  readonly cluster: Cluster;
  readonly name: string;
  readonly key: Data;
  readonly id: string;
  readonly partition: { readonly owner: EmbeddedMember };
}

/** Undefined is null on the wire. */
export interface Values {
  readonly value?: Data | undefined;
  readonly oldValue?: Data | undefined;
}

interface EventSubject {
  readonly key?: Data;
  readonly numberOfAffectedEntries?: number;
}

/** The fields of an event. */
export function entryEvent(
  kind: EntryEventType,
  uuid: UUID,
  { key, value, oldValue, numberOfAffectedEntries = 1 }: Values & EventSubject,
) {
  return {
    key: key ?? null,
    value: value ?? null,
    oldValue: oldValue ?? null,
    // Members tell none, also where they merge.
    mergingValue: null,
    eventType: ENTRY_KINDS[kind],
    uuid,
    numberOfAffectedEntries,
  };
}

export type EntryListener = Request<typeof mapAddEntryListener>;

/** The rows of all kinds of listeners have the same events. */
export function* entryListeners(cluster: Cluster, topic: string, member: EmbeddedMember): Iterable<EntryListener> {
  for (const request of cluster.registrations.of(topic, member)) yield request as EntryListener;
}

/** Those of one key hear of no other. */
export function hears({ fields }: EntryListener, id: string): boolean {
  const { key } = fields as { readonly key?: Data };
  return !key || idOf(key) === id;
}
