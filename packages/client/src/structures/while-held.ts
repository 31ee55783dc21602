import {
  catchError,
  concat,
  defer,
  EMPTY,
  endWith,
  finalize,
  ignoreElements,
  map,
  merge,
  type Observable,
  type ObservableInput,
  takeWhile,
  throwError,
} from 'rxjs';
import type { HazelcastError } from '../errors.js';

/** What somebody holds on the members while he works: a lock, permits. */
export interface Held {
  /** Emits the reason as soon as it may be somebody else's. */
  readonly lost$: Observable<HazelcastError>;
  readonly lost: boolean;
  /** Goes on when nobody waits for it. */
  release(): Observable<undefined>;
  /** The same, for nobody to wait for; does nothing once it is released. */
  abandon(): void;
}

const DONE = Symbol('done');

/**
 * Does the work while it is held, and releases it however the work ends: completion is told after that, an error of the work
 * whatever becomes of it. To be subscribed to once.
 */
export function whileHeld<R>(held: Held, work: () => ObservableInput<R>): Observable<R> {
  const lost$ = held.lost$.pipe(
    map((error): never => {
      throw error;
    }),
  );
  const working$ = merge(lost$, defer(work).pipe(endWith(DONE))).pipe(
    takeWhile((result): result is Exclude<typeof result, typeof DONE> => result !== DONE),
  ) as Observable<R>;
  let releasing = false;
  const release$ = defer(() => {
    releasing = true;
    return held.release().pipe(ignoreElements());
  });
  return concat(working$, release$).pipe(
    catchError((error: unknown) => {
      const released$ = releasing || held.lost ? EMPTY : release$.pipe(catchError(() => EMPTY));
      return concat(
        released$,
        throwError(() => error),
      );
    }),
    finalize(() => held.abandon()),
  );
}
