// The sessions of a group: who holds what, for as long as it says so often enough.
import Long from 'long';
import { Refusal } from '../refusal.js';
import type { Undo } from '../timers.js';
import { type GroupClock, sessionExpired } from './wait-queue.js';

interface Session {
  /** By the cluster's clock. */
  expiresAt: number;
  forget?: Undo;
}

/** What those give who hold something without a session. */
export const NO_SESSION = '-1';

export class CpSessions {
  readonly #live = new Map<string, Session>();
  #sessions = 0;
  #threads = 0;

  /** `group`: as messages name it. */
  constructor(
    readonly group: string,
    readonly clock: GroupClock,
    readonly ttl: number,
  ) {}

  create(): Long {
    const id = ++this.#sessions;
    const session: Session = { expiresAt: this.clock.now + this.ttl };
    this.#live.set(String(id), session);
    this.#watch(session);
    return Long.fromNumber(id);
  }

  /** Unique in the group, for ever. */
  newThread(): Long {
    return Long.fromNumber(++this.#threads);
  }

  #watch(session: Session): void {
    session.forget?.();
    session.forget = this.clock.alarm(Math.max(0, session.expiresAt - this.clock.now));
  }

  heartbeat(id: string): void {
    // Where there never was a session, real members say something else.
    if (this.#sessions + this.#threads === 0)
      throw new Refusal('ILLEGAL_STATE', `No session: ${id} for CP group: ${this.group}`);
    const session = this.#live.get(id);
    if (!session) throw sessionExpired();
    this.#extend(session);
  }

  /** Whoever does something in a session lives. */
  use(id: string): void {
    if (id === NO_SESSION) return;
    const session = this.#live.get(id);
    if (!session) throw sessionExpired(`active session: ${id} does not exist in ${this.group}`);
    this.#extend(session);
  }

  #extend(session: Session): void {
    session.expiresAt = this.clock.now + this.ttl;
  }

  /** False where there is none. What it held is for its group to free. */
  close(id: string): boolean {
    this.#live.get(id)?.forget?.();
    return this.#live.delete(id);
  }

  /** Those whose time is up. Those that have been heard of since their alarm was set get another one. */
  due(): readonly string[] {
    const due: string[] = [];
    for (const [id, session] of this.#live) {
      if (session.expiresAt <= this.clock.now) due.push(id);
      else this.#watch(session);
    }
    return due;
  }

  /** Whoever could not be heard while there was no majority has this many milliseconds. */
  grant(millis: number): void {
    for (const session of this.#live.values()) {
      session.expiresAt = Math.max(session.expiresAt, this.clock.now + millis);
      this.#watch(session);
    }
  }

  fork(clock: GroupClock): CpSessions {
    const fork = new CpSessions(this.group, clock, this.ttl);
    fork.#sessions = this.#sessions;
    fork.#threads = this.#threads;
    for (const [id, { expiresAt }] of this.#live) {
      const session: Session = { expiresAt };
      fork.#live.set(id, session);
      fork.#watch(session);
    }
    return fork;
  }

  end(): void {
    for (const { forget } of this.#live.values()) forget?.();
    this.#live.clear();
  }
}
