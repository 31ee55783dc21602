// What a journal tells, as the application sees it.
import type Long from 'long';
import type { RingbufferLoss } from '../ringbuffer-record.js';

interface InJournal {
  readonly partition: number;
  /** Within the partition. */
  readonly sequence: Long;
}

/** What each kind of event carries, beside the key. */
interface JournalValues<V> {
  readonly added: { readonly value: V; readonly oldValue: null };
  /** From the map's store. */
  readonly loaded: { readonly value: V; readonly oldValue: null };
  readonly updated: { readonly value: V; readonly oldValue: V | null };
  readonly removed: { readonly value: null; readonly oldValue: V | null };
  /** By `evict`, or because its time was over. */
  readonly evicted: { readonly value: null; readonly oldValue: V | null };
}

/** A change of one entry, as its map's journal has it. */
export type JournalEvent<K, V> = {
  [T in keyof JournalValues<V>]: InJournal & { readonly type: T; readonly key: K } & JournalValues<V>[T];
}[keyof JournalValues<V>];

export type JournalEventType = keyof JournalValues<unknown>;

/** What the projection made of an event. */
export interface ProjectedEvent extends InJournal {
  readonly type: 'projected';
  readonly value: unknown;
}

/** As of a ringbuffer, of the journal of one partition. */
export type JournalLoss = RingbufferLoss & { readonly partition: number };

/** Where to go on in one partition: the next sequence; and the last one that was read, with what tells it from others. */
export type JournalPlace = readonly [next: number] | readonly [next: number, last: number, trace: number];

/**
 * How far a reader has come in every partition of a journal. A plain value, that survives JSON; what is in it is the
 * client's own affair. Good for the map that it comes from, and for the same predicate and projection.
 */
export interface JournalCheckpoint {
  readonly map: string;
  readonly places: readonly JournalPlace[];
}

/** Everything before it in the stream, and nothing after it, is behind this checkpoint. */
export interface JournalMark {
  readonly type: 'checkpoint';
  readonly checkpoint: JournalCheckpoint;
}
