import type { AnyOperation } from '@hazelrx/protocol';
import { whenFree } from '../locks/key-waits.js';
import type { LockableKey } from '../locks/lockable-key.js';
import { cannot } from './transaction.js';
import { type Call, followed } from './transactional-row.js';

/** Runs it when nobody else has locked the key. Waits for that as long as the transaction may last. */
export function whenLocked<O extends AnyOperation, K extends LockableKey>(
  { transaction, cluster, request }: Call<O>,
  keyOf: () => K,
  run: (key: K) => void,
): void {
  const { now } = cluster;
  const again = (): void => attempt(transaction.timeout - (cluster.now - now));
  const expire = (): void => request.refuse(cannot(`Transaction couldn't obtain lock for the key`));
  const attempt = (timeout: number): void => {
    const key = keyOf();
    whenFree(followed(request, cluster, again), key, { run: () => run(key), timeout: Math.max(0, timeout), expire });
  };
  attempt(transaction.timeout);
}
