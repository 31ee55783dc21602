import { type Data, Serialization } from '@hazelrx/protocol';
import { mapGet, mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import {
  BehaviorSubject,
  concat,
  defer,
  EMPTY,
  NEVER,
  Observable,
  of,
  type Subscriber,
  Subject,
  type Subscription,
  take,
  throwError,
  VirtualTimeScheduler,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Connections } from '../../src/cluster/connections.js';
import type { Connection } from '../../src/connection/connection.js';
import { ConnectionError, HazelcastError, TimeoutError } from '../../src/errors.js';
import { Ownership } from '../../src/invocation/ownership.js';
import type { CallObserver } from '../../src/invocation/user-call.js';
import type { ClientConfig } from '../../src/options.js';
import { type Lockable, type LockObserver, LockOwner, type LockRequest } from '../../src/structures/key-hold.js';
import { KeyLock, scoped } from '../../src/structures/key-lock.js';
import { acquire } from '../../src/structures/lock-acquisition.js';
import type { MapLock } from '../../src/structures/map.js';
import type { ScriptedCluster } from '../support/scripted-cluster.js';
import type { Received, ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, type VirtualClient } from '../support/virtual-client.js';

const serialization = new Serialization({});

/** A request, with its key read. */
interface Sent {
  readonly key: unknown;
  readonly threadId: number;
  readonly referenceId: number;
}

type TryLock = Parameters<Lockable<string, string>['tryLock']>[0];

interface Asked extends Sent {
  readonly timeout: number;
  readonly lease: number;
  readonly waits: number;
  readonly at: number;
  readonly observer: LockObserver;
  readonly subscriber: Subscriber<{ readonly response: boolean }>;
}

/** What a test has seen of a stream. */
interface Seen<T> {
  readonly values: T[];
  error: unknown;
  endedAt: number | undefined;
  completed: boolean;
  leave(): void;
}

/** Keys whose member is the test, in virtual time. */
class Keys implements Lockable<string, string> {
  readonly name = 'm';
  readonly operation = 'Map.tryLock';
  readonly scheduler = new VirtualTimeScheduler();
  readonly #open$: Subject<readonly Connection[]> = new BehaviorSubject<readonly Connection[]>([{} as Connection]);
  readonly ownership = new Ownership({ open$: this.#open$ } as Pick<Connections, 'open$'> as Connections);
  owner: LockOwner | undefined;
  readonly asked: Asked[] = [];
  /** Unlocks that somebody waits for, with the place for their answer. */
  readonly sent: {
    readonly request: Sent;
    readonly observer: CallObserver<unknown>;
    readonly subscriber: Subscriber<unknown>;
  }[] = [];
  /** Unlocks that nobody waits for. */
  readonly givenBack: Sent[] = [];
  /** Requests of which is not known whether they were granted. */
  readonly settled: Omit<Asked, 'waits' | 'at' | 'observer' | 'subscriber'>[] = [];
  /** How often a key was serialized. */
  serialized = 0;

  data(key: string): Data {
    this.serialized++;
    return serialization.toData(key);
  }

  data$(key: string): Observable<Data> {
    return defer(() => of(this.data(key)));
  }

  tryLock(request: TryLock, waits: number, observer: LockObserver): Subscription {
    return new Observable<{ readonly response: boolean }>(subscriber => {
      this.asked.push({ ...read(request), waits, at: this.now, observer, subscriber });
    }).subscribe(observer);
  }

  /** The longest that a request waits on the member. */
  slice(): number {
    this.watch(acquire(this, 'k')).leave();
    return this.asked.at(-1)!.timeout;
  }

  unlock(request: LockRequest, observer: CallObserver<unknown>): void {
    new Observable<unknown>(subscriber => {
      this.sent.push({ request: read(request), observer, subscriber });
    }).subscribe(observer);
  }

  giveBack(request: LockRequest): void {
    this.givenBack.push(read(request));
  }

  settle(request: TryLock): void {
    this.settled.push(read(request));
  }

  view({ threadId, ends }: LockOwner): string {
    return `map of ${threadId}${ends === Infinity ? '' : ` until ${ends}`}`;
  }

  get now(): number {
    return this.scheduler.frame;
  }

  advance(millis: number): void {
    const until = this.now + millis;
    this.scheduler.maxFrames = until;
    this.scheduler.flush();
    this.scheduler.frame = until;
  }

  /** Answers the last request. */
  answer(granted: boolean): void {
    const { subscriber } = this.asked.at(-1)!;
    subscriber.next({ response: granted });
    subscriber.complete();
  }

  /** The last unlock is sent once more. */
  unlockAgain(): void {
    this.sent.at(-1)!.observer.onRetry!();
  }

  unlocked(): void {
    const { subscriber } = this.sent.at(-1)!;
    subscriber.next(undefined);
    subscriber.complete();
  }

  refuseUnlock(error: HazelcastError): void {
    this.sent.at(-1)!.subscriber.error(error);
  }

  /** The last connection ends, and another one is made. */
  lose(): void {
    this.#open$.next([]);
    this.#open$.next([{} as Connection]);
  }

  watch<T>(source: Observable<T>): Seen<T> {
    const seen: Seen<T> = {
      values: [],
      error: undefined,
      endedAt: undefined,
      completed: false,
      leave: () => subscription.unsubscribe(),
    };
    const subscription = source.subscribe({
      next: value => seen.values.push(value),
      error: (error: unknown) => Object.assign(seen, { error, endedAt: this.now }),
      complete: () => Object.assign(seen, { completed: true, endedAt: this.now }),
    });
    return seen;
  }

  locked(lease?: number): KeyLock<string, string> {
    const locking = this.watch(acquire(this, 'k', Infinity, lease));
    this.answer(true);
    return locking.values[0]!;
  }
}

function read<R extends LockRequest>(request: R): Omit<R, 'key'> & { readonly key: unknown } {
  return { ...request, key: serialization.toObject(request.key) };
}

const notOwner = (): HazelcastError => new HazelcastError('ILLEGAL_MONITOR_STATE', 'not owner');
const disconnected = new ConnectionError('TARGET_DISCONNECTED', 'gone');
const ownershipLost = { code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', operation: 'Map.tryLock', structure: 'm' };
const LONGEST_TIMER = 2 ** 31 - 1;
const short = (millis: number): ClientConfig => ({
  properties: { 'hazelcast.client.invocation.timeout.millis': millis },
});

describe('acquiring', () => {
  it('asks in slices of at most 2 s until the lock is granted', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k'));
    const slice = keys.asked[0]!.timeout;
    expect(slice).toBeGreaterThan(0);
    expect(slice).toBeLessThanOrEqual(2000);
    for (let i = 0; i < 2; i++) {
      keys.advance(slice);
      keys.answer(false);
    }
    keys.advance(123);
    const asked = [0, slice, 2 * slice].map(at => ({ key: 'k', timeout: slice, at }));
    expect(keys.asked).toMatchObject(asked);
    expect(locking).toMatchObject({ values: [], completed: false });
    keys.answer(true);
    expect(locking).toMatchObject({ values: [expect.any(KeyLock)], completed: true, endedAt: 2 * slice + 123 });
    expect(keys.asked).toHaveLength(3);
  });

  it('asks for no more than the rest of its time, and then has null', () => {
    const keys = new Keys();
    const slice = keys.slice();
    const locking = keys.watch(acquire(keys, 'k', 2.4 * slice));
    for (const wait of [slice, slice, 0.4 * slice]) {
      expect(keys.asked.at(-1)!.timeout).toBe(wait);
      keys.advance(wait);
      keys.answer(false);
    }
    expect(locking).toMatchObject({ values: [null], completed: true, endedAt: 2.4 * slice });
  });

  it('asks once, without waiting, where there is no time', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k', 0));
    keys.answer(false);
    expect(keys.asked.map(({ timeout }) => timeout)).toEqual([0]);
    expect(locking).toMatchObject({ values: [null], completed: true, endedAt: 0 });
  });

  it('asks for the rest when a member thinks the time is up too early', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k', 1000));
    keys.advance(999);
    keys.answer(false);
    expect([keys.asked.at(-1)!.timeout, locking.completed]).toEqual([1, false]);
    keys.advance(1);
    keys.answer(false);
    expect(locking.values).toEqual([null]);
  });

  it('asks for whole milliseconds', () => {
    const keys = new Keys();
    keys.watch(acquire(keys, 'k', 0.2));
    expect(keys.asked[0]!.timeout).toBe(1);
  });

  it('may take as long as the member waits, or for ever where its caller does', () => {
    const keys = new Keys();
    const waits = (): unknown => keys.asked.at(-1)!.waits;
    const slice = keys.slice();
    expect(waits()).toBe(Infinity);
    keys.watch(acquire(keys, 'k', slice + 1000));
    expect(waits()).toBe(slice);
    keys.advance(slice);
    keys.answer(false);
    expect(waits()).toBe(1000);
    keys.watch(acquire(keys, 'k', 0));
    expect(waits()).toBe(0);
  });

  it('is a new owner with each request, so that what is left of one is nobody else', () => {
    const keys = new Keys();
    keys.watch(acquire(keys, 'k'));
    keys.watch(acquire(keys, 'k'));
    for (let i = 0; i < 2; i++) keys.answer(false);
    expect(keys.asked.map(({ threadId }) => threadId)).toEqual([1, 2, 3, 4]);
    expect(new Set(keys.asked.map(({ referenceId }) => referenceId)).size).toBe(4);
  });

  it('is the same owner all the time for the view of one', () => {
    const keys = new Keys();
    keys.owner = new LockOwner(7, Infinity);
    const locking = keys.watch(acquire(keys, 'k'));
    keys.answer(false);
    keys.answer(true);
    expect(keys.asked.map(({ threadId }) => threadId)).toEqual([7, 7]);
    expect(new Set(keys.asked.map(({ referenceId }) => referenceId)).size).toBe(2);
    expect(locking.values[0]!.map).toBe('map of 7');
  });

  it('gives the view of the owner that was granted the lock', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k'));
    keys.answer(false);
    keys.answer(true);
    expect(locking.values[0]).toMatchObject({ key: 'k', map: 'map of 2', lost: false });
    expect([locking.values[0]!.isOf('m'), locking.values[0]!.isOf('other')]).toEqual([true, false]);
  });

  it('sends nothing before it is subscribed to, and locks again for each subscriber', () => {
    const keys = new Keys();
    const lock$ = acquire(keys, 'k');
    expect(keys.asked).toEqual([]);
    keys.watch(lock$);
    keys.watch(lock$);
    expect(keys.asked).toHaveLength(2);
  });

  it('measures its time from the subscription on', () => {
    const keys = new Keys();
    const lock$ = acquire(keys, 'k', 1000);
    keys.advance(60_000);
    keys.watch(lock$);
    expect(keys.asked[0]!.timeout).toBe(1000);
  });

  it('leaves the request when its caller leaves, and asks no more', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k'));
    keys.answer(false);
    locking.leave();
    expect(keys.asked.map(({ subscriber }) => subscriber.closed)).toEqual([true, true]);
    keys.advance(20_000);
    expect(keys.asked).toHaveLength(2);
  });

  it('fails as the request does', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k'));
    const error = new HazelcastError('SPLIT_BRAIN_PROTECTION', 'too few');
    keys.asked[0]!.subscriber.error(error);
    expect(locking.error).toBe(error);
    expect(keys.asked).toHaveLength(1);
  });

  it.each([-1, Number.NaN, -Infinity])('refuses a timeout of %d', timeout => {
    const keys = new Keys();
    const { error } = keys.watch(acquire(keys, 'k', timeout));
    expect(error).toBeInstanceOf(HazelcastError);
    const reason = `timeout must be 0 or more milliseconds, not ${timeout}`;
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.tryLock', structure: 'm', reason });
    expect(keys.asked).toEqual([]);
  });

  it.each([0, -1, 0.5, Number.NaN])('refuses a lease of %d', lease => {
    const keys = new Keys();
    const { error } = keys.watch(acquire(keys, 'k', 0, lease));
    expect(error).toBeInstanceOf(HazelcastError);
    const reason = `lease must be 1 or more milliseconds, not ${lease}`;
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.tryLock', structure: 'm', reason });
    expect(keys.asked).toEqual([]);
  });

  it('refuses a lease where the view of an owner locks again', () => {
    const keys = new Keys();
    keys.owner = new LockOwner(7, Infinity);
    const { error } = keys.watch(acquire(keys, 'k', 0, 1000));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.tryLock', structure: 'm' });
    expect(keys.asked).toEqual([]);
    keys.watch(acquire(keys, 'k', 0));
    expect(keys.asked).toHaveLength(1);
  });

  it('asks for a lock for ever unless there is a lease', () => {
    const keys = new Keys();
    keys.watch(acquire(keys, 'k'));
    keys.watch(acquire(keys, 'k', 0, 1500));
    expect(keys.asked.map(({ lease }) => lease)).toEqual([-1, 1500]);
  });
});

