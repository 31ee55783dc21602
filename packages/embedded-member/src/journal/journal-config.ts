import type { EventJournalConfig, MapConfig, RingbufferConfig } from '../options.js';

const DEFAULTS: Required<EventJournalConfig> = { enabled: true, capacity: 10_000, 'time-to-live-seconds': 0 };
export const NO_JOURNAL: EventJournalConfig = { enabled: false };

export function hasJournal({ 'event-journal': journal = NO_JOURNAL }: MapConfig): boolean {
  return { ...DEFAULTS, ...journal }.enabled;
}

/** The part of a journal that is in one partition is a ringbuffer, with as many backups as the map. */
export function partOfJournal(map: Required<MapConfig>, partitionCount: number): Required<RingbufferConfig> {
  const { capacity, 'time-to-live-seconds': ttl } = { ...DEFAULTS, ...map['event-journal'] };
  return {
    capacity: Math.max(1, Math.floor(capacity / partitionCount)),
    'time-to-live-seconds': ttl,
    'backup-count': map['backup-count'],
    'async-backup-count': map['async-backup-count'],
  };
}

/** Throws a `RangeError` for settings that no member takes. */
export function checkJournal(map: string, { 'event-journal': settings = {} }: MapConfig): void {
  const { capacity, 'time-to-live-seconds': ttl } = { ...DEFAULTS, ...settings };
  if (!Number.isInteger(capacity) || capacity < 1)
    throw new RangeError(`capacity of the journal of map '${map}' must be a whole number from 1, not ${capacity}`);
  if (!Number.isInteger(ttl) || ttl < 0)
    throw new RangeError(
      `time-to-live-seconds of the journal of map '${map}' must be a whole number from 0, not ${ttl}`,
    );
}
