import type { HazelcastClient, MultiMap } from 'hazelrx';
import { multiMapLock, multiMapPutAll, multiMapUnlock, multiMapValueCount } from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import { multiMapConfig } from '../../src/multi-map/multi-map-config.js';
import { startCluster } from '../../src/index.js';
import { inVirtualTime, keysOf, type VirtualCluster } from '../support/virtual-cluster.js';

type Tags = MultiMap<string, string>;

async function setUp(name = 'm', members = 3) {
  const multimap = { 'listed-*': { 'value-collection-type': 'LIST' }, 'copied-0': { 'backup-count': 0 } } as const;
  const virtual = await inVirtualTime({ members, config: { multimap } });
  const client = await virtual.connected();
  const tags = client.getMultiMap<string, string>(name);
  return { virtual, client, tags };
}

/** Five keys of each member. */
async function fill(virtual: VirtualCluster, tags: Tags, client: HazelcastClient): Promise<string[]> {
  const keys = [0, 1, 2].flatMap(index => keysOf(client, virtual.cluster, index, 5));
  for (const key of keys) for (const value of ['x', 'y', 'x']) await virtual.ask(tags.put(key, value));
  return keys;
}

describe('a multimap', () => {
  it.each([
    ['m', ['x', 'y']],
    ['listed-1', ['x', 'y', 'x']],
  ])('called %s survives the death of a member with all values, and one after the other', async (name, values) => {
    const { virtual, client, tags } = await setUp(name);
    const keys = await fill(virtual, tags, client);
    for (const index of [0, 1]) {
      await virtual.cluster.kill(index);
      await virtual.clock.advance(5000);
      for (const key of keys) expect(await virtual.ask(tags.get(key))).toEqual(values);
    }
    expect(await virtual.ask(tags.size())).toBe(keys.length * values.length);
  });

  it('has removed values removed on the backups, too', async () => {
    const { virtual, client, tags } = await setUp();
    const [one = '', all = '', gone = ''] = keysOf(client, virtual.cluster, 0, 3);
    for (const key of [one, all, gone]) for (const value of ['x', 'y']) await virtual.ask(tags.put(key, value));
    await virtual.ask(tags.remove(one, 'x'));
    await virtual.ask(tags.removeAll(all));
    await virtual.ask(tags.delete(gone));
    await virtual.cluster.kill(0);
    await virtual.clock.advance(5000);
    expect(await virtual.ask(tags.entrySet())).toEqual([[one, 'y']]);
  });

  it('loses what has no backup', async () => {
    const { virtual, client, tags } = await setUp('copied-0');
    const keys = await fill(virtual, tags, client);
    await virtual.cluster.kill(0);
    await virtual.clock.advance(5000);
    expect((await virtual.ask(tags.keySet())).toSorted()).toEqual(keys.slice(5).toSorted());
  });

  it('keeps a lock when its owner dies, and for members that come', async () => {
    const { virtual, client, tags } = await setUp();
    const [key = ''] = keysOf(client, virtual.cluster, 1);
    const lock = await virtual.ask(tags.lock(key));
    await virtual.cluster.kill(1);
    await virtual.clock.advance(5000);
    await virtual.cluster.addMember();
    await virtual.clock.advance(5000);
    using waiting = record(tags.put(key, 'x'));
    await virtual.clock.advance(1000);
    expect(waiting.items).toEqual([]);
    expect(await virtual.ask(lock.map.put(key, 'y'))).toBe(true);
    await virtual.ask(tags.unlock(lock));
    expect(waiting.items).toEqual([true]);
  });

  it('frees a lock when its lease is over, to the millisecond', async () => {
    const { virtual, tags } = await setUp();
    await virtual.ask(tags.lock('a', 1500));
    await virtual.clock.advance(1499);
    expect(await virtual.ask(tags.isLocked('a'))).toBe(true);
    await virtual.clock.advance(1);
    expect(await virtual.ask(tags.isLocked('a'))).toBe(false);
  });

  it('frees what a client held that is gone', async () => {
    const { virtual, tags } = await setUp();
    const leaving = await virtual.connected();
    await virtual.ask(leaving.getMultiMap('m').lock('a'));
    await virtual.ask(leaving.shutdown());
    await virtual.clock.advance(10_000);
    expect(await virtual.ask(tags.isLocked('a'))).toBe(false);
  });

  it('refuses those who wait when it is destroyed, and forgets locks and listeners', async () => {
    const { virtual, client, tags } = await setUp();
    const name = 'm';
    using events = record(tags.events());
    await virtual.ask(client.invoke(multiMapLock, { name, key: 'a', threadId: 1, ttl: 60_000, referenceId: 1 }));
    using waiting = record(tags.put('a', 'x'));
    await virtual.clock.advance(0);
    const other = await virtual.connected();
    await virtual.ask(other.getMultiMap(name).destroy());
    expect(waiting.error).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED' });
    expect(await virtual.ask(tags.isLocked('a'))).toBe(false);
    expect(await virtual.ask(tags.put('a', 'x'))).toBe(true);
    expect(events.items).toEqual([]);
    const unlock = client.invoke(multiMapUnlock, { name, key: 'a', threadId: 1, referenceId: 3 });
    expect((await virtual.refusal(unlock)).code).toBe('ILLEGAL_MONITOR_STATE');
  });

  it('has the keys that were put without values, until somebody removes them', async () => {
    const { virtual, client, tags } = await setUp();
    await virtual.ask(client.invoke(multiMapPutAll, { name: 'm', entries: [['a', []]] }, { key: 'a' }));
    expect(await virtual.ask(tags.containsKey('a'))).toBe(true);
    expect(await virtual.ask(tags.get('a'))).toEqual([]);
    expect(await virtual.ask(tags.removeAll('a'))).toEqual([]);
    expect(await virtual.ask(tags.containsKey('a'))).toBe(false);
  });

  it('refuses to count the values of a key in no partition', async () => {
    const { virtual, client } = await setUp();
    const counting = client.invoke(multiMapValueCount, { name: 'm', key: 'a', threadId: 0 });
    expect((await virtual.refusal(counting)).code).toBe('ILLEGAL_ARGUMENT');
  });

  it('takes over after a split what the larger side has not', async () => {
    const { virtual } = await setUp();
    const { cluster, clock } = virtual;
    const [first, , third] = cluster.addresses;
    const through = (address = ''): Promise<HazelcastClient> =>
      virtual.connected({ network: { clusterMembers: [address], smartRouting: false } });
    const [large, small] = [await through(first), await through(third)].map(client =>
      client.getMultiMap<string, string>('m'),
    ) as [Tags, Tags];
    await virtual.ask(large.put('shared', 'x'));
    await virtual.ask(small.get('shared'));
    const heal = cluster.faults.split([[0, 1], [2]]);
    await clock.advance(0);
    await virtual.ask(large.put('both', 'large'));
    await virtual.ask(small.put('both', 'small'));
    await virtual.ask(small.put('mine', 'small'));
    heal();
    await clock.advance(2000);
    const merged = [['both', 'large'], ['mine', 'small'], ['shared', 'x']] as const; // prettier-ignore
    expect(new Map(await virtual.ask(large.entrySet()))).toEqual(new Map(merged));
  });
});

describe('the configuration of a multimap', () => {
  it('is that of its name, of a pattern or the default', () => {
    const multimap = { a: { 'backup-count': 2 }, 'l*': { 'value-collection-type': 'LIST' } } as const;
    expect(multiMapConfig({ multimap }, 'a')).toMatchObject({ 'backup-count': 2, 'value-collection-type': 'SET' });
    expect(multiMapConfig({ multimap }, 'list')).toMatchObject({ 'backup-count': 1, 'value-collection-type': 'LIST' });
    expect(multiMapConfig({}, 'list')).toMatchObject({ 'backup-count': 1, 'value-collection-type': 'SET' });
  });

  it.each([
    [{ 'value-collection-type': 'BAG' }, /value-collection-type of multimap 'm'.*BAG/],
    [{ 'backup-count': -1 }, /backup-count of multimap 'm'.*-1/],
    [{ 'backup-count': 7 }, /multimap 'm'.*at most 6/],
  ])('refuses %j', async (settings, reason) => {
    const starting = startCluster({ config: { multimap: { m: settings as never } } });
    await expect(starting).rejects.toThrow(reason);
    await expect(starting).rejects.toBeInstanceOf(RangeError);
  });
});
