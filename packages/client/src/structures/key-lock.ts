// A lock on a single key: whose it is, and how that ends.
import type { Data } from '@hazelrx/protocol';
import {
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
  NEVER,
  Observable,
  type ObservableInput,
  type Observer,
  of,
  type SchedulerLike,
  Subject,
  type Subscriber,
  takeUntil,
  takeWhile,
  throwError,
  timer,
} from 'rxjs';
import { HazelcastError } from '../errors.js';
import type { InternalOptions } from '../invocation/call-options.js';
import type { Ownership } from '../invocation/ownership.js';

/** No timer runs longer, in milliseconds: 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

const DISCONNECTED = 'the last connection to the cluster is gone';
const LEASE_OVER = 'its lease is over';

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

/** Whoever holds one or more locks: each acquisition is one, and locks again through its view of the structure. */
export interface LockOwner {
  readonly threadId: number;
  /** Scheduler time at which its lease is over, which all its locks share. */
  readonly ends: number;
}

/** What locking needs of the structure whose keys are locked. */
export interface Lockable<K, M> {
  readonly name: string;
  /** What errors name. */
  readonly operation: string;
  readonly ownership: Ownership;
  readonly scheduler: SchedulerLike;
  /** Where the structure is the view of one; each acquisition is an owner of its own otherwise. */
  readonly owner: LockOwner | undefined;
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
  view(owner: LockOwner): M;
}

export interface LockOptions {
  /** Milliseconds after which the member frees the lock, whatever its owner does. Default: never. */
  readonly lease?: number;
  /** Milliseconds to wait for the lock. Default: as long as it takes. */
  readonly timeout?: number;
}

/** What is known of a lock when a member has granted it. */
export interface Grant {
  readonly request: LockRequest;
  /** Scheduler time at which its lease is over. */
  readonly ends: number;
  /** `Ownership.losses` when it was asked for. */
  readonly losses: number;
}

/**
 * A key that is locked: by whoever holds this handle, not by the client. Whether it is still is worked out when somebody
 * wants to know, so that holding one costs nothing.
 */
export class KeyLock<K, M> {
  readonly #lockable: Lockable<K, M>;
  readonly #grant: Grant;
  /** The same however often it is sent. */
  readonly #unlock: LockRequest;
  #map: M | undefined;
  #reason: HazelcastError | undefined;
  /** Its unlock is on its way, or done. */
  #released = false;
  #over = false;
  #leaseOver = false;
  /** Made for the first who listens to `lost$`. */
  #releases: Subject<undefined> | undefined;

  constructor(
    lockable: Lockable<K, M>,
    readonly key: K,
    grant: Grant,
  ) {
    this.#lockable = lockable;
    this.#grant = grant;
    const { key: data, threadId } = grant.request;
    this.#unlock = { key: data, threadId, referenceId: lockable.ownership.newReference() };
  }