describe('a lease', () => {
  it('is not shorter than a wait: half of it is left whenever the lock is granted in time', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k', Infinity, 1000));
    for (let i = 0; i < 5; i++) {
      expect(keys.asked.at(-1)).toMatchObject({ timeout: 500, lease: 1000, at: i * 500 });
      keys.advance(500);
      keys.answer(false);
    }
    keys.advance(500);
    keys.answer(true);
    const lost = keys.watch(locking.values[0]!.lost$);
    expect(lost.values).toEqual([]);
    keys.advance(499);
    expect(lost.values).toEqual([]);
    keys.advance(1);
    expect(lost.values).toMatchObject([ownershipLost]);
  });

  it('that may be over when the grant comes is none: it is given back, and the lock asked for again', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k', Infinity, 1000));
    keys.advance(1000);
    keys.answer(true);
    expect(keys.givenBack).toMatchObject([{ key: 'k', threadId: 1 }]);
    expect(keys.givenBack[0]!.referenceId).not.toBe(keys.asked[0]!.referenceId);
    expect(locking.values).toEqual([]);
    keys.advance(999);
    keys.answer(true);
    expect(locking.values).toMatchObject([{ lost: false, map: 'map of 2 until 2000' }]);
  });

  it('is shared by all locks of an owner: what locks again asks for the rest of it', () => {
    const keys = new Keys();
    keys.owner = new LockOwner(7, 3000);
    keys.advance(1000.5);
    const locking = keys.watch(acquire(keys, 'k'));
    expect(keys.asked.at(-1)).toMatchObject({ threadId: 7, lease: 2000, timeout: 1000 });
    keys.answer(true);
    const lost = keys.watch(locking.values[0]!.lost$);
    keys.advance(1999);
    expect(lost.values).toEqual([]);
    keys.advance(1);
    expect(lost.values).toMatchObject([ownershipLost]);
  });

  it('leaves the time that is asked for as it is, down to the last millisecond', () => {
    const keys = new Keys();
    const timeouts = [1, 3, 1000, 1_000_000].map(lease => {
      keys.watch(acquire(keys, 'k', 700, lease));
      return keys.asked.at(-1)!.timeout;
    });
    expect(timeouts).toEqual([1, 2, 500, 700]);
    const locking = keys.watch(acquire(keys, 'k', 700, 1000));
    keys.advance(500);
    keys.answer(false);
    expect(keys.asked.at(-1)!.timeout).toBe(200);
    keys.advance(200);
    keys.answer(false);
    expect(locking).toMatchObject({ values: [null], endedAt: 700 });
  });
});

