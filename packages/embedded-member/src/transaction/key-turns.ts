// The rows that change a key within a transaction.
import type { AnyOperation, Data } from '@hazelrx/protocol';
import type { Handler } from '../cluster.js';
import { whenFree } from '../locks/key-waits.js';
import type { Answer, Arguments } from '../request.js';
import type { KeyPart, LockedKey } from './key-part.js';
import { cannot } from './transaction.js';
import { type AnyCall, followed, within } from './transactional-row.js';

/** A key that is the transaction's. */
interface Turn<O extends AnyOperation, P, K> {
  readonly part: P;
  readonly at: K;
  readonly fields: Arguments<O>;
  /** The transaction had not locked it before. */
  readonly isNew: boolean;
}

/**
 * A row that locks its key, and then changes it. Where somebody else has locked it, it waits for that as long as the
 * transaction may last.
 */
export function changingKey<O extends AnyOperation, P, K extends LockedKey>(
  operation: O,
  partOf: (call: AnyCall) => P & KeyPart<K>,
  change: (turn: Turn<O, P, K>) => Answer<O>,
): Handler {
  return within(operation, call => {
    const { transaction, cluster, request } = call;
    const { key } = request.fields as unknown as { readonly key: Data };
    const part = partOf(call);
    const { now } = cluster;
    const again = (): void => attempt(transaction.timeout - (cluster.now - now));
    const expire = (): void => request.refuse(cannot(`Transaction couldn't obtain lock for the key`));
    const attempt = (timeout: number): void => {
      const at = part.at(cluster, key);
      const run = (): void => {
        const isNew = part.lock(at);
        request.answer(change({ part, at, fields: request.fields, isNew }));
      };
      whenFree(followed(request, cluster, again), at, { run, timeout: Math.max(0, timeout), expire });
    };
    attempt(transaction.timeout);
    return undefined;
  });
}
