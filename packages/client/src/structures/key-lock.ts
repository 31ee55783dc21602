// Locks on single keys: who waits, who owns, and how ownership ends.
import type { Data } from '@hazelrx/protocol';
import {
  AsyncSubject,
  catchError,
  concat,
  defer,
  EMPTY,
  endWith,
  finalize,
  first,
  ignoreElements,
  map,
  merge,
  type Observable,
  type ObservableInput,
  of,
  repeat,
  ReplaySubject,
  type SchedulerLike,
  share,
  Subscription,
  takeWhile,
  throwError,
  timer,
} from 'rxjs';
import { HazelcastError, TimeoutError } from '../errors.js';
import type { InternalOptions } from '../invocation/call-options.js';
import type { Ownership } from '../invocation/ownership.js';

/**
 * The longest that one request waits on the member, in milliseconds. An abandoned one stays there as long; and one that
 * had to be sent again may be told only then that it was granted the first time.
 */
const SLICE = 2000;
/** No timer runs longer, in milliseconds: 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** One acquisition, or the release of one. */
export interface LockRequest {
  /** As it was when the lock was asked for. */
  readonly key: Data;
  readonly threadId: number;
  readonly referenceId: number;
}

interface Wait {
  readonly timeout: number;
  readonly lease: number;
}

/** What locking needs of the structure whose keys are locked. */
export interface Lockable<K, M> {
  readonly name: string;
  /** What errors name. */
  readonly operation: string;
  readonly ownership: Ownership;
  readonly scheduler: SchedulerLike;
  /** The owner, where the structure is a view of one; each acquisition gets its own otherwise. */
  readonly owner: number | undefined;
  /** Throws what callers are to be told of a key that cannot be one. */
  data(key: K): Data;
  /** Waits at most `timeout` milliseconds on the member; `lease` −1 is for ever. */
  tryLock(request: LockRequest & Wait, options: InternalOptions): Observable<boolean>;
  unlock(request: LockRequest, options: InternalOptions): Observable<undefined>;
  /** Unlocks, for nobody to wait for. */
  giveBack(request: LockRequest): void;
  /** The same for a lock that may have been granted or not. */
  settle(request: LockRequest & Wait): void;
  /** The structure as this owner sees it. */
  view(owner: number): M;
}

export interface LockOptions {
  /** Milliseconds after which the member frees the lock, whatever its owner does. Default: never. */
  readonly lease?: number;
  /** Milliseconds to wait for the lock. Default: as long as it takes. */
  readonly timeout?: number;
}

/** A key that is locked: by whoever holds this handle, not by the client. */
export class KeyLock<K, M> {
  readonly #lockable: Lockable<K, M>;
  /** The same however often it is sent. */
  readonly #unlock: LockRequest;
  readonly #lost = new ReplaySubject<HazelcastError>(1);
  readonly #watching = new Subscription();
  #reason: HazelcastError | undefined;
  #released = false;

  /**
   * Emits the reason, and completes, as soon as the lock may be somebody else's: the last connection is gone, or the
   * lease ends. Completes without one when the lock is released.
   */
  readonly lost$: Observable<HazelcastError> = this.#lost.asObservable();

  constructor(
    lockable: Lockable<K, M>,
    readonly key: K,
    locked: LockRequest,
    /** Milliseconds that are left of the lease. */
    lease: number,
    /** The structure, its calls made as the owner of the lock: those of others wait for a locked key. */
    readonly map: M,
  ) {
    this.#lockable = lockable;
    const { ownership, scheduler } = lockable;
    this.#unlock = { ...locked, referenceId: ownership.newReference() };
    this.#watching.add(ownership.lost$.subscribe(() => this.#lose('the last connection to the cluster is gone')));
    if (lease > LONGEST_TIMER) return;
    this.#watching.add(timer(lease, scheduler).subscribe(() => this.#lose('its lease is over')));
  }

  /** Whether it is a key of this structure. */
  isOf(structure: string): boolean {
    return this.#lockable.name === structure;
  }

  get lost(): boolean {
    return this.#reason !== undefined;
  }

  /**
   * Unlocks, also what may be lost: a member keeps the lock of a client that is back in time. Sent once, whoever waits
   * for it: a handle that was released must not release what its owner has locked again. After a failure it may be tried
   * again.
   */
  release(): Observable<undefined> {
    return defer(() => {
      if (this.#released) return throwError(() => this.#error('ILLEGAL_MONITOR_STATE', 'it was unlocked already'));
      this.#end();
      let repeated = false;
      return this.#lockable.unlock(this.#unlock, { onRetry: () => (repeated = true) }).pipe(
        catchError((error: HazelcastError) => this.#refused(error, repeated)),
        share({ connector: () => new AsyncSubject(), resetOnRefCountZero: false }),
      );
    });
  }

  /** The same, for nobody to wait for; does nothing the second time. */
  abandon(): void {
    if (this.#released) return;
    this.#end();
    this.#lockable.giveBack(this.#unlock);
  }

  #end(): void {
    this.#released = true;
    this.#watching.unsubscribe();
    if (!this.lost) this.#lost.complete();
  }

  #lose(why: string): void {
    this.#watching.unsubscribe();
    this.#reason = this.#error('LOCK_OWNERSHIP_LOST_EXCEPTION', `the lock may be somebody else's: ${why}`);
    this.#lost.next(this.#reason);
    this.#lost.complete();
  }