describe('the key', () => {
  it('is serialized once, when the lock is asked for: what is unlocked is what was locked', () => {
    const keys = new Keys();
    const lock$ = acquire(keys, 'k');
    expect(keys.serialized).toBe(0);
    const locking = keys.watch(lock$);
    keys.answer(false);
    keys.asked.at(-1)!.observer.onRetry!();
    keys.answer(false);
    keys.answer(true);
    keys.watch(locking.values[0]!.release());
    keys.refuseUnlock(disconnected);
    locking.values[0]!.abandon();
    expect([keys.asked.length, keys.settled.length, keys.sent.length, keys.givenBack.length]).toEqual([3, 1, 1, 1]);
    expect(keys.serialized).toBe(1);
    keys.watch(lock$);
    expect(keys.serialized).toBe(2);
  });

  it('that cannot be one is refused before anything is asked', () => {
    const keys = new Keys();
    const error = new HazelcastError('HAZELCAST_SERIALIZATION', 'no key');
    keys.data = () => {
      throw error;
    };
    expect(keys.watch(acquire(keys, 'k')).error).toBe(error);
    expect(keys.asked).toEqual([]);
  });
});

describe('a grant that came over a loss of all connections', () => {
  it('is given back by its owner, and the lock is asked for again by another', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k'));
    keys.lose();
    keys.answer(true);
    expect(keys.givenBack).toMatchObject([{ key: 'k', threadId: 1 }]);
    expect(keys.asked.map(({ threadId }) => threadId)).toEqual([1, 2]);
    expect(locking.values).toEqual([]);
    keys.answer(true);
    expect(locking.values[0]).toMatchObject({ map: 'map of 2', lost: false });
    expect(keys.givenBack).toHaveLength(1);
  });

  it('is given back under a reference of its own', () => {
    const keys = new Keys();
    keys.watch(acquire(keys, 'k'));
    keys.lose();
    keys.answer(true);
    expect(keys.asked.map(asked => asked.referenceId)).not.toContain(keys.givenBack[0]!.referenceId);
    expect(keys.settled).toEqual([]);
  });

  it('is asked for once more where the time is up', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k', 1000));
    keys.lose();
    keys.advance(1500);
    keys.answer(true);
    expect(keys.asked.at(-1)!.timeout).toBe(0);
    keys.answer(false);
    expect(locking).toMatchObject({ values: [null], completed: true });
  });

  it('is as good as any when the loss was before it was asked for', () => {
    const keys = new Keys();
    keys.lose();
    const locking = keys.watch(acquire(keys, 'k'));
    keys.answer(false);
    keys.lose();
    keys.answer(false);
    keys.answer(true);
    expect(locking.values).toMatchObject([{ lost: false }]);
    expect(keys.givenBack).toEqual([]);
  });
});

describe('a request that had to be sent again', () => {
  const asked = { key: 'k', threadId: 1, lease: -1 };

  it('is settled where it is not granted in the end: it may have been before', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k', 1000));
    keys.asked[0]!.observer.onRetry!();
    keys.answer(false);
    expect(keys.settled).toEqual([{ name: 'm', ...asked, timeout: 1000, referenceId: keys.asked[0]!.referenceId }]);
    keys.advance(1000);
    keys.answer(false);
    expect([keys.settled.length, keys.givenBack.length]).toEqual([1, 0]);
    expect(locking).toMatchObject({ values: [null], completed: true });
  });

  it('is settled where it fails', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k', 1000, 4000));
    keys.asked[0]!.observer.onRetry!();
    keys.asked[0]!.subscriber.error(disconnected);
    expect(locking.error).toBe(disconnected);
    expect(keys.settled).toMatchObject([{ ...asked, lease: 4000, referenceId: keys.asked[0]!.referenceId }]);
    expect(keys.givenBack).toEqual([]);
  });

  it('is not settled twice where its time was up: the call does so', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k'));
    keys.asked[0]!.observer.onRetry!();
    const error = new TimeoutError('OPERATION_TIMEOUT', 'late');
    keys.asked[0]!.subscriber.error(error);
    expect(locking.error).toBe(error);
    expect([keys.settled, keys.givenBack]).toEqual([[], []]);
  });

  it('is granted as any other while a connection was left', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k'));
    keys.asked[0]!.observer.onRetry!();
    keys.answer(true);
    expect(locking.values).toMatchObject([{ lost: false }]);
    expect([keys.settled, keys.givenBack]).toEqual([[], []]);
  });

  it('is given back, not settled, where it is granted over a loss', () => {
    const keys = new Keys();
    keys.watch(acquire(keys, 'k'));
    keys.asked[0]!.observer.onRetry!();
    keys.lose();
    keys.answer(true);
    expect([keys.settled.length, keys.givenBack.length]).toEqual([0, 1]);
  });

  it('is the only one that is settled, but for one whose answer could not be read', () => {
    const keys = new Keys();
    keys.watch(acquire(keys, 'k', 0));
    keys.answer(false);
    keys.watch(acquire(keys, 'k', 0));
    keys.asked.at(-1)!.subscriber.error(disconnected);
    expect([keys.settled, keys.givenBack]).toEqual([[], []]);
    for (let again = 0; again < 2; again++) {
      keys.watch(acquire(keys, 'k', 0));
      const { observer, subscriber, referenceId } = keys.asked.at(-1)!;
      if (again) observer.onRetry!();
      subscriber.error(new ConnectionError('WIRE', 'no message'));
      expect(keys.settled.length).toBe(again + 1);
      expect(keys.settled.at(-1)).toMatchObject({ referenceId });
    }
    expect(keys.givenBack).toEqual([]);
  });
});

