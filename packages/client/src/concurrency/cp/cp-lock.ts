import {
  fencedLockGetLockOwnership,
  fencedLockLock,
  fencedLockTryLock,
  fencedLockUnlock,
} from '@hazelrx/protocol/operations';
import { materialize, Observable, Subject, takeUntil, throwError } from 'rxjs';
import { notAWait } from '../../structures/sliced-wait.js';
import type { FencedLock, FencedLockOptions, HeldLock, LockedWork, LostLock } from '../fenced-lock.js';
import { orTimeout, withLock } from '../scopes.js';
import { type CpParts, CpPrimitive } from './cp-primitive.js';
import { HeldCpLock, type Lockable } from './held-cp-lock.js';
import { LockClaim } from './lock-claim.js';
import { SessionOwners } from './session-owners.js';

/** A lock of the members' CP subsystem. Waiting is first come, first served; a client that is gone loses what it holds. */
export class CpLock extends CpPrimitive implements FencedLock {
  readonly #locks: Locks;

  constructor(parts: CpParts, name: string) {
    super(parts, name, 'hz:raft:lockService');
    this.#locks = new Locks(parts, name);
  }

  get lost$(): Observable<LostLock> {
    return this.#locks.lost$;
  }

  lock(options?: FencedLockOptions): Observable<HeldLock> {
    return this.#acquire(Infinity, options) as Observable<HeldLock>;
  }

  tryLock(timeout = 0, options?: FencedLockOptions): Observable<HeldLock | null> {
    return this.#acquire(timeout, options);
  }

  unlock(held: HeldLock): Observable<undefined> {
    if (held instanceof HeldCpLock && held.owners === this.#locks) return held.unlock();
    return throwError(() => this.refusal(fencedLockUnlock, `it is no lock of '${this.name}'`));
  }

  isLocked(): Observable<boolean> {
    return this.call(fencedLockGetLockOwnership, this.named, ({ fence }) => !fence.isNegative() && !fence.isZero());
  }

  withLock<R>(work: LockedWork<R>, options?: FencedLockOptions): Observable<R> {
    return withLock(this.#acquire(Infinity, options) as Observable<HeldCpLock>, work);
  }

  tryWithLock<R>(timeout: number, work: LockedWork<R>, options?: FencedLockOptions): Observable<R> {
    const details = { operation: fencedLockTryLock.name, structure: this.name };
    return withLock(orTimeout(this.#acquire(timeout, options), timeout, details), work);
  }

  #acquire(timeout: number, options?: FencedLockOptions): Observable<HeldCpLock | null> {
    return new Observable(subscriber => {
      const row = timeout === Infinity ? fencedLockLock : fencedLockTryLock;
      if (!(timeout >= 0)) throw this.refusal(row, notAWait(timeout));
      if (options?.lease !== undefined) throw this.refusal(row, "locks have a lease only on the backend 'map'");
      return new LockClaim(this.#locks, timeout, subscriber).begin();
    });
  }
}

class Locks extends SessionOwners implements Lockable {
  /** Made for the first who listens. */
  #lost: Subject<LostLock> | undefined;

  get lost$(): Observable<LostLock> {
    return (this.#lost ??= new Subject()).pipe(takeUntil(this.core.ended$.pipe(materialize())));
  }

  lost({ fence, reason }: HeldCpLock): void {
    this.#lost?.next({ fence, error: reason! });
  }
}
