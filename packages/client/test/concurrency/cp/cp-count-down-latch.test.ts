import type { AnyOperation } from '@hazelrx/protocol';
import {
  countDownLatchAwait,
  countDownLatchCountDown,
  countDownLatchGetCount,
  countDownLatchGetRound,
  countDownLatchTrySetCount,
  cpGroupCreateCPGroup,
  cpGroupDestroyCPObject,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import { CpCountDownLatch } from '../../../src/concurrency/cp/cp-count-down-latch.js';
import { CpGroups } from '../../../src/concurrency/cp/cp-group.js';
import type { CpSessions } from '../../../src/concurrency/cp/cp-sessions.js';
import type { Core } from '../../../src/structures/structure.js';
import type { Received } from '../../support/scripted-member.js';
import { connectedTo } from '../../support/virtual-client.js';

const groupId = { name: 'g', seed: Long.ZERO, id: Long.ONE };

async function setUp() {
  const t = await connectedTo(2);
  const on = <O extends AnyOperation>(row: O, script: (call: Received<O>) => void): void => {
    for (const member of t.cluster.members) member.on(row, script);
  };
  on(cpGroupCreateCPGroup, call => call.answer({ groupId }));
  on(countDownLatchGetRound, call => call.answer({ response: 7 }));
  const core = partsOf(t.client) as unknown as Core;
  const latch = new CpCountDownLatch({ core, groups: new CpGroups(core), sessions: {} as CpSessions }, 'latch@g');
  const done = async <T>(call$: Parameters<typeof t.watch<T>>[0]) => {
    const watched = t.watch(call$);
    await t.settle();
    return watched;
  };
  /** Waits as a member does on which nobody counts down. */
  const closed = () =>
    on(countDownLatchAwait, call =>
      t.scheduler.schedule(() => call.answer({ response: false }), call.request.timeoutMs.toNumber()),
    );
  return { t, on, core, latch, done, closed };
}

describe('a latch of the CP subsystem', () => {
  it('is set where its count is 0', async () => {
    const { t, on, latch, done } = await setUp();
    for (const response of [true, false]) {
      on(countDownLatchTrySetCount, call => call.answer({ response }));
      expect((await done(latch.trySetCount(3))).values).toEqual([response]);
    }
    expect(t.cluster.of(countDownLatchTrySetCount)[0]!.request).toEqual({ groupId, name: 'latch', count: 3 });
  });

  it.each([0, -1, 1.5, NaN, 2 ** 31, '2' as never])('cannot be set to %s', async count => {
    const { t, latch, done } = await setUp();
    const refused = { code: 'ILLEGAL_ARGUMENT', operation: 'CountDownLatch.trySetCount', structure: 'latch@g' };
    expect((await done(latch.trySetCount(count))).trouble).toMatchObject(refused);
    expect(t.cluster.of(cpGroupCreateCPGroup)).toEqual([]);
  });

  it('tells its count', async () => {
    const { on, latch, done } = await setUp();
    on(countDownLatchGetCount, call => call.answer({ response: 2 }));
    expect((await done(latch.getCount())).values).toEqual([2]);
  });

  it('is counted down in the round it is in', async () => {
    const { t, on, core, latch, done } = await setUp();
    on(countDownLatchCountDown, call => call.answer({}));
    const call = t.watch(latch.countDown());
    expect(core.invoker.active).toBe(1);
    await t.settle();
    expect([call.values, call.completed, core.invoker.active]).toEqual([[undefined], true, 0]);
    await done(latch.countDown());
    const [one, other] = t.cluster.of(countDownLatchCountDown).map(({ request }) => request);
    expect(one).toMatchObject({ groupId, name: 'latch', expectedRound: 7 });
    expect(one!.invocationUid.equals(other!.invocationUid)).toBe(false);
  });

  it('is counted down once, however often that is sent', async () => {
    const { t, on, latch } = await setUp();
    const scripts: ((call: Received<typeof countDownLatchCountDown>) => void)[] = [
      call => call.link.cut(),
      call => call.refuse('OPERATION_TIMEOUT'),
      call => call.refuse('CANNOT_REPLICATE_EXCEPTION'),
      call => call.answer({}),
    ];
    on(countDownLatchCountDown, call => scripts.shift()!(call));
    const call = t.watch(latch.countDown());
    await t.advance(2000);
    expect(call.values).toEqual([undefined]);
    const sent = t.cluster.of(countDownLatchCountDown).map(({ request }) => request);
    expect(sent).toHaveLength(4);
    for (const request of sent) expect(request).toEqual(sent[0]);
    expect(t.cluster.of(countDownLatchGetRound)).toHaveLength(1);
  });

  it('gives up when no member could count in time', async () => {
    const { t, on, core, latch } = await setUp();
    on(countDownLatchCountDown, call => call.refuse('OPERATION_TIMEOUT'));
    const call = t.watch(latch.countDown());
    await t.advance(121_000);
    expect(call.trouble).toMatchObject({ name: 'TimeoutError', operation: 'CountDownLatch.countDown' });
    expect(call.endedAt).toBe(120_000);
    expect(core.invoker.active).toBe(0);
    const sent = t.cluster.of(countDownLatchCountDown).length;
    await t.advance(5000);
    expect(t.cluster.of(countDownLatchCountDown)).toHaveLength(sent);
  });

  it.each([
    ['asked for the round', countDownLatchGetRound],
    ['counted down', countDownLatchCountDown],
  ] as const)('fails by the name of the call when it cannot be %s', async (_, row) => {
    const { on, latch, done } = await setUp();
    on<AnyOperation>(row, call => call.refuse('DISTRIBUTED_OBJECT_DESTROYED'));
    const told = { operation: 'CountDownLatch.countDown', structure: 'latch@g' };
    expect((await done(latch.countDown())).trouble).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED', ...told });
  });

  it('is destroyed for all', async () => {
    const { t, on, latch, done } = await setUp();
    on(cpGroupDestroyCPObject, call => call.answer({}));
    expect((await done(latch.destroy())).values).toEqual([undefined]);
    const [destroyed] = t.cluster.of(cpGroupDestroyCPObject);
    expect(destroyed!.request).toEqual({ groupId, serviceName: 'hz:raft:countDownLatchService', objectName: 'latch' });
  });
});

describe('waiting for a latch of the CP subsystem', () => {
  it('asks once where it may wait for a slice at most', async () => {
    const { t, on, latch, done } = await setUp();
    on(countDownLatchAwait, call => call.answer({ response: call.request.timeoutMs.isZero() }));
    expect((await done(latch.await(0))).values).toEqual([true]);
    expect((await done(latch.await(12.3))).values).toEqual([false]);
    expect((await done(latch.await(5000))).values).toEqual([false]);
    const waits = t.cluster.of(countDownLatchAwait).map(({ request }) => request.timeoutMs.toNumber());
    expect(waits.sort((a, b) => a - b)).toEqual([0, 13, 5000]);
  });

  it('ends with false when the time is up', async () => {
    const { t, latch, closed } = await setUp();
    closed();
    const call = t.watch(latch.await(12_000));
    await t.advance(20_000);
    expect([call.values, call.completed, call.endedAt]).toEqual([[false], true, 12_000]);
    const sent = t.cluster.of(countDownLatchAwait).map(({ request }) => request);
    expect(sent.map(({ timeoutMs }) => timeoutMs.toNumber()).sort((a, b) => a - b)).toEqual([2000, 5000, 5000]);
    expect(new Set(sent.map(({ invocationUid }) => invocationUid.toString())).size).toBe(3);
  });

  it('goes on as long as it takes', async () => {
    const { t, on, latch, closed } = await setUp();
    closed();
    const [waiting, opened] = [t.watch(latch.await()), t.watch(latch.opened$)];
    await t.advance(600_000);
    expect([waiting.values, waiting.error, opened.values, opened.error]).toEqual([[], undefined, [], undefined]);
    on(countDownLatchAwait, call => call.answer({ response: true }));
    await t.advance(5000);
    expect([waiting.values, waiting.completed]).toEqual([[true], true]);
    expect([opened.values, opened.completed]).toEqual([[undefined], true]);
  });

  it('goes on elsewhere when the connection is lost, as the same wait', async () => {
    const { t, on, latch } = await setUp();
    on(countDownLatchAwait, call => {
      on(countDownLatchAwait, again => again.answer({ response: true }));
      call.link.cut();
    });
    const call = t.watch(latch.await(3000));
    await t.settle();
    expect(call.values).toEqual([true]);
    const [one, other] = t.cluster.of(countDownLatchAwait).map(({ request }) => request);
    expect(one).toEqual(other);
  });

  it('leaves nothing behind but the slice that the member waits for', async () => {
    const { t, core, latch, closed } = await setUp();
    closed();
    const { pending } = partsOf(t.client);
    const { size } = pending;
    const waiting = [t.watch(latch.await()), t.watch(latch.opened$)];
    await t.advance(12_000);
    expect([core.invoker.active, pending.size]).toEqual([2, size + 2]);
    for (const { subscription } of waiting) subscription.unsubscribe();
    expect([core.invoker.active, pending.size, core.invoker.kept]).toEqual([0, size, 0]);
    const sent = t.cluster.of(countDownLatchAwait).length;
    await t.advance(20_000);
    expect(t.cluster.of(countDownLatchAwait)).toHaveLength(sent);
  });

  it.each([-1, NaN, 'soon' as never])('cannot take %s', async timeout => {
    const { latch, done } = await setUp();
    const refused = { code: 'ILLEGAL_ARGUMENT', operation: 'CountDownLatch.await', structure: 'latch@g' };
    expect((await done(latch.await(timeout))).trouble).toMatchObject(refused);
  });
});
