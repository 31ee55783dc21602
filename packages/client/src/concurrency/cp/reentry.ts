import { fencedLockLock, fencedLockTryLock } from '@hazelrx/protocol/operations';
import type Long from 'long';
import type { Observable, Observer, Subscriber } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import type { HeldLock } from '../fenced-lock.js';
import { isRefusal } from './claim.js';
import { endsSessions } from './cp-session.js';
import type { Claimed, Owner } from './owner.js';

/** A lock that is held. */
export interface Relockable extends HeldLock {
  readonly lockable: Claimed;
  readonly owner: Owner;
  readonly isLocked: boolean;
  readonly reason: HazelcastError | undefined;
  clean: boolean;
  use(): void;
  disuse(): void;
  relocked(): void;
  notHeld(operation?: string): HazelcastError;
  unlock(): Observable<undefined>;
}

/** Locks once more what is held, by the same owner, who never waits for it. What comes too late is unlocked. */
export class Reentry implements Observer<Long> {
  #left = false;
  readonly #options: InternalOptions = { waits: 0, onRetry: () => (this.held.clean = false) };

  constructor(
    readonly held: Relockable,
    readonly subscriber: Subscriber<HeldLock>,
  ) {}

  begin(): void {
    const { held } = this;
    const { lockable, owner } = held;
    const { groupId, id: sessionId } = owner.session;
    const { objectName: name } = lockable;
    const invocationUid = lockable.newUid();
    held.use();
    const request = { groupId, name, sessionId, threadId: owner.threadId, invocationUid, timeoutMs: 0 };
    lockable.core.invoker.call(fencedLockTryLock, request, ({ response }) => response, this.#options).subscribe(this);
  }

  next(fence: Long): void {
    const { held, subscriber } = this;
    if (held.reason || !fence.isPositive() || fence.isZero()) {
      held.disuse();
      return subscriber.error(held.reason ?? (held.isLocked ? this.#limit() : this.#notHeld()));
    }
    held.relocked();
    // Unlocked meanwhile, and locked anew by this.
    const another = !fence.equals(held.fence);
    if (this.#left || another) held.unlock().subscribe({ error: ignored });
    if (another) return subscriber.error(this.#notHeld());
    subscriber.next(held);
    subscriber.complete();
  }

  error(error: HazelcastError): void {
    const { held, subscriber } = this;
    if (endsSessions(error)) held.owner.session.end(error);
    if (!isRefusal(error)) held.clean = false;
    held.disuse();
    subscriber.error(held.reason ?? error.toldOf(this.#details));
  }

  complete(): void {
    // All is done with the answer.
  }

  unsubscribe(): void {
    this.#left = true;
  }

  #limit(): HazelcastError {
    const reason = 'its owner has locked it as often as the configuration of the members allows';
    return new HazelcastError('LOCK_ACQUIRE_LIMIT_REACHED_EXCEPTION', reason, this.#details);
  }

  #notHeld(): HazelcastError {
    return this.held.notHeld(fencedLockLock.name);
  }

  get #details(): { readonly operation: string; readonly structure: string } {
    return { operation: fencedLockLock.name, structure: this.held.lockable.name };
  }
}

/** It is lost, or the next unlock says so. */
function ignored(): void {}