describe('the loss of a lock', () => {
  it('is told when the last connection is gone, and ends lost$', () => {
    const keys = new Keys();
    const lock = keys.locked();
    const lost = keys.watch(lock.lost$);
    expect(lost).toMatchObject({ values: [], completed: false });
    keys.lose();
    expect(lost).toMatchObject({ values: [ownershipLost], completed: true });
    expect(lost.values[0]!.reason).toContain('the last connection to the cluster is gone');
    expect(lost.values[0]).toBeInstanceOf(HazelcastError);
    expect(lock.lost).toBe(true);
  });

  it('is told to late subscribers too', () => {
    const keys = new Keys();
    const lock = keys.locked();
    keys.lose();
    keys.advance(1000);
    const early = keys.watch(lock.lost$);
    const late = keys.watch(lock.lost$);
    expect(late).toMatchObject({ values: [ownershipLost], completed: true });
    expect(late.values[0]).toBe(early.values[0]);
  });

  it('is told of every lock, once', () => {
    const keys = new Keys();
    const lost = [keys.locked(), keys.locked(500)].map(lock => keys.watch(lock.lost$));
    keys.lose();
    keys.lose();
    keys.advance(1000);
    expect(lost.map(({ values }) => values.length)).toEqual([1, 1]);
  });

  it('is told at the end of the lease, which is measured from when it was asked for', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k', Infinity, 1000));
    keys.advance(300);
    keys.answer(true);
    const lost = keys.watch(locking.values[0]!.lost$);
    keys.advance(699);
    expect(lost.values).toEqual([]);
    keys.advance(1);
    expect(lost).toMatchObject({ values: [ownershipLost], endedAt: 1000 });
    expect(lost.values[0]!.reason).toContain('its lease is over');
  });

  it('is measured from the request that was granted, not from those before', () => {
    const keys = new Keys();
    const locking = keys.watch(acquire(keys, 'k', Infinity, 1000));
    keys.advance(5000);
    keys.answer(false);
    keys.advance(100);
    keys.answer(true);
    const lost = keys.watch(locking.values[0]!.lost$);
    keys.advance(899);
    expect(lost.values).toEqual([]);
    keys.advance(1);
    expect(lost.endedAt).toBe(6000);
  });

  it('by a lease has no timer where nobody listens, or timers cannot be that long', () => {
    const keys = new Keys();
    const locks = [LONGEST_TIMER + 1, Infinity, LONGEST_TIMER].map(lease => keys.locked(lease));
    expect(keys.scheduler.actions).toEqual([]);
    const lost = locks.map(lock => keys.watch(lock.lost$));
    expect(keys.scheduler.actions).toHaveLength(1);
    keys.advance(LONGEST_TIMER);
    expect(lost.map(({ endedAt }) => endedAt)).toEqual([undefined, undefined, LONGEST_TIMER]);
    expect(locks.map(lock => lock.lost)).toEqual([false, false, true]);
    keys.advance(1);
    expect(locks.map(lock => lock.lost)).toEqual([true, false, true]);
  });

  it('is known to whoever asks without listening', () => {
    const keys = new Keys();
    const [lock, leased] = [keys.locked(), keys.locked(1000)];
    keys.advance(999);
    expect([lock.lost, leased.lost]).toEqual([false, false]);
    keys.advance(1);
    expect([lock.lost, leased.lost]).toEqual([false, true]);
    keys.lose();
    expect(lock.lost).toBe(true);
    const reasons = [lock, leased].map(({ lost$ }) => keys.watch(lost$).values.map(({ reason }) => reason));
    expect(reasons).toMatchObject([[/connection/], [/lease/]].map(([reason]) => [expect.stringMatching(reason!)]));
  });

  it('has no timer any more once the lock is lost, released or abandoned', () => {
    const keys = new Keys();
    const [released, abandoned, lost, left] = [1, 2, 3, 4].map(() => keys.locked(1000));
    const seen = [released, abandoned, lost, left].map(lock => keys.watch(lock!.lost$));
    expect(keys.scheduler.actions).toHaveLength(4);
    keys.watch(released!.release());
    keys.unlocked();
    abandoned!.abandon();
    seen[3]!.leave();
    expect(keys.scheduler.actions).toHaveLength(1);
    keys.lose();
    expect(keys.scheduler.actions).toEqual([]);
    expect(seen.map(({ values, completed }) => [values.length, completed])).toEqual([[0, true], [0, true], [1, true], [0, false]]); // prettier-ignore
  });
});

describe('releasing', () => {
  it('sends the unlock of its owner on subscribe, and emits undefined once it is answered', () => {
    const keys = new Keys();
    const lock = keys.locked();
    const release$ = lock.release();
    expect(keys.sent).toEqual([]);
    const released = keys.watch(release$);
    expect(keys.sent).toMatchObject([{ request: { key: 'k', threadId: 1 } }]);
    expect(released.completed).toBe(false);
    keys.unlocked();
    expect(released).toMatchObject({ values: [undefined], completed: true });
    expect(keys.givenBack).toEqual([]);
  });

  it('has a reference of its own: a member takes the one of the lock for a repetition', () => {
    const keys = new Keys();
    keys.watch(keys.locked().release());
    const { referenceId } = keys.sent[0]!.request;
    expect(Math.abs(referenceId - keys.asked[0]!.referenceId)).toBeGreaterThan(1);
  });

  it('ends lost$ without a reason, also what happens later', () => {
    const keys = new Keys();
    const lock = keys.locked(1000);
    const lost = keys.watch(lock.lost$);
    keys.watch(lock.release());
    expect(lost.completed).toBe(false);
    keys.unlocked();
    expect(lost).toMatchObject({ values: [], completed: true });
    keys.lose();
    keys.advance(2000);
    expect(keys.watch(lock.lost$)).toMatchObject({ values: [], completed: true });
    expect(lock.lost).toBe(false);
  });

  it('does not end lost$ before it is answered: the lock may be lost until then, and is held when it fails', () => {
    const keys = new Keys();
    const [lock, leased] = [keys.locked(), keys.locked(1000)];
    const lost = [lock, leased].map(({ lost$ }) => keys.watch(lost$));
    keys.watch(lock.release());
    keys.refuseUnlock(disconnected);
    keys.watch(leased.release());
    keys.advance(1000);
    expect(lost).toMatchObject([{ completed: false }, { values: [ownershipLost], completed: true }]);
    keys.lose();
    expect(lost[0]).toMatchObject({ values: [ownershipLost], completed: true });
  });

  it('is done once: the second time fails and sends nothing', () => {
    const keys = new Keys();
    const lock = keys.locked();
    keys.watch(lock.release());
    const twice = keys.watch(lock.release());
    keys.unlocked();
    const later = keys.watch(lock.release());
    for (const { error } of [twice, later]) {
      expect(error).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE', structure: 'm', reason: 'it was unlocked already' });
    }
    expect(keys.sent).toHaveLength(1);
  });

  it('is done for the first of two who subscribe to one release', () => {
    const keys = new Keys();
    const release$ = keys.locked().release();
    const [first, second] = [keys.watch(release$), keys.watch(release$)];
    keys.unlocked();
    expect(first).toMatchObject({ values: [undefined], completed: true });
    expect(second.error).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE' });
    expect(keys.sent).toHaveLength(1);
  });

  it('goes on when its waiter leaves', () => {
    const keys = new Keys();
    const released = keys.watch(keys.locked().release());
    released.leave();
    expect(keys.sent[0]!.subscriber.closed).toBe(false);
    keys.unlocked();
    expect(released.values).toEqual([]);
  });

  it('that fails when its waiter has left fails for nobody', () => {
    const keys = new Keys();
    keys.watch(keys.locked().release()).leave();
    keys.refuseUnlock(notOwner());
    expect(keys.sent[0]!.subscriber.closed).toBe(true);
  });

  it('is not the owner: fails', () => {
    const keys = new Keys();
    const released = keys.watch(keys.locked().release());
    const error = notOwner();
    keys.refuseUnlock(error);
    expect(released.error).toBe(error);
  });

  it('is not the owner any more, after it was sent again: had been done', () => {
    const keys = new Keys();
    const released = keys.watch(keys.locked().release());
    keys.unlockAgain();
    keys.refuseUnlock(notOwner());
    expect(released).toMatchObject({ values: [undefined], completed: true, error: undefined });
  });

  it.each([false, true])('is not the owner of what was lost: says so, sent again (%s) or not', again => {
    const keys = new Keys();
    const lock = keys.locked();
    keys.lose();
    const released = keys.watch(lock.release());
    if (again) keys.unlockAgain();
    keys.refuseUnlock(notOwner());
    expect(released.error).toMatchObject(ownershipLost);
    expect(released.error).toBe(keys.watch(lock.lost$).values[0]);
  });

  it('is also done for what may be lost, which may be held still', () => {
    const keys = new Keys();
    const lock = keys.locked();
    keys.lose();
    const released = keys.watch(lock.release());
    keys.unlocked();
    expect(released).toMatchObject({ values: [undefined], completed: true });
  });

  it.each([true, false])('fails as its unlock does, lost (%s) or not', isLost => {
    const keys = new Keys();
    const lock = keys.locked();
    if (isLost) keys.lose();
    const released = keys.watch(lock.release());
    const error = new HazelcastError('SPLIT_BRAIN_PROTECTION', 'too few', { cause: disconnected });
    keys.refuseUnlock(error);
    expect(released.error).toBe(error);
  });

  it('that failed may be asked for again, as the same unlock', () => {
    const keys = new Keys();
    const lock = keys.locked();
    const failed = keys.watch(lock.release());
    keys.refuseUnlock(disconnected);
    expect(failed.error).toBe(disconnected);
    const again = keys.watch(lock.release());
    keys.unlocked();
    expect(again).toMatchObject({ values: [undefined], completed: true });
    expect(keys.sent).toHaveLength(2);
    expect(keys.sent[1]!.request).toEqual(keys.sent[0]!.request);
    expect(keys.watch(lock.release()).error).toMatchObject({ reason: 'it was unlocked already' });
  });

  it('that found another owner may not be asked for again', () => {
    const keys = new Keys();
    const lock = keys.locked();
    keys.watch(lock.release());
    keys.refuseUnlock(notOwner());
    expect(keys.watch(lock.release()).error).toMatchObject({ reason: 'it was unlocked already' });
    lock.abandon();
    expect([keys.sent.length, keys.givenBack.length]).toEqual([1, 0]);
  });

  it('may be asked for by whoever hears of the loss, and all others hear of it too', () => {
    const keys = new Keys();
    const lock = keys.locked();
    lock.lost$.subscribe(() => keys.watch(lock.release()));
    const second = keys.watch(lock.lost$);
    keys.lose();
    expect(keys.sent).toMatchObject([{ request: { threadId: 1 } }]);
    expect(second).toMatchObject({ values: [ownershipLost], completed: true });
    expect(keys.watch(lock.lost$).values).toEqual(second.values);
  });
});

