import { atomicLongAddAndGet, cpGroupCreateCPGroup } from '@hazelrx/protocol/operations';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import { CpAtomicLong } from '../../../src/concurrency/cp/cp-atomic-long.js';
import { CpGroups, cpName, groupKey } from '../../../src/concurrency/cp/cp-group.js';
import type { CpSessions } from '../../../src/concurrency/cp/cp-sessions.js';
import type { HazelcastError } from '../../../src/errors.js';
import type { Core } from '../../../src/structures/structure.js';
import { connectedTo } from '../../support/virtual-client.js';

const group = (name: string, id: number, seed = 0) => ({
  name,
  seed: Long.fromNumber(seed),
  id: Long.fromNumber(id),
});

/** Members with a CP subsystem, or in unsafe mode: then objects without a group have one each. */
async function setUp({ unsafe = false, members = 1 } = {}) {
  const t = await connectedTo(members);
  const core = partsOf(t.client) as unknown as Core;
  const groups = new CpGroups(core);
  const ids = new Map<string, number>();
  const answers = { next: 1 };
  for (const member of t.cluster.members) {
    member.on(cpGroupCreateCPGroup, call => {
      const [object, named = unsafe ? object! : 'default'] = call.request.proxyName.split('@');
      if (!ids.has(named)) ids.set(named, answers.next++);
      call.answer({ groupId: group(named, ids.get(named)!) });
    });
    member.on(atomicLongAddAndGet, call => call.answer({ response: call.request.groupId.id }));
  }
  const asked = () => t.cluster.of(cpGroupCreateCPGroup).map(({ request }) => request.proxyName);
  const long = (name: string) => new CpAtomicLong({ core, groups, sessions: {} as CpSessions }, name);
  /** The id of the group that a call of this object carries. */
  const sentTo = async (name: string): Promise<unknown> => {
    const call = t.watch(long(name).incrementAndGet());
    await t.settle();
    return call.error ?? (call.values[0] as Long).toNumber();
  };
  return { t, core, groups, ids, asked, long, sentTo };
}

describe('the name of an object of the CP subsystem', () => {
  it.each([
    ['a', 'default', 'a', 'a'],
    [' a ', 'default', 'a', 'a'],
    ['a@default', 'default', 'a', 'a'],
    ['a @ DEFAULT', 'default', 'a', 'a'],
    ['a@g', 'g', 'a', 'a@g'],
    [' a @ G ', 'G', 'a', 'a@G'],
  ])('%j', (name, group, object, proxy) => expect(cpName(name)).toEqual({ group, object, proxy }));

  it.each(['', ' ', '@g', ' @g', 'a@', 'a@ ', 'a@b@c', 'a@@b', 'a@METADATA', 'a@metadata '])('cannot be %j', name => {
    const refused = expect.objectContaining({ code: 'ILLEGAL_ARGUMENT', structure: name }) as Error;
    expect(() => cpName(name)).toThrow(refused);
  });
});

