import {
  cpSessionGenerateThreadId,
  cpSessionHeartbeatSession,
  semaphoreAcquire,
  semaphoreAvailablePermits,
  semaphoreChange,
  semaphoreDrain,
  semaphoreGetSemaphoreType,
  semaphoreInit,
  semaphoreRelease,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { CpSemaphore } from '../../../src/concurrency/cp/cp-semaphore.js';
import type { ClientConfig } from '../../../src/options.js';
import type { Received } from '../../support/scripted-member.js';
import { HEARTBEAT, refusal, type ScriptedSessions, scriptedSessions, silent } from './scripted-sessions.js';

const MOST = 2 ** 31 - 1;

const granted = (call: Received<typeof semaphoreAcquire>): void => call.answer({ response: true });
const denied = (call: Received<typeof semaphoreAcquire>): void => call.answer({ response: false });
const released = (call: Received<typeof semaphoreRelease>): void => call.answer({ response: true });

/** `free`: the members' configuration makes it JDK compatible. */
async function setUp(free = false, config?: ClientConfig, members?: number) {
  const group = await scriptedSessions(config, members);
  const { t } = group;
  group.on(semaphoreGetSemaphoreType, call => call.answer({ response: free }));
  group.on(semaphoreAcquire, granted);
  group.on(semaphoreRelease, released);
  group.on(semaphoreChange, call => call.answer({ response: true }));
  let threads = 100;
  group.on(cpSessionGenerateThreadId, call => call.answer({ response: Long.fromNumber(++threads) }));
  const semaphore = new CpSemaphore(group.parts, 's@g');
  const acquired = async (permits: number): Promise<void> => {
    t.watch(semaphore.acquire(permits));
    await t.settle();
  };
  return { group, t, semaphore, acquired };
}

function acquires({ t }: ScriptedSessions) {
  return t.cluster.of(semaphoreAcquire).map(({ request }) => ({
    permits: request.permits,
    timeout: request.timeoutMs.toNumber(),
    session: request.sessionId.toNumber(),
    thread: request.threadId.toNumber(),
  }));
}

function releases({ t }: ScriptedSessions): [session: number, permits: number][] {
  return t.cluster.of(semaphoreRelease).map(({ request }) => [request.sessionId.toNumber(), request.permits]);
}

async function expired(group: ScriptedSessions): Promise<void> {
  group.answers(cpSessionHeartbeatSession, refusal('SESSION_EXPIRED_EXCEPTION'), call => call.answer({}));
  await group.t.advance(HEARTBEAT);
}

describe('a semaphore', () => {
  it('asks once of which kind it is', async () => {
    const { group, t, semaphore } = await setUp();
    const calls = [t.watch(semaphore.acquire()), t.watch(semaphore.tryAcquire(2)), t.watch(semaphore.acquire(3))];
    await t.settle();
    for (const { completed } of calls) expect(completed).toBe(true);
    t.watch(semaphore.release());
    await t.settle();
    expect(t.cluster.of(semaphoreGetSemaphoreType).map(({ request }) => request)).toEqual([{ proxyName: 's@g' }]);
    expect(group.holds).toEqual([[1, 5]]);
  });

  it('passes on what is not about holding permits', async () => {
    const { group, t, semaphore } = await setUp();
    group.on(semaphoreInit, call => call.answer({ response: true }));
    group.on(semaphoreAvailablePermits, call => call.answer({ response: 4 }));
    const calls = [t.watch(semaphore.init(4)), t.watch(semaphore.availablePermits())];
    await t.settle();
    expect(calls.map(({ values }) => values)).toEqual([[true], [4]]);
    expect(t.cluster.of(semaphoreInit)[0]!.request).toMatchObject({ name: 's', permits: 4, groupId: { name: 'g' } });
  });

  it('says which numbers cannot be meant', async () => {
    const { t, semaphore } = await setUp();
    const calls = [
      semaphore.init(-1),
      semaphore.acquire(0),
      semaphore.tryAcquire(1.5),
      semaphore.tryAcquire(1, -1),
      semaphore.release(MOST + 1),
      semaphore.reducePermits(-1),
      semaphore.increasePermits(NaN),
      semaphore.withPermits(0, () => of(1)),
    ];
    for (const call of calls)
      expect(t.watch(call as typeof NEVER).trouble).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: 's@g' });
  });
});

