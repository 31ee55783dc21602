import { type Data, partitionHash } from '@hazelrx/protocol';
import { mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import { catchError, concatMap, finalize, map, type Observable, of } from 'rxjs';
import { TimeoutError } from '../errors.js';
import type { Core } from './structure.js';
import { CONSUMERS } from './watched-by-members.js';

/** Milliseconds after which the members free the lock of one who has not. */
const LEASE = 3000;
/** Milliseconds to wait for it: longer than several leases. */
const WAIT = 10_000;

/**
 * Does it while no other consumer does so with an equal item. Who waits for that waits as a lock does, and takes no thread
 * from others; equal items are so done one after the other.
 */
export function whileAlone<T>({ invoker, ownership }: Core, { bytes }: Data, work$: Observable<T>): Observable<T> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const key = partitionHash(bytes, view, 0, bytes.length);
  const owner = { name: CONSUMERS, key, threadId: ownership.newThread() };
  const lock = { ...owner, referenceId: ownership.newReference(), lease: LEASE, timeout: WAIT };
  const unlock = { ...owner, referenceId: ownership.newReference() };
  const locked$ = invoker.call(mapTryLock, lock, ({ response }) => response, { internal: true, waits: WAIT });
  const unlocked$ = invoker.call(mapUnlock, unlock, () => undefined, { internal: true });
  let unlocking = false;
  return locked$.pipe(
    concatMap(locked => {
      if (!locked) {
        const reason = `another consumer was at an equal item for ${WAIT} ms`;
        throw new TimeoutError('OPERATION_TIMEOUT', reason, { operation: mapTryLock.name, structure: CONSUMERS });
      }
      return work$.pipe(
        // Before anybody is told: who leaves then may take the connection along.
        concatMap(result => {
          unlocking = true;
          return unlocked$.pipe(
            catchError(() => of(undefined)),
            map(() => result),
          );
        }),
        finalize(() => {
          if (!unlocking) invoker.giveBack({ operation: mapUnlock, request: unlock });
        }),
      );
    }),
  );
}
