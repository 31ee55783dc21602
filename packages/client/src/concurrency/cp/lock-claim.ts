import type { RequestOf, ResponseOf } from '@hazelrx/protocol';
import { fencedLockLock, fencedLockTryLock } from '@hazelrx/protocol/operations';
import type { Observable, Subscriber } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import { Claim } from './claim.js';
import type { CpSession } from './cp-session.js';
import { HeldCpLock, type Lockable, unlocked } from './held-cp-lock.js';
import type { Owner } from './owner.js';

type LockRow = typeof fencedLockLock | typeof fencedLockTryLock;

/** What members answer instead of a fence when it is not granted: 0, or less. */
const NO_FENCE = 0;

/** One who waits for a lock. */
export class LockClaim extends Claim<LockRow, HeldCpLock | null> {
  constructor(
    readonly lockable: Lockable,
    readonly timeout: number,
    subscriber: Subscriber<HeldCpLock | null>,
  ) {
    super(lockable, timeout === Infinity ? fencedLockLock : fencedLockTryLock, timeout, subscriber);
  }

  protected override request({ session, threadId }: Owner, millis: number): RequestOf<LockRow> {
    const { groupId, id: sessionId } = session;
    const { uid: invocationUid, lockable } = this;
    const request = { groupId, name: lockable.objectName, sessionId, threadId, invocationUid, timeoutMs: millis };
    return request;
  }

  protected override given({ response }: ResponseOf<LockRow>): number {
    return response.greaterThan(NO_FENCE) ? 1 : 0;
  }

  protected override taken({ response }: ResponseOf<LockRow>): HeldCpLock {
    const owner = this.owner as Owner & { readonly session: CpSession };
    return new HeldCpLock(this.lockable, owner, response, !this.repeated);
  }

  /** Who waits without an end is refused only when he has locked it before, or somebody asks in his name. */
  protected override refused(response: ResponseOf<LockRow> | undefined): null {
    if (this.timeout < Infinity) return null;
    const { details } = this;
    if (response) throw new HazelcastError('LOCK_ACQUIRE_LIMIT_REACHED_EXCEPTION', 'it was not granted', details);
    throw new HazelcastError('ILLEGAL_MONITOR_STATE', 'the members have ended the wait for it', details);
  }

  /** Unlocking what is not held ends the wait of the same owner. */
  protected override cancel(): Observable<unknown> {
    return unlocked(this.lockable, this.owner);
  }

  protected override giveBack(): Observable<unknown> {
    return this.cancel();
  }

  protected override sweep(): Observable<unknown> {
    return this.cancel();
  }

  protected override heir(timeout: number): LockClaim {
    return new LockClaim(this.lockable, timeout, this.subscriber);
  }
}
