import type Long from 'long';
import type { Observable, ObservableInput } from 'rxjs';
import type { HazelcastError } from '../errors.js';
import type { Primitive } from './backend.js';

/**
 * A lock that all clients of the cluster share. Who holds it is not a client but an acquisition: two flows of one client exclude
 * each other. Each acquisition has a fence greater than all before; what the lock protects can refuse those with a smaller
 * one, which have lost it without knowing.
 */
export interface FencedLock extends Primitive {
  /** Waits for the lock. Unsubscribing gives up the wait, and gives back what comes too late; it does not unlock. */
  lock(options?: FencedLockOptions): Observable<HeldLock>;
  /** Emits null when it was not free for `timeout` milliseconds. Default 0. */
  tryLock(timeout?: number, options?: FencedLockOptions): Observable<HeldLock | null>;
  /**
   * Unlocks what `lock` or `tryLock` emitted, once. Fails with `LOCK_OWNERSHIP_LOST_EXCEPTION` when it was lost meanwhile, with
   * `ILLEGAL_MONITOR_STATE` when it was unlocked already, with `ILLEGAL_ARGUMENT` when it is another lock's.
   */
  unlock(held: HeldLock): Observable<undefined>;
  isLocked(): Observable<boolean>;
  /**
   * Does the work while it holds the lock, and emits what that emits. Unlocks on complete, which is then told, on error and on
   * unsubscribe. Fails with `LOCK_OWNERSHIP_LOST_EXCEPTION`, and ends the work, as soon as the lock may be somebody else's.
   * `held` locks again.
   */
  withLock<R>(work: LockedWork<R>, options?: FencedLockOptions): Observable<R>;
  /** The same, unless the lock was not free for `timeout` milliseconds: fails with a `TimeoutError` then. */
  tryWithLock<R>(timeout: number, work: LockedWork<R>, options?: FencedLockOptions): Observable<R>;
  /** The locks that this client has lost while it held them, from now on: `held.lost$` of all of them. */
  readonly lost$: Observable<LostLock>;
  /** Removes it from the cluster. On `cp` its name cannot be used again; on `map` it is free again, and its fences begin anew. */
  destroy(): Observable<undefined>;
}

export type LockedWork<R> = (fence: Long, held: HeldLock) => ObservableInput<R>;

export interface FencedLockOptions {
  /** Milliseconds after which the lock is freed, whatever becomes of its holder; it counts as lost before that. Only on `map`. */
  readonly lease?: number;
}

export interface LostLock {
  readonly fence: Long;
  readonly error: HazelcastError;
}

/** One acquisition of a lock. */
export interface HeldLock {
  readonly fence: Long;
  /**
   * Emits the reason, and completes, as soon as the lock may be somebody else's. Completes without one when it is unlocked.
   */
  readonly lost$: Observable<HazelcastError>;
  readonly lost: boolean;
  /**
   * Locks once more what is held: the same fence, to be unlocked as often as it was locked. Fails with
   * `LOCK_ACQUIRE_LIMIT_REACHED_EXCEPTION` where the members' configuration allows no more (only on `cp`), and with
   * `LOCK_OWNERSHIP_LOST_EXCEPTION` when it is lost.
   */
  lock(): Observable<HeldLock>;
  /** As `FencedLock.unlock`. */
  unlock(): Observable<undefined>;
}
