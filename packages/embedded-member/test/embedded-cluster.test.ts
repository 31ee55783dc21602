import type { HazelcastClient } from 'hazelrx';
import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../test/support/awaiting.js';
import { type Recording, record } from '../../../test/support/recording.js';
import { inVirtualTime, keysOf, type VirtualCluster } from './support/virtual-cluster.js';

/** The lists of members that a client has known, as addresses. */
function lists({ members$ }: HazelcastClient): Recording<string> {
  return record(members$.pipe(map(list => list.map(member => addressOf(member).slice(-4)).join())));
}

/** With a client that notices everything. */
async function three(): Promise<VirtualCluster & { watching: HazelcastClient }> {
  const virtual = await inVirtualTime({ members: 3 });
  return Object.assign(virtual, { watching: await virtual.connected() });
}

describe('members of an embedded cluster', () => {
  it('keep their places and addresses, whatever happens to them', async () => {
    const { cluster } = await inVirtualTime({ members: 2 });
    const told = (): string => cluster.members.map(({ address, running }) => `${address} ${running}`).join();
    expect(told()).toBe('127.0.0.1:5701 true,127.0.0.1:5702 true');
    await cluster.kill(0);
    expect(told()).toBe('127.0.0.1:5701 false,127.0.0.1:5702 true');
    expect(cluster.addresses).toEqual(['127.0.0.1:5702']);
    expect(await cluster.addMember()).toBe(2);
    expect(cluster.addresses).toEqual(['127.0.0.1:5702', '127.0.0.1:5703']);
    await cluster.restart(0);
    expect(told()).toBe('127.0.0.1:5701 true,127.0.0.1:5702 true,127.0.0.1:5703 true');
    await cluster.stop(1);
    expect(cluster.addresses).toEqual(['127.0.0.1:5701', '127.0.0.1:5703']);
  });

  it('are not running from the moment their end was asked for', async () => {
    const { cluster } = await inVirtualTime({ members: 2 });
    const ends = [cluster.kill(0), cluster.stop(1)];
    expect(cluster.addresses).toEqual([]);
    await Promise.all(ends);
  });

  it('have another UUID in each life', async () => {
    const { cluster } = await inVirtualTime({ members: 2 });
    const uuids = new Set<string>();
    const note = (): unknown => cluster.lives.forEach(({ uuid }) => uuids.add(uuid.toString()));
    note();
    await cluster.restart(0);
    note();
    await cluster.kill(1);
    await cluster.restart(1);
    note();
    expect(uuids.size).toBe(4);
  });

  it('are asked for in vain where there are none', async () => {
    const { cluster } = await inVirtualTime();
    for (const unknown of [-1, 1, 0.5, NaN]) {
      await expect(cluster.stop(unknown)).rejects.toThrow(RangeError);
      await expect(cluster.kill(unknown)).rejects.toThrow(RangeError);
      await expect(cluster.restart(unknown)).rejects.toThrow(RangeError);
    }
    expect(cluster.addresses).toEqual(['127.0.0.1:5701']);
  });

  it('end once: stopping or killing one that is gone does nothing', async () => {
    const { cluster, clock, watching } = await three();
    await cluster.kill(2);
    await clock.advance(0);
    using seen = lists(watching);
    await cluster.kill(2);
    await cluster.stop(2);
    await clock.advance(0);
    expect(seen.items).toEqual(['5701,5702']);
  });

  it('end once, however often that is asked for at a time', async () => {
    const { cluster, clock, watching } = await three();
    using events = record(watching.membershipEvents$);
    await Promise.all([cluster.stop(2), cluster.stop(2), cluster.kill(2)]);
    await Promise.all([cluster.kill(1), cluster.stop(1)]);
    await clock.advance(0);
    expect(events.items.map(({ type }) => type)).toEqual(['removed', 'removed']);
  });

  it('live once, however often they are restarted at a time', async () => {
    const { cluster, clock, watching } = await three();
    await Promise.all([cluster.restart(2), cluster.restart(2), cluster.restart(2)]);
    await clock.advance(1000);
    using members = record(watching.members$);
    expect(members.items.at(-1)!.map(({ uuid }) => uuid)).toEqual(cluster.lives.map(({ uuid }) => uuid));
    expect(cluster.addresses).toHaveLength(3);
  });

  it('do not come when their end is asked for before', async () => {
    const { cluster, clock, watching } = await three();
    using seen = lists(watching);
    const adding = cluster.addMember();
    while (cluster.members.length === 3) await Promise.resolve();
    await cluster.kill(3);
    expect(await adding).toBe(3);
    await clock.advance(0);
    expect(seen.items).toEqual(['5701,5702,5703']);
    expect(cluster.members[3]).toEqual({ address: '127.0.0.1:5704', running: false });
  });

  it('come no more when the cluster has ended', async () => {
    const { cluster } = await three();
    await cluster[Symbol.asyncDispose]();
    await expect(cluster.addMember()).rejects.toThrow(/ended/);
    await expect(cluster.restart(0)).rejects.toThrow(/ended/);
    expect(cluster.addresses).toEqual([]);
  });

  it('refuse connections while they are gone', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const clusterMembers = [virtual.cluster.addresses[0]!];
    await virtual.cluster.kill(0);
    const connectionStrategy = { connectionRetry: { clusterConnectTimeoutMillis: 0 } };
    const client = virtual.client({ network: { clusterMembers }, connectionStrategy });
    const error = await virtual.refusal(client.connect());
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'CLUSTER_UNREACHABLE' });
    expect(error.message).toContain('connection refused');
  });

  it('all end with the cluster, which may be ended twice', async () => {
    const { cluster, clock, watching } = await three();
    using connections = record(watching.connections$);
    await cluster[Symbol.asyncDispose]();
    expect(cluster.addresses).toEqual([]);
    await clock.advance(0);
    expect(connections.items.at(-1)).toEqual([]);
    await cluster[Symbol.asyncDispose]();
  });
});

