// How a ringbuffer is to be read, and what cannot be meant by that.
import type { LongLike } from '@hazelrx/protocol';
import Long from 'long';
import type { RingbufferLoss } from './ringbuffer-record.js';
import { MOST, type ReadFrom } from './ring-source.js';
import type { Storable } from './structure.js';

export interface RingbufferReadOptions {
  /** All that is there (`oldest`), what is added from now on (`latest`), or from this sequence on. Default `latest`. */
  readonly from?: 'oldest' | 'latest' | LongLike;
  /** An object of a class that the members have, an `IFunction` that tells which items to send. */
  readonly filter?: Storable;
  /** Items a request at most, 1 to 1000. Default 1000. */
  readonly batchSize?: number;
}

export interface RingbufferStreamOptions extends RingbufferReadOptions {
  /** What a loss does: it ends the stream with `STALE_SEQUENCE`, or it is told in its place. Default `error`. */
  readonly onLoss?: 'error' | 'report';
}

export interface RingbufferConsumeOptions extends RingbufferReadOptions {
  /** Handlers at work at a time. Default 1. */
  readonly concurrency?: number;
  /** What a loss does: it ends the stream with `STALE_SEQUENCE`, or is handed to this function. Default `error`. */
  readonly onLoss?: 'error' | ((loss: RingbufferLoss) => void);
}

/** The same with every default filled in. */
export interface Reading {
  readonly from: ReadFrom;
  readonly batchSize: number;
  readonly filter: Storable | undefined;
}

/** Throws what `refuse` makes of the reason. */
export function readingOf(
  { from = 'latest', batchSize = MOST, filter }: RingbufferReadOptions,
  refuse: (reason: string) => Error,
): Reading {
  const reason = notCounts(1, batchSize);
  if (reason) throw refuse(`batchSize: ${reason}`);
  if (from === 'oldest' || from === 'latest') return { from, batchSize, filter };
  const sequence = typeof from === 'string' ? undefined : Long.fromValue(String(from));
  if (sequence?.gte(0) && sequence.toString() === String(from)) return { from: sequence, batchSize, filter };
  throw refuse(`from must be 'oldest', 'latest' or a sequence, not ${String(from)}`);
}

/** Undefined for counts that a member can make sense of. It would wait for ever for more than there is room for. */
export function notCounts(minCount: number, maxCount: number): string | undefined {
  if (!Number.isInteger(minCount) || minCount < 0) return `minCount must be a whole number from 0, not ${minCount}`;
  if (!Number.isInteger(maxCount) || maxCount < 1 || maxCount > MOST)
    return `maxCount must be a whole number from 1 to ${MOST}, not ${maxCount}`;
  return minCount > maxCount ? `minCount ${minCount} must not be above maxCount ${maxCount}` : undefined;
}
