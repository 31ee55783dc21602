// Waiting for a lock: asks again and again, and gives back what comes too late.
import type { Data } from '@hazelrx/protocol';
import { concatMap, defer, Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import { HazelcastError, TimeoutError } from '../errors.js';
import { Hold, KeyLock, type Lockable, type LockOwner, type LockRequest, type LockTimes } from './key-lock.js';
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
  return defer(() => {
    if (!(timeout >= 0)) throw refusal(lockable, notAWait(timeout));
    if (!(lease >= 1)) throw refusal(lockable, `lease must be 1 or more milliseconds, not ${lease}`);
    if (lockable.owner && lease !== Infinity) throw refusal(lockable, 'the locks of an owner share its first lease');
    return lockable.data(key).pipe(concatMap(data => acquired(lockable, key, data, { timeout, lease })));
  });
}

function acquired<K, M>(
  lockable: Lockable<K, M>,
  key: K,
  data: Data,
  limits: LockTimes,
): Observable<KeyLock<K, M> | null> {
  return new Observable(subscriber => {
    const acquisition = new Acquisition(lockable, [key, data], limits, subscriber);
    acquisition.ask();
    return acquisition;
  });
}

/** One subscription that waits; the observer of its requests, one after the other. */
class Acquisition<K, M> implements Observer<boolean> {
  readonly key: K;
  readonly #data: Data;
  readonly #until: number;
  #asked: Subscription | undefined;
  #request!: LockRequest & LockTimes;
  #ends = 0;
  #losses = 0;
  #late = 0;
  #repeated = false;
  #again = false;
  readonly #onRetry = (): void => {
    this.#repeated = true;
  };

  constructor(
    readonly lockable: Lockable<K, M>,
    [key, data]: readonly [K, Data],
    readonly limits: LockTimes,
    readonly subscriber: Subscriber<KeyLock<K, M> | null>,
  ) {
    this.key = key;
    this.#data = data;
    this.#until = lockable.scheduler.now() + limits.timeout;
  }

  ask(): void {
    const { lockable, limits } = this;
    const { ownership, owner, scheduler } = lockable;
    const held = owner?.holds.find(hold => hold.isOn(this.#data));
    if (held) return this.#share(held);
    const now = scheduler.now();
    this.#losses = ownership.losses;
    this.#repeated = this.#again = false;
    const lease = owner ? Math.max(Math.ceil(owner.ends - now), 1) : limits.lease;
    // It begins with the grant, of which is only known that it came after the asking.
    this.#ends = now + lease;
    const timeout = Math.ceil(Math.min(Math.max(this.#until - now, 0), SLICE, lease / 2));
    this.#request = {
      key: this.#data,
      threadId: owner?.threadId ?? ownership.newThread(),
      referenceId: ownership.newReference(),
      timeout,
      lease: lease === Infinity ? -1 : lease,
    };
    const waits = limits.timeout === Infinity ? Infinity : timeout;
    this.#asked = lockable.tryLock(this.#request, { waits, onRetry: this.#onRetry }).subscribe(this);
  }

  /** Its owner has locked the key before. */
  #share(held: Hold): void {
    const { subscriber, key, lockable } = this;
    if (held.reason) return subscriber.error(held.reason);
    subscriber.next(new KeyLock(held, key, lockable.view));
    subscriber.complete();
  }

  next(locked: boolean): void {
    const { lockable, key, subscriber } = this;
    const { ownership, scheduler } = lockable;
    const request = this.#request;
    const now = scheduler.now();
    const late = now >= this.#ends && this.#late++ < LATE_GRANTS;
    if (locked && ownership.losses === this.#losses && !late) {
      const owner: LockOwner = lockable.owner ?? { threadId: request.threadId, ends: this.#ends, holds: [] };
      const hold = new Hold(lockable, request, owner, this.#losses);
      return subscriber.next(new KeyLock(hold, key, lockable.view));
    }
    // Before all connections were gone, or after? It may be freed any moment, as it may when it was asked for long ago.
    if (locked) lockable.giveBack({ ...request, referenceId: ownership.newReference() });
    // Both sends waited, and nobody was told of the first one's end.
    else if (this.#repeated) lockable.settle(request);
    if (locked || now < this.#until) this.#again = true;
    else subscriber.next(null);
  }

  error(error: HazelcastError): void {
    // A call that ran out of time sees to that itself.
    const unsettled = this.#repeated && !(error instanceof TimeoutError && error.memberStack === undefined);
    if (unsettled || error.code === 'WIRE') this.lockable.settle(this.#request);
    this.subscriber.error(error);
  }

  complete(): void {
    if (!this.#again) this.subscriber.complete();
    else if (!this.subscriber.closed) this.ask();
  }

  unsubscribe(): void {
    this.#asked?.unsubscribe();
  }
}

function refusal({ name, operation }: Lockable<never, unknown>, reason: string): HazelcastError {
  return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation, structure: name });
}
