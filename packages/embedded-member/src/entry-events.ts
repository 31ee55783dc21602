// What the listeners of maps of all kinds are told.
import type { Data, UUID } from '@hazelrx/protocol';
import type { EntryEventType } from 'hazelrx';
import { ENTRY_KINDS } from 'hazelrx/internal';

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