describe('the groups of the CP subsystem', () => {
  it('are asked for when the first call is made, once for all that wait', async () => {
    const { t, long, asked } = await setUp();
    const one = long('a');
    expect(asked()).toEqual([]);
    const calls = [t.watch(one.incrementAndGet()), t.watch(one.incrementAndGet())];
    await t.settle();
    expect(calls.map(({ values }) => values)).toEqual([[Long.ONE], [Long.ONE]]);
    expect(asked()).toEqual(['a']);
  });

  it('are the same for all objects without one, and for all of one name', async () => {
    const { sentTo, asked } = await setUp();
    for (const name of ['a', 'b', 'c@Default', 'default']) expect(await sentTo(name)).toBe(1);
    for (const name of ['a@g', 'b@g', ' a @ g ']) expect(await sentTo(name)).toBe(2);
    expect(await sentTo('a@G')).toBe(3);
    expect(asked()).toEqual(['a', 'a@g', 'a@G']);
  });

  it('are known for all objects without one when they are for the first', async () => {
    const { t, groups, long, asked } = await setUp();
    const calls = ['a', 'b', 'c'].map(name => long(name).incrementAndGet());
    for (const call$ of calls) {
      t.watch(call$);
      await t.settle();
    }
    expect(asked()).toEqual(['a']);
    groups.forget('c');
    for (const call$ of calls.toReversed()) {
      t.watch(call$);
      await t.settle();
    }
    expect(asked()).toEqual(['a', 'c']);
  });

  it('are one for each object without one in unsafe mode, as for other clients', async () => {
    const { sentTo, asked } = await setUp({ unsafe: true });
    expect(await sentTo('default')).toBe(1);
    expect(await sentTo('a@default')).toBe(2);
    expect(await sentTo('b')).toBe(3);
    expect(await sentTo('a')).toBe(2);
    expect(asked()).toEqual(['default', 'a', 'b']);
  });

  it('are asked for anew when they were destroyed, by all that were in them', async () => {
    const { groups, ids, sentTo, asked } = await setUp();
    expect([await sentTo('a'), await sentTo('b'), await sentTo('c@g')]).toEqual([1, 1, 2]);
    ids.clear();
    groups.forget('b');
    groups.forget('b');
    expect([await sentTo('a'), await sentTo('b'), await sentTo('c@g')]).toEqual([3, 3, 2]);
    expect(asked()).toEqual(['a', 'c@g', 'a']);
  });

  it('are asked for anew when all connections were lost: it may be another cluster', async () => {
    const { t, ids, sentTo } = await setUp({ members: 2 });
    expect([await sentTo('a'), await sentTo('c@g')]).toEqual([1, 2]);
    const [one, other] = t.cluster.members;
    one!.kill();
    ids.clear();
    await t.settle();
    expect(await sentTo('a')).toBe(1);
    one!.restart();
    other!.kill();
    t.cluster.show(one!);
    await t.settle();
    expect(t.states.slice(-2)).toEqual(['DISCONNECTED', 'CONNECTED']);
    expect(await sentTo('a')).toBe(3);
    expect(await sentTo('c@g')).toBe(4);
  });

  it('are where a call finds them that is sent again', async () => {
    const { t, groups, ids, long } = await setUp();
    const [member] = t.cluster.members;
    member!.on(atomicLongAddAndGet, call => {
      groups.forget('a');
      ids.clear();
      member!.on(atomicLongAddAndGet, again => again.answer({ response: again.request.groupId.id }));
      call.refuse('RETRYABLE_HAZELCAST');
    });
    const call = t.watch(long('a').incrementAndGet());
    await t.advance(100);
    expect(call.values).toEqual([Long.fromNumber(2)]);
  });

  it('have ids that others than calls may ask for, too', async () => {
    const { t, groups, asked } = await setUp();
    const first = [t.watch(groups.id('a')), t.watch(groups.id('a'))];
    await t.settle();
    const later = t.watch(groups.id('b'));
    expect([...first, later].map(({ values }) => values.map(groupKey))).toEqual([
      ['default/0/1'],
      ['default/0/1'],
      ['default/0/1'],
    ]);
    expect(later.completed).toBe(true);
    expect(asked()).toEqual(['a']);
    groups.forget('a');
    expect(later.values.map(groupKey)).toEqual(['default/0/1']);
  });

  it('are not there where members have no CP subsystem, and the error says what to do', async () => {
    const { t, groups, long } = await setUp();
    t.cluster.members[0]!.on(cpGroupCreateCPGroup, call => call.refuse('UNSUPPORTED_OPERATION'));
    const refused = [
      [t.watch(long('a@g').incrementAndGet()), 'AtomicLong.addAndGet'],
      [t.watch(groups.id('a@g')), 'CPGroup.createCPGroup'],
    ] as const;
    await t.settle();
    for (const [{ trouble }, operation] of refused) {
      expect(trouble).toMatchObject({ code: 'UNSUPPORTED_OPERATION', operation, structure: 'a@g' });
      expect(trouble.reason).toContain("concurrency: { backend: 'map' }");
      expect(trouble.reason).toContain('docs/concurrency.md');
      expect((trouble.cause as HazelcastError).reason).toBe('told UNSUPPORTED_OPERATION');
    }
  });

  it('are asked for again after a failure', async () => {
    const { t, sentTo } = await setUp();
    const [member] = t.cluster.members;
    member!.on(cpGroupCreateCPGroup, call => call.refuse('ILLEGAL_STATE'));
    expect(await sentTo('a@g')).toMatchObject({
      code: 'ILLEGAL_STATE',
      operation: 'AtomicLong.addAndGet',
      structure: 'a@g',
    });
    member!.on(cpGroupCreateCPGroup, call => call.answer({ groupId: group('g', 5) }));
    expect(await sentTo('a@g')).toBe(5);
  });

  it('leave nothing behind when nobody waits for them any more', async () => {
    const { t, core, long } = await setUp();
    t.cluster.members[0]!.on(cpGroupCreateCPGroup, () => {});
    const { pending } = partsOf(t.client);
    const { size } = pending;
    const calls = [t.watch(long('a').get()), t.watch(long('a').get())];
    await t.settle();
    expect([core.invoker.active, pending.size]).toEqual([2, size + 1]);
    for (const { subscription } of calls) subscription.unsubscribe();
    await t.settle();
    expect([core.invoker.active, pending.size]).toEqual([0, size]);
  });
});
