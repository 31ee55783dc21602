// Locks on single keys: who waits, who owns, and how ownership ends.
import type { GiveBack } from '@hazelrx/protocol';
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
import { ConnectionError, HazelcastError } from '../errors.js';
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
export interface LockRequest<K> {
  readonly key: K;
  readonly threadId: number;
  readonly referenceId: number;
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
  /** Waits at most `timeout` milliseconds on the member; `lease` −1 is for ever. */
  tryLock(request: LockRequest<K>, timeout: number, lease: number, options: InternalOptions): Observable<boolean>;
  unlock(request: LockRequest<K>): GiveBack;
  /** Sends the unlock as a call of its own. */
  send(unlock: GiveBack): Observable<undefined>;
  /** Sends it for nobody to wait for. */
  giveBack(unlock: GiveBack): void;
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
  readonly #threadId: number;
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
    threadId: number,
    /** Milliseconds that are left of the lease. */
    lease: number,
    /** The structure, its calls made as the owner of the lock: those of others wait for a locked key. */
    readonly map: M,
  ) {
    this.#lockable = lockable;
    this.#threadId = threadId;
    const { ownership, scheduler } = lockable;
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
   * for it: a handle that was released must not release what its owner has locked again.
   */
  release(): Observable<undefined> {
    return defer(() => {
      if (this.#released) return throwError(() => this.#error('ILLEGAL_MONITOR_STATE', 'it was unlocked already'));
      this.#end();
      return this.#lockable.send(this.#unlock()).pipe(
        catchError((error: HazelcastError) => this.#refused(error)),
        share({ connector: () => new AsyncSubject(), resetOnRefCountZero: false }),
      );
    });
  }

  /** The same, for nobody to wait for; does nothing the second time. */
  abandon(): void {
    if (this.#released) return;
    this.#end();
    this.#lockable.giveBack(this.#unlock());
  }

  #end(): void {
    this.#released = true;
    this.#watching.unsubscribe();
    this.#lost.complete();
  }

  #lose(why: string): void {
    this.#watching.unsubscribe();
    this.#reason = this.#error('LOCK_OWNERSHIP_LOST_EXCEPTION', `the lock may be somebody else's: ${why}`);
    this.#lost.next(this.#reason);
    this.#lost.complete();
  }

  #unlock(): GiveBack {
    const { key } = this;
    const referenceId = this.#lockable.ownership.newReference();
    return this.#lockable.unlock({ key, threadId: this.#threadId, referenceId });
  }

  /** "Not the owner" is also what an unlock gets that had to be sent twice. */
  #refused(error: HazelcastError): Observable<undefined> {
    const notOwner = error.code === 'ILLEGAL_MONITOR_STATE';
    if (notOwner && this.#reason === undefined && error.cause instanceof ConnectionError) return of(undefined);
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
    return defer(() => ask(lockable, key, { until, lease })).pipe(
      repeat(),
      first(outcome => outcome !== undefined),
    );
  });
}

/** Asks once: emits the lock, null when the time is up, undefined when it has to be asked again. */
function ask<K, M>(
  lockable: Lockable<K, M>,
  key: K,
  { until, lease }: { readonly until: number; readonly lease: number },
): Observable<KeyLock<K, M> | null | undefined> {
  const { ownership, scheduler, owner } = lockable;
  const { losses } = ownership;
  const began = scheduler.now();
  const wait = Math.ceil(Math.min(Math.max(until - began, 0), SLICE));
  const request = { key, threadId: owner ?? ownership.newThread(), referenceId: ownership.newReference() };
  let repeated = false;
  const options = { waits: until === Infinity ? Infinity : wait, onRetry: () => (repeated = true) };
  const giveBack = (): void =>
    lockable.giveBack(lockable.unlock({ ...request, referenceId: ownership.newReference() }));
  return lockable.tryLock(request, wait, lease === Infinity ? -1 : lease, options).pipe(
    map(locked => {
      const now = scheduler.now();
      if (locked && ownership.losses === losses) {
        return new KeyLock(lockable, key, request.threadId, lease - (now - began), lockable.view(request.threadId));
      }
      // Locked before all connections were gone, or after? Or by the first of two sends that both waited?
      if (locked || repeated) giveBack();
      return locked || now < until ? undefined : null;
    }),
    catchError((error: unknown) => {
      if (repeated) giveBack();
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
