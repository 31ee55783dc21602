// The hot stream of what is taken from a queue.
import {
  catchError,
  filter,
  merge,
  type Observable,
  repeat,
  retry,
  type SchedulerLike,
  share,
  throwError,
  timer,
} from 'rxjs';
import type { ClientEvent } from '../client-events.js';
import { type HazelcastError, IndeterminateError } from '../errors.js';

/** Milliseconds before it asks again after a request that failed. */
const PAUSE = 1000;

export interface TakesParts<E> {
  /** Takes an item, or waits a while and emits null. Waits for a connection, however long that takes. */
  readonly poll$: Observable<E | null>;
  /** Never emits; fails when the client ends. */
  readonly ended$: Observable<never>;
  readonly tell: (event: ClientEvent) => void;
  readonly scheduler: SchedulerLike;
  /** What errors tell of. */
  readonly details: { readonly operation: string; readonly structure: string };
}

/**
 * One request after the other, for all who subscribe, for as long as somebody does. A request of which nobody knows
 * whether it took an item is told by `tell`, and the stream goes on.
 */
export function takes<E>({ poll$, ended$, tell, scheduler, details }: TakesParts<E>): Observable<E> {
  const polled$ = poll$.pipe(
    retry({
      delay: (error: HazelcastError) => {
        if (isUncertain(error)) tell({ type: 'indeterminate', ...details, error });
        else if (error.code !== 'DISTRIBUTED_OBJECT_DESTROYED') return throwError(() => error);
        return timer(PAUSE, scheduler);
      },
    }),
    repeat(),
    filter(item => item !== null),
  );
  return merge(ended$, polled$).pipe(
    catchError((error: HazelcastError) =>
      throwError(() => (error.operation === undefined ? error.toldOf(details) : error)),
    ),
    share(),
  );
}

/** An item may have been taken, and be lost. */
function isUncertain(error: HazelcastError): boolean {
  return error instanceof IndeterminateError || (error.code === 'OPERATION_TIMEOUT' && error.memberStack !== undefined);
}
