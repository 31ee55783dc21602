import type { HazelcastClient } from 'hazelrx';
import {
  atomicLongAddAndGet,
  atomicLongGet,
  cpGroupCreateCPGroup,
  cpGroupDestroyCPObject,
  cpSubsystemAddGroupAvailabilityListener,
  cpSubsystemAddMembershipListener,
  cpSubsystemGetCPGroupIds,
  cpSubsystemGetCPObjectInfos,
  fencedLockGetLockOwnership,
  fencedLockLock,
  fencedLockTryLock,
} from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import { startCluster } from '../../src/index.js';
import { CpClient, cpInVirtualTime, lockRequest } from '../support/cp-client.js';
import { inVirtualTime, type VirtualCluster } from '../support/virtual-cluster.js';

const name = 'a';
/** Until a client is connected again. */
const RECOVERY = 3000;

async function groupOf(virtual: VirtualCluster, client: HazelcastClient, proxyName: string): Promise<string> {
  return (await virtual.ask(client.invoke(cpGroupCreateCPGroup, { proxyName }))).groupId.name;
}

describe('a CP group', () => {
  it.each([
    [3, 'a', 'default'],
    [3, 'a@default', 'default'],
    [3, ' a @ DEFAULT ', 'default'],
    [3, ' a @ g ', 'g'],
    [3, '', 'default'],
    [1, 'a', 'a'],
    [1, 'a@default', 'a@default'],
    [1, ' a @ g ', 'g'],
  ])('on %i members is that of %j: %j', async (members, proxyName, group) => {
    const virtual = await inVirtualTime({ members });
    expect(await groupOf(virtual, await virtual.connected(), proxyName)).toBe(group);
  });

  it.each(['a@METADATA', 'a@metadata', 'a@', 'a@ ', 'a@b@c'])('cannot be that of %j', async proxyName => {
    const virtual = await inVirtualTime();
    const client = await virtual.connected();
    const refusal = await virtual.refusal(client.invoke(cpGroupCreateCPGroup, { proxyName }));
    expect(refusal.code).toBe('ILLEGAL_ARGUMENT');
  });

  it('is one for all, and apart from others', async () => {
    const one = await cpInVirtualTime();
    const same = await CpClient.of(one.virtual, await one.virtual.connected());
    const other = await CpClient.of(one.virtual, one.client, 'h');
    await one.ask(atomicLongAddAndGet, { name, delta: 7 });
    expect((await same.ask(atomicLongGet, { name })).response.toNumber()).toBe(7);
    expect((await other.ask(atomicLongGet, { name })).response.toNumber()).toBe(0);
    const unknown = new CpClient(one.virtual, one.client, { ...one.groupId, seed: one.groupId.seed.add(1) });
    expect(await unknown.refusal(atomicLongGet, { name })).toMatchObject({ code: 'CP_GROUP_DESTROYED_EXCEPTION' });
  });

  it('tells what is in it', async () => {
    const cp = await cpInVirtualTime();
    const serviceName = 'hz:raft:atomicLongService';
    for (const name of ['a', 'b']) await cp.ask(atomicLongGet, { name });
    await cp.ask(cpGroupDestroyCPObject, { serviceName, objectName: 'a' });
    const infos = (tombstone: boolean) => cp.ask(cpSubsystemGetCPObjectInfos, { serviceName, tombstone });
    expect([await infos(false), await infos(true)]).toEqual([{ response: ['b'] }, { response: ['a'] }]);
    const { response } = await cp.virtual.ask(cp.client.invoke(cpSubsystemGetCPGroupIds, {}));
    expect(response.map(({ name }) => name)).toEqual(['METADATA', 'g']);
    const nothing = { serviceName: 'hz:raft:none', objectName: 'a' };
    expect(await cp.refusal(cpGroupDestroyCPObject, nothing)).toMatchObject({ code: 'HAZELCAST' });
  });
});

