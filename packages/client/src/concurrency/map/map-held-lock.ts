import { fencedLockLock, fencedLockUnlock } from '@hazelrx/protocol/operations';
import type Long from 'long';
import {
  concat,
  defer,
  EMPTY,
  map,
  Observable,
  type Observer,
  of,
  Subject,
  type Subscriber,
  take,
  takeUntil,
} from 'rxjs';
import { asHazelcastError, type ErrorDetails, HazelcastError } from '../../errors.js';
import type { HeldLock } from '../fenced-lock.js';
import type { FenceLock } from './fence-map.js';

/** The `MapLock` it is held of. */
interface HeldOf {
  readonly name: string;
  unlocked(held: MapHeldLock): void;
}

/** One acquisition of a `MapLock`: the lock of a key of the map, and how often it was locked. */
export class MapHeldLock implements HeldLock {
  /** 0: its unlock is on its way, or done. */
  #holds = 1;
  readonly #lock: FenceLock;
  /** Why it was given up. */
  #given: HazelcastError | undefined;
  /** Made for the first who listens to `lost$`. */
  #giving: Subject<undefined> | undefined;

  constructor(
    readonly source: HeldOf,
    lock: FenceLock,
    readonly fence: Long,
    /** The call that acquired it. */
    readonly operation: string,
  ) {
    this.#lock = lock;
  }

  get lost$(): Observable<HazelcastError> {
    const given$ = defer(() => (this.#given ? of(this.#given) : EMPTY));
    return concat(this.#lock.lost$.pipe(takeUntil((this.#giving ??= new Subject()))), given$).pipe(
      take(1),
      map(error => error.toldOf(this.#details(this.operation))),
    );
  }

  get lost(): boolean {
    return this.#reason !== undefined;
  }

  /** Whoever holds it is told why, and it is unlocked. */
  giveUp(why: string): Observable<undefined> {
    return defer(() => {
      if (this.#holds === 0 || this.lost) return EMPTY;
      this.#holds = 0;
      const reason = `the lock may be somebody else's: ${why}`;
      this.#given = new HazelcastError('LOCK_OWNERSHIP_LOST_EXCEPTION', reason, this.#details(this.operation));
      this.#giving?.next(undefined);
      return this.#lock.release();
    });
  }

  lock(): Observable<HeldLock> {
    return defer(() => {
      const details = this.#details(fencedLockLock.name);
      const reason = this.#reason;
      if (this.#holds === 0) throw this.#given?.toldOf(details) ?? unlocked(details);
      if (reason) throw reason.toldOf(details);
      this.#holds++;
      return of(this);
    });
  }

  /** Goes on when nobody waits for it. */
  unlock(): Observable<undefined> {
    return new Observable(subscriber => {
      if (this.#holds === 0) throw this.#given?.toldOf(this.toUnlock) ?? unlocked(this.toUnlock);
      const reason = this.#reason;
      if (--this.#holds === 0) return this.#lock.releaseFor(new Unlock(this, reason, subscriber));
      if (reason) throw reason.toldOf(this.toUnlock);
      subscriber.next(undefined);
      subscriber.complete();
    });
  }

  /** What errors of its unlock name. */
  get toUnlock(): ErrorDetails {
    return this.#details(fencedLockUnlock.name);
  }

  /** It is, as far as anybody knows. */
  unlocked(): void {
    this.source.unlocked(this);
  }

  /** Nobody knows whether it is unlocked, so it may be tried again. */
  failed(): void {
    this.#holds = 1;
  }

  get #reason(): HazelcastError | undefined {
    return this.#given ?? this.#lock.reason;
  }

  #details(operation: string): ErrorDetails {
    return { operation, structure: this.source.name };
  }
}

/** Hands on how an unlock ended. Also what may be lost is unlocked: members keep the lock of a client that is back in time. */
class Unlock implements Observer<undefined> {
  constructor(
    readonly held: MapHeldLock,
    /** Why it was lost before that. */
    readonly reason: HazelcastError | undefined,
    readonly subscriber: Subscriber<undefined>,
  ) {}

  next(): void {
    const { held, reason } = this;
    held.unlocked();
    if (reason) this.subscriber.error(reason.toldOf(held.toUnlock));
    else this.subscriber.next(undefined);
  }

  error(error: unknown): void {
    const details = this.held.toUnlock;
    const fault = asHazelcastError(error, details);
    const isTaken = fault.code === 'ILLEGAL_MONITOR_STATE';
    if (isTaken || fault.code === 'LOCK_OWNERSHIP_LOST_EXCEPTION') this.held.unlocked();
    else this.held.failed();
    this.subscriber.error(isTaken ? takenAway(details, fault) : fault.toldOf(details));
  }

  complete(): void {
    this.subscriber.complete();
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