describe('acquiring permits', () => {
  it('waits as long as it takes, or as long as it is told to', async () => {
    const { group, t, semaphore } = await setUp();
    group.answers(semaphoreAcquire, silent, denied);
    const waiting = t.watch(semaphore.acquire(2));
    await t.settle();
    const trying = [t.watch(semaphore.tryAcquire()), t.watch(semaphore.tryAcquire(1, 400_000))];
    await t.settle();
    expect(acquires(group)).toEqual([
      { permits: 2, timeout: -1, session: 1, thread: 1 },
      { permits: 1, timeout: 0, session: 1, thread: 2 },
      { permits: 1, timeout: 400_000, session: 1, thread: 3 },
    ]);
    for (const { values } of trying) expect(values).toEqual([false]);
    await t.advance(3_600_000);
    expect(waiting).toMatchObject({ completed: false, error: undefined });
    expect(group.holds).toEqual([[1, 1]]);
    t.cluster.of(semaphoreAcquire)[0]!.answer({ response: true });
    await t.settle();
    expect(waiting).toMatchObject({ values: [undefined], completed: true });
    expect(group.holds).toEqual([[1, 2]]);
  });

  it('goes on under another session when its own is over', async () => {
    const { group, t, semaphore } = await setUp();
    group.answers(semaphoreAcquire, refusal('SESSION_EXPIRED_EXCEPTION'), granted);
    const acquiring = t.watch(semaphore.acquire());
    await t.settle();
    expect(acquiring.completed).toBe(true);
    const [first, second] = group.asked(semaphoreAcquire);
    expect(second!.invocationUid.equals(first!.invocationUid)).toBe(true);
    expect(group.holds).toEqual([[2, 1]]);
  });

  it('ends when the members have ended the wait', async () => {
    const { group, t, semaphore } = await setUp();
    group.on(semaphoreAcquire, refusal('WAIT_KEY_CANCELLED_EXCEPTION'));
    const calls = [t.watch(semaphore.acquire()), t.watch(semaphore.tryAcquire(1, 10))] as const;
    await t.settle();
    expect(calls[0].trouble).toMatchObject({ code: 'ILLEGAL_STATE', operation: 'Semaphore.acquire' });
    expect(calls[1].values).toEqual([false]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('is given up by leaving: the wait is ended by asking for more than there are', async () => {
    const { group, t, semaphore } = await setUp();
    group.answers(semaphoreAcquire, silent, call => {
      call.answer({ response: false });
      t.cluster.of(semaphoreAcquire)[0]!.refuse('WAIT_KEY_CANCELLED_EXCEPTION');
    });
    const leaving = t.watch(semaphore.acquire(2));
    await t.settle();
    leaving.subscription.unsubscribe();
    await t.advance(10_000);
    expect(acquires(group)).toMatchObject([{ permits: 2 }, { permits: MOST, timeout: 0, session: 1, thread: 1 }]);
    expect(releases(group)).toEqual([]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('gives back what comes after leaving', async () => {
    const { group, t, semaphore } = await setUp();
    group.answers(semaphoreAcquire, silent, denied);
    const leaving = t.watch(semaphore.acquire(2));
    await t.settle();
    leaving.subscription.unsubscribe();
    t.cluster.of(semaphoreAcquire)[0]!.answer({ response: true });
    await t.advance(10_000);
    expect(releases(group)).toEqual([[1, 2]]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('gives back all, where there were as many as there can be', async () => {
    const { group, t, semaphore } = await setUp();
    group.answers(semaphoreAcquire, silent, granted);
    const leaving = t.watch(semaphore.acquire(2));
    await t.settle();
    leaving.subscription.unsubscribe();
    await t.settle();
    t.cluster.of(semaphoreAcquire)[0]!.answer({ response: false });
    await t.advance(10_000);
    expect(releases(group)).toEqual([[1, MOST]]);
  });

  it('waits under another session when something is held that nobody knows of', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    await acquired(1);
    group.answers(semaphoreAcquire, silent, granted);
    const waiting = t.watch(semaphore.acquire(2));
    await t.settle();
    group.sessions.live[0]!.retire();
    await t.settle();
    expect(waiting).toMatchObject({ values: [undefined], completed: true });
    expect(acquires(group).map(({ session, permits }) => [session, permits])).toEqual([
      [1, 1],
      [1, 2],
      [1, MOST],
      [2, 2],
    ]);
  });

  it('closes the session later, where there was no answer in time', async () => {
    const { group, t, semaphore, acquired } = await setUp(false, {
      properties: { 'hazelcast.client.invocation.timeout.millis': 10_000 },
    });
    await acquired(1);
    group.answers(semaphoreAcquire, silent, denied);
    const trying = t.watch(semaphore.tryAcquire(2, 1000));
    await t.settle();
    await t.advance(11_100);
    expect(trying.trouble.code).toBe('OPERATION_TIMEOUT');
    expect(group.holds).toEqual([[1, 1]]);
    t.watch(semaphore.release());
    await t.settle();
    expect(group.closed).toEqual([1]);
  });
});

describe('releasing permits', () => {
  it('is what members allow', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    const none = t.watch(semaphore.release());
    await t.settle();
    expect(none.trouble).toMatchObject({ code: 'ILLEGAL_STATE', operation: 'Semaphore.release', structure: 's@g' });
    await acquired(3);
    group.answers(semaphoreRelease, refusal('ILLEGAL_STATE'), released);
    const many = t.watch(semaphore.release(4));
    await t.settle();
    expect(many.trouble.code).toBe('ILLEGAL_STATE');
    expect(group.holds).toEqual([[1, 3]]);
    const some = t.watch(semaphore.release(2));
    await t.settle();
    expect(some).toMatchObject({ values: [undefined], completed: true });
    t.watch(semaphore.release());
    await t.settle();
    expect(releases(group)).toEqual([
      [1, 4],
      [1, 2],
      [1, 1],
    ]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('is of the sessions that hold them', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    await acquired(2);
    group.sessions.live[0]!.retire();
    await acquired(3);
    expect(group.holds).toEqual([
      [1, 2],
      [2, 3],
    ]);
    const releasing = t.watch(semaphore.release(4));
    await t.settle();
    expect(releasing).toMatchObject({ values: [undefined], completed: true });
    expect(releases(group)).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(group.closed).toEqual([1]);
    expect(group.holds).toEqual([[2, 1]]);
  });

  it('says how many are released when some are not', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    await acquired(2);
    group.sessions.live[0]!.retire();
    await acquired(3);
    group.answers(semaphoreRelease, released, refusal('OPERATION_TIMEOUT'), released);
    const releasing = t.watch(semaphore.release(4));
    await t.settle();
    expect(releasing.trouble).toMatchObject({
      code: 'OPERATION_TIMEOUT',
      reason: expect.stringMatching(/^2 of 4 are released, and then: /) as string,
      operation: 'Semaphore.release',
      structure: 's@g',
    });
    expect(group.holds).toEqual([[2, 3]]);
    t.watch(semaphore.release(3));
    await t.settle();
    expect(releases(group)).toEqual([
      [1, 2],
      [2, 2],
      [2, 3],
    ]);
    // Nobody knows whether the second release was done: nothing more is held under its session.
    expect(group.closed).toEqual([1, 2]);
  });

  it('goes on when nobody waits for it, also under the next session', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    await acquired(2);
    group.sessions.live[0]!.retire();
    await acquired(3);
    t.watch(semaphore.release(5)).subscription.unsubscribe();
    await t.settle();
    expect(group.closed).toEqual([1]);
    expect(group.holds).toEqual([[2, 0]]);
  });

  it('goes on when nobody waits for it', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    await acquired(2);
    t.watch(semaphore.release(2)).subscription.unsubscribe();
    await t.settle();
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('fails where the session is over', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    await acquired(2);
    group.on(semaphoreRelease, refusal('SESSION_EXPIRED_EXCEPTION'));
    const lost = t.watch(semaphore.lost$);
    const releasing = t.watch(semaphore.release());
    await t.settle();
    expect(releasing.trouble).toMatchObject({ code: 'ILLEGAL_STATE', structure: 's@g' });
    expect(lost.values).toHaveLength(1);
    expect(group.holds).toEqual([]);
    const again = t.watch(semaphore.release());
    await t.settle();
    expect(again.trouble.code).toBe('ILLEGAL_STATE');
    expect(releases(group)).toHaveLength(1);
  });
});

describe('all permits, more and fewer', () => {
  it('drains what there is', async () => {
    const { group, t, semaphore } = await setUp();
    const answer = (response: number) => (call: Received<typeof semaphoreDrain>) => call.answer({ response });
    group.answers(semaphoreDrain, answer(7), answer(0), answer(-2), refusal('SESSION_EXPIRED_EXCEPTION'), answer(1));
    const drained: number[][] = [];
    for (let i = 0; i < 3; i++) {
      const draining = t.watch(semaphore.drainPermits());
      await t.settle();
      drained.push(draining.values);
    }
    expect(drained).toEqual([[7], [0], [0]]);
    expect(group.holds).toEqual([[1, 7]]);
    const draining = t.watch(semaphore.drainPermits());
    await t.settle();
    expect(draining.values).toEqual([1]);
    expect(group.holds).toEqual([[2, 1]]);
  });

  it('gives back what was drained after leaving', async () => {
    const { group, t, semaphore } = await setUp();
    const leaving = t.watch(semaphore.drainPermits());
    await t.settle();
    leaving.subscription.unsubscribe();
    t.cluster.of(semaphoreDrain)[0]!.answer({ response: 5 });
    await t.settle();
    expect(releases(group)).toEqual([[1, 5]]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('changes their number, also under another session', async () => {
    const { group, t, semaphore } = await setUp();
    group.answers(semaphoreChange, refusal('SESSION_EXPIRED_EXCEPTION'), call => call.answer({ response: true }));
    const calls = [t.watch(semaphore.increasePermits(0)), t.watch(semaphore.reducePermits(3))];
    await t.settle();
    calls.push(t.watch(semaphore.increasePermits(2)));
    await t.settle();
    for (const { values, completed } of calls) expect([values, completed]).toEqual([[undefined], true]);
    expect(t.cluster.of(semaphoreChange).map(({ request }) => request.permits)).toEqual([-3, -3, 2]);
    expect(group.holds).toEqual([[2, 0]]);
  });
});

describe('a change of the number of permits', () => {
  function changes({ t }: ScriptedSessions): [session: number, thread: number, permits: number][] {
    return t.cluster
      .of(semaphoreChange)
      .map(({ request }) => [request.sessionId.toNumber(), request.threadId.toNumber(), request.permits]);
  }

  it('is sent again under the same id when its connection is lost, and its thread is not used again', async () => {
    const { group, t, semaphore } = await setUp(false, {}, 2);
    group.answers(
      semaphoreChange,
      call => call.link.cut(),
      call => call.answer({ response: true }),
    );
    const changing = t.watch(semaphore.increasePermits(3));
    await t.advance(10);
    expect(changing).toMatchObject({ values: [undefined], completed: true });
    const [first, second] = group.asked(semaphoreChange);
    expect(second!.invocationUid.equals(first!.invocationUid)).toBe(true);
    t.watch(semaphore.increasePermits(4));
    await t.settle();
    const asked = changes(group).sort((one, other) => one[2] - other[2]);
    expect(asked).toEqual([
      [1, 1, 3],
      [1, 1, 3],
      [1, 2, 4],
    ]);
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('leaves the session as it is when nobody knows whether it was done: it holds nothing', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    await acquired(1);
    group.on(semaphoreChange, refusal('OPERATION_TIMEOUT'));
    const changing = t.watch(semaphore.reducePermits(1));
    await t.settle();
    expect(changing.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'Semaphore.change' });
    await acquired(2);
    expect(group.holds).toEqual([[1, 3]]);
  });

  it('is not made under another session where it may have been made before', async () => {
    const { group, t, semaphore } = await setUp(false, {}, 2);
    group.answers(semaphoreChange, call => call.link.cut(), refusal('SESSION_EXPIRED_EXCEPTION'));
    const changing = t.watch(semaphore.increasePermits(3));
    await t.advance(10);
    expect(changing.trouble).toMatchObject({
      code: 'INDETERMINATE_OPERATION_STATE',
      operation: 'Semaphore.change',
      structure: 's@g',
    });
    expect(changes(group)).toHaveLength(2);
  });

  it('is made also when nobody waits for it', async () => {
    const { group, t, semaphore } = await setUp();
    group.on(semaphoreChange, silent);
    const changing = t.watch(semaphore.increasePermits(1));
    await t.settle();
    changing.subscription.unsubscribe();
    expect(group.holds).toEqual([[1, 0]]);
    group.on(semaphoreChange, call => call.answer({ response: true }));
    t.watch(semaphore.increasePermits(2));
    await t.settle();
    expect(changes(group)).toEqual([
      [1, 1, 1],
      [1, 2, 2],
    ]);
  });
});

describe('losing permits', () => {
  it('is told by the semaphore, once, when it held any', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    const lost = t.watch(semaphore.lost$);
    await acquired(2);
    await acquired(1);
    await expired(group);
    expect(lost.values).toMatchObject([{ code: 'SESSION_EXPIRED_EXCEPTION', structure: 's@g' }]);
    await acquired(1);
    t.watch(semaphore.release());
    await t.settle();
    expect(lost.values).toHaveLength(1);
    t.watch(t.client.shutdown());
    await t.settle();
    expect(lost.completed).toBe(true);
  });

  it('ends the work that needs them', async () => {
    const { group, t, semaphore, acquired } = await setUp();
    await acquired(1);
    const working = t.watch(semaphore.withPermits(2, () => NEVER));
    await t.settle();
    expect(group.holds).toEqual([[1, 3]]);
    await expired(group);
    expect(working.trouble).toMatchObject({ code: 'SESSION_EXPIRED_EXCEPTION', structure: 's@g' });
    expect(releases(group)).toEqual([]);
  });
});

describe('working with permits', () => {
  it('releases them after the work', async () => {
    const { group, t, semaphore } = await setUp();
    const working = t.watch(semaphore.withPermits(2, () => of(1, 2)));
    await t.settle();
    expect(working).toMatchObject({ values: [1, 2], completed: true });
    expect(releases(group)).toEqual([[1, 2]]);
    const leaving = t.watch(semaphore.withPermits(1, () => NEVER));
    await t.settle();
    leaving.subscription.unsubscribe();
    await t.settle();
    expect(group.holds).toEqual([[1, 0]]);
  });

  it('does not begin when they were not there in time', async () => {
    const { group, t, semaphore } = await setUp();
    group.on(semaphoreAcquire, denied);
    const working = t.watch(semaphore.withPermits(2, () => of(1), { timeout: 30 }));
    await t.settle();
    expect(working.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'Semaphore.acquire' });
    expect(acquires(group)).toMatchObject([{ timeout: 30 }]);
  });
});

describe('a semaphore without sessions', () => {
  it('asks as threads that the members give out, and uses them again', async () => {
    const { group, t, semaphore } = await setUp(true);
    const both = [t.watch(semaphore.acquire()), t.watch(semaphore.acquire(2))];
    await t.settle();
    for (const { completed } of both) expect(completed).toBe(true);
    const others = [t.watch(semaphore.release(9)), t.watch(semaphore.tryAcquire())];
    await t.settle();
    for (const { completed } of others) expect(completed).toBe(true);
    expect(acquires(group)).toMatchObject([
      { session: -1, thread: 101, timeout: -1 },
      { session: -1, thread: 102 },
      { session: -1, thread: expect.any(Number) as number },
    ]);
    expect(releases(group)).toEqual([[-1, 9]]);
    expect(t.cluster.of(cpSessionGenerateThreadId)).toHaveLength(2);
    expect(group.holds).toEqual([]);
  });

  it('does not ask again when the connection was lost: that would count twice', async () => {
    const { group, t, semaphore } = await setUp(true, {}, 2);
    for (const row of [semaphoreAcquire, semaphoreRelease] as const) {
      group.answers(
        row,
        call => call.link.cut(),
        call => call.answer({ response: false }),
      );
      const asking = t.watch<unknown>(row === semaphoreAcquire ? semaphore.acquire() : semaphore.release());
      await t.advance(3000);
      expect(asking.trouble).toMatchObject({ code: 'INDETERMINATE_OPERATION_STATE', structure: 's@g' });
    }
    const asked = acquires(group).map(({ permits, thread }) => [permits, thread]);
    expect(asked.sort(([one], [other]) => one! - other!)).toEqual([
      [1, 101],
      [MOST, 101],
    ]);
    expect(releases(group)).toHaveLength(1);
    expect(t.eventsOf('indeterminate')).toEqual([]);
  });

  it('ends the wait of who leaves', async () => {
    const { group, t, semaphore } = await setUp(true);
    group.answers(semaphoreAcquire, silent, call => {
      call.answer({ response: false });
      t.cluster.of(semaphoreAcquire)[0]!.refuse('WAIT_KEY_CANCELLED_EXCEPTION');
    });
    const leaving = t.watch(semaphore.acquire(2));
    await t.settle();
    leaving.subscription.unsubscribe();
    await t.settle();
    expect(acquires(group)).toMatchObject([
      { thread: 101, permits: 2 },
      { thread: 101, permits: MOST, session: -1 },
    ]);
    expect(t.eventsOf('indeterminate')).toEqual([]);
  });

  it('tells of what was given to nobody', async () => {
    const { group, t, semaphore } = await setUp(true);
    group.answers(semaphoreAcquire, silent, denied);
    const leaving = t.watch(semaphore.acquire(2));
    await t.settle();
    leaving.subscription.unsubscribe();
    await t.advance(10_000);
    expect(t.eventsOf('indeterminate')).toMatchObject([{ operation: 'Semaphore.acquire', structure: 's@g' }]);
  });

  it('releases what the work needed', async () => {
    const { group, t, semaphore } = await setUp(true);
    const working = t.watch(semaphore.withPermits(2, () => of(1)));
    await t.settle();
    expect(working).toMatchObject({ values: [1], completed: true });
    expect(releases(group)).toEqual([[-1, 2]]);
  });
});
