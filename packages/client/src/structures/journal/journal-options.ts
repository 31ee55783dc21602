// How a journal is to be read, and what comes of it.
import type { Storable } from '../structure.js';
import { MOST } from '../ring-source.js';
import type { JournalCheckpoint, JournalEvent, JournalLoss, JournalMark, ProjectedEvent } from './journal-event.js';

export interface JournalReadOptions {
  /** All that is there (`oldest`), what happens from now on (`latest`), or what comes after this. Default `latest`. */
  readonly from?: 'oldest' | 'latest' | JournalCheckpoint;
  /** An object of a class that the members have, a `java.util.function.Predicate` that tells which events to send. */
  readonly predicate?: Storable;
  /** The same, a `java.util.function.Function` that tells what to send of each. */
  readonly projection?: Storable;
  /** Events a request at most, 1 to 1000. There is one request a partition. Default 100. */
  readonly batchSize?: number;
}

export interface JournalOptions extends JournalReadOptions {
  /** What a loss does: it ends the stream with `STALE_SEQUENCE`, or it is told in its place. Default `error`. */
  readonly onLoss?: 'error' | 'report';
  /** Also tell how far it is: as soon as it has begun, and after every batch. Default false. */
  readonly checkpoints?: boolean;
}

export interface ConsumeJournalOptions extends JournalReadOptions {
  /** Partitions whose events are handled at a time, those of each one after the other. Default 1. */
  readonly concurrency?: number;
  /** What a loss does: it ends the stream with `STALE_SEQUENCE`, or is handed to this function. Default `error`. */
  readonly onLoss?: 'error' | ((loss: JournalLoss) => void);
  /** Is handed, as soon as it has begun and after every batch, how far it is: everything before that was handled. */
  readonly onCheckpoint?: (checkpoint: JournalCheckpoint) => void;
}

type Changes<K, V, O> = O extends { readonly projection: NonNullable<unknown> } ? ProjectedEvent : JournalEvent<K, V>;

/** What comes with these options. */
export type JournalItemOf<K, V, O> =
  | Changes<K, V, O>
  | (O extends { readonly onLoss: 'report' } ? JournalLoss : never)
  | (O extends { readonly checkpoints: true } ? JournalMark : never);

/** What a handler gets with these options. */
export type JournalChangeOf<K, V, O> = Changes<K, V, O>;

export const BATCH = 100;

/** Undefined for what a member can make sense of. */
export function notABatch(batchSize: number): string | undefined {
  if (Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= MOST) return undefined;
  return `batchSize must be a whole number from 1 to ${MOST}, not ${batchSize}`;
}
