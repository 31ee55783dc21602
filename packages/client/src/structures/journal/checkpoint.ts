// How far a journal was read, in a form that can be kept.
import Long from 'long';
import { Position } from '../ring-source.js';
import type { JournalCheckpoint, JournalPlace } from './journal-event.js';
import { JournalItem } from './journal-item.js';

/** Records that are compared when somebody else keeps a partition. There is a reader for each: they are to be few. */
const KEPT = 32;

/** Where all that has the position was handed on. */
export function placeOf({ next, kept }: Position<JournalItem>): JournalPlace {
  const last = kept.at(-1);
  if (!last) return [next!.toNumber()];
  return [next!.toNumber(), last.sequence.toNumber(), last.value.trace];
}

/** A new reader's. */
export function beginning(from: 'oldest' | 'latest'): Position<JournalItem> {
  return new Position(from, KEPT);
}

/** Goes on there; first of all it finds out whether what was read last is still there. */
export function resumed([next, last, trace]: JournalPlace): Position<JournalItem> {
  const position = beginning('oldest');
  position.next = Long.fromNumber(next);
  if (last !== undefined && trace !== undefined)
    position.kept.push({ sequence: Long.fromNumber(last), value: new JournalItem(trace, undefined) });
  position.doubt();
  return position;
}

/** Undefined for what can be resumed from; else why it cannot. */
export function notResumable(checkpoint: unknown, map: string, partitions: number): string | undefined {
  const { map: of, places } = Object(checkpoint) as Partial<JournalCheckpoint>;
  if (typeof of !== 'string' || !Array.isArray(places) || !Array.from(places).every(isPlace))
    return `from must be 'oldest', 'latest' or a checkpoint of a journal`;
  if (of !== map) return `the checkpoint is one of map '${of}'`;
  if (places.length !== partitions)
    return `the checkpoint is of ${places.length} partitions, and there are ${partitions} here`;
  return undefined;
}

function isPlace(place: unknown): boolean {
  if (!Array.isArray(place) || (place.length !== 1 && place.length !== 3)) return false;
  const [next, last = 0, trace = 0] = place as unknown[];
  return isSequence(next) && isSequence(last) && Number.isInteger(trace);
}

function isSequence(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