  /** The structure, its calls made as the owner of the lock: those of others wait for a locked key. */
  get map(): M {
    return (this.#map ??= this.#lockable.view({ threadId: this.#unlock.threadId, ends: this.#grant.ends }));
  }

  /**
   * Emits the reason, and completes, as soon as the lock may be somebody else's: the last connection is gone, or the
   * lease ends. Completes without one when the lock is released.
   */
  get lost$(): Observable<HazelcastError> {
    return defer(() => {
      if (this.lost) return of(this.#reason!);
      if (this.#over) return EMPTY;
      const { ownership, scheduler } = this.#lockable;
      const left = this.#grant.ends - scheduler.now();
      const over$ = left > LONGEST_TIMER ? NEVER : timer(left, scheduler).pipe(map(() => LEASE_OVER));
      return merge(ownership.lost$.pipe(map(() => DISCONNECTED)), over$).pipe(
        first(),
        map(why => this.#lose(why)),
        takeUntil((this.#releases ??= new Subject())),
      );
    });
  }

  get lost(): boolean {
    if (this.#reason || this.#over) return this.#reason !== undefined;
    const { ownership, scheduler } = this.#lockable;
    const { losses, ends } = this.#grant;
    if (ownership.losses !== losses) this.#lose(DISCONNECTED);
    else if (ends !== Infinity && scheduler.now() >= ends) this.#lose(LEASE_OVER);
    return this.#reason !== undefined;
  }

  /** Whether it is a key of this structure. */
  isOf(structure: string): boolean {
    return this.#lockable.name === structure;
  }

  /**
   * Unlocks, also what may be lost: a member keeps the lock of a client that is back in time. Sent once, and goes on when
   * nobody waits for it: a handle that was released must not release what its owner has locked again. After a failure it
   * may be tried again.
   */
  release(): Observable<undefined> {
    return new Observable(subscriber => {
      if (this.#released) throw this.#error('ILLEGAL_MONITOR_STATE', 'it was unlocked already');
      this.#released = true;
      if (this.#freed) {
        this.ended();
        throw this.#reason!;
      }
      const release = new Release(subscriber, this);
      this.#lockable.unlock(this.#unlock, release.options).subscribe(release);
    });
  }

  /** The same, for nobody to wait for; does nothing the second time. */
  abandon(): void {
    if (this.#released) return;
    this.#released = true;
    if (!this.#freed) this.#lockable.giveBack(this.#unlock);
    this.ended();
  }

  /**
   * By its lease: nothing is to be unlocked. A member that gets an unlock just as it ends the lease may end the lock of the
   * next owner, too.
   */
  get #freed(): boolean {
    return this.lost && this.#leaseOver;
  }

  /** The unlock is done, or on its way with nobody waiting for it. */
  ended(): void {
    const { lost } = this;
    this.#over = true;
    if (!lost) this.#releases?.next(undefined);
  }

  /** It was not, and may be tried again. */
  failed(): void {
    this.#released = false;
  }

  /** Why it is lost, if it is. */
  get reason(): HazelcastError | undefined {
    return this.lost ? this.#reason : undefined;
  }

  #lose(why: string): HazelcastError {
    const reason = `the lock may be somebody else's: ${why}`;
    if (!this.#reason) this.#leaseOver = why === LEASE_OVER;
    return (this.#reason ??= this.#error('LOCK_OWNERSHIP_LOST_EXCEPTION', reason));
  }

  #error(code: 'ILLEGAL_MONITOR_STATE' | 'LOCK_OWNERSHIP_LOST_EXCEPTION', reason: string): HazelcastError {
    const { operation, name } = this.#lockable;
    return new HazelcastError(code, reason, { operation, structure: name });
  }
}

/** Hands on how an unlock ended. */
class Release implements Observer<undefined> {
  #repeated = false;
  readonly options: InternalOptions = { internal: true, patient: true, onRetry: () => (this.#repeated = true) };

  constructor(
    readonly subscriber: Subscriber<undefined>,
    readonly lock: KeyLock<unknown, unknown>,
  ) {}

  next(): void {
    this.lock.ended();
    this.subscriber.next(undefined);
  }

  /** "Not the owner" is also what an unlock gets that had to be sent twice. */
  error(error: HazelcastError): void {
    const { subscriber, lock } = this;
    const { reason } = lock;
    const notOwner = error.code === 'ILLEGAL_MONITOR_STATE';
    if (notOwner) lock.ended();
    else lock.failed();
    if (!notOwner || reason || !this.#repeated) return subscriber.error((notOwner && reason) || error);
    subscriber.next(undefined);
    subscriber.complete();
  }

  complete(): void {
    this.subscriber.complete();
  }
}

const DONE = Symbol('done');

/** Runs the work while its lock is held, and unlocks however the work ends. To be subscribed to once. */
export function scoped<K, M, R>(lock: KeyLock<K, M>, work: (owned: M) => ObservableInput<R>): Observable<R> {
  const lost$ = lock.lost$.pipe(
    map((error): never => {
      throw error;
    }),
  );
  const working$ = merge(lost$, defer(() => work(lock.map)).pipe(endWith(DONE))).pipe(
    takeWhile((result): result is Exclude<typeof result, typeof DONE> => result !== DONE),
  ) as Observable<R>;
  let releasing = false;
  const release$ = defer(() => {
    releasing = true;
    return lock.release().pipe(ignoreElements());
  });
  return concat(working$, release$).pipe(
    catchError((error: unknown) => {
      const unlocked$ = releasing || lock.lost ? EMPTY : release$.pipe(catchError(() => EMPTY));
      return concat(
        unlocked$,
        throwError(() => error),
      );
    }),
    finalize(() => lock.abandon()),
  );
}