describe('members', () => {
  it('without a CP subsystem say so, whatever they are asked', async () => {
    const virtual = await inVirtualTime({ members: 3, cp: false });
    const client = await virtual.connected();
    const groupId = { name: 'g', seed: 0, id: 1 };
    for (const call$ of [
      client.invoke(cpGroupCreateCPGroup, { proxyName: 'a@b@c' }),
      client.invoke(atomicLongGet, { groupId, name }),
      client.listen(cpSubsystemAddMembershipListener, { local: false }),
    ]) {
      const refusal = await virtual.refusal(call$);
      expect(refusal).toMatchObject({ code: 'UNSUPPORTED_OPERATION' });
      expect(refusal.message).toContain('CP subsystem is an Enterprise feature');
    }
  });

  it.each([
    [{ 'cp-member-count': 2 }, 'cp-member-count'],
    [{ 'session-time-to-live-seconds': 0 }, 'session-time-to-live-seconds'],
    [{ locks: { l: { 'lock-acquire-limit': -1 } } }, "CP lock 'l'"],
    [{ semaphores: { s: { 'initial-permits': 0.5 } } }, "CP semaphore 's'"],
  ])('refuse the settings %j', async (settings, said) => {
    await expect(startCluster({ config: { 'cp-subsystem': settings } })).rejects.toThrow(said);
  });
});

describe('what a CP group keeps', () => {
  it('outlives a member of three, and those who wait wait on', async () => {
    const cp = await cpInVirtualTime();
    const [one, other] = [await cp.session(), await cp.session()];
    await cp.lock(one);
    const waits = [];
    for (const threadId of [2, 3, 4, 5, 6, 7])
      waits.push(await cp.waiting(fencedLockLock, lockRequest(other, { threadId })));
    await cp.virtual.cluster.kill(2);
    await cp.virtual.clock.advance(RECOVERY);
    expect(waits.map(({ error }) => error)).toEqual(waits.map(() => undefined));
    await cp.unlock(one);
    for (let left = waits.length; left > 0; left--) {
      const owner = waits.findIndex(({ items }) => items.length > 0);
      waits[owner]!.items.length = 0;
      await cp.unlock(other, { threadId: owner + 2 });
    }
    expect(await cp.tryLock(one)).toBeGreaterThan(0);
  });

  it('waits for a majority, while nothing ends', async () => {
    const config = { 'cp-subsystem': { 'session-time-to-live-seconds': 15 } };
    const cp = await cpInVirtualTime({ config });
    const session = await cp.session();
    const fence = await cp.lock(session);
    const trying = await cp.waiting(fencedLockTryLock, { ...lockRequest(session, { threadId: 2 }), timeoutMs: 9000 });
    await Promise.all([cp.virtual.cluster.kill(1), cp.virtual.cluster.kill(2)]);
    await cp.virtual.clock.advance(RECOVERY);
    const get = await cp.waiting(atomicLongGet, { name });
    await cp.virtual.clock.advance(20_000);
    expect([get.items, trying.items]).toEqual([[], []]);
    await cp.virtual.cluster.restart(1);
    await cp.virtual.clock.advance(0);
    expect(get.items).toHaveLength(1);
    expect(trying.items.map(({ response }) => response.toNumber())).toEqual([0]);
    expect(await cp.lock(session)).toBe(fence);
    await cp.virtual.clock.advance(15_000);
    expect(await cp.refusal(fencedLockLock, lockRequest(session))).toMatchObject({ code: 'SESSION_EXPIRED_EXCEPTION' });
  });

  it.each([1, 2])('in unsafe mode is there as long as one of %i members is', async members => {
    const cp = await cpInVirtualTime({ members });
    await cp.ask(atomicLongAddAndGet, { name, delta: 7 });
    await cp.virtual.cluster.addMember();
    await cp.virtual.clock.advance(RECOVERY);
    for (let n = 0; n < members; n++) await cp.virtual.cluster.kill(n);
    expect((await cp.ask(atomicLongGet, { name }, RECOVERY)).response.toNumber()).toBe(7);
  });

  it('is gone with the last member', async () => {
    const cp = await cpInVirtualTime();
    await cp.ask(atomicLongAddAndGet, { name, delta: 7 });
    for (const index of [0, 1, 2]) await cp.virtual.cluster.kill(index);
    for (const index of [0, 1, 2]) await cp.virtual.cluster.restart(index);
    await cp.virtual.clock.advance(RECOVERY);
    const again = await CpClient.of(cp.virtual, await cp.virtual.connected());
    expect((await again.ask(atomicLongGet, { name })).response.toNumber()).toBe(0);
  });
});

