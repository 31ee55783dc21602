// A lock with fences: who holds it and how often, and who waits for it.
import Long from 'long';
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';
import type { CpObject } from './cp-objects.js';
import type { Asked, GroupClock, Waiter, WaitQueue } from './wait-queue.js';

/** A thread of a session. */
export interface Endpoint {
  readonly sessionId: Long;
  readonly threadId: Long;
}

export interface Ownership extends Endpoint {
  /** Grows from owner to owner; 0 where nobody is. */
  readonly fence: Long;
  readonly lockCount: number;
}

/** A call to lock or unlock. */
export interface LockCall extends Endpoint {
  readonly invocationUid: { toString(): string };
}

interface Acquisition {
  /** Where the request stands in the order of all that the group has done. */
  readonly fence: number;
  /** Milliseconds; negative for ever. */
  readonly timeout: number;
}

export const NOT_LOCKED: Ownership = {
  fence: Long.ZERO,
  lockCount: 0,
  sessionId: Long.NEG_ONE,
  threadId: Long.NEG_ONE,
};

export function endpointOf({ sessionId, threadId }: Endpoint): string {
  return `${sessionId.toString()}/${threadId.toString()}`;
}

export class CpLock implements CpObject {
  ownership = NOT_LOCKED;
  /** What calls were answered, by endpoint and call, so that repeated ones are answered the same. */
  #told = new Map<string, Map<string, Ownership>>();

  constructor(
    readonly limit: number,
    readonly waits: WaitQueue<{ readonly fence: Long; readonly endpoint: Endpoint }>,
  ) {}

  /** The fence, 0 where it is not to be had, or undefined for one that waits. */
  acquire(call: LockCall, { fence, timeout }: Acquisition, asked: Asked): Long | undefined {
    const [id, uid] = [endpointOf(call), call.invocationUid.toString()];
    const told = this.#told.get(id)?.get(uid);
    if (told) return told.fence;
    const isFree = this.ownership === NOT_LOCKED;
    if (isFree || this.#isOwner(id)) {
      const { fence: held, lockCount } = this.ownership;
      if (lockCount > 0 && lockCount === this.limit) return this.#tell(id, uid, NOT_LOCKED);
      return this.#own(call, uid, isFree ? Long.fromNumber(fence) : held, lockCount + 1);
    }
    this.waits.cancelOther(id, uid);
    if (timeout === 0) return this.#tell(id, uid, NOT_LOCKED);
    const waiter: Waiter = { id, uid, session: call.sessionId.toString(), timeout };
    this.waits.add(waiter, asked, { fence: Long.fromNumber(fence), endpoint: call });
    return undefined;
  }

  #isOwner(id: string): boolean {
    return this.ownership !== NOT_LOCKED && endpointOf(this.ownership) === id;
  }

  #own({ sessionId, threadId }: Endpoint, uid: string, fence: Long, lockCount: number): Long {
    this.ownership = { fence, lockCount, sessionId, threadId };
    return this.#tell(endpointOf(this.ownership), uid, this.ownership);
  }

  #tell(id: string, uid: string, ownership: Ownership): Long {
    const calls = this.#told.get(id) ?? new Map<string, Ownership>();
    this.#told.set(id, calls.set(uid, ownership));
    return ownership.fence;
  }

  /** Whether the caller holds it still. */
  release(call: LockCall): boolean {
    const [id, uid] = [endpointOf(call), call.invocationUid.toString()];
    const told = this.#told.get(id)?.get(uid);
    if (told) return told !== NOT_LOCKED && endpointOf(told) === id;
    if (!this.#isOwner(id)) {
      this.waits.cancelOther(id, uid);
      throw notOwner();
    }
    const { fence, lockCount } = this.ownership;
    if (lockCount > 1) {
      this.#own(call, uid, fence, lockCount - 1);
      return true;
    }
    this.#told.delete(id);
    this.#pass();
    this.#tell(id, uid, this.ownership);
    return false;
  }

  /** It belongs to whoever has waited the longest. */
  #pass(): void {
    this.ownership = NOT_LOCKED;
    const [next] = this.waits;
    if (next) this.waits.answer(next, this.#own(next.data.endpoint, next.uid, next.data.fence, 1));
  }

  endSession(session: string): void {
    this.waits.endSession(session);
    for (const id of this.#told.keys()) if (id.startsWith(`${session}/`)) this.#told.delete(id);
    if (this.ownership !== NOT_LOCKED && this.ownership.sessionId.toString() === session) this.#pass();
  }

  expire(): void {
    for (const wait of this.waits.due) this.waits.answer(wait, this.#tell(wait.id, wait.uid, NOT_LOCKED));
  }

  destroyed(name: string): void {
    this.waits.destroyed(name);
  }

  fork(clock: GroupClock, isThere: (member: EmbeddedMember) => boolean): CpLock {
    const fork = new CpLock(this.limit, this.waits.fork(clock, isThere));
    fork.ownership = this.ownership;
    fork.#told = new Map([...this.#told].map(([id, calls]) => [id, new Map(calls)]));
    return fork;
  }

  end(): void {
    this.waits.end();
  }
}

export function notOwner(): Refusal {
  const message = 'Current thread is not owner of the lock!';
  return new Refusal('ILLEGAL_MONITOR_STATE', message, 'java.lang.IllegalMonitorStateException');
}