describe('abandoning', () => {
  it('unlocks for nobody to wait for, once', () => {
    const keys = new Keys();
    const lock = keys.locked();
    lock.abandon();
    lock.abandon();
    expect(keys.givenBack).toMatchObject([{ key: 'k', threadId: 1 }]);
    expect(keys.sent).toEqual([]);
    expect(keys.watch(lock.lost$)).toMatchObject({ values: [], completed: true });
    expect(keys.watch(lock.release()).error).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE' });
  });

  it('does nothing to what was released', () => {
    const keys = new Keys();
    const lock = keys.locked();
    keys.watch(lock.release());
    lock.abandon();
    expect(keys.givenBack).toEqual([]);
  });

  it('unlocks what could not be released, as the same unlock', () => {
    const keys = new Keys();
    const lock = keys.locked();
    keys.watch(lock.release());
    keys.refuseUnlock(disconnected);
    lock.abandon();
    expect(keys.givenBack).toEqual([keys.sent[0]!.request]);
  });

  it('and releasing do nothing to what its lease has freed: the key may have another owner', () => {
    const keys = new Keys();
    const [abandoned, released] = [keys.locked(1000), keys.locked(1000)];
    keys.advance(1000);
    abandoned.abandon();
    expect(keys.watch(released.release()).error).toMatchObject(ownershipLost);
    expect([keys.sent, keys.givenBack]).toEqual([[], []]);
  });

  it('unlocks what may be lost', () => {
    const keys = new Keys();
    const lock = keys.locked();
    keys.lose();
    lock.abandon();
    expect(keys.givenBack).toMatchObject([{ threadId: 1 }]);
  });
});