describe('a split', () => {
  it.each([
    ['the first', [[0, 1], [2]], 0, 2],
    ['another', [[2], [0, 1]], 0, 2],
  ])('leaves the larger side, %s, what there was', async (_, groups, larger, smaller) => {
    const virtual = await inVirtualTime({ members: 3 });
    const through = (index: number): Promise<HazelcastClient> =>
      virtual.connected({ network: { clusterMembers: [virtual.cluster.addresses[index]!], smartRouting: false } });
    const large = await CpClient.of(virtual, await through(larger));
    const small = new CpClient(virtual, await through(smaller), large.groupId);
    const [one, other] = [await large.session(), await large.session()];
    const fence = await large.lock(one);
    const here = await large.waiting(fencedLockLock, lockRequest(other));
    const heal = virtual.cluster.faults.split(groups);
    await virtual.clock.advance(0);
    const there = await small.waiting(atomicLongAddAndGet, { name, delta: 1 });
    expect((await large.ask(atomicLongAddAndGet, { name, delta: 10 })).response.toNumber()).toBe(10);
    await large.unlock(one);
    expect(here.items.map(({ response }) => response.toNumber() > fence)).toEqual([true]);
    expect(there.items).toEqual([]);
    heal();
    await virtual.clock.advance(RECOVERY);
    expect((await small.ask(atomicLongGet, { name })).response.toNumber()).toBeGreaterThanOrEqual(10);
    expect(await small.unlock(other)).toBe(false);
    await virtual.cluster.kill(1);
    expect((await large.ask(atomicLongGet, { name }, RECOVERY)).response.toNumber()).toBeGreaterThanOrEqual(10);
  });

  it('leaves both sides what there was in unsafe mode, and those who wait on each', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const through = (index: number): Promise<HazelcastClient> =>
      virtual.connected({ network: { clusterMembers: [virtual.cluster.addresses[index]!], smartRouting: false } });
    const one = await CpClient.of(virtual, await through(0));
    const other = new CpClient(virtual, await through(1), one.groupId);
    const [owner, waiter] = [await one.session(), await one.session()];
    await one.lock(owner);
    const wait = await other.waiting(fencedLockLock, lockRequest(waiter));
    const heal = virtual.cluster.faults.split([[0], [1]]);
    await virtual.clock.advance(0);
    await one.unlock(owner);
    // It waits there, too, though nobody can tell it.
    expect(await one.unlock(waiter)).toBe(false);
    expect(await one.lock(owner)).toBeGreaterThan(0);
    expect(wait.items).toEqual([]);
    await other.unlock(owner);
    expect(wait.items).toHaveLength(1);
    heal();
    await virtual.clock.advance(RECOVERY);
    expect(await other.ask(fencedLockGetLockOwnership, { name: 'l' })).toMatchObject({ sessionId: owner });
  });
});

describe('CP listeners', () => {
  it('are told of members that are missing, that leave and that come', async () => {
    const virtual = await inVirtualTime({ members: 4 });
    const client = await virtual.connected();
    await CpClient.of(virtual, client);
    using members = record(client.listen(cpSubsystemAddMembershipListener, { local: true }));
    using groups = record(client.listen(cpSubsystemAddGroupAvailabilityListener, { local: true }));
    await virtual.clock.advance(0);
    const ports = () => members.items.map(({ type, member }) => `${type}:${member.address.port}`);
    await virtual.cluster.stop(2);
    await virtual.clock.advance(RECOVERY);
    expect(ports()).toEqual(['2:5703', '1:5704']);
    expect(groups.items).toEqual([]);
    await virtual.cluster.kill(3);
    await virtual.clock.advance(RECOVERY);
    // Each of the two that are left tells.
    expect(groups.items.map(({ groupId }) => groupId.name)).toEqual(['METADATA', 'g', 'METADATA', 'g']);
    expect(groups.items[0]!.members).toHaveLength(3);
    expect(groups.items[0]!.unavailableMembers.map(({ address }) => address.port)).toEqual([5704]);
    await virtual.cluster.addMember();
    await virtual.clock.advance(RECOVERY);
    expect(ports()).toEqual(['2:5703', '1:5704', '2:5704', '1:5705']);
  });
});
