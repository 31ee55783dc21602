import { fencedLockLock, fencedLockUnlock } from '@hazelrx/protocol/operations';
import type Long from 'long';
import { catchError, concat, concatMap, defer, EMPTY, map, type Observable, of, Subject, take, takeUntil } from 'rxjs';
import { asHazelcastError, type ErrorDetails, HazelcastError } from '../../errors.js';
import type { KeyLock } from '../../structures/key-lock.js';
import { detached } from '../detached.js';
import type { HeldLock } from '../fenced-lock.js';
import type { FenceMap } from './fence.js';

/** One acquisition of a `MapLock`: the lock of a key of the map, and how often it was locked. */
export class MapHeldLock implements HeldLock {
  /** 0: its unlock is on its way, or done. */
  #holds = 1;
  readonly #lock: KeyLock<string, FenceMap>;
  /** Why it was given up. */
  #given: HazelcastError | undefined;
  readonly #giving = new Subject<undefined>();

  constructor(
    /** The `MapLock`. */
    readonly source: object,
    lock: KeyLock<string, FenceMap>,
    readonly fence: Long,
    /** The call that acquired it. */
    readonly details: { readonly operation: string; readonly structure: string },
  ) {
    this.#lock = lock;
  }

  get lost$(): Observable<HazelcastError> {
    const given$ = defer(() => (this.#given ? of(this.#given) : EMPTY));
    return concat(this.#lock.lost$.pipe(takeUntil(this.#giving)), given$).pipe(
      take(1),
      map(error => error.toldOf(this.details)),
    );
  }

  get lost(): boolean {
    return this.#given !== undefined || this.#lock.lost;
  }

  /** Its client ends: whoever holds it is told so, and it is unlocked. */
  giveUp(): Observable<undefined> {
    return defer(() => {
      if (this.#holds === 0 || this.lost) return EMPTY;
      this.#holds = 0;
      const reason = "the lock may be somebody else's: the client was shut down";
      this.#given = new HazelcastError('LOCK_OWNERSHIP_LOST_EXCEPTION', reason, this.details);
      this.#giving.next(undefined);
      return this.#lock.release();
    });
  }

  lock(): Observable<HeldLock> {
    const details = { ...this.details, operation: fencedLockLock.name };
    return defer(() => {
      if (this.#holds === 0) throw unlocked(details);
      if (this.lost) return this.#fail(details);
      this.#holds++;
      return of(this);
    });
  }

  /** Goes on when nobody waits for it. */
  unlock(): Observable<undefined> {
    const details = { ...this.details, operation: fencedLockUnlock.name };
    return defer(() => {
      if (this.#holds === 0) throw unlocked(details);
      this.#holds--;
      if (this.#holds === 0) return detached(this.#release(details));
      return this.lost ? this.#fail(details) : of(undefined);
    });
  }

  /** Also what may be lost: members keep the lock of a client that is back in time. */
  #release(details: ErrorDetails): Observable<undefined> {
    const { lost } = this;
    return this.#lock.release().pipe(
      concatMap(() => (lost ? this.#fail(details) : of(undefined))),
      catchError((error: unknown) => {
        const fault = asHazelcastError(error, details);
        if (fault.code === 'ILLEGAL_MONITOR_STATE') throw takenAway(details, fault);
        // Nobody knows, so it may be tried again.
        if (fault.code !== 'LOCK_OWNERSHIP_LOST_EXCEPTION') this.#holds = 1;
        throw fault.toldOf(details);
      }),
    );
  }

  /** With the reason, which is there already. */
  #fail(details: ErrorDetails): Observable<never> {
    return this.lost$.pipe(
      map((error): never => {
        throw error.toldOf(details);
      }),
    );
  }
}

function unlocked(details: ErrorDetails): HazelcastError {
  return new HazelcastError('ILLEGAL_MONITOR_STATE', 'it was unlocked already', details);
}

/** By `destroy`, say, or by a lease that was over on the member. */
function takenAway(details: ErrorDetails, cause: HazelcastError): HazelcastError {
  const reason = 'the lock was taken away';
  return new HazelcastError('LOCK_OWNERSHIP_LOST_EXCEPTION', reason, {
    ...details,
    cause,
    memberStack: cause.memberStack,
  });
}
