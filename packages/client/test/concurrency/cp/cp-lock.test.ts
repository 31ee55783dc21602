import {
  cpSessionCloseSession,
  cpSessionCreateSession,
  cpSessionHeartbeatSession,
  fencedLockGetLockOwnership,
  fencedLockLock,
  fencedLockTryLock,
  fencedLockUnlock,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { CpLock } from '../../../src/concurrency/cp/cp-lock.js';
import type { HeldLock } from '../../../src/concurrency/fenced-lock.js';
import { HazelcastError } from '../../../src/errors.js';
import type { ClientConfig } from '../../../src/options.js';
import type { Received } from '../../support/scripted-member.js';
import { HEARTBEAT, refusal, type ScriptedSessions, scriptedSessions, silent, TTL } from './scripted-sessions.js';

type LockRow = typeof fencedLockLock | typeof fencedLockTryLock;

const HOUR = 3_600_000;

function fenced(fence: number): (call: Received<LockRow>) => void {
  return call => call.answer({ response: Long.fromNumber(fence) });
}

const unlocked = (call: Received<typeof fencedLockUnlock>): void => call.answer({ response: false });

async function setUp(config?: ClientConfig, members?: number) {
  const group = await scriptedSessions(config, members);
  const { t } = group;
  let fence = 0;
  for (const row of [fencedLockLock, fencedLockTryLock]) {
    group.on(row, call => call.answer({ response: Long.fromNumber(++fence) }));
  }
  group.on(fencedLockUnlock, unlocked);
  const lock = new CpLock(group.parts, 'l@g');
  const held = async (): Promise<HeldLock> => {
    const locking = t.watch(lock.lock());
    await t.settle();
    return locking.values[0]!;
  };
  const unlock = async (one: HeldLock) => {
    const unlocking = t.watch(one.unlock());
    await t.settle();
    return unlocking;
  };
  return { group, t, lock, held, unlock };
}

function threads(group: ScriptedSessions, row: LockRow | typeof fencedLockUnlock = fencedLockLock): number[] {
  return group.asked(row).map(({ threadId }) => threadId.toNumber());
}

/** The last session of the client ends. */
async function expired(group: ScriptedSessions): Promise<void> {
  group.answers(cpSessionHeartbeatSession, refusal('SESSION_EXPIRED_EXCEPTION'), call => call.answer({}));
  await group.t.advance(HEARTBEAT);
}

describe('locking', () => {
  it('asks under the session, as an owner of its own, and emits the fence', async () => {
    const { group, t, lock, unlock } = await setUp();
    const locking = [t.watch(lock.lock()), t.watch(lock.lock())];
    await t.settle();
    expect(locking.map(({ values }) => values[0]!.fence.toNumber())).toEqual([1, 2]);
    expect(locking[0]!.completed).toBe(true);
    const [one, other] = group.asked(fencedLockLock);
    expect(one).toMatchObject({ groupId: { name: 'g' }, name: 'l', sessionId: Long.fromNumber(1) });
    expect(one!.threadId.equals(other!.threadId)).toBe(false);
    expect(one!.invocationUid.equals(other!.invocationUid)).toBe(false);
    expect(group.holds).toEqual([[1, 2]]);
    const unlocking = await unlock(locking[0]!.values[0]!);
    expect(unlocking).toMatchObject({ values: [undefined], completed: true });
    expect(group.asked(fencedLockUnlock)[0]).toMatchObject({ name: 'l', sessionId: Long.ONE, threadId: one!.threadId });
    await unlock(locking[1]!.values[0]!);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('uses the thread of who has unlocked again, of which members remember something', async () => {
    const { group, held, unlock } = await setUp();
    for (let i = 0; i < 5; i++) await unlock(await held());
    const both = [await held(), await held()];
    for (const one of both) await unlock(one);
    expect(threads(group)).toEqual([1, 1, 1, 1, 1, 1, 2]);
    const uids = group.asked(fencedLockLock).map(({ invocationUid }) => invocationUid.toString());
    expect(new Set(uids).size).toBe(7);
  });

  it('has another thread under another session', async () => {
    const { group, held, unlock } = await setUp();
    const [one, other] = [await held(), await held()];
    await unlock(one);
    await expired(group);
    await held();
    await unlock(other);
    await held();
    const asked = group.asked(fencedLockLock).map(({ sessionId, threadId }) => [sessionId, threadId].map(Number));
    expect(asked).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 4],
    ]);
  });

  it('waits as long as it takes', async () => {
    const { group, t, lock } = await setUp();
    group.on(fencedLockLock, silent);
    const locking = t.watch(lock.lock());
    await t.advance(HOUR);
    expect(locking).toMatchObject({ values: [], completed: false, error: undefined });
    t.cluster.of(fencedLockLock)[0]!.answer({ response: Long.fromNumber(7) });
    await t.settle();
    expect(locking.values[0]!.fence.toNumber()).toBe(7);
  });

  it('is sent again under the same id when its connection is lost, and looked for later, as its thread is not used again', async () => {
    const { group, t, lock, unlock } = await setUp({}, 2);
    group.answers(fencedLockLock, call => call.link.cut(), fenced(3));
    const locking = t.watch(lock.lock());
    await t.advance(10);
    const [first, second, ...more] = group.asked(fencedLockLock);
    expect(more).toEqual([]);
    expect(second).toMatchObject({ threadId: first!.threadId, sessionId: first!.sessionId });
    expect(second!.invocationUid.equals(first!.invocationUid)).toBe(true);
    group.answers(fencedLockUnlock, unlocked, refusal('ILLEGAL_MONITOR_STATE'));
    await unlock(locking.values[0]!);
    expect(threads(group, fencedLockUnlock)).toEqual([1]);
    expect(group.holds).toEqual([[1, 1]]);
    await t.advance(10_000);
    expect(threads(group, fencedLockUnlock)).toEqual([1, 1, 1]);
    expect(group.holds).toEqual([[1, 0]]);
    t.watch(lock.lock());
    await t.settle();
    expect(threads(group)).toContain(2);
  });

  it('goes on under another session when its own is over', async () => {
    const { group, t, lock } = await setUp();
    group.answers(fencedLockLock, refusal('SESSION_EXPIRED_EXCEPTION'), fenced(5));
    const locking = t.watch(lock.lock());
    await t.settle();
    expect(locking.values[0]!.fence.toNumber()).toBe(5);
    const [first, second] = group.asked(fencedLockLock);
    expect([first!.sessionId.toNumber(), second!.sessionId.toNumber()]).toEqual([1, 2]);
    expect(second!.invocationUid.equals(first!.invocationUid)).toBe(true);
    expect(group.holds).toEqual([[2, 1]]);
  });

  it('does not take what came after its session was over', async () => {
    const { group, t, lock } = await setUp();
    group.on(cpSessionHeartbeatSession, silent);
    group.answers(fencedLockLock, silent, fenced(9));
    const locking = t.watch(lock.lock());
    await t.settle();
    await t.advance(TTL);
    t.cluster.of(fencedLockLock)[0]!.answer({ response: Long.fromNumber(8) });
    await t.settle();
    expect(locking.values.map(({ fence }) => fence.toNumber())).toEqual([9]);
    expect(group.holds).toEqual([[2, 1]]);
  });

  it.each([
    ['WAIT_KEY_CANCELLED_EXCEPTION', 'ILLEGAL_MONITOR_STATE'],
    ['DISTRIBUTED_OBJECT_DESTROYED', 'DISTRIBUTED_OBJECT_DESTROYED'],
    ['CP_GROUP_DESTROYED_EXCEPTION', 'CP_GROUP_DESTROYED_EXCEPTION'],
  ] as const)('ends with %s as %s, and holds nothing', async (told, code) => {
    const { group, t, lock } = await setUp();
    group.on(fencedLockLock, refusal(told));
    const locking = t.watch(lock.lock());
    await t.settle();
    expect(locking.trouble).toMatchObject({ code, operation: 'FencedLock.lock', structure: 'l@g' });
    expect(group.holds.every(([, holds]) => holds === 0)).toBe(true);
    expect(threads(group, fencedLockUnlock)).toEqual([]);
  });

  it('says that it has no lease, and what a timeout is', async () => {
    const { t, lock } = await setUp();
    const refused = [t.watch(lock.lock({ lease: 5 })), t.watch(lock.tryLock(-1)), t.watch(lock.tryLock(NaN))];
    for (const { trouble } of refused) expect(trouble).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: 'l@g' });
  });
});

