import {
  atomicRefCompareAndSet,
  atomicRefContains,
  atomicRefGet,
  atomicRefSet,
  cpGroupCreateCPGroup,
  cpGroupDestroyCPObject,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import { CpAtomicReference } from '../../../src/concurrency/cp/cp-atomic-reference.js';
import { CpGroups } from '../../../src/concurrency/cp/cp-group.js';
import type { CpSessions } from '../../../src/concurrency/cp/cp-sessions.js';
import type { Core } from '../../../src/structures/structure.js';
import { connectedTo } from '../../support/virtual-client.js';

const groupId = { name: 'default', seed: Long.ZERO, id: Long.ONE };

async function setUp() {
  const t = await connectedTo(1);
  const member = t.cluster.members[0]!;
  member.on(cpGroupCreateCPGroup, call => call.answer({ groupId }));
  const core = partsOf(t.client) as unknown as Core;
  const parts = { core, groups: new CpGroups(core), sessions: {} as CpSessions };
  const ref = new CpAtomicReference<string>(parts, 'ref');
  const done = async <T>(call$: Parameters<typeof t.watch<T>>[0]) => {
    const watched = t.watch(call$);
    await t.settle();
    return watched;
  };
  return { t, member, ref, done };
}

describe('an atomic reference of the CP subsystem', () => {
  it('tells the value, or that there is none', async () => {
    const { member, ref, done } = await setUp();
    for (const value of ['a', null]) {
      member.on(atomicRefGet, call => call.answer({ response: value }));
      expect((await done(ref.get())).values).toEqual([value]);
    }
    expect(member.of(atomicRefGet)[0]!.request).toEqual({ groupId, name: 'ref' });
  });

  it('sets the value, and tells the one before where that is asked for', async () => {
    const { member, ref, done } = await setUp();
    member.on(atomicRefSet, call => call.answer({ response: call.request.returnOldValue ? 'before' : null }));
    expect((await done(ref.set('a'))).values).toEqual([undefined]);
    expect((await done(ref.getAndSet('b'))).values).toEqual(['before']);
    expect((await done(ref.getAndSet(null))).values).toEqual(['before']);
    expect((await done(ref.clear())).values).toEqual([undefined]);
    const fields = { groupId, name: 'ref' };
    expect(member.of(atomicRefSet).map(({ request }) => request)).toEqual([
      { ...fields, newValue: 'a', returnOldValue: false },
      { ...fields, newValue: 'b', returnOldValue: true },
      { ...fields, newValue: null, returnOldValue: true },
      { ...fields, newValue: null, returnOldValue: false },
    ]);
  });

  it('compares and sets, null too', async () => {
    const { member, ref, done } = await setUp();
    member.on(atomicRefCompareAndSet, call => call.answer({ response: call.request.oldValue === null }));
    expect((await done(ref.compareAndSet(null, 'a'))).values).toEqual([true]);
    expect((await done(ref.compareAndSet('b', null))).values).toEqual([false]);
    const fields = { groupId, name: 'ref' };
    expect(member.of(atomicRefCompareAndSet).map(({ request }) => request)).toEqual([
      { ...fields, oldValue: null, newValue: 'a' },
      { ...fields, oldValue: 'b', newValue: null },
    ]);
  });

  it('says what it contains', async () => {
    const { member, ref, done } = await setUp();
    member.on(atomicRefContains, call => call.answer({ response: call.request.value === null }));
    expect((await done(ref.isNull())).values).toEqual([true]);
    expect((await done(ref.contains(null))).values).toEqual([true]);
    expect((await done(ref.contains('a'))).values).toEqual([false]);
  });

  it('is never set twice: what was lost on the way is indeterminate', async () => {
    const { member, ref, done } = await setUp();
    member.on(atomicRefSet, call => call.link.cut());
    const { trouble } = await done(ref.set('a'));
    expect(trouble).toMatchObject({ name: 'IndeterminateError', operation: 'AtomicRef.set', structure: 'ref' });
    expect(member.of(atomicRefSet)).toHaveLength(1);
  });

  it('is destroyed for all', async () => {
    const { member, ref, done } = await setUp();
    member.on(cpGroupDestroyCPObject, call => call.answer({}));
    expect((await done(ref.destroy())).values).toEqual([undefined]);
    const [destroyed] = member.of(cpGroupDestroyCPObject);
    expect(destroyed!.request).toEqual({ groupId, serviceName: 'hz:raft:atomicRefService', objectName: 'ref' });
  });
});
