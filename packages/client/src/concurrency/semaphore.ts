import type { Observable, ObservableInput } from 'rxjs';
import type { HazelcastError } from '../errors.js';
import type { Primitive } from './backend.js';

/** As many as there can be. */
export const MOST_PERMITS = 2 ** 31 - 1;

/**
 * Permits that all clients of the cluster share. They belong to the client that has acquired them, and come back when it is gone,
 * unless the members' configuration makes a semaphore of `cp` JDK compatible: then they are nobody's, and anybody may
 * release more than were acquired. Waiting is first come first served on `cp`, and not fair on `map`.
 */
export interface Semaphore extends Primitive {
  /** Gives it its first permits, unless it was given some before, and says whether. */
  init(permits: number): Observable<boolean>;
  /** Waits for the permits. Unsubscribing gives up the wait, and gives back what comes too late; it releases nothing. */
  acquire(permits?: number): Observable<undefined>;
  /** False when there were not enough for `timeout` milliseconds. Default 0. */
  tryAcquire(permits?: number, timeout?: number): Observable<boolean>;
  /**
   * Fails with `ILLEGAL_STATE` where this client does not hold as many. Where it failed after some were released, its `reason` says
   * how many.
   */
  release(permits?: number): Observable<undefined>;
  availablePermits(): Observable<number>;
  /** Acquires all there are, and says how many. */
  drainPermits(): Observable<number>;
  /** Makes them fewer at once, also fewer than none. */
  reducePermits(reduction: number): Observable<undefined>;
  increasePermits(increase: number): Observable<undefined>;
  /**
   * Does the work while it holds the permits, and emits what that emits. Releases on complete, which is then told, on error and on
   * unsubscribe. Fails with `SESSION_EXPIRED_EXCEPTION`, and ends the work, as soon as the permits may be somebody else's;
   * with a `TimeoutError` when there were not enough within `timeout` milliseconds.
   */
  withPermits<R>(permits: number, work: () => ObservableInput<R>, options?: PermitOptions): Observable<R>;
  /** Emits each time this client has lost the permits it held, from now on: it was taken for dead, or may have been. */
  readonly lost$: Observable<HazelcastError>;
  /** Removes it from the cluster. On `cp` its name cannot be used again; on `map` it may be given its first permits again. */
  destroy(): Observable<undefined>;
}

export interface PermitOptions {
  /** Milliseconds to wait for the permits. Default: as long as it takes. */
  readonly timeout?: number;
}
