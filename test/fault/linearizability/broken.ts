// What is done wrong as easily as not, and has to be found.
import { type AtomicLong, type HazelcastClient, IndeterminateError } from 'hazelrx';
import { catchError, concatMap, map, type Observable, of, timer } from 'rxjs';
import { callOf } from './atomic-long-calls.js';
import type { AtomicLongCall, AtomicLongResult } from './atomic-long-model.js';
import type { LockCall, LockResult } from './lock-model.js';

/** Makes a call again whose outcome it does not know. */
export function repeatedCallOf(long: AtomicLong, call: AtomicLongCall): Observable<AtomicLongResult> {
  const again = (error: unknown): Observable<AtomicLongResult> => {
    if (error instanceof IndeterminateError) return repeatedCallOf(long, call);
    throw error;
  };
  return callOf(long, call).pipe(catchError(again));
}

/** Adds to what it has read. */
export function tornCallOf(long: AtomicLong, call: AtomicLongCall): Observable<AtomicLongResult> {
  if (call.name !== 'addAndGet') return callOf(long, call);
  return long.get().pipe(
    map(value => value.toNumber() + call.delta),
    concatMap(sum => long.set(sum).pipe(map(() => sum))),
  );
}

/** A lock that one looks at before one takes it, and that knows no owner. */
export class PoliteLock {
  #isHeld = false;
  readonly #holders: AtomicLong;
  readonly #fences: AtomicLong;

  constructor(
    client: HazelcastClient,
    name: string,
    readonly index: number,
  ) {
    this.#holders = client.getAtomicLong(name);
    this.#fences = client.getAtomicLong(`${name}-fences`);
  }

  next(): [LockCall, Observable<LockResult>] {
    const client = this.index;
    return this.#isHeld ? [{ name: 'unlock', client }, this.#unlock()] : [{ name: 'tryLock', client }, this.#tryLock()];
  }

  #tryLock(): Observable<number | null> {
    const locked$ = timer(1).pipe(
      concatMap(() => this.#holders.set(1)),
      concatMap(() => this.#fences.incrementAndGet()),
      map(fence => {
        this.#isHeld = true;
        return fence.toNumber();
      }),
    );
    return this.#holders.get().pipe(concatMap(holders => (holders.isZero() ? locked$ : of(null))));
  }

  #unlock(): Observable<undefined> {
    this.#isHeld = false;
    return this.#holders.set(0);
  }
}
