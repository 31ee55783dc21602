import { UUID } from '@hazelrx/protocol';
import { pnCounterAdd, pnCounterGet } from '@hazelrx/protocol/operations';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import type { ClientConfig } from '../../src/options.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, type VirtualClient } from '../support/virtual-client.js';

const [one, other] = [UUID.random(), UUID.random()];

type Times = readonly (readonly [UUID, number])[];

/** What a replica answers: a value, and what it has seen. */
function counted(value: number, times: Times, replicaCount = 1000) {
  return {
    value: Long.fromNumber(value),
    replicaTimestamps: times.map(([replica, time]) => [replica, Long.fromNumber(time)] as const),
    replicaCount,
  };
}

function told(times: readonly (readonly [UUID, Long])[]): [string, number][] {
  return times.map(([replica, time]) => [replica.toString(), time.toNumber()]);
}

/** The client begins with the first member: chance is 0. */
async function setUp(size = 3, config: ClientConfig = {}) {
  const t = await connectedTo(size, config);
  await t.settle();
  return { t, members: t.cluster.members, counter: t.client.getPNCounter('c') };
}

function asked(t: VirtualClient): ScriptedMember[] {
  return [...t.cluster.of(pnCounterGet), ...t.cluster.of(pnCounterAdd)].map(({ member }) => member);
}

describe('a PN counter', () => {
  it('asks one replica as long as it is there, and tells it what was seen', async () => {
    const { t, members, counter } = await setUp();
    members[0]!.on(pnCounterAdd, call => call.answer(counted(3, [[one, 7]])));
    members[0]!.on(pnCounterGet, call =>
      call.answer(
        counted(3, [
          [one, 8],
          [other, 1],
        ]),
      ),
    );
    const calls = [t.watch(counter.addAndGet(3))];
    await t.settle();
    calls.push(t.watch(counter.get()));
    await t.settle();
    calls.push(t.watch(counter.get()));
    await t.settle();
    expect(calls.map(({ values }) => values.map(Number))).toEqual([[3], [3], [3]]);
    const [added] = members[0]!.of(pnCounterAdd);
    const gets = members[0]!.of(pnCounterGet);
    expect(added!.request).toMatchObject({ name: 'c', delta: Long.fromNumber(3), getBeforeUpdate: false });
    expect(added!.request.targetReplicaUUID).toEqual(members[0]!.uuid);
    expect([added, ...gets].map(call => told(call!.request.replicaTimestamps))).toEqual([
      [],
      [[one.toString(), 7]],
      [
        [one.toString(), 8],
        [other.toString(), 1],
      ],
    ]);
  });

  it('asks another replica when one has seen less, and stays there', async () => {
    const { t, members, counter } = await setUp();
    members[0]!.on(pnCounterGet, call => call.refuse('CONSISTENCY_LOST_EXCEPTION'));
    members[1]!.on(pnCounterGet, call => call.answer(counted(5, [[one, 1]])));
    for (const _ of [1, 2]) {
      const call = t.watch(counter.get());
      await t.settle();
      expect(call.values).toEqual([Long.fromNumber(5)]);
    }
    expect(asked(t)).toEqual([members[0], members[1], members[1]]);
  });

  it('does not go back when a replica answers that has not seen all', async () => {
    const { t, members, counter } = await setUp(2);
    members[0]!.on(pnCounterAdd, call => call.answer(counted(9, [[one, 9]])));
    t.watch(counter.addAndGet(9));
    await t.settle();
    members[0]!.on(pnCounterGet, call => call.answer(counted(0, [[other, 4]])));
    members[1]!.on(pnCounterGet, call => call.answer(counted(0, [[one, 8]])));
    const lost = t.watch(counter.get());
    await t.settle();
    expect(lost.trouble).toMatchObject({
      code: 'CONSISTENCY_LOST_EXCEPTION',
      operation: 'PNCounter.get',
      structure: 'c',
    });
    expect(t.cluster.of(pnCounterGet)).toHaveLength(2);
    counter.reset();
    const after = t.watch(counter.get());
    await t.settle();
    expect(after.values).toEqual([Long.ZERO]);
  });

  it('asks others while the member of its replica is not connected, without waiting for it', async () => {
    const { t, members, counter } = await setUp();
    members[0]!.on(pnCounterGet, () => members[0]!.kill());
    members[1]!.on(pnCounterGet, call => call.answer(counted(1, [[one, 1]])));
    const call = t.watch(counter.get());
    await t.settle();
    expect(call.values).toEqual([Long.ONE]);
    expect(t.now).toBe(0);
  });

  it('does not add twice: what was lost on the way is indeterminate', async () => {
    const { t, members, counter } = await setUp();
    members[0]!.on(pnCounterAdd, call => call.link.cut());
    const call = t.watch(counter.incrementAndGet());
    await t.settle();
    expect(call.trouble).toMatchObject({ name: 'IndeterminateError', operation: 'PNCounter.add', structure: 'c' });
    expect(t.cluster.of(pnCounterAdd)).toHaveLength(1);
    members[1]!.on(pnCounterAdd, again => again.answer(counted(1, [[other, 1]])));
    const next = t.watch(counter.incrementAndGet());
    await t.settle();
    expect(next.values).toEqual([Long.ONE]);
  });

  it('asks only members with replicas, and only data members', async () => {
    const { t, members, counter } = await setUp(2);
    members[0]!.on(pnCounterGet, call => call.answer(counted(1, [[one, 1]], 1)));
    t.watch(counter.get());
    await t.settle();
    members[0]!.on(pnCounterGet, call => call.refuse('CONSISTENCY_LOST_EXCEPTION'));
    const lost = t.watch(counter.get());
    await t.settle();
    expect(lost.trouble.code).toBe('CONSISTENCY_LOST_EXCEPTION');
    expect(members[1]!.of(pnCounterGet)).toEqual([]);
  });

  it('tries the only replica again as any call is', async () => {
    const { t, members, counter } = await setUp(1);
    let times = 0;
    members[0]!.on(pnCounterAdd, call =>
      ++times < 3 ? call.refuse('RETRYABLE_HAZELCAST') : call.answer(counted(1, [[one, 1]])),
    );
    const call = t.watch(counter.incrementAndGet());
    await t.advance(100);
    expect(call.values).toEqual([Long.ONE]);
  });

  it('sends by way of another member where there is none to the replica', async () => {
    const { t, members, counter } = await setUp(2, { network: { smartRouting: false } });
    members[0]!.on(pnCounterGet, call => call.answer(counted(2, [[one, 1]])));
    const call = t.watch(counter.get());
    await t.settle();
    expect(call.values).toEqual([Long.fromNumber(2)]);
    members[0]!.on(pnCounterGet, again =>
      again.request.targetReplicaUUID.equals(members[0]!.uuid)
        ? again.refuse('CONSISTENCY_LOST_EXCEPTION')
        : again.answer(counted(3, [[one, 2]])),
    );
    const passedOn = t.watch(counter.get());
    await t.settle();
    expect(passedOn.values).toEqual([Long.fromNumber(3)]);
    expect(members[1]!.of(pnCounterGet)).toEqual([]);
  });

  it('leaves nothing behind when nobody waits any more', async () => {
    const { t, counter } = await setUp();
    const { invoker, pending } = partsOf(t.client);
    const { size } = pending;
    const call = t.watch(counter.get());
    await t.settle();
    expect([invoker.active, pending.size]).toEqual([1, size + 1]);
    call.subscription.unsubscribe();
    await t.settle();
    expect([invoker.active, pending.size]).toEqual([0, size]);
  });
});
