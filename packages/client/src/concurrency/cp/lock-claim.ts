import type { RequestOf, ResponseOf } from '@hazelrx/protocol';
import { fencedLockLock, fencedLockTryLock } from '@hazelrx/protocol/operations';
import type { Observable, Subscriber } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import { Claim } from './claim.js';
import { HeldCpLock, type Lockable, unlocked } from './held-cp-lock.js';
import type { Owner } from './owner.js';

type LockRow = typeof fencedLockLock | typeof fencedLockTryLock;

/** One who waits for a lock. */
export class LockClaim extends Claim<LockRow, HeldCpLock | null> {
  declare protected readonly owners: Lockable;

  constructor(owners: Lockable, timeout: number, subscriber: Subscriber<HeldCpLock | null>) {
    super(owners, timeout === Infinity ? fencedLockLock : fencedLockTryLock, timeout, subscriber);
  }

  protected override request(owner: Owner, timeoutMs: number): RequestOf<LockRow> {
    const request = this.owners.signed(owner, this.uid);
    return this.endless ? request : Object.assign(request, { timeoutMs });
  }

  /** A fence; when it is not granted members answer 0, or less. */
  protected override given({ response }: ResponseOf<LockRow>): number {
    return response.isNegative() || response.isZero() ? 0 : 1;
  }

  protected override taken({ response }: ResponseOf<LockRow>): HeldCpLock {
    return new HeldCpLock(this.owners, this.owner, response, !this.repeated);
  }

  /** Who waits without an end is refused only when he has locked it before, or somebody asks in his name. */
  protected override refused(response: ResponseOf<LockRow> | undefined): null {
    if (!this.endless) return null;
    const { details } = this;
    if (response) throw new HazelcastError('LOCK_ACQUIRE_LIMIT_REACHED_EXCEPTION', 'it was not granted', details);
    throw new HazelcastError('ILLEGAL_MONITOR_STATE', 'the members have ended the wait for it', details);
  }

  /** Unlocking what is not held ends the wait of the same owner. */
  override cancel(): Observable<unknown> {
    return unlocked(this.owners, this.owner);
  }

  override giveBack(): Observable<unknown> {
    return this.cancel();
  }

  override get sweeps(): boolean {
    return true;
  }

  protected override heir(timeout: number): LockClaim {
    return new LockClaim(this.owners, timeout, this.subscriber);
  }
}
