// A lock on a single key: whose it is, and how that ends.
import type { Data } from '@hazelrx/protocol';
import {
  defer,
  EMPTY,
  first,
  map,
  merge,
  NEVER,
  Observable,
  type ObservableInput,
  type Observer,
  of,
  type SchedulerLike,
  Subject,
  takeUntil,
  timer,
  type Unsubscribable,
} from 'rxjs';
import { HazelcastError } from '../errors.js';
import type { Ownership } from '../invocation/ownership.js';
import type { CallObserver } from '../invocation/user-call.js';
import { LONGEST_TIMER } from '../longest-timer.js';
import { whileHeld } from './while-held.js';

const DISCONNECTED = 'the last connection to the cluster is gone';
const LEASE_OVER = 'its lease is over';
const NO_HOLDS: readonly Hold[] = [];

/** One acquisition, or the release of one. */
export interface LockRequest {
  readonly name: string;
  /** As it was when the lock was asked for. */
  readonly key: Data;
  readonly threadId: number;
  readonly referenceId: number;
}

/** How long a request waits on the member, and how long its lock lasts then, in milliseconds. */
export interface LockTimes {
  readonly timeout: number;
  readonly lease: number;
}

/** Whoever holds one or more locks: each acquisition is one, and locks again through its view of the structure. */
export class LockOwner {
  /** One for each key it has locked. */
  holds: readonly Hold[] = NO_HOLDS;

  constructor(
    readonly threadId: number,
    /** Scheduler time at which its lease is over, which all its locks share. */
    readonly ends: number,
  ) {}
}

/** Who is told whether one was locked. */
export type LockObserver = CallObserver<{ readonly response: boolean }>;

/** Who is told of a lock, or of null where it was not free in time. */
export type LockTaker<K, M> = Observer<KeyLock<K, M> | null> & { readonly closed: boolean };

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
  /**
   * Sends it at once. It waits at most `timeout` milliseconds on the member; `lease` −1 is for ever. `waits`: how long it may
   * take then, whoever answers.
   */
  tryLock(request: LockRequest & LockTimes, waits: number, observer: LockObserver): Unsubscribable;
  unlock(request: LockRequest, observer: CallObserver<unknown>): void;
  /** Unlocks, for nobody to wait for. */
  giveBack(request: LockRequest): void;
  /** The same for a lock that may have been granted or not. */
  settle(request: LockRequest & LockTimes): void;
  /** The structure as this owner sees it. */
  readonly view: (owner: LockOwner) => M;
}

export interface LockOptions {
  /** Milliseconds after which the member frees the lock, whatever its owner does. Default: never. */
  readonly lease?: number;
  /** Milliseconds to wait for the lock. Default: as long as it takes. */
  readonly timeout?: number;
}

/** What a hold needs of the structure. */
type Holdable = Pick<
  Lockable<never, unknown>,
  'name' | 'operation' | 'ownership' | 'scheduler' | 'unlock' | 'giveBack'
>;

/**
 * One lock on the member. The handles of its owner share it: locking a key again is counted here and asks nobody. Whether
 * it is still held is worked out when somebody wants to know, so that holding it costs nothing.
 */
export class Hold {
  readonly #holdable: Holdable;
  readonly #key: Data;
  /** The same however often it is sent. */
  #unlock: LockRequest | undefined;
  #reason: HazelcastError | undefined;
  #leaseOver = false;
  #over = false;
  /** An unlock was sent, and nobody knows whether it was done. */
  uncertain = false;
  /** One is on its way. */
  unlocking = false;
  /** Handles that are not released. */
  handles = 0;

  constructor(
    holdable: Holdable,
    key: Data,
    readonly owner: LockOwner,
    /** `Ownership.losses` when it was asked for. */
    readonly losses: number,
  ) {
    this.#holdable = holdable;
    this.#key = key;
    owner.holds = owner.holds.length === 0 ? [this] : [...owner.holds, this];
    holdable.ownership.held();
  }

  isOf(structure: string): boolean {
    return this.#holdable.name === structure;
  }

  isOn(key: Data): boolean {
    return !this.#over && !this.unlocking && this.#key.equals(key);
  }

