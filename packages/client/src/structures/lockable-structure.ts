// Structures whose keys can be locked: the methods of their locks, which are the same for all.
import { type Codecs, type Data, UnsentSchemaError } from '@hazelrx/protocol';
import type { mapForceUnlock, mapIsLocked, mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import { concatMap, defer, type Observable, type ObservableInput, throwError } from 'rxjs';
import { asHazelcastError, type ErrorDetails, TimeoutError } from '../errors.js';
import type { InternalOptions } from '../invocation/call-options.js';
import { toAnswer, toNothing } from './answers.js';
import type { Lockable, LockOwner } from './key-hold.js';
import { KeyLock, type LockOptions, scoped } from './key-lock.js';
import { acquire } from './lock-acquisition.js';
import { type Core, type Storable, Structure } from './structure.js';

/** The owner of what is done outside any lock. */
export const NO_THREAD = 0;

/** What locks a key of this kind of structure; the rows of all kinds are alike. */
export interface LockRows {
  readonly tryLock: typeof mapTryLock;
  readonly unlock: typeof mapUnlock;
  readonly forceUnlock: typeof mapForceUnlock;
  readonly isLocked: typeof mapIsLocked;
}

/** A structure whose keys can be locked. `S`: itself, as owners of locks see it. */
export abstract class LockableStructure<K extends Storable, S> extends Structure {
  readonly #rows: LockRows;
  readonly #owner: LockOwner | undefined;
  #locks: Lockable<K, S> | undefined;
  /** Of the last lock that was asked for, and of unlocks. */
  #waiting: InternalOptions | undefined;
  #unlocking: InternalOptions | undefined;

  /** `owner`: the calls of this view are made by an owner of locks. */
  constructor(
    core: Core,
    { service, ...rows }: LockRows & { readonly service: string },
    name: string,
    codecs: Codecs | undefined,
    owner: LockOwner | undefined,
  ) {
    super(core, service, name, codecs);
    this.#rows = rows;
    this.#owner = owner;
  }

  protected abstract viewOf(owner: LockOwner): S;

  protected get isOwned(): boolean {
    return this.#owner !== undefined;
  }

  protected get threadId(): number {
    return this.#owner?.threadId ?? NO_THREAD;
  }

  /**
   * Locks the key and emits its lock, as soon as it is free: whoever holds that is the owner, so flows of one client
   * exclude each other. The wait is not fair. After `lease` milliseconds, if any, the member frees the lock; it also
   * does some seconds after the client's last connection is gone. Unsubscribing gives up the wait, not the lock.
   */
  lock(key: K, lease?: number): Observable<KeyLock<K, S>> {
    return acquire(this.lockable, key, Infinity, lease) as Observable<KeyLock<K, S>>;
  }

  /** Emits null when the key was locked by another owner for `timeout` milliseconds. */
  tryLock(key: K, timeout = 0, lease?: number): Observable<KeyLock<K, S> | null> {
    return acquire(this.lockable, key, timeout, lease);
  }

  /**
   * Unlocks what `lock` or `tryLock` emitted, once. Fails with `LOCK_OWNERSHIP_LOST_EXCEPTION` when the lock was lost
   * meanwhile, with `ILLEGAL_MONITOR_STATE` when it was unlocked already, or by force.
   */
  unlock(lock: KeyLock<K, S>): Observable<undefined> {
    if (lock instanceof KeyLock && lock.isOf(this.name)) return lock.release();
    return throwError(() => this.refusal(this.#rows.unlock, 'this is no lock of this structure'));
  }

  /** Unlocks the key whoever owns it, and however often it was locked. */
  forceUnlock(key: K): Observable<undefined> {
    return defer(() => {
      const referenceId = this.core.ownership.newReference();
      return this.call(this.#rows.forceUnlock, { name: this.name, key, referenceId }, toNothing);
    });
  }

  isLocked(key: K): Observable<boolean> {
    return this.call(this.#rows.isLocked, { name: this.name, key }, toAnswer);
  }

  /**
   * Does the work while it holds the lock of the key, and emits what that emits. The work gets a view of the structure: only
   * what is done through it passes the lock, also to lock again. Unlocks on complete, which is then told, on error and
   * on unsubscribe. Fails with `LOCK_OWNERSHIP_LOST_EXCEPTION`, and ends the work, as soon as the lock may be somebody
   * else's; with a `TimeoutError` when it was not free within `timeout` milliseconds.
   */
  withLock<R>(key: K, work: (owned: S) => ObservableInput<R>, { timeout, lease }: LockOptions = {}): Observable<R> {
    return acquire(this.lockable, key, timeout, lease).pipe(
      concatMap(lock => {
        if (lock) return scoped(lock, work);
        const reason = `the key was not free within ${timeout} ms`;
        throw new TimeoutError('OPERATION_TIMEOUT', reason, {
          operation: this.#rows.tryLock.name,
          structure: this.name,
        });
      }),
    );
  }

  #keyData(key: K): Data {
    try {
      return this.core.router.data(key, this.codecs?.key);
    } catch (error) {
      throw error instanceof UnsentSchemaError ? error : asHazelcastError(error, this.#details);
    }
  }

  get #details(): ErrorDetails {
    return { operation: this.#rows.tryLock.name, structure: this.name };
  }

  /** Made with the first lock. */
  protected get lockable(): Lockable<K, S> {
    const { name, core } = this;
    const rows = this.#rows;
    return (this.#locks ??= {
      name,
      operation: rows.tryLock.name,
      ownership: core.ownership,
      scheduler: core.scheduler,
      owner: this.#owner,
      data: key => this.#keyData(key),
      data$: key => core.resolved(() => this.#keyData(key), this.#details),
      tryLock: (request, waits, observer) => this.begin(rows.tryLock, request, observer, this.#waitingFor(waits)),
      unlock: (request, observer) => this.begin(rows.unlock, request, observer, this.#toUnlock),
      giveBack: ({ ...request }) => core.invoker.giveBack({ operation: rows.unlock, request }),
      settle: ({ ...request }) => core.invoker.giveBack({ operation: rows.tryLock, request }),
      view: owner => this.viewOf(owner),
    });
  }

  #waitingFor(waits: number): InternalOptions {
    if (this.#waiting?.waits === waits) return this.#waiting;
    return (this.#waiting = this.complete({ waits }));
  }

  get #toUnlock(): InternalOptions {
    return (this.#unlocking ??= this.complete({ internal: true, patient: true }));
  }
}
