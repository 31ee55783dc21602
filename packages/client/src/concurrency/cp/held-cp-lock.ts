import type { UUID } from '@hazelrx/protocol';
import { fencedLockLock, fencedLockUnlock } from '@hazelrx/protocol/operations';
import type Long from 'long';
import {
  catchError,
  defer,
  EMPTY,
  ignoreElements,
  map,
  Observable,
  type Observer,
  of,
  Subject,
  type Subscriber,
  takeUntil,
} from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import { toAnswer } from '../../structures/answers.js';
import type { HeldLock } from '../fenced-lock.js';
import { type CpSession, endsSessions } from './cp-session.js';
import { swept } from './given-back.js';
import type { Claimed, Owner } from './owner.js';
import { Reentry, type Relockable } from './reentry.js';

/** What locks of a CP group need of the object they are acquired of. */
export interface Lockable extends Claimed {
  /** Those that are neither unlocked nor lost. */
  readonly held: Set<HeldCpLock>;
}

/** A lock as its owner holds it. Members count how often he has locked it, and so is counted here what they were told. */
export class HeldCpLock implements HeldLock, Relockable {
  /** What is locked, and what members are asked for under its owner. */
  #uses = 1;
  #locked = 1;
  #reason: HazelcastError | undefined;
  #ended = false;
  /** Of an unlock of which nobody knows whether it was done: the next one is the same again. */
  #unlockUid: UUID | undefined;
  /** Made for the first who listens to `lost$`. */
  #unlocked: Subject<undefined> | undefined;

  constructor(
    readonly lockable: Lockable,
    readonly owner: Owner & { readonly session: CpSession },
    readonly fence: Long,
    /** No request of its owner can come to the members when nobody expects it any more. */
    public clean: boolean,
  ) {
    lockable.held.add(this);
  }

  /** Why it is lost, if it is. */
  get reason(): HazelcastError | undefined {
    const { reason } = this.owner.session;
    if (this.#reason || this.#ended || !reason) return this.#reason;
    return (this.#reason = this.lostBy(reason, fencedLockLock.name));
  }

  get lost(): boolean {
    return this.reason !== undefined;
  }

  get lost$(): Observable<HazelcastError> {
    return defer(() => {
      if (this.reason) return of(this.reason);
      if (this.#ended) return EMPTY;
      return this.owner.session.ended$.pipe(
        map(() => this.reason!),
        takeUntil((this.#unlocked ??= new Subject())),
      );
    });
  }

  get isLocked(): boolean {
    return this.#locked > 0;
  }

  lock(): Observable<HeldLock> {
    return new Observable(subscriber => {
      if (this.reason) throw this.reason;
      if (!this.isLocked) throw this.notHeld(fencedLockLock.name);
      const reentry = new Reentry(this, subscriber);
      reentry.begin();
      return reentry;
    });
  }

  /** Goes on when nobody waits for it. */
  unlock(): Observable<undefined> {
    return new Observable(subscriber => {
      if (this.lost) throw this.lostBy();
      if (!this.isLocked) throw this.notHeld();
      this.#locked--;
      const { lockable, owner } = this;
      const { session, threadId } = owner;
      const unlocking = new Unlocking(this, subscriber, this.#unlockUid ?? lockable.newUid());
      this.#unlockUid = undefined;
      const { groupId, id: sessionId } = session;
      const { uid: invocationUid, options } = unlocking;
      const request = { groupId, name: lockable.objectName, sessionId, threadId, invocationUid };
      lockable.core.invoker.call(fencedLockUnlock, request, toAnswer, options).subscribe(unlocking);
    });
  }

  /** Something more is asked for under its owner. */
  use(): void {
    this.#uses++;
    this.owner.session.retain();
  }

  /** What was asked for is there: it is locked once more. */
  relocked(): void {
    this.#locked++;
  }

  /** One of its uses is over. */
  disuse(): void {
    const { lockable, owner } = this;
    if (--this.#uses === 0) {
      void this.reason;
      this.#ended = true;
      lockable.held.delete(this);
      if (!this.lost) this.#unlocked?.next(undefined);
      if (!this.clean) return this.#sweep();
      lockable.dismiss(owner);
    }
    owner.session.release();
  }

  /** A request of its owner that had to be sent twice may come to the members only now, and lock it for nobody. */
  #sweep(): void {
    const { lockable, owner } = this;
    swept(() => unlocked(lockable, owner), lockable.core).subscribe(outcome => {
      if (outcome === 'unknown') owner.session.retire();
      owner.session.release();
    });
  }

  /** An unlock that may have been done, or not: it may be tried again. */
  unlockFailed(uid: UUID): void {
    this.#locked++;
    this.#unlockUid = uid;
    this.clean = false;
  }

  /** Nobody will unlock it again: its session is closed as soon as nothing else is held under it. */
  readonly forsake = (): void => {
    this.owner.session.retire();
    for (; this.#locked > 0; this.#locked--) this.disuse();
  };

  notHeld(operation = fencedLockUnlock.name): HazelcastError {
    const details = { operation, structure: this.lockable.name };
    return new HazelcastError('ILLEGAL_MONITOR_STATE', 'it was unlocked already', details);
  }

  lostBy(cause = this.owner.session.reason, operation = fencedLockUnlock.name): HazelcastError {
    const reason = "the lock may be somebody else's: the client's CP session is over";
    const details = { operation, structure: this.lockable.name, cause };
    return new HazelcastError('LOCK_OWNERSHIP_LOST_EXCEPTION', reason, details);
  }
}

/** Hands on how an unlock ended. */
class Unlocking implements Observer<boolean> {
  readonly options: InternalOptions = { internal: true, patient: true, onRetry: () => (this.held.clean = false) };

  constructor(
    readonly held: HeldCpLock,
    readonly subscriber: Subscriber<undefined>,
    readonly uid: UUID,
  ) {}

  next(): void {
    this.held.disuse();
    this.subscriber.next(undefined);
    this.subscriber.complete();
  }

  error(error: HazelcastError): void {
    const { held, subscriber, uid } = this;
    const { session } = held.owner;
    if (endsSessions(error)) session.end(error);
    if (error.code === 'CP_GROUP_DESTROYED_EXCEPTION') held.lockable.forget();
    const { reason } = held;
    const gone = error.code === 'ILLEGAL_MONITOR_STATE' || error.code === 'DISTRIBUTED_OBJECT_DESTROYED';
    if (reason || gone) held.disuse();
    else held.unlockFailed(uid);
    subscriber.error(reason ? held.lostBy() : toldOf(error, held.lockable.name));
  }

  complete(): void {
    // All is done with the answer.
  }
}

/** Unlocks what its owner may hold, and ends his wait, if he waits. */
export function unlocked(lockable: Claimed, { session, threadId }: Owner): Observable<never> {
  const { core, objectName: name } = lockable;
  const { groupId, id: sessionId } = session;
  const request = { groupId, name, sessionId, threadId, invocationUid: lockable.newUid() };
  return core.invoker.call(fencedLockUnlock, request, toAnswer, { internal: true, patient: true }).pipe(
    ignoreElements(),
    catchError((error: HazelcastError) => {
      if (error.code === 'ILLEGAL_MONITOR_STATE' || endsSessions(error)) return EMPTY;
      throw error;
    }),
  );
}

function toldOf(error: HazelcastError, structure: string): HazelcastError {
  return error.structure === structure ? error : error.toldOf({ operation: error.operation, structure });
}
