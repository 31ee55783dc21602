// Waiting for a lock that is made of a map: its key is locked first, then its fence is raised.
import type Long from 'long';
import type { Subscriber, Subscription } from 'rxjs';
import { asHazelcastError, type ErrorDetails } from '../../errors.js';
import type { LossWatcher } from '../../invocation/ownership.js';
import type { LockTimes } from '../../structures/key-hold.js';
import type { LockTaker } from '../../structures/key-lock.js';
import type { Acquisition } from '../../structures/lock-acquisition.js';
import type { Core } from '../../structures/structure.js';
import type { HeldLock } from '../fenced-lock.js';
import { type Fence, type Raiser, Raising } from './fence.js';
import type { FenceLock, Fences } from './fence-map.js';

/** A lock that is lost before its fence is written is asked for again so many times. */
const LOST_EARLY = 2;

/** The `MapLock` that is asked for. */
export interface Fenced {
  readonly core: Core;
  readonly name: string;
  readonly fence: Fence;
  granted(lock: FenceLock, fence: Long, operation: string): HeldLock;
}

/** What is asked for. */
export interface Wanted extends LockTimes {
  /** What errors name. */
  readonly operation: string;
}

/**
 * One subscription: takes the lock, and has its fence raised. Gives it back where it reaches nobody, or has no fence. Each lock
 * makes one, which is why it is told of requests itself rather than by Observables.
 */
export class FencedAcquisition implements LockTaker<string, Fences>, Raiser, LossWatcher {
  watching = -1;
  readonly #until: number;
  #asked: Acquisition<string, Fences> | undefined;
  #raising: Raising | undefined;
  #leased: Subscription | undefined;
  /** Not told to anybody yet. */
  #lock: FenceLock | null = null;
  #early = 0;

  constructor(
    readonly fenced: Fenced,
    readonly wanted: Wanted,
    readonly subscriber: Subscriber<HeldLock | null>,
  ) {
    const { timeout } = wanted;
    this.#until = timeout === Infinity ? Infinity : fenced.core.scheduler.now() + timeout;
  }

  get closed(): boolean {
    return this.subscriber.closed;
  }

  /** Errors of what cannot be asked for are told as those of requests. */
  begin(): void {
    try {
      this.#ask();
    } catch (error) {
      this.error(error);
    }
  }

  #ask(): void {
    const { name, fence } = this.fenced;
    this.#asked = fence.map.acquisition(name, this.#early === 0 ? this.wanted : this.#left, this);
    this.#asked.ask(fence.key);
  }

  get #left(): LockTimes {
    return { lease: this.wanted.lease, timeout: Math.max(this.#until - this.fenced.core.scheduler.now(), 0) };
  }

  next(lock: FenceLock | null): void {
    this.#lock = lock;
  }

  error(error: unknown): void {
    const { details } = this;
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
  #raise(lock: FenceLock): void {
    const { core, fence } = this.fenced;
    if (lock.lost) return this.lost();
    core.ownership.watch(this);
    if (this.wanted.lease !== Infinity) this.#leased = lock.lost$.subscribe(() => this.lost());
    // The clock has gone on since the last look.
    if (this.#lock !== lock) return;
    this.#raising = new Raising(fence, lock.threadId, this);
    this.#raising.begin();
  }

  raised(fence: Long): void {
    const lock = this.#lock!;
    if (lock.lost) return this.lost();
    this.#lock = null;
    this.unsubscribe();
    this.subscriber.next(this.fenced.granted(lock, fence, this.wanted.operation));
    this.subscriber.complete();
  }

  lost(): void {
    // By what another one of those who were told has done.
    if (this.subscriber.closed) return;
    const reason = this.#lock?.reason;
    this.unsubscribe();
    if (this.#early++ < LOST_EARLY) this.#ask();
    else this.error(reason);
  }

  unsubscribe(): void {
    this.#asked?.unsubscribe();
    this.#raising?.unsubscribe();
    this.#leased?.unsubscribe();
    this.fenced.core.ownership.unwatch(this);
    this.#lock?.abandon();
    this.#lock = null;
  }

  get details(): ErrorDetails {
    return { operation: this.wanted.operation, structure: this.fenced.name };
  }
}
