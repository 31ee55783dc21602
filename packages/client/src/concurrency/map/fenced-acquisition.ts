// Waiting for a lock that is made of a map: its key is locked first, then its fence is raised.
import type Long from 'long';
import type { Observer, Subscriber, Subscription } from 'rxjs';
import { asHazelcastError, type ErrorDetails } from '../../errors.js';
import type { LossWatcher } from '../../invocation/ownership.js';
import type { KeyLock } from '../../structures/key-lock.js';
import type { Core } from '../../structures/structure.js';
import type { Fence, FenceMap } from './fence.js';

/** A lock that is lost before its fence is written is asked for again so many times. */
const LOST_EARLY = 2;

/** What is asked for. */
export interface Wanted<T> {
  readonly core: Core;
  readonly map: FenceMap;
  readonly fence: Fence;
  /** Milliseconds, both of them; without a lease it has no end. */
  readonly timeout: number;
  readonly lease: number | undefined;
  /** What errors name. */
  readonly details: ErrorDetails;
  readonly granted: (lock: KeyLock<string, FenceMap>, fence: Long) => T;
}

/** One subscription; the observer of its requests for the lock. Gives it back where it reaches nobody, or has no fence. */
export class FencedAcquisition<T> implements Observer<KeyLock<string, FenceMap> | null>, LossWatcher {
  readonly #until: number;
  #asked: Subscription | undefined;
  #raised: Subscription | undefined;
  #leased: Subscription | undefined;
  /** Not told to anybody yet. */
  #lock: KeyLock<string, FenceMap> | null = null;
  #early = 0;

  constructor(
    readonly wanted: Wanted<T>,
    readonly subscriber: Subscriber<T | null>,
  ) {
    this.#until = wanted.core.scheduler.now() + wanted.timeout;
  }

  ask(): void {
    const { core, map, fence, timeout, lease } = this.wanted;
    const left = this.#early === 0 ? timeout : Math.max(this.#until - core.scheduler.now(), 0);
    this.#asked = map.tryLock(fence.key, left, lease).subscribe(this);
  }

  next(lock: KeyLock<string, FenceMap> | null): void {
    this.#lock = lock;
  }

  error(error: unknown): void {
    const { details } = this.wanted;
    this.unsubscribe();
    this.subscriber.error(asHazelcastError(error, details).toldOf(details));
  }

  complete(): void {
    if (this.subscriber.closed) return this.unsubscribe();
    const lock = this.#lock;
    if (lock) return this.#raise(lock);
    this.subscriber.next(null);
    this.subscriber.complete();
  }

  /** A write of whoever has lost the lock would wait until the next one unlocks: it is left then. */
  #raise(lock: KeyLock<string, FenceMap>): void {
    const { core, fence, lease } = this.wanted;
    if (lock.lost) return this.lost();
    core.ownership.watch(this);
    if (lease !== undefined) this.#leased = lock.lost$.subscribe(() => this.lost());
    this.#raised = fence.raise(lock.map).subscribe({
      next: raised => this.#fenced(lock, raised),
      error: (error: unknown) => this.error(error),
    });
  }

  #fenced(lock: KeyLock<string, FenceMap>, fence: Long): void {
    if (lock.lost) return this.lost();
    this.#lock = null;
    this.unsubscribe();
    this.subscriber.next(this.wanted.granted(lock, fence));
    this.subscriber.complete();
  }

  lost(): void {
    // By what another one of those who were told has done.
    if (this.subscriber.closed) return;
    const reason = this.#lock?.reason;
    this.unsubscribe();
    if (this.#early++ < LOST_EARLY) this.ask();
    else this.error(reason);
  }

  unsubscribe(): void {
    this.#asked?.unsubscribe();
    this.#raised?.unsubscribe();
    this.#leased?.unsubscribe();
    this.wanted.core.ownership.unwatch(this);
    this.#lock?.abandon();
    this.#lock = null;
  }
}
