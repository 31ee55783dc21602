// What is locked on the member, whoever has handles on it, and what that needs.
import type { Data } from '@hazelrx/protocol';
import { defer, EMPTY, first, map, merge, type Observable, of, type SchedulerLike, type Unsubscribable } from 'rxjs';
import { HazelcastError } from '../errors.js';
import type { Ownership } from '../invocation/ownership.js';
import type { CallObserver } from '../invocation/user-call.js';
import { over } from '../longest-timer.js';

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
  /** The same, once the members have the schema that it needs. */
  data$(key: K): Observable<Data>;
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
      const over$ = over(left, scheduler).pipe(map(() => LEASE_OVER));
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
