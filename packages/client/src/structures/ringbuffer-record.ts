import type { AnyOperation } from '@hazelrx/protocol';
import type Long from 'long';
import { HazelcastError } from '../errors.js';

/** One item of a ringbuffer, with the sequence it is kept under. */
export interface RingbufferRecord<E> {
  readonly sequence: Long;
  readonly value: E;
}

/**
 * What a reader has missed, or must read again.
 *
 * - `overrun`: items were overwritten, or their time was over, before they were read: `count` of those from `from` to
 *   `to`, both included. All of them, unless there is a filter.
 * - `rewound`: a member died before its last adds were on its backups, or all was lost: `from` would have come next, and
 *   reading goes on at `to`, whose sequences are given again. Told also where that cannot be ruled out.
 */
export type RingbufferLoss =
  | { readonly type: 'overrun'; readonly from: Long; readonly to: Long; readonly count: Long }
  | { readonly type: 'rewound'; readonly from: Long; readonly to: Long };

export type RingbufferItem<E> = RingbufferRecord<E> | RingbufferLoss;

export function isLoss(item: RingbufferItem<unknown>): item is RingbufferLoss {
  return 'type' in item;
}

/** Ends a stream that must not lose anything; the loss is its `cause`. `where`: told before the reason. */
export function lossError(
  loss: RingbufferLoss,
  operation: AnyOperation,
  structure: string,
  where = '',
): HazelcastError {
  const reason =
    loss.type === 'overrun'
      ? `${loss.count.toString()} items from sequence ${loss.from.toString()} to ${loss.to.toString()} are gone unread`
      : `the tail went back: sequence ${loss.from.toString()} was next, and now ${loss.to.toString()} is`;
  return new HazelcastError('STALE_SEQUENCE', where + reason, { operation: operation.name, structure, cause: loss });
}
