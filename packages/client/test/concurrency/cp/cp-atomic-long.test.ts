import type { AnyOperation } from '@hazelrx/protocol';
import {
  atomicLongAddAndGet,
  atomicLongCompareAndSet,
  atomicLongGet,
  atomicLongGetAndAdd,
  atomicLongGetAndSet,
  cpGroupCreateCPGroup,
  cpGroupDestroyCPObject,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import { CpAtomicLong } from '../../../src/concurrency/cp/cp-atomic-long.js';
import { CpGroups } from '../../../src/concurrency/cp/cp-group.js';
import type { CpSessions } from '../../../src/concurrency/cp/cp-sessions.js';
import type { Core } from '../../../src/structures/structure.js';
import type { Received } from '../../support/scripted-member.js';
import { connectedTo } from '../../support/virtual-client.js';

const groupId = { name: 'g', seed: Long.fromNumber(3), id: Long.fromNumber(4) };

async function setUp(name = 'counter@g', members = 2) {
  const t = await connectedTo(members);
  const on = <O extends AnyOperation>(row: O, script: (call: Received<O>) => void): void => {
    for (const member of t.cluster.members) member.on(row, script);
  };
  on(cpGroupCreateCPGroup, call => call.answer({ groupId }));
  const core = partsOf(t.client) as unknown as Core;
  const long = new CpAtomicLong({ core, groups: new CpGroups(core), sessions: {} as CpSessions }, name);
  return { t, on, long };
}

type Case = readonly [
  name: string,
  call: (long: CpAtomicLong) => Observable<unknown>,
  row: AnyOperation,
  fields: object,
  told: unknown,
];

const cases: readonly Case[] = [
  ['get', long => long.get(), atomicLongGet, {}, Long.fromNumber(9)],
  ['set', long => long.set(5n), atomicLongGetAndSet, { newValue: Long.fromNumber(5) }, undefined],
  ['getAndSet', long => long.getAndSet(-5), atomicLongGetAndSet, { newValue: Long.fromNumber(-5) }, Long.fromNumber(9)],
  ['addAndGet', long => long.addAndGet(2), atomicLongAddAndGet, { delta: Long.fromNumber(2) }, Long.fromNumber(9)],
  ['getAndAdd', long => long.getAndAdd(2), atomicLongGetAndAdd, { delta: Long.fromNumber(2) }, Long.fromNumber(9)],
  ['incrementAndGet', long => long.incrementAndGet(), atomicLongAddAndGet, { delta: Long.ONE }, Long.fromNumber(9)],
  ['getAndIncrement', long => long.getAndIncrement(), atomicLongGetAndAdd, { delta: Long.ONE }, Long.fromNumber(9)],
  ['decrementAndGet', long => long.decrementAndGet(), atomicLongAddAndGet, { delta: Long.NEG_ONE }, Long.fromNumber(9)],
  ['getAndDecrement', long => long.getAndDecrement(), atomicLongGetAndAdd, { delta: Long.NEG_ONE }, Long.fromNumber(9)],
];

describe('an atomic number of the CP subsystem', () => {
  it.each(cases)('%s', async (_, call, row, fields, told) => {
    const { t, on, long } = await setUp();
    on(row, received => received.answer({ response: Long.fromNumber(9) } as never));
    const { values, completed } = await settled(t, call(long));
    expect([values, completed]).toEqual([[told], true]);
    expect(t.cluster.of(row).map(({ request }) => request)).toEqual([{ groupId, name: 'counter', ...fields }]);
  });

  it('compares and sets', async () => {
    const { t, on, long } = await setUp('counter', 1);
    on(atomicLongCompareAndSet, call => call.answer({ response: call.request.expected.eq(1) }));
    expect((await settled(t, long.compareAndSet(1, 2))).values).toEqual([true]);
    expect((await settled(t, long.compareAndSet(2, Long.MAX_VALUE))).values).toEqual([false]);
    expect(t.cluster.of(atomicLongCompareAndSet).map(({ request }) => request.updated)).toEqual([
      Long.fromNumber(2),
      Long.MAX_VALUE,
    ]);
  });

  it('sends each call when it is subscribed to, once for each subscription', async () => {
    const { t, on, long } = await setUp();
    on(atomicLongAddAndGet, call => call.answer({ response: call.request.delta }));
    const add$ = long.addAndGet(1);
    await t.settle();
    expect(t.cluster.of(atomicLongAddAndGet)).toEqual([]);
    for (const sent of [1, 2]) {
      await settled(t, add$);
      expect(t.cluster.of(atomicLongAddAndGet)).toHaveLength(sent);
    }
  });

  it('never changes it twice: what was lost on the way is indeterminate', async () => {
    const { t, on, long } = await setUp();
    const changes: [AnyOperation, Observable<unknown>][] = [
      [atomicLongAddAndGet, long.incrementAndGet()],
      [atomicLongGetAndAdd, long.getAndDecrement()],
      [atomicLongGetAndSet, long.set(1)],
      [atomicLongCompareAndSet, long.compareAndSet(1, 2)],
    ];
    for (const [row, call$] of changes) {
      on(row, call => call.link.cut());
      const { trouble } = await settled(t, call$);
      expect(trouble).toMatchObject({ name: 'IndeterminateError', operation: row.name, structure: 'counter@g' });
      expect(t.cluster.of(row)).toHaveLength(1);
      await t.advance(5000);
    }
  });

  it('reads again where a read was lost on the way', async () => {
    const { t, on, long } = await setUp();
    on(atomicLongGet, call => {
      on(atomicLongGet, again => again.answer({ response: Long.ONE }));
      call.link.cut();
    });
    const { values } = await settled(t, long.get());
    expect(values).toEqual([Long.ONE]);
    expect(t.cluster.of(atomicLongGet)).toHaveLength(2);
  });

  it('tries again what the members say they have not done', async () => {
    const { t, on, long } = await setUp();
    on(atomicLongAddAndGet, call => {
      on(atomicLongAddAndGet, again => again.answer({ response: Long.ONE }));
      call.refuse('CANNOT_REPLICATE_EXCEPTION');
    });
    const call = t.watch(long.incrementAndGet());
    await t.advance(100);
    expect(call.values).toEqual([Long.ONE]);
  });

  it('fails with a number that is none', async () => {
    const { t, long } = await setUp();
    await settled(t, long.get());
    const refused = { code: 'ILLEGAL_ARGUMENT', operation: 'AtomicLong.addAndGet', structure: 'counter@g' };
    for (const delta of [1.5, 2 ** 63, 2n ** 63n, 'x' as never])
      expect((await settled(t, long.addAndGet(delta))).trouble).toMatchObject(refused);
    expect(t.cluster.of(atomicLongAddAndGet)).toEqual([]);
  });

  it('cannot be used after it was destroyed', async () => {
    const { t, on, long } = await setUp();
    on(cpGroupDestroyCPObject, call => call.answer({}));
    on(atomicLongAddAndGet, call => call.refuse('DISTRIBUTED_OBJECT_DESTROYED'));
    expect((await settled(t, long.destroy())).values).toEqual([undefined]);
    const [destroyed] = t.cluster.of(cpGroupDestroyCPObject);
    const serviceName = 'hz:raft:atomicLongService';
    expect(destroyed!.request).toEqual({ groupId, serviceName, objectName: 'counter' });
    const details = { code: 'DISTRIBUTED_OBJECT_DESTROYED', operation: 'AtomicLong.addAndGet', structure: 'counter@g' };
    expect((await settled(t, long.incrementAndGet())).trouble).toMatchObject(details);
  });

  it('is another one when its group was destroyed: the call fails, the next is sent to the new group', async () => {
    const { t, on, long } = await setUp();
    on(atomicLongAddAndGet, call => call.refuse('CP_GROUP_DESTROYED_EXCEPTION'));
    const { trouble } = await settled(t, long.incrementAndGet());
    expect(trouble).toMatchObject({ code: 'CP_GROUP_DESTROYED_EXCEPTION', structure: 'counter@g' });
    const anew = { ...groupId, seed: Long.fromNumber(99) };
    on(cpGroupCreateCPGroup, call => call.answer({ groupId: anew }));
    on(atomicLongAddAndGet, call => call.answer({ response: call.request.groupId.seed }));
    expect((await settled(t, long.incrementAndGet())).values).toEqual([Long.fromNumber(99)]);
    expect(t.cluster.of(cpGroupCreateCPGroup)).toHaveLength(2);
  });

  it('refuses a name that cannot be one where it is made', async () => {
    await expect(setUp('a@b@c')).rejects.toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: 'a@b@c' });
  });
});

async function settled<T>(t: Awaited<ReturnType<typeof connectedTo>>, call$: Parameters<typeof t.watch<T>>[0]) {
  const watched = t.watch(call$);
  await t.settle();
  return watched;
}
