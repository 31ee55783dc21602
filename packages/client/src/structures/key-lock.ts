// A lock on a single key: a handle on it, and how that ends.
import { defer, Observable, type ObservableInput, type Observer, Subject, takeUntil } from 'rxjs';
import type { HazelcastError } from '../errors.js';
import type { CallObserver } from '../invocation/user-call.js';
import type { Hold, LockOwner } from './key-hold.js';
import { whileHeld } from './while-held.js';

/** Who is told of a lock, or of null where it was not free in time. */
export type LockTaker<K, M> = Observer<KeyLock<K, M> | null> & { readonly closed: boolean };

export interface LockOptions {
  /** Milliseconds after which the member frees the lock, whatever its owner does. Default: never. */
  readonly lease?: number;
  /** Milliseconds to wait for the lock. Default: as long as it takes. */
  readonly timeout?: number;
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
