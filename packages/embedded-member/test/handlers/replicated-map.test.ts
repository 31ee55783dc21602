import type { HazelcastClient, ReplicatedMap } from 'hazelrx';
import { describe, expect, it } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import { inVirtualTime } from '../support/virtual-cluster.js';

const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`);

async function setUp(members = 3) {
  const virtual = await inVirtualTime({ members });
  const client = await virtual.connected();
  const rates = client.getReplicatedMap<string, number>('r');
  return { virtual, client, rates };
}

describe('a replicated map', () => {
  it('is whole as long as one member lives, those that came later among them', async () => {
    const { virtual, rates } = await setUp();
    await virtual.ask(rates.putAll(keys.map((key, n) => [key, n] as const)));
    await virtual.cluster.addMember();
    for (const index of [0, 1, 2]) {
      await virtual.cluster.kill(index);
      await virtual.clock.advance(5000);
    }
    expect(new Map(await virtual.ask(rates.entrySet()))).toEqual(new Map(keys.map((key, n) => [key, n])));
  });

  it('is whole when members die at the same time', async () => {
    const { virtual, rates } = await setUp(5);
    await virtual.ask(rates.putAll(keys.map((key, n) => [key, n] as const)));
    await Promise.all([0, 1, 2, 3].map(index => virtual.cluster.kill(index)));
    await virtual.clock.advance(5000);
    expect(await virtual.ask(rates.size())).toBe(keys.length);
  });

  it.each([
    [1, 1000],
    [999, 1000],
    [1400, 1000],
    [2000, 2000],
  ])('ends a time to live of %d ms after %d', async (ttl, end) => {
    const { virtual, rates } = await setUp();
    using events = record(rates.events());
    await virtual.clock.advance(0);
    await virtual.ask(rates.put('a', 1, ttl));
    await virtual.clock.advance(end - 1);
    expect(await virtual.ask(rates.get('a'))).toBe(1);
    await virtual.clock.advance(1);
    expect(await virtual.ask(rates.get('a'))).toBeNull();
    expect(events.items.map(({ type }) => type)).toEqual(['added', 'evicted', 'evicted', 'evicted']);
    expect(new Set(events.items.slice(1).map(({ member }) => member)).size).toBe(3);
  });

  it('forgets a time to live with the value that had it', async () => {
    const { virtual, rates } = await setUp();
    await virtual.ask(rates.put('a', 1, 1000));
    await virtual.ask(rates.put('a', 2));
    await virtual.ask(rates.put('b', 1, 1000));
    await virtual.ask(rates.remove('b'));
    await virtual.ask(rates.put('b', 2, 3000));
    await virtual.clock.advance(2000);
    expect(await virtual.ask(rates.get('a'))).toBe(2);
    expect(await virtual.ask(rates.get('b'))).toBe(2);
    await virtual.clock.advance(1000);
    expect(await virtual.ask(rates.get('b'))).toBeNull();
  });

  it('ends a time to live also when the member is gone that was asked for it', async () => {
    const { virtual, rates } = await setUp();
    for (const key of keys) await virtual.ask(rates.put(key, 1, 20_000));
    await virtual.cluster.kill(0);
    await virtual.clock.advance(10_000);
    expect(await virtual.ask(rates.size())).toBe(keys.length);
    await virtual.clock.advance(10_000);
    expect(await virtual.ask(rates.size())).toBe(0);
  });

  it('is gone, with its listeners, when it is destroyed', async () => {
    const { virtual, rates } = await setUp();
    await virtual.ask(rates.put('a', 1, 5000));
    using events = record(rates.events());
    await virtual.clock.advance(0);
    const other = await virtual.connected();
    await virtual.ask(other.getReplicatedMap('r').destroy());
    expect(await virtual.ask(rates.put('a', 2))).toBeNull();
    await virtual.clock.advance(6000);
    expect(await virtual.ask(rates.get('a'))).toBe(2);
    expect(events.items).toEqual([]);
  });

  it('goes two ways in a split, and takes over what the larger side has not', async () => {
    const { virtual } = await setUp();
    const { cluster, clock } = virtual;
    const [first, , third] = cluster.addresses;
    const through = (address = ''): Promise<HazelcastClient> =>
      virtual.connected({ network: { clusterMembers: [address], smartRouting: false } });
    const [large, small] = [await through(first), await through(third)].map(client =>
      client.getReplicatedMap<string, number>('r'),
    ) as [ReplicatedMap<string, number>, ReplicatedMap<string, number>];
    await virtual.ask(large.put('shared', 1));
    await virtual.ask(large.put('ending', 1, 3000));
    expect(await virtual.ask(small.get('shared'))).toBe(1);
    const heal = cluster.faults.split([[0, 1], [2]]);
    await clock.advance(0);
    await virtual.ask(large.put('both', 1));
    await virtual.ask(small.put('both', 2));
    await virtual.ask(small.put('mine', 3));
    await virtual.ask(small.put('mine, for a while', 3, 9000));
    expect(await virtual.ask(large.containsKey('mine'))).toBe(false);
    await clock.advance(4000);
    for (const side of [large, small]) expect(await virtual.ask(side.containsKey('ending'))).toBe(false);
    heal();
    await clock.advance(2000);
    const merged = [['both', 1], ['mine', 3], ['shared', 1]] as const; // prettier-ignore
    expect(new Map(await virtual.ask(large.entrySet()))).toEqual(new Map([...merged, ['mine, for a while', 3]]));
    await clock.advance(3000);
    expect(new Map(await virtual.ask(large.entrySet()))).toEqual(new Map(merged));
  });
});