  /** "Not the owner" is also what an unlock gets that had to be sent twice. */
  #refused(error: HazelcastError, repeated: boolean): Observable<undefined> {
    const notOwner = error.code === 'ILLEGAL_MONITOR_STATE';
    if (notOwner && repeated && !this.lost) return of(undefined);
    if (!notOwner) this.#released = false;
    return throwError(() => (notOwner && this.#reason) || error);
  }

  #error(code: 'ILLEGAL_MONITOR_STATE' | 'LOCK_OWNERSHIP_LOST_EXCEPTION', reason: string): HazelcastError {
    const { operation, name } = this.#lockable;
    return new HazelcastError(code, reason, { operation, structure: name });
  }
}

/**
 * The lock, or null when it was not free within `timeout` milliseconds. Waits on the member in slices. What the member
 * grants after the caller has left is given back.
 */
export function acquire<K, M>(
  lockable: Lockable<K, M>,
  key: K,
  timeout = Infinity,
  lease = Infinity,
): Observable<KeyLock<K, M> | null> {
  return defer(() => {
    if (!(timeout >= 0)) throw refusal(lockable, `timeout must be 0 or more milliseconds, not ${timeout}`);
    if (!(lease >= 1)) throw refusal(lockable, `lease must be 1 or more milliseconds, not ${lease}`);
    // The member keeps one lease for all locks of an owner on a key.
    if (lockable.owner !== undefined && lease !== Infinity) {
      throw refusal(lockable, 'an owner locks again without a lease');
    }
    const until = lockable.scheduler.now() + timeout;
    const data = lockable.data(key);
    return defer(() => ask(lockable, data, { until, lease })).pipe(
      repeat(),
      map(granted => granted && new KeyLock(lockable, key, granted.request, granted.lease, granted.view)),
      first(outcome => outcome !== undefined),
    );
  });
}

/** What a member has locked, and for how many more milliseconds. */
interface Granted<M> {
  readonly request: LockRequest;
  readonly lease: number;
  readonly view: M;
}

/** Asks once. Emits null when the time is up, undefined when it has to be asked again. */
function ask<M>(
  lockable: Lockable<never, M>,
  key: Data,
  { until, lease }: { readonly until: number; readonly lease: number },
): Observable<Granted<M> | null | undefined> {
  const { ownership, scheduler, owner } = lockable;
  const { losses } = ownership;
  const began = scheduler.now();
  // The lease begins with the grant, of which is only known that it came after the asking: at least half of it is left.
  const timeout = Math.ceil(Math.min(Math.max(until - began, 0), SLICE, lease / 2));
  const threadId = owner ?? ownership.newThread();
  const request = { key, threadId, referenceId: ownership.newReference() };
  const asked = { ...request, timeout, lease: lease === Infinity ? -1 : lease };
  let repeated = false;
  const options = { waits: until === Infinity ? Infinity : timeout, onRetry: () => (repeated = true) };
  return lockable.tryLock(asked, options).pipe(
    map(locked => {
      const now = scheduler.now();
      if (locked && ownership.losses === losses) {
        return { request, lease: lease - (now - began), view: lockable.view(threadId) };
      }
      // Locked before all connections were gone, or after? It may be freed any moment.
      if (locked) lockable.giveBack({ ...request, referenceId: ownership.newReference() });
      // Both sends waited, and nobody was told of the first one's end.
      else if (repeated) lockable.settle(asked);
      return locked || now < until ? undefined : null;
    }),
    catchError((error: HazelcastError) => {
      // A call that ran out of time sees to that itself.
      if ((repeated && !(error instanceof TimeoutError)) || error.code === 'WIRE') lockable.settle(asked);
      throw error;
    }),
  );
}

function refusal({ name, operation }: Lockable<never, unknown>, reason: string): HazelcastError {
  return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation, structure: name });
}

const DONE = Symbol('done');

/** Runs the work while its lock is held, and unlocks however the work ends. */
export function scoped<K, M, R>(lock: KeyLock<K, M>, work: (owned: M) => ObservableInput<R>): Observable<R> {
  const lost$ = lock.lost$.pipe(
    map((error): never => {
      throw error;
    }),
  );
  const working = merge(lost$, defer(() => work(lock.map)).pipe(endWith(DONE))).pipe(
    takeWhile((result): result is Exclude<typeof result, typeof DONE> => result !== DONE),
  ) as Observable<R>;
  const release = lock.release().pipe(ignoreElements());
  return concat(working, release).pipe(
    catchError((error: unknown) => {
      const released = lock.lost ? EMPTY : release.pipe(catchError(() => EMPTY));
      return concat(
        released,
        throwError(() => error),
      );
    }),
    finalize(() => lock.abandon()),
  );
}