describe('scoped work', () => {
  it('gets the view of the owner, and its values pass at once', () => {
    const keys = new Keys();
    const work = new Subject<string>();
    const running = keys.watch(scoped(keys.locked(), owned => concat(of(owned), work)));
    work.next('a');
    expect(running.values).toEqual(['map of 1', 'a']);
    work.next('b');
    expect(running).toMatchObject({ values: ['map of 1', 'a', 'b'], completed: false });
    expect(keys.sent).toEqual([]);
  });

  it('is complete only when the unlock is answered', () => {
    const keys = new Keys();
    const running = keys.watch(scoped(keys.locked(), () => of('a')));
    expect(keys.sent).toHaveLength(1);
    keys.advance(100);
    expect(running).toMatchObject({ values: ['a'], completed: false });
    keys.unlocked();
    expect(running).toMatchObject({ values: ['a'], completed: true, endedAt: 100 });
    expect(keys.givenBack).toEqual([]);
  });

  it('may emit nothing', () => {
    const keys = new Keys();
    const running = keys.watch(scoped(keys.locked(), () => EMPTY));
    keys.unlocked();
    expect(running).toMatchObject({ values: [], completed: true });
  });

  it('may be a promise, or any other input', async () => {
    const keys = new Keys();
    const running = new Promise<string>((resolve, reject) => {
      scoped(keys.locked(), owned => Promise.resolve(owned)).subscribe({ next: resolve, error: reject });
    });
    expect(await running).toBe('map of 1');
    expect(keys.watch(scoped(keys.locked(), () => ['a', 'b'])).values).toEqual(['a', 'b']);
    expect(keys.sent).toHaveLength(2);
  });

  it.each([undefined, null, Symbol('done')])('may emit %s', value => {
    const keys = new Keys();
    expect(keys.watch(scoped(keys.locked(), () => of(value, 'a'))).values).toEqual([value, 'a']);
  });

  it('that fails is unlocked first, then its error is told', () => {
    const keys = new Keys();
    const error = new Error('of the work');
    const running = keys.watch(scoped(keys.locked(), () => throwError(() => error)));
    expect(keys.sent).toHaveLength(1);
    expect(running.error).toBeUndefined();
    keys.unlocked();
    expect(running.error).toBe(error);
    expect(keys.givenBack).toEqual([]);
  });

  it('that fails tells its own error, whatever becomes of the unlock', () => {
    const keys = new Keys();
    const error = new Error('of the work');
    const running = keys.watch(scoped(keys.locked(), () => throwError(() => error)));
    keys.refuseUnlock(notOwner());
    expect(running.error).toBe(error);
    expect(keys.sent).toHaveLength(1);
  });

  it.each([
    ['throws', () => { throw new TypeError('at once'); }, 'at once'],
    ['returns nothing', () => undefined as never, 'undefined'],
    ['rejects', () => Promise.reject<string>(new TypeError('at once')), 'at once'],
  ] as const)('that %s is unlocked and fails', async (_, work, message) => {
    const keys = new Keys();
    const running = keys.watch(scoped(keys.locked(), work));
    // A promise tells its end later.
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    keys.unlocked();
    expect(running.error).toBeInstanceOf(TypeError);
    expect((running.error as TypeError).message).toContain(message);
    expect(keys.sent).toHaveLength(1);
  }); // prettier-ignore

  it('is left, then unlocked in the background, when its subscriber leaves', () => {
    const keys = new Keys();
    const steps: string[] = [];
    const work = new Observable<string>(() => () => steps.push(`left with ${keys.givenBack.length} unlocks`));
    const running = keys.watch(scoped(keys.locked(), () => work));
    running.leave();
    expect(steps).toEqual(['left with 0 unlocks']);
    expect(keys.givenBack).toMatchObject([{ key: 'k', threadId: 1 }]);
    expect(keys.sent).toEqual([]);
  });

  it('is unlocked when its subscriber wants no more than it has emitted at once', () => {
    const keys = new Keys();
    const running = keys.watch(scoped(keys.locked(), () => concat(of('a', 'b'), NEVER)).pipe(take(1)));
    expect(running).toMatchObject({ values: ['a'], completed: true });
    expect(keys.givenBack).toHaveLength(1);
  });

  it('is unlocked once when its subscriber leaves while it is unlocked', () => {
    const keys = new Keys();
    for (const work of [of('a'), throwError(() => new Error('no'))]) {
      keys.watch(scoped(keys.locked(), () => work)).leave();
      expect(keys.sent.at(-1)!.subscriber.closed).toBe(false);
      keys.unlocked();
    }
    expect(keys.sent).toHaveLength(2);
    expect(keys.givenBack).toEqual([]);
  });

  it('ends at once, and is left, when its lock is lost; the unlock is sent in the background', () => {
    const keys = new Keys();
    let left = 0;
    const work = new Observable<string>(subscriber => {
      subscriber.next('a');
      return () => left++;
    });
    const running = keys.watch(scoped(keys.locked(), () => work));
    keys.lose();
    expect(running).toMatchObject({ values: ['a'], error: ownershipLost });
    expect(left).toBe(1);
    expect(keys.givenBack).toMatchObject([{ key: 'k', threadId: 1 }]);
    expect(keys.sent).toEqual([]);
  });

  it('ends with its lease', () => {
    const keys = new Keys();
    const running = keys.watch(scoped(keys.locked(1000), () => NEVER));
    keys.advance(5000);
    expect(running).toMatchObject({ error: ownershipLost, endedAt: 1000 });
    expect([keys.sent, keys.givenBack]).toEqual([[], []]);
  });

  it('does not begin under a lock that is lost', () => {
    const keys = new Keys();
    const lock = keys.locked();
    keys.lose();
    let begun = 0;
    const running = keys.watch(scoped(lock, () => (begun++, of('a'))));
    expect(running).toMatchObject({ values: [], error: ownershipLost });
    expect([begun, keys.givenBack.length]).toEqual([0, 1]);
  });

  it('that was done before the loss is complete', () => {
    const keys = new Keys();
    const running = keys.watch(scoped(keys.locked(1000), () => of('a')));
    keys.lose();
    keys.advance(2000);
    expect(running.error).toBeUndefined();
    keys.unlockAgain();
    keys.unlocked();
    expect(running).toMatchObject({ values: ['a'], completed: true });
  });

  it('fails with its unlock', () => {
    const keys = new Keys();
    const running = keys.watch(scoped(keys.locked(), () => of('a')));
    const error = notOwner();
    keys.refuseUnlock(error);
    expect(running).toMatchObject({ values: ['a'], completed: false });
    expect(running.error).toBe(error);
    expect([keys.sent.length, keys.givenBack.length]).toEqual([1, 0]);
  });

  it('that cannot be unlocked fails, and is unlocked for nobody to wait for', () => {
    const keys = new Keys();
    const running = keys.watch(scoped(keys.locked(), () => of('a')));
    for (const { subscriber } of keys.sent) subscriber.error(disconnected);
    expect(running).toMatchObject({ values: ['a'], completed: false });
    expect(running.error).toBe(disconnected);
    expect(keys.givenBack).toEqual([keys.sent[0]!.request]);
  });

  it('leaves no timer behind', () => {
    const keys = new Keys();
    keys.watch(scoped(keys.locked(1000), () => of('a')));
    keys.watch(scoped(keys.locked(1000), () => NEVER)).leave();
    keys.watch(scoped(keys.locked(1000), () => throwError(() => new Error('no'))));
    expect(keys.scheduler.actions).toEqual([]);
  });
});