describe('a client of an embedded cluster', () => {
  it('follows members that come and go', async () => {
    const { cluster, clock, watching } = await three();
    using seen = lists(watching);
    using events = record(watching.membershipEvents$);
    await cluster.addMember();
    await clock.advance(0);
    expect(seen.items.at(-1)).toBe('5701,5702,5703,5704');
    await cluster.stop(1);
    await clock.advance(0);
    expect(seen.items.at(-1)).toBe('5701,5703,5704');
    await cluster.kill(0);
    await clock.advance(0);
    expect(seen.items.at(-1)).toBe('5703,5704');
    await cluster.restart(0);
    await clock.advance(0);
    expect(seen.items.at(-1)).toBe('5703,5704,5701');
    const ports = events.items.map(({ type, member }) => `${type} ${member.address.port}`);
    expect(ports).toEqual(['added 5704', 'removed 5702', 'removed 5701', 'added 5701']);
  });

  it('sees a restarted member as another one', async () => {
    const { cluster, clock, watching } = await three();
    const uuids = (): string[] => cluster.lives.map(({ uuid }) => uuid.toString());
    const [before] = uuids();
    using events = record(watching.membershipEvents$);
    await cluster.restart(0);
    await clock.advance(0);
    expect(events.items.map(({ type, member }) => [type, member.uuid.toString()])).toEqual([
      ['removed', before],
      ['added', uuids()[0]],
    ]);
  });

  it('is connected to the member that joins', async () => {
    const { cluster, clock, watching } = await three();
    using connections = record(watching.connections$);
    await cluster.addMember();
    await clock.advance(0);
    expect(connections.items.at(-1)!.map(({ address }) => address)).toEqual(cluster.addresses);
  });

  it('is told what members are', async () => {
    const attributes = { rack: { value: 'r1' } };
    const virtual = await inVirtualTime({ config: { 'member-attributes': attributes } });
    using members = record((await virtual.connected()).members$);
    expect(members.items.at(-1)).toMatchObject([
      { address: { host: '127.0.0.1', port: 5701 }, liteMember: false, version: '5.7.0' },
    ]);
    expect(members.items.at(-1)![0]!.attributes).toEqual(new Map([['rack', 'r1']]));
  });

  it('comes back to the same cluster when a connection ended, to another one when all members did', async () => {
    const { cluster, clock, watching } = await three();
    using states = record(watching.lifecycle$);
    using events = record(watching.events$);
    cluster.faults.cut();
    await clock.advance(2000);
    expect(states.items).toEqual(['CONNECTED', 'DISCONNECTED', 'CONNECTED']);
    for (const index of [0, 1, 2]) await cluster.stop(index);
    await clock.advance(0);
    for (const index of [2, 0]) await cluster.restart(index);
    await clock.advance(5000);
    expect(states.items.slice(3)).toEqual(['DISCONNECTED', 'CHANGED_CLUSTER', 'CONNECTED']);
    const ids = events.items.flatMap(event => (event.type === 'authenticated' ? [event.clusterId.toString()] : []));
    expect(new Set(ids).size).toBe(2);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
  });

  it('has nothing of the cluster that was there before', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const { cluster } = virtual;
    const map = (await virtual.connected()).getMap<string, number>('m');
    await virtual.ask(map.set('a', 1));
    await virtual.ask(map.lock('b'));
    await Promise.all([cluster.stop(0), cluster.stop(1)]);
    await Promise.all([cluster.restart(0), cluster.restart(1)]);
    expect(await virtual.ask(map.size(), 5000)).toBe(0);
    expect(await virtual.ask(map.isLocked('b'))).toBe(false);
  });

  it('is of the name and the time of the cluster, unless it is told otherwise', async () => {
    const virtual = await inVirtualTime();
    const map = (await virtual.connected()).getMap<string, number>('m');
    virtual.cluster.faults.drop({ structure: 'm' });
    const error = await virtual.refusal(map.get('a'), 120_100);
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'OPERATION_TIMEOUT' });
    const stranger = virtual.client({ clusterName: 'other' });
    expect(await virtual.refusal(stranger.connect())).toMatchObject({ code: 'AUTHENTICATION' });
  });

  it('reaches all members through one of them', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const smart = await virtual.connected();
    const clusterMembers = [virtual.cluster.addresses[1]!];
    const client = await virtual.connected({ network: { smartRouting: false, clusterMembers } });
    const keys = [0, 1, 2].flatMap(index => keysOf(smart, virtual.cluster, index));
    const map = client.getMap<string, string>('m');
    for (const key of keys) await virtual.ask(map.set(key, key));
    for (const key of keys) expect(await virtual.ask(smart.getMap<string, string>('m').get(key))).toBe(key);
    expect(virtual.cluster.lives.map(({ links }) => links.size)).toEqual([1, 2, 1]);
  });
});
