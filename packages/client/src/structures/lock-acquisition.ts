// Waiting for a lock: asks again and again, and gives back what comes too late.
import { type Data, UnsentSchemaError } from '@hazelrx/protocol';
import { concatMap, Observable, type TeardownLogic, type Unsubscribable } from 'rxjs';
import { HazelcastError, TimeoutError } from '../errors.js';
import { Hold, type Lockable, type LockObserver, LockOwner, type LockRequest, type LockTimes } from './key-hold.js';
import { KeyLock, type LockTaker } from './key-lock.js';
import { notAWait } from './sliced-wait.js';

/**
 * The longest that one request waits on the member, in milliseconds. An abandoned one stays there as long; and one that
 * had to be sent again may be told only then that it was granted the first time.
 */
const SLICE = 2000;

/** A lock whose lease was over when it came is asked for again so many times; a shorter lease than the way is no lease. */
const LATE_GRANTS = 3;

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
  return new Observable((subscriber): TeardownLogic => {
    const acquisition = new Acquisition(lockable, key, { timeout, lease }, subscriber);
    try {
      acquisition.ask(lockable.data(key));
    } catch (error) {
      if (!(error instanceof UnsentSchemaError)) throw error;
      const locked$ = lockable.data$(key).pipe(concatMap(() => acquire(lockable, key, timeout, lease)));
      return locked$.subscribe(subscriber);
    }
    return acquisition;
  });
}

/** One that waits for a lock; the observer of its requests, one after the other. */
export class Acquisition<K, M> implements LockObserver {
  readonly #until: number;
  #asked: Unsubscribable | undefined;
  #request!: LockRequest & LockTimes;
  #ends = 0;
  #losses = 0;
  #late = 0;
  #repeated = false;
  #again = false;

  constructor(
    readonly lockable: Lockable<K, M>,
    readonly key: K,
    readonly limits: LockTimes,
    readonly taker: LockTaker<K, M>,
  ) {
    const { timeout, lease } = limits;
    if (!(timeout >= 0)) throw refusal(lockable, notAWait(timeout));
    if (!(lease >= 1)) throw refusal(lockable, `lease must be 1 or more milliseconds, not ${lease}`);
    if (lockable.owner && lease !== Infinity) throw refusal(lockable, 'the locks of an owner share its first lease');
    this.#until = timeout === Infinity ? Infinity : lockable.scheduler.now() + timeout;
  }

  ask(key: Data): void {
    const { lockable, limits } = this;
    const { name, ownership, owner } = lockable;
    const held = owner?.holds.find(hold => hold.isOn(key));
    if (held) return this.#share(held);
    const now = this.#now;
    this.#losses = ownership.losses;
    this.#repeated = this.#again = false;
    const lease = owner ? Math.max(Math.ceil(owner.ends - now), 1) : limits.lease;
    // It begins with the grant, of which is only known that it came after the asking.
    this.#ends = now + lease;
    const timeout = Math.ceil(Math.min(Math.max(this.#until - now, 0), SLICE, lease / 2));
    this.#request = {
      name,
      key,
      threadId: owner?.threadId ?? ownership.newThread(),
      referenceId: ownership.newReference(),
      timeout,
      lease: lease === Infinity ? -1 : lease,
    };
    this.#asked = lockable.tryLock(this.#request, limits.timeout === Infinity ? Infinity : timeout, this);
  }

  /** 0 where nothing has an end: nobody needs to know then. */
  get #now(): number {
    const { limits, lockable } = this;
    const endless = limits.timeout === Infinity && (lockable.owner?.ends ?? limits.lease) === Infinity;
    return endless ? 0 : lockable.scheduler.now();
  }

  onRetry(): void {
    this.#repeated = true;
  }

  /** Its owner has locked the key before. */
  #share(held: Hold): void {
    const { taker, key, lockable } = this;
    if (held.reason) return taker.error(held.reason);
    taker.next(new KeyLock(held, key, lockable.view));
    taker.complete();
  }

  next({ response: locked }: { readonly response: boolean }): void {
    const { lockable, key, taker } = this;
    const { ownership } = lockable;
    const request = this.#request;
    const now = this.#now;
    const late = now >= this.#ends && this.#late++ < LATE_GRANTS;
    if (locked && ownership.losses === this.#losses && !late) {
      const owner = lockable.owner ?? new LockOwner(request.threadId, this.#ends);
      const hold = new Hold(lockable, request.key, owner, this.#losses);
      return taker.next(new KeyLock(hold, key, lockable.view));
    }
    // Before all connections were gone, or after? It may be freed any moment, as it may when it was asked for long ago.
    if (locked) lockable.giveBack({ ...request, referenceId: ownership.newReference() });
    // Both sends waited, and nobody was told of the first one's end.
    else if (this.#repeated) lockable.settle(request);
    if (locked || now < this.#until) this.#again = true;
    else taker.next(null);
  }

  error(error: HazelcastError): void {
    // A call that ran out of time sees to that itself.
    const timedOut = error instanceof TimeoutError && error.memberStack === undefined;
    if ((this.#repeated && !timedOut) || error.code === 'WIRE') this.lockable.settle(this.#request);
    this.taker.error(error);
  }

  complete(): void {
    if (!this.#again) this.taker.complete();
    else if (!this.taker.closed) this.ask(this.#request.key);
  }

  unsubscribe(): void {
    this.#asked?.unsubscribe();
  }
}

function refusal({ name, operation }: Lockable<never, unknown>, reason: string): HazelcastError {
  return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation, structure: name });
}
