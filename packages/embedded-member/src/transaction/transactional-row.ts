// A row of a structure within a transaction.
import type { AnyOperation, UUID } from '@hazelrx/protocol';
import type Long from 'long';
import { type Cluster, type Handler, on } from '../cluster.js';
import type { Answer, AnyRequest, Request } from '../request.js';
import type { Refusal } from '../refusal.js';
import type { Transaction } from './transaction.js';
import { Transactions } from './transactions.js';

/** One call of a transaction. */
export interface Call<O extends AnyOperation> {
  readonly transaction: Transaction;
  readonly cluster: Cluster;
  /** Where it waits, it is asked again by itself when partitions move: clients do not ask again within a transaction. */
  readonly request: Request<O>;
}

/** One whose row is not known at compile time. */
export interface AnyCall {
  readonly transaction: Transaction;
  readonly request: AnyRequest;
}

interface OfTransaction {
  readonly txnId: UUID;
}

/** Undefined: it is answered later, or has been. */
export function within<O extends AnyOperation>(
  operation: O,
  handle: (call: Call<O>) => Answer<O> | undefined,
): Handler {
  return on(operation, (request, _, cluster) => {
    const { txnId } = request.fields as unknown as OfTransaction;
    const transaction = Transactions.of(cluster).find(txnId, request.link);
    return handle({ transaction, cluster, request });
  });
}

/** Every row of a structure has its name. */
export function nameOf({ fields }: AnyRequest): string {
  return (fields as { readonly name: string }).name;
}

const MOVED: ReadonlySet<string> = new Set(['PARTITION_MIGRATING', 'MEMBER_LEFT']);

/** The same request for a wait on the owner of a partition: when that is elsewhere now, it waits there. */
export function followed(request: AnyRequest, { world }: Cluster, again: () => void): AnyRequest {
  return {
    link: request.link,
    operation: request.operation,
    fields: request.fields,
    partition: request.partition,
    answerIsLost: request.answerIsLost,
    answer: (response, backups) => request.answer(response, backups),
    refuse(refusal: Refusal) {
      if (MOVED.has(refusal.code) && request.link.open) world.later(0, again);
      else request.refuse(refusal);
    },
  };
}

/** Milliseconds that a queue's row may wait; negative is for ever. */
export function waitOf({ timeout }: { readonly timeout: Long }): number {
  return timeout.isNegative() ? Infinity : timeout.toNumber();
}