describe('on the wire', () => {
  /** Members that grant every lock and unlock. */
  async function granting(size: number, config?: ClientConfig): Promise<VirtualClient> {
    const t = await connectedTo(size, config);
    for (const member of t.cluster.members) {
      member.on(mapTryLock, call => call.answer({ response: true }));
      member.on(mapUnlock, call => call.answer({}));
    }
    return t;
  }

  const ids = ({ request }: { request: { key: unknown; threadId: { toNumber(): number } } }) => [request.key, request.threadId.toNumber()]; // prettier-ignore

  it('a lock is asked for and given back by its owner', async () => {
    const t = await granting(1);
    const map = t.client.getMap<string, string>('m');
    const locking = t.watch(map.lock('k', 60_000));
    await t.settle();
    expect(t.cluster.of(mapTryLock).map(ids)).toEqual([['k', 1]]);
    const { lease, timeout } = t.cluster.of(mapTryLock)[0]!.request;
    expect(lease.toNumber()).toBe(60_000);
    expect(timeout.toNumber()).toBeGreaterThan(0);
    const unlocking = t.watch(map.unlock(locking.values[0]!));
    await t.settle();
    expect(unlocking).toMatchObject({ values: [undefined], completed: true });
    expect(t.cluster.of(mapUnlock).map(ids)).toEqual([['k', 1]]);
  });

  it('what is granted after the caller has left is unlocked', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapUnlock, call => call.answer({}));
    const waiting = t.watch(t.client.getMap('m').lock('k'));
    await t.settle();
    waiting.subscription.unsubscribe();
    t.cluster.of(mapTryLock)[0]!.answer({ response: true });
    await t.settle();
    expect(t.cluster.of(mapUnlock).map(ids)).toEqual([['k', 1]]);
    expect(t.cluster.of(mapTryLock)).toHaveLength(1);
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
  });

  it('the work of a lock that is lost ends at once, and the lock is given back when the client is', async () => {
    const t = await granting(1);
    const [member] = t.cluster.members;
    const running = t.watch(t.client.getMap('m').withLock('k', () => NEVER));
    await t.settle();
    member!.up = false;
    member!.links[0]!.cut();
    await t.settle();
    expect(running.trouble).toMatchObject(ownershipLost);
    expect(t.cluster.of(mapUnlock)).toEqual([]);
    member!.up = true;
    await t.advance(10_000);
    expect(t.cluster.of(mapUnlock).map(ids)).toEqual([['k', 1]]);
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
  });

  it('a lock that was granted before and after a loss is given back, and asked for again', async () => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    member!.on(mapUnlock, call => call.answer({}));
    const locking = t.watch(t.client.getMap('m').lock('k'));
    await t.settle();
    member!.on(mapTryLock, call => call.answer({ response: true }));
    member!.links[0]!.cut();
    await t.settle();
    expect(t.cluster.of(mapTryLock).map(ids)).toEqual([['k', 1], ['k', 1], ['k', 2]]); // prettier-ignore
    expect(t.cluster.of(mapUnlock).map(ids)).toEqual([['k', 1]]);
    expect(locking.values).toMatchObject([{ lost: false }]);
  });

  it('a lock outlives one of several connections', async () => {
    const t = await granting(2);
    const locking = t.watch(t.client.getMap('m').lock('k'));
    await t.settle();
    const lost = t.watch(locking.values[0]!.lost$);
    t.cluster.of(mapTryLock)[0]!.member.kill();
    await t.advance(5000);
    expect(lost.values).toEqual([]);
    for (const member of t.cluster.members) member.kill();
    await t.settle();
    expect(lost).toMatchObject({ values: [ownershipLost], completed: true });
  });

  it('the end of the client ends the work, and says nothing of the lock', async () => {
    const t = await granting(1);
    const running = t.watch(t.client.getMap('m').withLock('k', () => NEVER));
    await t.settle();
    t.client.shutdown().subscribe();
    await t.settle();
    expect(running.trouble).toMatchObject(ownershipLost);
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
  });

  it('an unlock is not refused for too many calls', async () => {
    const t = await granting(1, { maxPendingInvocations: 2 });
    const work = new Subject<string>();
    const running = t.watch(t.client.getMap('m').withLock('k', () => work));
    await t.settle();
    for (let i = 0; i < 2; i++) t.watch(t.client.invoke(mapGet, { name: 'm', key: 'x', threadId: 0 }));
    work.complete();
    await t.settle();
    expect(t.cluster.of(mapUnlock).map(ids)).toEqual([['k', 1]]);
    expect(running).toMatchObject({ error: undefined, completed: true });
  });

  it('a wait is shorter than the lease', async () => {
    const t = await connectedTo(1);
    const running = t.watch(t.client.getMap('m').withLock('k', () => NEVER, { lease: 1000 }));
    await t.settle();
    const asked = (): number[] => t.cluster.of(mapTryLock).map(({ request }) => request.timeout.toNumber());
    expect(asked()).toEqual([500]);
    await t.advance(500);
    t.cluster.of(mapTryLock)[0]!.answer({ response: false });
    await t.advance(500);
    expect(asked()).toEqual([500, 500]);
    t.cluster.of(mapTryLock)[1]!.answer({ response: true });
    await t.advance(499);
    expect(running.error).toBeUndefined();
  });

  it('every subscriber to lost$ is told, also when the first one unlocks', async () => {
    const t = await granting(1);
    const map = t.client.getMap<string, string>('m');
    const locking = t.watch(map.lock('k'));
    await t.settle();
    const lock = locking.values[0]!;
    lock.lost$.subscribe(() => t.watch(map.unlock(lock)));
    const second = t.watch(lock.lost$);
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    expect(second).toMatchObject({ values: [ownershipLost], completed: true });
  });

  it('an unlock that was sent over a lost connection, then to the wrong member, had been done', async () => {
    const t = await granting(2);
    const map = t.client.getMap<string, string>('m');
    const locking = t.watch(map.lock('k'));
    await t.settle();
    for (const member of t.cluster.members) member.on(mapUnlock, () => {});
    const unlocking = t.watch(map.unlock(locking.values[0]!));
    await t.settle();
    const [sent] = t.cluster.of(mapUnlock);
    let times = 0;
    const other = t.cluster.members.find(member => member !== sent!.member)!;
    other.on(mapUnlock, call => call.refuse(times++ === 0 ? 'WRONG_TARGET' : 'ILLEGAL_MONITOR_STATE'));
    sent!.member.kill();
    await t.advance(100);
    expect(times).toBe(2);
    expect(unlocking).toMatchObject({ values: [undefined], completed: true });
  });

  it('an unlock waits for a connection also where other calls do not', async () => {
    const t = await granting(1, { connectionStrategy: { reconnectMode: 'ASYNC' } });
    const map = t.client.getMap<string, string>('m');
    const locking = t.watch(map.lock('k'));
    await t.settle();
    t.cluster.members[0]!.kill();
    await t.settle();
    const unlocking = t.watch(map.unlock(locking.values[0]!));
    expect(t.watch(map.get('k')).trouble.code).toBe('CLIENT_OFFLINE');
    t.cluster.members[0]!.up = true;
    await t.advance(10_000);
    expect(unlocking).toMatchObject({ values: [undefined], completed: true });
    expect(t.cluster.of(mapUnlock).map(ids)).toEqual([['k', 1]]);
  });

  it('an unlock whose time is up can be asked for again', async () => {
    const t = await granting(1, short(1000));
    const map = t.client.getMap<string, string>('m');
    const locking = t.watch(map.lock('k'));
    await t.settle();
    t.cluster.members[0]!.on(mapUnlock, () => {});
    const late = t.watch(map.unlock(locking.values[0]!));
    await t.advance(1500);
    expect(late.trouble.code).toBe('OPERATION_TIMEOUT');
    t.cluster.members[0]!.on(mapUnlock, call => call.answer({}));
    const again = t.watch(map.unlock(locking.values[0]!));
    await t.settle();
    expect(again).toMatchObject({ values: [undefined], completed: true });
    const [first, second] = t.cluster.of(mapUnlock);
    expect(second!.request).toEqual(first!.request);
  });

  it('what withLock held is unlocked after the reconnect also where other calls do not wait for it', async () => {
    const t = await granting(1, { connectionStrategy: { reconnectMode: 'ASYNC' } });
    t.watch(t.client.getMap('m').withLock('k', () => NEVER));
    await t.settle();
    t.cluster.members[0]!.links[0]!.cut();
    await t.advance(10_000);
    expect(t.states.at(-1)).toBe('CONNECTED');
    expect(t.cluster.of(mapUnlock).map(ids)).toEqual([['k', 1]]);
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
  });

  it('the key that was locked is unlocked, whatever became of the object', async () => {
    const t = await granting(1);
    const key = { id: 1 };
    const [work, left] = [new Subject<string>(), new Subject<string>()];
    const map = t.client.getMap<{ id: number }, string>('m');
    t.watch(map.withLock(key, () => work));
    const leaving = t.watch(map.withLock(key, () => left));
    await t.settle();
    key.id = 2;
    work.complete();
    leaving.subscription.unsubscribe();
    await t.settle();
    expect(t.cluster.of(mapUnlock).map(call => call.request.key)).toEqual([{ id: 1 }, { id: 1 }]);
  });

  it.each([
    [undefined as never, 'ILLEGAL_ARGUMENT'],
    [Symbol('x'), 'HAZELCAST_SERIALIZATION'],
  ])('what cannot be a key is refused with the operation and the map', async (key, code) => {
    const t = await granting(1);
    const { trouble } = t.watch(t.client.getMap<symbol, string>('m').lock(key));
    expect(trouble).toMatchObject({ code, operation: 'Map.tryLock', structure: 'm' });
    expect(t.cluster.of(mapTryLock)).toEqual([]);
  });
});

