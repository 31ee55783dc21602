// What is asked of a semaphore that takes nothing: so nothing has to be given back, whatever becomes of it.
import { semaphoreChange, type semaphoreRelease } from '@hazelrx/protocol/operations';
import { catchError, concatMap, defer, finalize, type Observable, of, retry, tap, throwError } from 'rxjs';
import { type HazelcastError, IndeterminateError } from '../../errors.js';
import { toNothing } from '../../structures/answers.js';
import { retold } from '../retold.js';
import type { Owner } from './owner.js';
import type { Owners } from './owners.js';
import { isRefusal } from './refusal.js';

const LOST = 'sent, but it is not known whether it ran: the connection was lost, and then the CP session';

type CountRow = typeof semaphoreChange | typeof semaphoreRelease;

/** One request, of another owner under another session where that is over. */
export function counted(owners: Owners, operation: CountRow, permits: number): Observable<undefined> {
  return defer(() => {
    const owner = owners.owner();
    return owner ? of(owner) : owners.owner$();
  }).pipe(
    concatMap(owner => countedBy(owner, owners, operation, permits)),
    retry({
      delay: (error: HazelcastError) =>
        error.code === 'SESSION_EXPIRED_EXCEPTION' ? of(undefined) : throwError(() => error),
    }),
  );
}

/** One request of this owner, who has done his part then. */
export function countedBy(owner: Owner, owners: Owners, operation: CountRow, permits: number): Observable<undefined> {
  const { session } = owner;
  const request = Object.assign(owners.signed(owner, owners.newUid()), { permits });
  const details = { operation: operation.name, structure: owners.name };
  let known = false;
  let repeated = false;
  const options = { repeatable: session.remembers, onRetry: () => void (repeated = true) };
  return owners.core.invoker.call(operation, request, toNothing, options).pipe(
    tap(() => (known = true)),
    catchError((error: HazelcastError) => {
      owners.failed(session, error);
      known = session.reason !== undefined || isRefusal(error);
      const expired = error.code === 'SESSION_EXPIRED_EXCEPTION';
      // Before that it may have been done, and would be done again. What is released is free with the session.
      if (repeated && expired && operation === semaphoreChange)
        throw new IndeterminateError('INDETERMINATE_OPERATION_STATE', LOST, { ...details, cause: error });
      throw retold(error, details);
    }),
    finalize(() => owners.leave(owner, known && !repeated ? 'clean' : 'swept')),
  );
}
