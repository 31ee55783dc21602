import { fencedLockLock, fencedLockTryLock } from '@hazelrx/protocol/operations';
import type Long from 'long';
import type { Observable, Subscriber } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import type { CallObserver } from '../../invocation/user-call.js';
import type { HeldLock } from '../fenced-lock.js';
import { retold } from '../retold.js';
import type { Owner } from './owner.js';
import type { Owners } from './owners.js';
import { isRefusal } from './refusal.js';

const AT_ONCE: InternalOptions = { waits: 0 };

/** A lock that is held. */
export interface Relockable extends HeldLock {
  readonly owners: Owners;
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
export class Reentry implements CallObserver<{ readonly response: Long }> {
  #left = false;

  constructor(
    readonly held: Relockable,
    readonly subscriber: Subscriber<HeldLock>,
  ) {}

  begin(): void {
    const { held } = this;
    const { owners, owner } = held;
    held.use();
    const request = Object.assign(owners.signed(owner, owners.newUid()), { timeoutMs: 0 });
    owners.core.invoker.begin(fencedLockTryLock, request, AT_ONCE, this);
  }

  next({ response: fence }: { readonly response: Long }): void {
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
    held.owners.failed(held.owner.session, error);
    if (!isRefusal(error)) held.clean = false;
    held.disuse();
    subscriber.error(held.reason ?? retold(error, this.#details));
  }

  complete(): void {
    // All is done with the answer.
  }

  onRetry(): void {
    this.held.clean = false;
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
    return { operation: fencedLockLock.name, structure: this.held.owners.name };
  }
}

/** It is lost, or the next unlock says so. */
function ignored(): void {}
