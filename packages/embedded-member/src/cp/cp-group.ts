// One group of the CP subsystem: its sessions and its objects, and the order of what is done to them.
import type { Data } from '@hazelrx/protocol';
import Long from 'long';
import type { EmbeddedMember } from '../member.js';
import type { MemberConfig } from '../options.js';
import type { Undo } from '../timers.js';
import { acquireLimit, cpConfig, semaphoreConfig } from './cp-config.js';
import { CpLatch } from './cp-latch.js';
import { CpLock } from './cp-lock.js';
import { type CpObject, CpObjects } from './cp-objects.js';
import { CpSemaphore } from './cp-semaphore.js';
import { CpSessions } from './cp-sessions.js';
import { CpValue } from './cp-value.js';
import { type GroupClock, WaitQueue } from './wait-queue.js';

/** What clients name a group by. */
export interface GroupId {
  readonly name: string;
  readonly seed: Long;
  readonly id: Long;
}

/** Where a group is: the side of the cluster that keeps it. */
export interface GroupHome {
  readonly config: MemberConfig;
  readonly now: number;
  /** False without a majority: nothing happens then, not even the end of a session. */
  readonly isAvailable: boolean;
  later(millis: number, run: () => void): Undo;
}

export class CpGroup implements GroupClock {
  readonly sessions: CpSessions;
  readonly locks: CpObjects<CpLock>;
  readonly semaphores: CpObjects<CpSemaphore>;
  readonly longs = new CpObjects('AtomicValue', () => new CpValue(Long.ZERO));
  readonly references = new CpObjects('AtomicValue', () => new CpValue<Data | null>(null));
  readonly latches = new CpObjects('Resource', () => new CpLatch(new WaitQueue(this)));
  /** By the names that clients know them by. */
  readonly #kinds: ReadonlyMap<string, CpObjects<CpObject>>;

  /** `commits`: what has been done so far. */
  constructor(
    readonly home: GroupHome,
    readonly id: GroupId,
    public commits: number,
    sessions?: CpSessions,
  ) {
    const { config } = home;
    const ttl = cpConfig(config)['session-time-to-live-seconds'] * 1000;
    this.sessions = sessions?.fork(this) ?? new CpSessions(this.toString(), this, ttl);
    this.locks = new CpObjects('Resource', name => new CpLock(acquireLimit(config, name), new WaitQueue(this)));
    this.semaphores = new CpObjects(
      'Resource',
      name => new CpSemaphore(semaphoreConfig(config, name)['initial-permits'], new WaitQueue(this)),
    );
    this.#kinds = new Map<string, CpObjects<CpObject>>([
      ['hz:raft:lockService', this.locks],
      ['hz:raft:semaphoreService', this.semaphores],
      ['hz:raft:atomicLongService', this.longs],
      ['hz:raft:atomicRefService', this.references],
      ['hz:raft:countDownLatchService', this.latches],
    ]);
  }

  /** As messages name it. */
  toString(): string {
    const { name, seed, id } = this.id;
    return `CPGroupId{name='${name}', seed=${seed.toString()}, groupId=${id.toString()}}`;
  }

  /** Undefined where members know no such kind. */
  objects(service: string): CpObjects<CpObject> | undefined {
    return this.#kinds.get(service);
  }

  /** Another thing is done. Its number. */
  commit(): number {
    return ++this.commits;
  }

  get now(): number {
    return this.home.now;
  }

  alarm(millis: number): Undo {
    return this.home.later(millis, () => this.expire());
  }

  /** What time has ended, ends. */
  expire(): void {
    if (!this.home.isAvailable) return;
    for (const session of this.sessions.due()) this.endSession(session);
    for (const object of this.#all()) object.expire();
  }

  /** There is a majority again. */
  resume(): void {
    this.sessions.grant(cpConfig(this.home.config)['session-heartbeat-interval-seconds'] * 1000);
    this.expire();
  }

  /** False where there is none. */
  endSession(session: string): boolean {
    if (!this.sessions.close(session)) return false;
    this.commit();
    for (const object of this.#all()) object.endSession(session);
    return true;
  }

  *#all(): Iterable<CpObject> {
    for (const objects of this.#kinds.values()) yield* objects.all;
  }

  /** A copy, which gets the requests that came to its members. */
  fork(home: GroupHome, isThere: (member: EmbeddedMember) => boolean): CpGroup {
    const fork = new CpGroup(home, this.id, this.commits, this.sessions);
    for (const [service, objects] of this.#kinds) fork.#kinds.get(service)!.takeFrom(objects, fork, isThere);
    return fork;
  }

  /** Nothing more happens to it. */
  end(): void {
    this.sessions.end();
    for (const object of this.#all()) object.end();
  }
}
