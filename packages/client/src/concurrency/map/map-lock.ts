// A lock made of a map: the lock of a key, and the fence that is kept under it.
import {
  cpGroupDestroyCPObject,
  fencedLockGetLockOwnership,
  fencedLockLock,
  fencedLockTryLock,
  fencedLockUnlock,
} from '@hazelrx/protocol/operations';
import type Long from 'long';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  map,
  mergeMap,
  Observable,
  of,
  share,
  Subject,
  takeUntil,
  throwError,
} from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import type { FencedLock, FencedLockOptions, HeldLock, LockedWork, LostLock } from '../fenced-lock.js';
import { retelling } from '../retold.js';
import { orTimeout, withLock } from '../scopes.js';
import { Fence } from './fence.js';
import type { FenceLock, FenceMap } from './fence-map.js';
import { type Fenced, FencedAcquisition, type Wanted } from './fenced-acquisition.js';
import { MapHeldLock } from './map-held-lock.js';

/**
 * Kept by one member and its backups: not for when two members may think that they own it. The wait is not fair. The members
 * free it some seconds after the last connection of its client is gone.
 */
export class MapLock implements FencedLock, Fenced {
  readonly backend = 'map';
  readonly #map: FenceMap;
  #fence: Fence | undefined;
  /** The last that was granted, until it is unlocked: whoever held it before holds it no more. */
  #held: MapHeldLock | undefined;
  /** Made for the first who listens to `lost$`. */
  #grants: Subject<MapHeldLock> | undefined;
  #lost$: Observable<LostLock> | undefined;

  constructor(
    readonly core: Core,
    readonly name: string,
    /** The same for all locks of the client. */
    map: FenceMap,
  ) {
    this.#map = map;
  }

  /** Throws where the name cannot be a key. */
  get fence(): Fence {
    return (this.#fence ??= new Fence(this.#map, this.#map.keyOf(this.name)));
  }

  get lost$(): Observable<LostLock> {
    return (this.#lost$ ??= this.#losses((this.#grants ??= new Subject())));
  }

  #losses(grants$: Observable<MapHeldLock>): Observable<LostLock> {
    const ended$ = this.core.ended$.pipe(catchError(() => of(undefined)));
    const held$ = defer(() => concat(this.#held && !this.#held.lost ? of(this.#held) : EMPTY, grants$));
    return held$.pipe(
      takeUntil(ended$),
      mergeMap(held => held.lost$.pipe(map(error => ({ fence: held.fence, error })))),
      share(),
    );
  }

  lock({ lease = Infinity }: FencedLockOptions = {}): Observable<HeldLock> {
    return this.#acquire({ operation: fencedLockLock.name, timeout: Infinity, lease }) as Observable<HeldLock>;
  }

  tryLock(timeout = 0, { lease = Infinity }: FencedLockOptions = {}): Observable<HeldLock | null> {
    return this.#acquire({ operation: fencedLockTryLock.name, timeout, lease });
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
    const givenUp$ = defer(() => this.#held?.giveUp('it was destroyed') ?? EMPTY).pipe(catchError(() => EMPTY));
    const destroyed$ = concat(givenUp$.pipe(ignoreElements()), this.#map.forceUnlock(this.name)).pipe(
      concatMap(() => this.#map.tryLock(this.name)),
      concatMap(lock => (lock ? this.#remove(lock) : of(undefined))),
    );
    return this.#told(cpGroupDestroyCPObject.name, destroyed$);
  }

  /** This one is unlocked. */
  unlocked(held: MapHeldLock): void {
    if (this.#held === held) this.#held = undefined;
  }

  /** The client ends. */
  close(): Observable<undefined> {
    return defer(() => this.#held?.giveUp('the client was shut down') ?? EMPTY).pipe(catchError(() => EMPTY));
  }

  #remove(lock: FenceLock): Observable<undefined> {
    return lock.map.delete(this.name).pipe(
      concatMap(() => lock.release()),
      finalize(() => lock.abandon()),
    );
  }

  #acquire(wanted: Wanted): Observable<HeldLock | null> {
    return new Observable(subscriber => {
      const acquisition = new FencedAcquisition(this, wanted, subscriber);
      acquisition.begin();
      return acquisition;
    });
  }

  granted(lock: FenceLock, fence: Long, operation: string): HeldLock {
    const held = new MapHeldLock(this, lock, fence, operation);
    this.#held = held;
    this.#grants?.next(held);
    return held;
  }

  #told<T>(operation: string, source$: Observable<T>): Observable<T> {
    return source$.pipe(retelling({ operation, structure: this.name }));
  }
}
