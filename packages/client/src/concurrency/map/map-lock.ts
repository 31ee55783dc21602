// A lock made of a map: the lock of a key, and the fence that is kept under it.
import {
  cpGroupDestroyCPObject,
  fencedLockGetLockOwnership,
  fencedLockLock,
  fencedLockTryLock,
  fencedLockUnlock,
} from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  retry,
  share,
  Subject,
  take,
  takeUntil,
  throwError,
} from 'rxjs';
import { asHazelcastError, HazelcastError } from '../../errors.js';
import type { KeyLock } from '../../structures/key-lock.js';
import { HazelcastMap } from '../../structures/map.js';
import type { Core } from '../../structures/structure.js';
import type { FencedLock, FencedLockOptions, HeldLock, LockedWork, LostLock } from '../fenced-lock.js';
import { orTimeout, withLock } from '../scopes.js';
import { Fence, type FenceMap } from './fence.js';
import { MapHeldLock } from './map-held-lock.js';

/** Its entries are the fences; it is their keys that are locked. */
const LOCKS = 'hazelrx.locks';

/** A lock that is lost before its fence is written is asked for again so many times. */
const LOST_EARLY = 2;

/**
 * Kept by one member and its backups: not for when two members may think that they own it. The wait is not fair. The members
 * free it some seconds after the last connection of its client is gone.
 */
export class MapLock implements FencedLock {
  readonly backend = 'map';
  readonly lost$: Observable<LostLock>;
  readonly #map: FenceMap;
  readonly #fence: Fence;
  readonly #grants = new Subject<MapHeldLock>();
  /** The last that was granted: whoever held it before holds it no more. */
  #held: MapHeldLock | undefined;

  constructor(
    readonly core: Core,
    readonly name: string,
  ) {
    this.#map = new HazelcastMap(core, LOCKS);
    this.#fence = new Fence(name);
    const ended$ = core.ended$.pipe(catchError(() => of(undefined)));
    const held$ = defer(() => concat(this.#held && !this.#held.lost ? of(this.#held) : EMPTY, this.#grants));
    this.lost$ = held$.pipe(
      takeUntil(ended$),
      mergeMap(held => held.lost$.pipe(map(error => ({ fence: held.fence, error })))),
      share(),
    );
  }

  lock(options?: FencedLockOptions): Observable<HeldLock> {
    return this.#acquire(fencedLockLock.name, Infinity, options) as Observable<HeldLock>;
  }

  tryLock(timeout = 0, options?: FencedLockOptions): Observable<HeldLock | null> {
    return this.#acquire(fencedLockTryLock.name, timeout, options);
  }

  unlock(held: HeldLock): Observable<undefined> {
    if (held instanceof MapHeldLock && held.source === this) return held.unlock();
    const details = { operation: fencedLockUnlock.name, structure: this.name };
    return throwError(() => new HazelcastError('ILLEGAL_ARGUMENT', 'it is not held of this lock', details));
  }

  isLocked(): Observable<boolean> {
    return this.#told(fencedLockGetLockOwnership.name, this.#map.isLocked(this.name));
  }

  withLock<R>(work: LockedWork<R>, options?: FencedLockOptions): Observable<R> {
    return withLock(this.lock(options), work);
  }

  tryWithLock<R>(timeout: number, work: LockedWork<R>, options?: FencedLockOptions): Observable<R> {
    const details = { operation: fencedLockTryLock.name, structure: this.name };
    return withLock(orTimeout(this.tryLock(timeout, options), timeout, details), work);
  }

  /** Where another one locks it at once, that one keeps the fence. */
  destroy(): Observable<undefined> {
    const destroyed$ = this.#map.forceUnlock(this.name).pipe(
      concatMap(() => this.#map.tryLock(this.name)),
      concatMap(lock => (lock ? this.#remove(lock) : of(undefined))),
    );
    return this.#told(cpGroupDestroyCPObject.name, destroyed$);
  }

  /** The client ends. */
  close(): Observable<undefined> {
    return defer(() => this.#held?.giveUp() ?? EMPTY).pipe(catchError(() => EMPTY));
  }

  #remove(lock: KeyLock<string, FenceMap>): Observable<undefined> {
    return lock.map.delete(this.name).pipe(
      concatMap(() => lock.release()),
      finalize(() => lock.abandon()),
    );
  }

  #acquire(operation: string, timeout: number, { lease }: FencedLockOptions = {}): Observable<HeldLock | null> {
    const { scheduler } = this.core;
    const held$ = defer(() => {
      const until = scheduler.now() + timeout;
      let left = timeout;
      return defer(() => this.#map.tryLock(this.name, left, lease)).pipe(
        concatMap(lock => (lock ? this.#fenced(lock, operation) : of(null))),
        retry({
          count: LOST_EARLY,
          delay: (error: HazelcastError) => {
            left = Math.max(until - scheduler.now(), 0);
            return error.code === 'LOCK_OWNERSHIP_LOST_EXCEPTION' ? of(undefined) : throwError(() => error);
          },
        }),
      );
    });
    return this.#told(operation, held$);
  }

  /** The lock with its fence; without one it is given back. */
  #fenced(lock: KeyLock<string, FenceMap>, operation: string): Observable<HeldLock> {
    let told = false;
    const lost$ = lock.lost$.pipe(
      map((error): never => {
        throw error;
      }),
    );
    // A write of whoever has lost the lock would wait until the next one unlocks.
    return merge(lost$, this.#fence.raise(lock.map)).pipe(
      take(1),
      concatMap(fence => {
        if (lock.lost) return lost$;
        told = true;
        this.#held = new MapHeldLock(this, lock, fence, { operation, structure: this.name });
        this.#grants.next(this.#held);
        return of(this.#held);
      }),
      finalize(() => {
        if (!told) lock.abandon();
      }),
    );
  }

  /** Errors name what the application called, not what that was made of. */
  #told<T>(operation: string, source$: Observable<T>): Observable<T> {
    const details = { operation, structure: this.name };
    return source$.pipe(
      catchError((error: unknown) => throwError(() => asHazelcastError(error, details).toldOf(details))),
    );
  }
}
