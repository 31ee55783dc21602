// What the listeners of maps of all kinds are told.
import type { Data, UUID } from '@hazelrx/protocol';

/** Kinds of events with their bits in a listener's flags. */
export const ENTRY_EVENTS = {
  added: 1,
  removed: 2,
  updated: 4,
  evicted: 8,
  expired: 16,
  mapEvicted: 32,
  mapCleared: 64,
  merged: 128,
} as const;

export type EntryEventKind = keyof typeof ENTRY_EVENTS;

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
  kind: EntryEventKind,
  uuid: UUID,
  { key, value, oldValue, numberOfAffectedEntries = 1 }: Values & EventSubject,
) {
  return {
    key: key ?? null,
    value: value ?? null,
    oldValue: oldValue ?? null,
    // Members tell none, also where they merge.
    mergingValue: null,
    eventType: ENTRY_EVENTS[kind],
    uuid,
    numberOfAffectedEntries,
  };
}