describe('trying to lock', () => {
  it('waits on the member as long as it is told to', async () => {
    const { group, t, lock } = await setUp();
    group.on(fencedLockTryLock, fenced(0));
    const trying = [t.watch(lock.tryLock()), t.watch(lock.tryLock(300_000))];
    await t.settle();
    expect(t.cluster.of(fencedLockTryLock).map(({ request }) => request.timeoutMs.toNumber())).toEqual([0, 300_000]);
    for (const { values } of trying) expect(values).toEqual([null]);
    expect(group.holds).toEqual([[1, 0]]);
    t.watch(lock.tryLock(Infinity));
    await t.settle();
    expect(t.cluster.of(fencedLockLock)).toHaveLength(1);
  });

  it('has less time left under another session', async () => {
    const { group, t, lock } = await setUp();
    group.answers(fencedLockTryLock, silent, silent, fenced(0));
    const trying = t.watch(lock.tryLock(1000));
    await t.settle();
    await t.advance(400);
    t.cluster.of(fencedLockTryLock)[0]!.refuse('SESSION_EXPIRED_EXCEPTION');
    await t.advance(900);
    t.cluster.of(fencedLockTryLock)[1]!.refuse('SESSION_EXPIRED_EXCEPTION');
    await t.settle();
    expect(t.cluster.of(fencedLockTryLock).map(({ request }) => request.timeoutMs.toNumber())).toEqual([1000, 600, 0]);
    expect(trying.values).toEqual([null]);
  });

  it('is not granted when the members have ended the wait', async () => {
    const { group, t, lock } = await setUp();
    group.on(fencedLockTryLock, refusal('WAIT_KEY_CANCELLED_EXCEPTION'));
    const trying = t.watch(lock.tryLock(1000));
    await t.settle();
    expect(trying.values).toEqual([null]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('unlocks when there was no answer in time, more than once', async () => {
    const { group, t, lock } = await setUp({ properties: { 'hazelcast.client.invocation.timeout.millis': 10_000 } });
    group.on(fencedLockTryLock, silent);
    group.on(fencedLockUnlock, refusal('ILLEGAL_MONITOR_STATE'));
    const trying = t.watch(lock.tryLock(1000));
    await t.settle();
    await t.advance(11_100);
    expect(trying.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'FencedLock.tryLock' });
    await t.advance(10_000);
    expect(threads(group, fencedLockUnlock)).toEqual([1, 1, 1]);
    expect(group.closed).toEqual([]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('closes the session when there is no answer to that either, and those who wait go to another', async () => {
    const { group, t, lock, held, unlock } = await setUp({
      properties: { 'hazelcast.client.invocation.timeout.millis': 10_000 },
    });
    const one = await held();
    group.answers(fencedLockLock, silent, fenced(5));
    const waiting = t.watch(lock.lock());
    group.on(fencedLockTryLock, silent);
    group.on(fencedLockUnlock, silent);
    t.watch(lock.tryLock(1000));
    await t.settle();
    await t.advance(11_100);
    expect(waiting.values).toEqual([]);
    await t.advance(10_100);
    expect(waiting.values.map(({ fence }) => fence.toNumber())).toEqual([5]);
    expect(group.asked(fencedLockLock).map(({ sessionId }) => sessionId.toNumber())).toEqual([1, 1, 2]);
    group.on(fencedLockUnlock, unlocked);
    t.cluster.of(fencedLockLock)[1]!.refuse('WAIT_KEY_CANCELLED_EXCEPTION');
    await t.advance(20_000);
    expect(group.closed).toEqual([]);
    await unlock(one);
    expect(group.closed).toEqual([1]);
    expect(group.holds).toEqual([[2, 1]]);
  });
});

describe('leaving a wait', () => {
  async function waiting(members?: number) {
    const all = await setUp({}, members);
    all.group.on(fencedLockLock, silent);
    const locking = all.t.watch(all.lock.lock());
    await all.t.settle();
    const requests = all.t.cluster.of(fencedLockLock);
    return { ...all, locking, request: requests[0]!, requests };
  }

  it('before there is a session asks for nothing', async () => {
    const { group, t, lock } = await setUp();
    t.watch(lock.lock()).subscription.unsubscribe();
    await t.settle();
    expect(threads(group)).toEqual([]);
    expect(group.holds.every(([, holds]) => holds === 0)).toBe(true);
  });

  it('ends it on the member', async () => {
    const { group, t, locking, request } = await waiting();
    group.on(fencedLockUnlock, call => {
      call.refuse('ILLEGAL_MONITOR_STATE');
      request.refuse('WAIT_KEY_CANCELLED_EXCEPTION');
    });
    locking.subscription.unsubscribe();
    await t.settle();
    const [unlock] = group.asked(fencedLockUnlock);
    expect(unlock).toMatchObject({ threadId: request.request.threadId, sessionId: Long.ONE });
    expect(unlock!.invocationUid.equals(request.request.invocationUid)).toBe(false);
    expect(group.holds).toEqual([[1, 0]]);
    await t.advance(60_000);
    expect(threads(group, fencedLockUnlock)).toEqual([1]);
  });

  it('gives back what had been granted', async () => {
    const { group, t, locking, request } = await waiting();
    locking.subscription.unsubscribe();
    request.answer({ response: Long.fromNumber(4) });
    group.answers(fencedLockUnlock, unlocked, refusal('ILLEGAL_MONITOR_STATE'));
    await t.advance(60_000);
    expect(threads(group, fencedLockUnlock)).toEqual([1, 1]);
    expect(group.holds).toEqual([[1, 0]]);
    expect(group.closed).toEqual([]);
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
  });

  it('ends it again when the first attempt came to the member before the wait did', async () => {
    const { group, t, locking, request } = await waiting();
    group.answers(fencedLockUnlock, refusal('ILLEGAL_MONITOR_STATE'), call => {
      call.refuse('ILLEGAL_MONITOR_STATE');
      request.refuse('WAIT_KEY_CANCELLED_EXCEPTION');
    });
    locking.subscription.unsubscribe();
    await t.advance(999);
    expect(group.holds).toEqual([[1, 1]]);
    await t.advance(1);
    expect(threads(group, fencedLockUnlock)).toEqual([1, 1]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('looks for the lock later, when nobody knows what became of the request', async () => {
    const { group, t, locking } = await waiting();
    locking.subscription.unsubscribe();
    group.on(fencedLockUnlock, refusal('ILLEGAL_MONITOR_STATE'));
    await t.advance(5000);
    expect(threads(group, fencedLockUnlock)).toEqual([1, 1, 1, 1, 1]);
    await t.advance(10_000);
    expect(threads(group, fencedLockUnlock)).toHaveLength(7);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('does not ask once more when the connection is lost', async () => {
    const { group, t, locking, request } = await waiting(2);
    group.on(fencedLockUnlock, call => {
      request.link.cut();
      if (call.link.open) call.refuse('ILLEGAL_MONITOR_STATE');
    });
    locking.subscription.unsubscribe();
    await t.advance(20_000);
    expect(threads(group)).toEqual([1]);
    expect(threads(group, fencedLockUnlock).length).toBeGreaterThan(2);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('is over with the session', async () => {
    const { group, t, locking, request } = await waiting();
    group.on(fencedLockUnlock, refusal('SESSION_EXPIRED_EXCEPTION'));
    locking.subscription.unsubscribe();
    request.refuse('SESSION_EXPIRED_EXCEPTION');
    await t.advance(1000);
    expect(threads(group, fencedLockUnlock)).toEqual([1]);
    expect(group.holds).toEqual([]);
    expect(group.asked(cpSessionCreateSession)).toHaveLength(1);
  });
});

describe('a lock that is held', () => {
  it('is locked again by the same owner, and unlocked as often', async () => {
    const { group, t, held, unlock } = await setUp();
    const one = await held();
    group.on(fencedLockTryLock, fenced(1));
    const again = t.watch(one.lock());
    await t.settle();
    expect(again.values).toEqual([one]);
    expect(group.asked(fencedLockTryLock)[0]).toMatchObject({ threadId: Long.ONE, sessionId: Long.ONE });
    group.answers(fencedLockUnlock, call => call.answer({ response: true }), unlocked);
    await unlock(one);
    expect(group.holds).toEqual([[1, 1]]);
    await unlock(one);
    expect(group.holds).toEqual([[1, 0]]);
    expect((await unlock(one)).trouble).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE', structure: 'l@g' });
    const late = t.watch(one.lock());
    expect(late.trouble).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE', operation: 'FencedLock.lock' });
    expect(one.lost).toBe(false);
  });

  it('is locked no more often than the members allow', async () => {
    const { group, t, held } = await setUp();
    const one = await held();
    group.on(fencedLockTryLock, fenced(0));
    const again = t.watch(one.lock());
    await t.settle();
    const code = 'LOCK_ACQUIRE_LIMIT_REACHED_EXCEPTION';
    expect(again.trouble).toMatchObject({ code, operation: 'FencedLock.lock', structure: 'l@g' });
    expect(group.holds).toEqual([[1, 1]]);
  });

  it('is unlocked once when who has locked it again has left', async () => {
    const { group, t, held, unlock } = await setUp();
    const one = await held();
    group.on(fencedLockTryLock, silent);
    const again = t.watch(one.lock());
    await t.settle();
    again.subscription.unsubscribe();
    await t.settle();
    expect(threads(group, fencedLockUnlock)).toEqual([]);
    t.cluster.of(fencedLockTryLock)[0]!.answer({ response: one.fence });
    await t.settle();
    expect(threads(group, fencedLockUnlock)).toEqual([1]);
    await unlock(one);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('is not what was locked anew after it had been unlocked', async () => {
    const { group, t, held } = await setUp();
    const one = await held();
    group.on(fencedLockTryLock, fenced(9));
    const again = t.watch(one.lock());
    t.watch(one.unlock());
    await t.settle();
    expect(again.trouble.code).toBe('ILLEGAL_MONITOR_STATE');
    expect(threads(group, fencedLockUnlock)).toEqual([1, 1]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('is unlocked under the same id when the first unlock failed', async () => {
    const { group, held, unlock } = await setUp();
    const one = await held();
    group.answers(fencedLockUnlock, refusal('OPERATION_TIMEOUT'), unlocked);
    expect((await unlock(one)).trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', structure: 'l@g' });
    expect(group.holds).toEqual([[1, 1]]);
    expect((await unlock(one)).completed).toBe(true);
    const [first, second] = group.asked(fencedLockUnlock);
    expect(second!.invocationUid.equals(first!.invocationUid)).toBe(true);
    await group.t.advance(10_000);
    expect(threads(group, fencedLockUnlock)).toHaveLength(4);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('is unlocked also when nobody waits for it', async () => {
    const { group, t, held } = await setUp();
    const one = await held();
    t.watch(one.unlock()).subscription.unsubscribe();
    await t.settle();
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('is not the lock of another name', async () => {
    const { group, t, lock, held } = await setUp();
    const one = await held();
    const other = t.watch(new CpLock(group.parts, 'other@g').unlock(one));
    expect(other.trouble).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: 'other@g' });
    const own = t.watch(lock.unlock(one));
    await t.settle();
    expect(own.completed).toBe(true);
  });
});

describe('losing a lock', () => {
  it('is not told of those that are unlocked, and looked for', async () => {
    const { group, t, lock, unlock } = await setUp({}, 2);
    group.answers(fencedLockLock, call => call.link.cut(), fenced(3));
    const all = t.watch(lock.lost$);
    const locking = t.watch(lock.lock());
    await t.advance(10);
    await unlock(locking.values[0]!);
    expect(group.holds).toEqual([[1, 1]]);
    group.sessions.live[0]!.end(new HazelcastError('SESSION_EXPIRED_EXCEPTION', 'test'));
    expect(all.values).toEqual([]);
    expect(locking.values[0]!.lost).toBe(false);
    await t.advance(10_000);
    expect(group.holds).toEqual([]);
  });

  it('is told by itself and by the lock', async () => {
    const { group, t, lock, held, unlock } = await setUp();
    const [one, other, gone] = [await held(), await held(), await held()];
    await unlock(gone);
    const lost = [t.watch(one.lost$), t.watch(other.lost$)];
    const all = t.watch(lock.lost$);
    const code = 'LOCK_OWNERSHIP_LOST_EXCEPTION';
    expect(one.lost).toBe(false);
    await expired(group);
    for (const { values, completed } of lost) {
      expect(values).toMatchObject([{ code, operation: 'FencedLock.lock', structure: 'l@g' }]);
      expect(completed).toBe(true);
    }
    expect(all.values.map(({ fence, error }) => [fence.toNumber(), error.code])).toEqual([
      [1, code],
      [2, code],
    ]);
    expect([one.lost, other.lost, gone.lost]).toEqual([true, true, false]);
    expect(t.watch(one.lost$).values).toMatchObject([{ code }]);
    expect((await unlock(one)).trouble).toMatchObject({ code, operation: 'FencedLock.unlock' });
    expect(t.watch(one.lock()).trouble).toMatchObject({ code, operation: 'FencedLock.lock' });
    expect(threads(group, fencedLockUnlock)).toEqual([3]);
  });

  it('happens when no heartbeat was answered for as long as the session lives', async () => {
    const { group, t, held } = await setUp();
    group.on(cpSessionHeartbeatSession, silent);
    const one = await held();
    const lost = t.watch(one.lost$);
    await t.advance(TTL - 1);
    expect(lost.values).toEqual([]);
    await t.advance(1);
    expect(lost.values).toHaveLength(1);
    expect(group.asked(cpSessionCloseSession)).toHaveLength(1);
  });

  it('is found out by unlocking it', async () => {
    const { group, t, held, unlock } = await setUp();
    const one = await held();
    const lost = t.watch(one.lost$);
    group.on(fencedLockUnlock, refusal('SESSION_EXPIRED_EXCEPTION'));
    expect((await unlock(one)).trouble.code).toBe('LOCK_OWNERSHIP_LOST_EXCEPTION');
    expect(lost.values).toHaveLength(1);
    expect(group.holds).toEqual([]);
  });

  it('is over when it is unlocked', async () => {
    const { group, t, held, unlock } = await setUp();
    const one = await held();
    const lost = t.watch(one.lost$);
    await unlock(one);
    expect(lost).toMatchObject({ values: [], completed: true });
    expect(t.watch(one.lost$)).toMatchObject({ values: [], completed: true });
    const other = await held();
    await expired(group);
    expect([one.lost, other.lost]).toEqual([false, true]);
  });

  it('is what happens at the end of the client', async () => {
    const { group, t, lock, held } = await setUp();
    const one = await held();
    const [lost, all] = [t.watch(one.lost$), t.watch(lock.lost$)];
    t.watch(group.sessions.close());
    await t.settle();
    t.watch(t.client.shutdown());
    await t.settle();
    const error = { code: 'LOCK_OWNERSHIP_LOST_EXCEPTION' };
    expect(lost).toMatchObject({ values: [error], completed: true, error: undefined });
    expect(all).toMatchObject({ values: [{ error }], completed: true, error: undefined });
  });
});

describe('working while it is locked', () => {
  it('gives the work its fence, and unlocks after it, before it completes', async () => {
    const { group, t, lock } = await setUp();
    group.on(fencedLockUnlock, silent);
    const working = t.watch(lock.withLock(fence => of(fence.toNumber(), 8)));
    await t.settle();
    expect(working).toMatchObject({ values: [1, 8], completed: false });
    t.cluster.of(fencedLockUnlock)[0]!.answer({ response: false });
    await t.settle();
    expect(working.completed).toBe(true);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('unlocks when the work fails, or is left', async () => {
    const { group, t, lock } = await setUp();
    const failing = t.watch(lock.withLock(() => throwError(() => new Error('no'))));
    await t.settle();
    expect(failing.error).toEqual(new Error('no'));
    const leaving = t.watch(lock.withLock(() => NEVER));
    await t.settle();
    expect(group.holds).toEqual([[1, 1]]);
    leaving.subscription.unsubscribe();
    await t.settle();
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('fails when the lock is lost', async () => {
    const { group, t, lock } = await setUp();
    const working = t.watch(lock.withLock(() => NEVER));
    await t.settle();
    await expired(group);
    expect(working.trouble.code).toBe('LOCK_OWNERSHIP_LOST_EXCEPTION');
  });

  it('does not work when it was not free in time', async () => {
    const { group, t, lock } = await setUp();
    group.on(fencedLockTryLock, fenced(0));
    const working = t.watch(lock.tryWithLock(50, () => of(1)));
    await t.settle();
    expect(working.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'FencedLock.tryLock' });
    expect(working.values).toEqual([]);
  });
});

describe('asking whether it is locked', () => {
  it('depends on the fence', async () => {
    const { group, t, lock } = await setUp();
    const state = { lockCount: 0, sessionId: Long.NEG_ONE, threadId: Long.NEG_ONE };
    group.answers(
      fencedLockGetLockOwnership,
      call => call.answer({ ...state, fence: Long.ZERO }),
      call => call.answer({ ...state, fence: Long.ONE }),
    );
    const asking = [t.watch(lock.isLocked()), t.watch(lock.isLocked())];
    await t.settle();
    expect(asking.map(({ values }) => values)).toEqual([[false], [true]]);
  });
});
