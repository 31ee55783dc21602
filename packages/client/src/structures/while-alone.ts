import { type Data, partitionHash } from '@hazelrx/protocol';
import { mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import { concatMap, finalize, type Observable } from 'rxjs';
import { TimeoutError } from '../errors.js';
import type { Core } from './structure.js';
import { CONSUMERS } from './watched-by-members.js';

/** Milliseconds that nobody takes longer; after them the members free the lock. */
const LEASE = 10_000;

/**
 * Does it while no other consumer does so with an equal item. Who waits for that waits as a lock does, and takes no thread
 * from others; equal items are so done one after the other.
 */
export function whileAlone<T>({ invoker, ownership }: Core, { bytes }: Data, work$: Observable<T>): Observable<T> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lock = {
    name: CONSUMERS,
    key: partitionHash(bytes, view, 0, bytes.length),
    threadId: ownership.newThread(),
    referenceId: ownership.newReference(),
  };
  const request = { ...lock, lease: LEASE, timeout: LEASE };
  const locked$ = invoker.call(mapTryLock, request, ({ response }) => response, { internal: true, waits: LEASE });
  return locked$.pipe(
    concatMap(locked => {
      if (!locked) {
        const reason = `another consumer has had an equal item for ${LEASE} ms`;
        throw new TimeoutError('OPERATION_TIMEOUT', reason, { operation: mapTryLock.name, structure: CONSUMERS });
      }
      const undo = { operation: mapUnlock, request: { ...lock, referenceId: ownership.newReference() } };
      return work$.pipe(finalize(() => invoker.giveBack(undo)));
    }),
  );
}
