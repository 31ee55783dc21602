// A semaphore: the permits there are, which sessions hold some, and who waits.
import type Long from 'long';
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';
import { type Endpoint, endpointOf } from './cp-lock.js';
import type { CpObject } from './cp-objects.js';
import { NO_SESSION } from './cp-sessions.js';
import type { Asked, GroupClock, WaitQueue } from './wait-queue.js';

/** A call that takes, gives back or changes permits. */
export interface PermitCall extends Endpoint {
  readonly invocationUid: { toString(): string };
}

/** What a session holds, and what the last call of each of its threads was answered. */
interface Holder {
  permits: number;
  readonly told: Map<string, { readonly uid: string; readonly permits: number }>;
}

export class CpSemaphore implements CpObject {
  #initialised: boolean;
  #holders = new Map<string, Holder>();

  /** `available`: fewer than none where they were reduced while others held them. */
  constructor(
    public available: number,
    readonly waits: WaitQueue<{ readonly endpoint: Endpoint; readonly permits: number }>,
  ) {
    this.#initialised = available > 0;
  }

  /** False where somebody was first. */
  init(permits: number): boolean {
    if (this.#initialised || this.available !== 0) return false;
    this.available = permits;
    this.#initialised = true;
    this.#serve();
    return true;
  }

  /** Undefined for one that waits. Fewer permits may pass those who wait for more. */
  acquire(call: PermitCall, permits: number, timeout: Long, asked: Asked): boolean | undefined {
    if (permits <= 0) throw illegalArgument('permits must be positive');
    const told = this.#told(call);
    if (told !== undefined) return told > 0;
    const [id, uid] = this.#cancelOther(call);
    if (this.available >= permits) {
      this.#assign(call, uid, permits);
      return true;
    }
    if (timeout.isZero()) {
      this.#assign(call, uid, 0);
      return false;
    }
    const waiter = { id, uid, session: call.sessionId.toString(), timeout: timeout.toNumber() };
    this.waits.add(waiter, asked, { endpoint: call, permits });
    return undefined;
  }

  /** Takes all there are; also where there are fewer than none. */
  drain(call: PermitCall): number {
    const told = this.#told(call);
    if (told !== undefined) return told;
    const [, uid] = this.#cancelOther(call);
    const drained = this.available;
    this.#assign(call, uid, drained);
    this.available = 0;
    return drained;
  }

  release(call: PermitCall, permits: number): void {
    if (permits <= 0) throw illegalArgument('Permits should be positive!');
    const { sessionId, threadId } = call;
    const [session, uid] = [sessionId.toString(), call.invocationUid.toString()];
    if (session !== NO_SESSION) {
      const holder = this.#holders.get(session);
      const told = this.#told(call);
      if (told !== undefined && told > 0) return;
      if (!holder || told !== undefined || holder.permits < permits) {
        holder?.told.set(threadId.toString(), { uid, permits: 0 });
        this.#cancelOther(call);
        throw tooFew(permits);
      }
      holder.permits -= permits;
      holder.told.set(threadId.toString(), { uid, permits });
    }
    this.available += permits;
    this.#cancelOther(call);
    this.#serve();
  }

  /** False where nothing is to be changed. */
  change(call: PermitCall, permits: number): boolean {
    if (permits === 0) return false;
    const [, uid] = this.#cancelOther(call);
    if (call.sessionId.toString() !== NO_SESSION) {
      if (this.#told(call) !== undefined) return true;
      this.#holder(call).told.set(call.threadId.toString(), { uid, permits });
    }
    this.available += permits;
    this.#initialised = true;
    this.#serve();
    return true;
  }

  #cancelOther(call: PermitCall): readonly [id: string, uid: string] {
    const [id, uid] = [endpointOf(call), call.invocationUid.toString()];
    this.waits.cancelOther(id, uid);
    return [id, uid];
  }

  /** What the same call was answered before. */
  #told({ sessionId, threadId, invocationUid }: PermitCall): number | undefined {
    const told = this.#holders.get(sessionId.toString())?.told.get(threadId.toString());
    return told?.uid === invocationUid.toString() ? told.permits : undefined;
  }

  #holder({ sessionId }: Endpoint): Holder {
    const session = sessionId.toString();
    const holder = this.#holders.get(session) ?? { permits: 0, told: new Map() };
    this.#holders.set(session, holder);
    return holder;
  }

  #assign(endpoint: Endpoint, uid: string, permits: number): void {
    this.available -= permits;
    if (endpoint.sessionId.toString() === NO_SESSION) return;
    const holder = this.#holder(endpoint);
    holder.permits += permits;
    holder.told.set(endpoint.threadId.toString(), { uid, permits });
  }

  /** Those who wait get what there is, in their order; who wants more than there is holds up no other. */
  #serve(): void {
    for (const wait of this.waits) {
      const { endpoint, permits } = wait.data;
      if (permits > this.available) continue;
      this.#assign(endpoint, wait.uid, permits);
      this.waits.answer(wait, true);
    }
  }

  endSession(session: string): void {
    this.waits.endSession(session);
    this.available += this.#holders.get(session)?.permits ?? 0;
    if (this.#holders.delete(session)) this.#serve();
  }

  expire(): void {
    for (const wait of this.waits.due) {
      this.#assign(wait.data.endpoint, wait.uid, 0);
      this.waits.answer(wait, false);
    }
  }

  destroyed(name: string): void {
    this.waits.destroyed(name);
  }

  fork(clock: GroupClock, isThere: (member: EmbeddedMember) => boolean): CpSemaphore {
    const fork = new CpSemaphore(this.available, this.waits.fork(clock, isThere));
    fork.#initialised = this.#initialised;
    for (const [session, { permits, told }] of this.#holders)
      fork.#holders.set(session, { permits, told: new Map(told) });
    return fork;
  }

  end(): void {
    this.waits.end();
  }
}

function illegalArgument(message: string): Refusal {
  return new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
}

function tooFew(permits: number): Refusal {
  const message = `Could not release ${permits} permits because the caller has acquired less than ${permits} permits`;
  return new Refusal('ILLEGAL_STATE', message, 'java.lang.IllegalStateException');
}
