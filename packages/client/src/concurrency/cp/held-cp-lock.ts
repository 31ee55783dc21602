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
  of,
  Subject,
  type Subscriber,
  takeUntil,
} from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import type { CallObserver } from '../../invocation/user-call.js';
import { toAnswer } from '../../structures/answers.js';
import type { HeldLock } from '../fenced-lock.js';
import { retold } from '../retold.js';
import { swept } from './given-back.js';
import type { Owner, Undertaking } from './owner.js';
import type { Owners } from './owners.js';
import { Reentry, type Relockable } from './reentry.js';
import { endsSessions } from './refusal.js';

/** What is held has to be given back, and waits for nothing but a connection. */
const UNLOCK: InternalOptions = { internal: true, patient: true };

/** What is locked. */
export interface Lockable extends Owners {
  /** Whoever listens to the lock is told that this client has lost it. */
  lost(held: HeldCpLock): void;
}

/** A lock as its owner holds it. Members count how often he has locked it, and so is counted here what they were told. */
export class HeldCpLock implements HeldLock, Relockable, Undertaking {
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
    readonly owners: Lockable,
    readonly owner: Owner,
    readonly fence: Long,
    /** No request of its owner can come to the members when nobody expects it any more. */
    public clean: boolean,
  ) {
    owner.about = this;
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
      const { owners, owner } = this;
      const uid = this.#unlockUid ?? owners.newUid();
      this.#unlockUid = undefined;
      const unlocking = new Unlocking(this, subscriber, uid);
      owners.core.invoker.begin(fencedLockUnlock, owners.signed(owner, uid), UNLOCK, unlocking);
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
    const { owners, owner } = this;
    if (--this.#uses > 0) return owner.session.release();
    // Settles whether it was lost before.
    void this.reason;
    this.#ended = true;
    if (!this.lost) this.#unlocked?.next(undefined);
    if (this.clean) return owners.leave(owner, 'clean');
    owner.about = undefined;
    // A request that had to be sent twice may come to the members only now, and lock it for nobody.
    swept(() => unlocked(owners, owner), owners.core).subscribe(outcome => owners.leave(owner, outcome));
  }

  /** An unlock that may have been done, or not: it may be tried again. */
  unlockFailed(uid: UUID): void {
    this.#locked++;
    this.#unlockUid = uid;
    this.clean = false;
  }

  /** Nobody will unlock it again: its session is closed as soon as nothing else is held under it. */
  forsake(): void {
    this.owner.session.retire();
    for (; this.#locked > 0; this.#locked--) this.disuse();
  }

  notHeld(operation = fencedLockUnlock.name): HazelcastError {
    const details = { operation, structure: this.owners.name };
    return new HazelcastError('ILLEGAL_MONITOR_STATE', 'it was unlocked already', details);
  }

  lostBy(cause = this.owner.session.reason, operation = fencedLockUnlock.name): HazelcastError {
    const reason = "the lock may be somebody else's: the client's CP session is over";
    const details = { operation, structure: this.owners.name, cause };
    return new HazelcastError('LOCK_OWNERSHIP_LOST_EXCEPTION', reason, details);
  }

  sessionOver(): void {
    this.owners.lost(this);
  }
}

/** Hands on how an unlock ended. */
class Unlocking implements CallObserver<unknown> {
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
    const { owners, owner } = held;
    owners.failed(owner.session, error);
    const { reason } = held;
    const gone = error.code === 'ILLEGAL_MONITOR_STATE' || error.code === 'DISTRIBUTED_OBJECT_DESTROYED';
    if (reason || gone) held.disuse();
    else held.unlockFailed(uid);
    const details = { operation: fencedLockUnlock.name, structure: owners.name };
    subscriber.error(reason ? held.lostBy() : retold(error, details));
  }

  complete(): void {
    // All is done with the answer.
  }

  onRetry(): void {
    this.held.clean = false;
  }
}

/** Unlocks what its owner may hold, and ends his wait, if he waits. */
export function unlocked(owners: Owners, owner: Owner): Observable<never> {
  const request = owners.signed(owner, owners.newUid());
  return owners.core.invoker.call(fencedLockUnlock, request, toAnswer, UNLOCK).pipe(
    ignoreElements(),
    catchError((error: HazelcastError) => {
      if (error.code === 'ILLEGAL_MONITOR_STATE' || endsSessions(error)) return EMPTY;
      throw error;
    }),
  );
}
