import type { FencedLock, HeldLock } from 'hazelrx';
import { map, type Observable, tap } from 'rxjs';
import type { LockCall, LockResult } from './lock-model.js';

/** Milliseconds. */
const WAIT = 20;

/** What one client does with a lock: it locks what it does not hold, in one way or another, and unlocks what it holds. */
export class LockUser {
  #held: HeldLock | undefined;

  constructor(
    readonly lock: FencedLock,
    readonly client: number,
  ) {}

  get isHolder(): boolean {
    return this.#held !== undefined;
  }

  /** The next call; it is `isLocked` now and then. */
  next(random: () => number): [LockCall, Observable<LockResult>] {
    const { client, lock } = this;
    if (random() < 0.2) return [{ name: 'isLocked' }, lock.isLocked()];
    return this.#held ? this.release(this.#held) : [{ name: 'tryLock', client }, this.#acquire(random)];
  }

  release(held = this.#held!): [LockCall, Observable<LockResult>] {
    this.#held = undefined;
    return [{ name: 'unlock', client: this.client }, this.lock.unlock(held)];
  }

  #acquire(random: () => number): Observable<LockResult> {
    const ways: Observable<HeldLock | null>[] = [this.lock.lock(), this.lock.tryLock(), this.lock.tryLock(WAIT)];
    return ways[Math.floor(random() * ways.length)]!.pipe(
      tap(held => (this.#held = held ?? undefined)),
      map(held => held && held.fence.toNumber()),
    );
  }
}
