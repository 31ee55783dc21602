// Requests that wait for a lock, for permits or for a latch, in the order in which they came.
//
// A wait belongs to the group and not to the connection over which it was asked for: it goes on when that ends, and the
// same request, sent again, joins it.
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';
import type { AnyRequest } from '../request.js';
import type { Undo } from '../timers.js';

/** A request, and the member that it came to. */
export interface Asked {
  readonly request: AnyRequest;
  readonly member: EmbeddedMember;
}

/** What a request that has to wait says of itself. */
export interface Waiter {
  /** One wait at a time: a thread of a session, or a call. */
  readonly id: string;
  /** Of the call, by which a repeated one is known. */
  readonly uid: string;
  /** Whose end ends the wait. */
  readonly session: string;
  /** Milliseconds; negative for ever. */
  readonly timeout: number;
}

export interface Wait<T> extends Waiter {
  readonly data: T;
  /** The first, and those that repeat it. */
  readonly asked: Asked[];
  /** Infinity for none. */
  readonly deadline: number;
  forget?: Undo;
}

/** The time of a group. */
export interface GroupClock {
  readonly now: number;
  /** Has the group look for what is due, after milliseconds. */
  alarm(millis: number): Undo;
}

export class WaitQueue<T> {
  readonly #waits = new Map<string, Wait<T>>();

  constructor(readonly clock: GroupClock) {}

  /** First come, first served. What is taken out meanwhile is left out. */
  [Symbol.iterator](): Iterator<Wait<T>> {
    return this.#waits.values();
  }

  add(waiter: Waiter, asked: Asked, data: T): void {
    const known = this.#waits.get(waiter.id);
    if (known) return void known.asked.push(asked);
    const { now } = this.clock;
    this.#plan({ ...waiter, data, asked: [asked], deadline: waiter.timeout < 0 ? Infinity : now + waiter.timeout });
  }

  #plan(wait: Wait<T>): void {
    this.#waits.set(wait.id, wait);
    if (wait.deadline < Infinity) wait.forget = this.clock.alarm(Math.max(0, wait.deadline - this.clock.now));
  }

  /** Out it goes. */
  take(wait: Wait<T>): void {
    wait.forget?.();
    this.#waits.delete(wait.id);
  }

  answer(wait: Wait<T>, response: unknown): void {
    this.take(wait);
    for (const { request } of wait.asked) request.answer({ response } as never);
  }

  #refuse(which: (wait: Wait<T>) => boolean, refusal: () => Refusal): void {
    for (const wait of [...this.#waits.values()].filter(which)) {
      this.take(wait);
      for (const { request } of wait.asked) request.refuse(refusal());
    }
  }

  /** Whoever asks for something else does not wait for this any more. */
  cancelOther(id: string, uid: string): void {
    const name = 'com.hazelcast.cp.internal.datastructures.exception.WaitKeyCancelledException';
    this.#refuse(
      wait => wait.id === id && wait.uid !== uid,
      () => new Refusal('WAIT_KEY_CANCELLED_EXCEPTION', name, name),
    );
  }

  endSession(session: string): void {
    this.#refuse(
      wait => wait.session === session,
      () => sessionExpired(),
    );
  }

  destroyed(name: string): void {
    this.#refuse(
      () => true,
      () => new Refusal('DISTRIBUTED_OBJECT_DESTROYED', `${name} is destroyed`),
    );
  }

  /** Those whose time is up. */
  get due(): readonly Wait<T>[] {
    return [...this.#waits.values()].filter(({ deadline }) => deadline <= this.clock.now);
  }

  /** A copy, which gets the requests that came to its members. */
  fork(clock: GroupClock, isThere: (member: EmbeddedMember) => boolean): WaitQueue<T> {
    const fork = new WaitQueue<T>(clock);
    for (const wait of this.#waits.values()) {
      const there = wait.asked.filter(({ member }) => isThere(member));
      const here = wait.asked.filter(({ member }) => !isThere(member));
      wait.asked.splice(0, Infinity, ...here);
      fork.#plan({ ...wait, asked: there });
    }
    return fork;
  }

  /** Nothing more happens to them. */
  end(): void {
    for (const { forget } of this.#waits.values()) forget?.();
    this.#waits.clear();
  }
}

const SESSION_EXPIRED = 'com.hazelcast.cp.internal.session.SessionExpiredException';

export function sessionExpired(message = SESSION_EXPIRED): Refusal {
  return new Refusal('SESSION_EXPIRED_EXCEPTION', message, SESSION_EXPIRED);
}