/** Locks as members count them: an owner's locks of a key, and the reference of its last lock or unlock of it. */
class CountedLocks {
  readonly #locks = new Map<unknown, { readonly threadId: number; referenceId: number; count: number }>();

  constructor(cluster: ScriptedCluster) {
    for (const member of cluster.members) {
      member.on(mapUnlock, call => (this.#unlock(call) ? call.answer({}) : call.refuse('ILLEGAL_MONITOR_STATE')));
      this.answer(member);
    }
  }

  /** From now on the member answers tries. */
  answer(member: ScriptedMember): void {
    member.on(mapTryLock, call => call.answer({ response: this.lock(call) }));
  }

  count(key: unknown): number {
    return this.#locks.get(key)?.count ?? 0;
  }

  lock({ request }: Received<typeof mapTryLock>): boolean {
    const [key, threadId, referenceId] = [request.key, request.threadId.toNumber(), request.referenceId.toNumber()];
    const held = this.#locks.get(key);
    if (!held) this.#locks.set(key, { threadId, referenceId, count: 1 });
    if (held?.threadId !== threadId) return !held;
    if (held.referenceId !== referenceId) held.count++;
    held.referenceId = referenceId;
    return true;
  }

  #unlock({ request }: Received<typeof mapUnlock>): boolean {
    const [key, threadId, referenceId] = [request.key, request.threadId.toNumber(), request.referenceId.toNumber()];
    const held = this.#locks.get(key);
    if (held?.threadId !== threadId) return false;
    if (held.referenceId !== referenceId) held.count--;
    held.referenceId = referenceId;
    if (held.count === 0) this.#locks.delete(key);
    return true;
  }
}

describe('a key that its owner has locked', () => {
  /** A lock of `k` on members that count. */
  async function locked() {
    const t = await connectedTo(1);
    const locks = new CountedLocks(t.cluster);
    const map = t.client.getMap<string, string>('m');
    const locking = t.watch(map.lock('k'));
    await t.settle();
    const [outer] = locking.values as [MapLock<string, string>];
    return { t, locks, map, outer };
  }

  it.each(['lock', 'tryLock'] as const)('is locked again (%s) without asking, and counted here', async method => {
    const { t, locks, map, outer } = await locked();
    const again = t.watch<MapLock<string, string> | null>(outer.map[method]('k'));
    expect(again).toMatchObject({ values: [{ key: 'k' }], completed: true });
    const inner = again.values[0]!;
    const lost = t.watch(inner.lost$);
    expect(t.cluster.of(mapTryLock)).toHaveLength(1);
    expect(t.watch(map.unlock(inner))).toMatchObject({ values: [undefined], completed: true });
    expect(lost).toMatchObject({ values: [], completed: true });
    expect(t.watch(map.unlock(inner)).trouble.code).toBe('ILLEGAL_MONITOR_STATE');
    expect([locks.count('k'), t.cluster.of(mapUnlock).length]).toEqual([1, 0]);
    t.watch(map.unlock(outer));
    await t.settle();
    expect([locks.count('k'), t.cluster.of(mapUnlock).length]).toEqual([0, 1]);
  });

  it('is unlocked with the last of its handles, in whatever order', async () => {
    const { t, locks, map, outer } = await locked();
    const inner = t.watch(outer.map.lock('k')).values[0]!;
    t.watch(map.unlock(outer));
    await t.settle();
    expect(locks.count('k')).toBe(1);
    t.watch(map.unlock(inner));
    await t.settle();
    expect(locks.count('k')).toBe(0);
  });

  it('is lost for all of its handles, and cannot be locked again by them', async () => {
    const { t, outer } = await locked();
    const inner = t.watch(outer.map.lock('k')).values[0]!;
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    expect([outer.lost, inner.lost]).toEqual([true, true]);
    expect(t.watch(outer.map.lock('k')).trouble.code).toBe('LOCK_OWNERSHIP_LOST_EXCEPTION');
    await t.settle();
  });

  it('is asked for again once its unlock is on its way', async () => {
    const { t, locks, map, outer } = await locked();
    t.watch(map.unlock(outer));
    const next = t.watch(outer.map.lock('k'));
    await t.settle();
    expect(next.values).toHaveLength(1);
    expect([locks.count('k'), t.cluster.of(mapTryLock).length]).toEqual([1, 2]);
  });

  it('is one of several', async () => {
    const { t, locks, map, outer } = await locked();
    const locking = t.watch(outer.map.lock('other'));
    await t.settle();
    const other = locking.values[0]!;
    expect(t.watch(other.map.lock('k')).completed).toBe(true);
    expect([locks.count('k'), locks.count('other')]).toEqual([1, 1]);
    const [first, second] = t.cluster.of(mapTryLock);
    expect(second!.request.threadId).toEqual(first!.request.threadId);
    t.watch(map.unlock(other));
    await t.settle();
    expect([locks.count('k'), locks.count('other')]).toEqual([1, 0]);
  });
});

describe('an uncertain try', () => {
  it('leaves nothing where there is no outer lock, and nothing to another owner', async () => {
    const t = await connectedTo(2);
    const locks = new CountedLocks(t.cluster);
    const map = t.client.getMap<string, string>('m');
    for (const free of [true, false]) {
      const other = free ? undefined : t.watch(map.lock('k'));
      await t.settle();
      const before = t.cluster.of(mapTryLock).length;
      for (const member of t.cluster.members) member.on(mapTryLock, call => void locks.lock(call));
      const trying = t.watch(map.tryLock('k'));
      await t.settle();
      const [asked] = t.cluster.of(mapTryLock).slice(before);
      trying.subscription.unsubscribe();
      for (const member of t.cluster.members) locks.answer(member);
      asked!.refuse('SPLIT_BRAIN_PROTECTION');
      await t.settle();
      expect(locks.count('k')).toBe(free ? 0 : 1);
      expect(other?.values[0]?.lost ?? false).toBe(false);
    }
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
  });

  it('is settled once when its time is up without a connection', async () => {
    const t = await connectedTo(1, short(1000));
    const locks = new CountedLocks(t.cluster);
    const [member] = t.cluster.members;
    member!.on(mapTryLock, call => void locks.lock(call));
    const trying = t.watch(t.client.getMap('m').tryLock('k'));
    await t.settle();
    locks.answer(member!);
    member!.up = false;
    member!.links[0]!.cut();
    await t.advance(1100);
    expect([trying.trouble.code, locks.count('k')]).toEqual(['OPERATION_TIMEOUT', 1]);
    member!.up = true;
    await t.advance(10_000);
    const [first, second] = t.cluster.of(mapTryLock);
    expect(second!.request).toEqual(first!.request);
    expect([t.cluster.of(mapTryLock).length, t.cluster.of(mapUnlock).length, locks.count('k')]).toEqual([2, 1, 0]);
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
  });
});