  /** Why it is lost, if it is. */
  get reason(): HazelcastError | undefined {
    if (this.#reason || this.#over) return this.#reason;
    const { ownership, scheduler } = this.#holdable;
    const { ends } = this.owner;
    if (ownership.losses !== this.losses) return this.#lose(DISCONNECTED);
    return ends !== Infinity && scheduler.now() >= ends ? this.#lose(LEASE_OVER) : undefined;
  }

  get lost$(): Observable<HazelcastError> {
    return defer(() => {
      if (this.reason) return of(this.reason);
      if (this.#over) return EMPTY;
      const { ownership, scheduler } = this.#holdable;
      const left = this.owner.ends - scheduler.now();
      const over$ = left > LONGEST_TIMER ? NEVER : timer(left, scheduler).pipe(map(() => LEASE_OVER));
      return merge(ownership.lost$.pipe(map(() => DISCONNECTED)), over$).pipe(
        first(),
        map(why => this.#lose(why)),
      );
    });
  }

  /** Goes on when nobody waits for it. */
  unlock(observer: CallObserver<unknown>): void {
    this.unlocking = true;
    this.#holdable.unlock(this.#undo, observer);
  }

  abandon(): void {
    if (!this.freed) this.#holdable.giveBack(this.#undo);
    this.end();
  }

  /**
   * By its lease: nothing is to be unlocked. A member that gets an unlock just as it ends the lease may end the lock of the
   * next owner, too.
   */
  get freed(): boolean {
    return this.reason !== undefined && this.#leaseOver;
  }

  end(): void {
    if (this.#over) return;
    // Settles whether it was lost before.
    void this.reason;
    this.#over = true;
    const { owner } = this;
    owner.holds = owner.holds.length === 1 ? NO_HOLDS : owner.holds.filter(hold => hold !== this);
  }

  error(code: 'ILLEGAL_MONITOR_STATE' | 'LOCK_OWNERSHIP_LOST_EXCEPTION', reason: string): HazelcastError {
    const { operation, name } = this.#holdable;
    return new HazelcastError(code, reason, { operation, structure: name });
  }

  get #undo(): LockRequest {
    const { name, ownership } = this.#holdable;
    const { threadId } = this.owner;
    return (this.#unlock ??= { name, key: this.#key, threadId, referenceId: ownership.newReference() });
  }

  #lose(why: string): HazelcastError {
    if (!this.#reason) this.#leaseOver = why === LEASE_OVER;
    const reason = `the lock may be somebody else's: ${why}`;
    return (this.#reason ??= this.error('LOCK_OWNERSHIP_LOST_EXCEPTION', reason));
  }
}

/** A key that is locked: by whoever holds this handle, not by the client. */
export class KeyLock<K, M> {
  readonly #hold: Hold;
  readonly #view: (owner: LockOwner) => M;
  #map: M | undefined;
  /** Its unlock is on its way, or done. */
  #released = false;
  /** Made for the first who listens to `lost$`. */
  #releases: Subject<undefined> | undefined;

  constructor(
    hold: Hold,
    readonly key: K,
    view: (owner: LockOwner) => M,
  ) {
    this.#hold = hold;
    this.#view = view;
    hold.handles++;
  }

  /** By what members know the owner of the lock. */
  get threadId(): number {
    return this.#hold.owner.threadId;
  }

  /** The structure, its calls made as the owner of the lock: those of others wait for a locked key. */
  get map(): M {
    return (this.#map ??= this.#view(this.#hold.owner));
  }

  /**
   * Emits the reason, and completes, as soon as the lock may be somebody else's: the last connection is gone, or the
   * lease ends. Completes without one when the lock is released.
   */
  get lost$(): Observable<HazelcastError> {
    return defer(() => this.#hold.lost$.pipe(takeUntil((this.#releases ??= new Subject()))));
  }

  get lost(): boolean {
    return this.reason !== undefined;
  }

  /** Why it is lost, if it is. */
  get reason(): HazelcastError | undefined {
    return this.#hold.reason;
  }

  /** Whether it is a key of this structure. */
  isOf(structure: string): boolean {
    return this.#hold.isOf(structure);
  }

  /**
   * Unlocks when it is the last of its owner's handles on the key; also what may be lost: a member keeps the lock of a
   * client that is back in time. Sent once, and goes on when nobody waits for it. After a failure it may be tried again.
   */
  release(): Observable<undefined> {
    return new Observable(subscriber => this.releaseFor(subscriber));
  }

  /** The same at once, for an observer that does not throw. */
  releaseFor(observer: Observer<undefined>): void {
    const hold = this.#hold;
    if (this.#released) return observer.error(hold.error('ILLEGAL_MONITOR_STATE', 'it was unlocked already'));
    this.#released = true;
    if (hold.handles === 1 && !hold.freed) return hold.unlock(new Release(observer, this, hold));
    this.ended();
    if (hold.reason) return observer.error(hold.reason);
    observer.next(undefined);
    observer.complete();
  }

  /** The same, for nobody to wait for; does nothing the second time. */
  abandon(): void {
    if (this.#released) return;
    this.#released = true;
    if (this.#hold.handles === 1) this.#hold.abandon();
    this.ended();
  }

  /** It is released, as far as anybody can tell. */
  ended(): void {
    if (--this.#hold.handles === 0) this.#hold.end();
    if (!this.lost) this.#releases?.next(undefined);
  }

  /** It is not, and may be tried again. */
  failed(): void {
    this.#released = false;
  }
}

/** Hands on how an unlock ended. */
class Release implements CallObserver<unknown> {
  /** Why the lock was lost before the unlock was sent. */
  readonly #reason: HazelcastError | undefined;
  #repeated: boolean;

  constructor(
    readonly observer: Observer<undefined>,
    readonly lock: Pick<KeyLock<never, unknown>, 'ended' | 'failed'>,
    readonly hold: Hold,
  ) {
    this.#reason = hold.reason;
    this.#repeated = hold.uncertain;
  }

  onRetry(): void {
    this.#repeated = true;
  }

  next(): void {
    this.lock.ended();
    this.observer.next(undefined);
  }

  /** "Not the owner" is also what an unlock gets that had to be sent twice. */
  error(error: HazelcastError): void {
    const { observer, lock, hold } = this;
    const notOwner = error.code === 'ILLEGAL_MONITOR_STATE';
    if (!notOwner) {
      hold.uncertain = true;
      hold.unlocking = false;
      lock.failed();
      return observer.error(error);
    }
    lock.ended();
    if (this.#reason || !this.#repeated) return observer.error(this.#reason ?? error);
    observer.next(undefined);
    observer.complete();
  }

  complete(): void {
    this.observer.complete();
  }
}

/** Runs the work while its lock is held, and unlocks however the work ends. To be subscribed to once. */
export function scoped<K, M, R>(lock: KeyLock<K, M>, work: (owned: M) => ObservableInput<R>): Observable<R> {
  return whileHeld(lock, () => work(lock.map));
}
