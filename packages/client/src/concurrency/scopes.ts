// The reactive forms of locks and semaphores, the same for both backends: work that is done while something is held.
import { concatMap, map, type Observable, type ObservableInput, tap } from 'rxjs';
import { type ErrorDetails, type HazelcastError, TimeoutError } from '../errors.js';
import { type Held, whileHeld } from '../structures/while-held.js';
import { detached } from './detached.js';
import type { HeldLock, LockedWork } from './fenced-lock.js';

/** What one acquisition of a semaphore got. */
export interface Permits {
  /** Emits the reason as soon as they may be somebody else's. */
  readonly lost$: Observable<HazelcastError>;
  /** These ones, however many the client holds besides; sent when it is subscribed to, once. */
  release(): Observable<undefined>;
}

/** A lock that can be left to the end of what it is held under. */
export type ScopedLock = HeldLock & { forsake?(): void };

/** `FencedLock.withLock`, of the lock that `held$` acquires. */
export function withLock<R>(held$: Observable<ScopedLock>, work: LockedWork<R>): Observable<R> {
  return held$.pipe(concatMap(held => whileHeld(new LockScope(held), () => work(held.fence, held))));
}

/** `Semaphore.withPermits`, of the permits that `acquired$` acquires. */
export function withPermits<R>(acquired$: Observable<Permits>, work: () => ObservableInput<R>): Observable<R> {
  return acquired$.pipe(concatMap(permits => whileHeld(new PermitScope(permits), work)));
}

/** What was acquired; a `TimeoutError` where that is null, because it was not free for `timeout` milliseconds. */
export function orTimeout<T>(acquired$: Observable<T | null>, timeout: number, details: ErrorDetails): Observable<T> {
  return acquired$.pipe(
    map(acquired => {
      if (acquired !== null) return acquired;
      throw new TimeoutError('OPERATION_TIMEOUT', `it was not free within ${timeout} ms`, details);
    }),
  );
}

class LockScope implements Held {
  #released = false;
  /** Nobody will try again. */
  #left = false;

  constructor(readonly lock: ScopedLock) {}

  get lost$(): Observable<HazelcastError> {
    return this.lock.lost$;
  }

  get lost(): boolean {
    return this.lock.lost;
  }

  /** Where nobody knows whether it was unlocked, it is to be abandoned. */
  release(): Observable<undefined> {
    this.#released = true;
    const unlocked$ = this.lock.unlock().pipe(
      tap({
        error: ({ code }: HazelcastError) => {
          this.#released = code === 'ILLEGAL_MONITOR_STATE' || code === 'LOCK_OWNERSHIP_LOST_EXCEPTION';
          if (this.#left && !this.#released) this.lock.forsake?.();
        },
      }),
    );
    return detached(unlocked$);
  }

  /** Also what may be lost: members keep the lock of a client that is back in time. */
  abandon(): void {
    this.#left = true;
    if (!this.#released) this.release().subscribe({ error: ignored });
  }
}

class PermitScope implements Held {
  #released = false;
  lost = false;
  readonly lost$: Observable<HazelcastError>;

  constructor(readonly permits: Permits) {
    this.lost$ = permits.lost$.pipe(tap(() => (this.lost = true)));
  }

  release(): Observable<undefined> {
    this.#released = true;
    return detached(this.permits.release());
  }

  /** Those that are lost are released already, and not this client's any more. */
  abandon(): void {
    if (!this.#released && !this.lost) this.release().subscribe({ error: ignored });
  }
}

/** It was lost, or the client has ended: nobody is there to be told. */
function ignored(): void {}
