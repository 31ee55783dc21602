import type { HazelcastClient, HazelcastMap } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { describe, expect, it } from 'vitest';
import { record } from '../../../test/support/recording.js';
import type { ClusterOptions, Undo } from '../src/index.js';
import { holdersOf, inVirtualTime, type VirtualCluster } from './support/virtual-cluster.js';

type Entries = HazelcastMap<string, number>;

/** Three members, of which the last is alone after the split, and a client on each side, with the same map. */
interface Bed {
  readonly virtual: VirtualCluster;
  readonly cluster: VirtualCluster['cluster'];
  readonly larger: HazelcastClient;
  readonly smaller: HazelcastClient;
  readonly large: Entries;
  readonly small: Entries;
  /** Heals what it does. */
  split(): Promise<() => Promise<void>>;
}

const all = Array.from({ length: 60 }, (_, n) => `key-${n}`);
const config = { map: { 'copied-0': { 'backup-count': 0 }, 'short-lived': { 'time-to-live-seconds': 60 } } };

async function setUp(name = 'm', options: ClusterOptions = {}): Promise<Bed> {
  const virtual = await inVirtualTime({ members: 3, config, ...options });
  const { cluster, clock } = virtual;
  const [first, , third] = cluster.addresses as [string, string, string];
  const through = (address: string): Promise<HazelcastClient> =>
    virtual.connected({ network: { clusterMembers: [address], smartRouting: false } });
  const [larger, smaller] = [await through(first), await through(third)];
  const split = async (): Promise<() => Promise<void>> => {
    const heal: Undo = cluster.faults.split([[0, 1], [2]]);
    await clock.advance(0);
    return async () => {
      heal();
      await clock.advance(2000);
    };
  };
  const [large, small] = [larger, smaller].map(client => client.getMap<string, number>(name)) as [Entries, Entries];
  await virtual.ask(large.size());
  await virtual.ask(small.size());
  return { virtual, cluster, larger, smaller, large, small, split };
}

function ports({ members$ }: HazelcastClient): string[] {
  using members = record(members$);
  return members.items.at(-1)!.map(({ address }) => String(address.port));
}

describe('a cluster that is split', () => {
  it('is two, each with its members and all partitions', async () => {
    const { larger, smaller, split, cluster } = await setUp();
    expect(ports(smaller)).toEqual(['5701', '5702', '5703']);
    await split();
    expect(ports(larger)).toEqual(['5701', '5702']);
    expect(ports(smaller)).toEqual(['5703']);
    const { partitions } = partsOf(smaller).router.connections;
    for (let id = 0; id < partitions.count; id++) expect(partitions.owner(id)).toEqual(cluster.lives[2]!.uuid);
  });

  it('goes on with the copies that each side has', async () => {
    const { virtual, large, small, split, larger } = await setUp();
    await virtual.ask(large.putAll(all.map(key => [key, 1] as const)));
    const there = all.filter(key => holdersOf(larger, virtual.cluster, large.name, key).includes(2));
    expect(there.length).toBeGreaterThan(0);
    expect(there.length).toBeLessThan(60);
    await split();
    expect((await virtual.ask(large.keySet())).sort()).toEqual([...all].sort());
    expect((await virtual.ask(small.keySet())).sort()).toEqual(there.sort());
  });

  it('lacks what was on the other side only', async () => {
    const { virtual, large, small, split } = await setUp('copied-0');
    await virtual.ask(large.putAll(all.map(key => [key, 1] as const)));
    await split();
    const [left, right] = [await virtual.ask(large.keySet()), await virtual.ask(small.keySet())];
    expect([...left, ...right].sort()).toEqual([...all].sort());
    expect(right.length).toBeGreaterThan(0);
  });

  it('has each side write for itself, and tell its own listeners only', async () => {
    const { virtual, large, small, split } = await setUp();
    using largeTold = record(large.events({ includeValue: true }));
    using smallTold = record(small.events({ includeValue: true }));
    await virtual.clock.advance(0);
    await virtual.ask(large.set('a', 0));
    await split();
    await virtual.ask(large.set('a', 1));
    await virtual.ask(small.set('a', 2));
    expect([await virtual.ask(large.get('a')), await virtual.ask(small.get('a'))]).toEqual([1, 2]);
    const values = (told: typeof largeTold): unknown[] => told.items.map(event => 'value' in event && event.value);
    expect([values(largeTold), values(smallTold)]).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });

  it('has a lock on both sides, which each may free for itself', async () => {
    const { virtual, large, small, split } = await setUp('m', {});
    // Of all keys some are copied to the smaller side.
    const locks = new Map<string, Awaited<ReturnType<typeof lock>>>();
    const lock = (key: string) => virtual.ask(large.lock(key));
    for (const key of all.slice(0, 9)) locks.set(key, await lock(key));
    await split();
    const held: string[] = [];
    for (const key of locks.keys()) if (await virtual.ask(small.isLocked(key))) held.push(key);
    expect(held.length).toBeGreaterThan(0);
    for (const [key, each] of locks) {
      expect(await virtual.ask(large.isLocked(key))).toBe(true);
      await virtual.ask(each.release());
    }
    for (const key of held) expect(await virtual.ask(small.isLocked(key))).toBe(true);
  });

  it('frees, on the side that its owner is away from, what that held', async () => {
    const { virtual, large, small, split } = await setUp();
    for (const key of all.slice(0, 9)) await virtual.ask(large.lock(key));
    await split();
    await virtual.clock.advance(10_000);
    for (const key of all.slice(0, 9)) {
      expect(await virtual.ask(small.isLocked(key))).toBe(false);
      expect(await virtual.ask(large.isLocked(key))).toBe(true);
    }
  });

  it('ends a lease on both sides in time', async () => {
    const { virtual, large, small, split } = await setUp();
    for (const key of all.slice(0, 9)) await virtual.ask(large.lock(key, 2000));
    await split();
    await virtual.clock.advance(1999);
    const held: string[] = [];
    for (const key of all.slice(0, 9)) if (await virtual.ask(small.isLocked(key))) held.push(key);
    expect(held.length).toBeGreaterThan(0);
    await virtual.clock.advance(1);
    for (const key of held) {
      expect(await virtual.ask(large.isLocked(key))).toBe(false);
      expect(await virtual.ask(small.isLocked(key))).toBe(false);
    }
  });

  it('has who waits for a lock wait on, on its own side', async () => {
    const { virtual, large, small, split } = await setUp();
    const keys = all.slice(0, 9);
    const locks = await Promise.all(keys.map(key => virtual.ask(large.lock(key))));
    const puts = keys.map(key => record(small.put(key, 2)));
    await virtual.clock.advance(0);
    await split();
    // Those whose lock is not on the smaller side are free there.
    await virtual.clock.advance(1000);
    const heldThere = puts.filter(({ completed }) => !completed);
    expect(heldThere.length).toBeGreaterThan(0);
    for (const lock of locks) await virtual.ask(lock.release());
    expect(heldThere.filter(({ completed }) => completed)).toEqual([]);
    for (const key of keys) await virtual.ask(small.forceUnlock(key));
    await virtual.clock.advance(1000);
    expect(puts.map(({ items }) => items)).toEqual(keys.map(() => [null]));
    for (const key of keys) {
      expect(await virtual.ask(small.get(key))).toBe(2);
      expect(await virtual.ask(large.get(key))).toBeNull();
    }
  });

  it('keeps those whom no group names with the first', async () => {
    const { virtual, cluster, larger, smaller } = await setUp();
    cluster.faults.split([[1], [2]]);
    await virtual.clock.advance(0);
    expect([ports(larger), ports(smaller)]).toEqual([['5701', '5702'], ['5703']]);
  });

  it('can be in more than two parts', async () => {
    const { virtual, cluster, larger, smaller } = await setUp();
    const heal = cluster.faults.split([[0], [1], [2]]);
    await virtual.clock.advance(0);
    expect([ports(larger), ports(smaller)]).toEqual([['5701'], ['5703']]);
    heal();
    await virtual.clock.advance(2000);
    expect(ports(larger)).toHaveLength(3);
  });

  it('is split once, along members that there are', async () => {
    const { cluster } = await setUp();
    expect(() =>
      cluster.faults.split([
        [0, 1],
        [1, 2],
      ]),
    ).toThrow(RangeError);
    expect(() => cluster.faults.split([[0], [3]])).toThrow(RangeError);
    const heal = cluster.faults.split([[0], [1, 2]]);
    expect(() => cluster.faults.split([[1], [2]])).toThrow(RangeError);
    heal();
    cluster.faults.split([[1], [2]])();
  });

  it('goes on while members come and go on either side', async () => {
    const { virtual, cluster, larger, smaller, large, small } = await setUp();
    cluster.faults.split([[0, 1], [2]]);
    await virtual.ask(small.set('a', 1));
    await virtual.ask(large.set('b', 2));
    await cluster.kill(1);
    await cluster.addMember();
    await virtual.clock.advance(2000);
    expect([ports(larger), ports(smaller)]).toEqual([['5701', '5704'], ['5703']]);
    expect([await virtual.ask(small.get('a')), await virtual.ask(large.get('b'))]).toEqual([1, 2]);
  });
});

describe('a cluster that is healed', () => {
  it('is one, to which the members of the smaller part come back as new ones', async () => {
    const { cluster, larger, smaller, split } = await setUp();
    const before = cluster.lives.map(({ uuid }) => uuid.toString());
    const heal = await split();
    using states = record(smaller.lifecycle$);
    await heal();
    expect(ports(larger)).toEqual(['5701', '5702', '5703']);
    expect(ports(smaller)).toEqual(['5701', '5702', '5703']);
    const after = cluster.lives.map(({ uuid }) => uuid.toString());
    expect(after.map((uuid, i) => uuid === before[i])).toEqual([true, true, false]);
    expect(states.items).toEqual(['CONNECTED', 'DISCONNECTED', 'CONNECTED']);
  });

  it('has the entries of the smaller part that the larger has none for', async () => {
    const { virtual, large, small, split } = await setUp();
    await virtual.ask(large.set('both', 0));
    const heal = await split();
    await virtual.ask(large.set('large', 1));
    await virtual.ask(small.set('small', 2));
    await virtual.ask(large.set('both', 3));
    await virtual.ask(small.set('both', 4));
    using told = record(large.events({ includeValue: true }));
    await virtual.clock.advance(0);
    await heal();
    for (const map of [large, small])
      expect(new Map(await virtual.ask(map.entrySet(), 2000))).toEqual(new Map([['large', 1], ['small', 2], ['both', 3]])); // prettier-ignore
    const events = told.items.map(event =>
      event.type === 'merged' ? [event.key, event.value, event.oldValue] : event,
    );
    expect(new Set(events)).toEqual(new Set([['both', 3, 3], ['small', 2, null]])); // prettier-ignore
  });

  it('has every entry of both sides as often as it should', async () => {
    const { virtual, cluster, large, small, split } = await setUp();
    const heal = await split();
    await virtual.ask(large.putAll(all.slice(0, 30).map(key => [key, 1] as const)));
    await virtual.ask(small.putAll(all.slice(30).map(key => [key, 2] as const)));
    await heal();
    for (const index of [0, 1]) {
      expect((await virtual.ask(small.keySet(), 2000)).sort()).toEqual([...all].sort());
      await cluster.kill(index);
    }
  });

  it('has merged entries that live as long as they were to', async () => {
    const { virtual, small, large, split } = await setUp();
    const heal = await split();
    await virtual.ask(small.set('short', 1, 20_000));
    await virtual.ask(small.set('idle', 2, 0, 20_000));
    await virtual.ask(small.set('long', 3));
    const views = () => ['short', 'idle', 'long'].map(key => large.getEntryView(key));
    await heal();
    const [short, idle, long] = await Promise.all(views().map(view$ => virtual.ask(view$)));
    expect([short?.ttl.toNumber(), idle?.maxIdle.toNumber()]).toEqual([20_000, 20_000]);
    expect(short?.expirationTime.toNumber()).toBe(20_000);
    expect(long?.ttl.toString()).toBe('9223372036854775807');
    await virtual.clock.advance(20_000);
    expect(await virtual.ask(large.keySet())).toEqual(['long']);
  });

  it('has nothing of what had expired', async () => {
    const { virtual, small, large, split } = await setUp();
    const heal = await split();
    await virtual.ask(small.set('short', 1, 1000));
    using told = record(large.events());
    await virtual.clock.advance(1000);
    await heal();
    expect(await virtual.ask(large.get('short'))).toBeNull();
    expect(told.items).toEqual([]);
  });

  it('has nothing of a side whose members are all gone', async () => {
    const { virtual, cluster, small, large, split } = await setUp();
    const heal = await split();
    await virtual.ask(small.set('gone', 1));
    await cluster.kill(2);
    await heal();
    expect(await virtual.ask(large.get('gone'))).toBeNull();
    await cluster.restart(2);
    expect(await virtual.ask(large.get('gone'), 2000)).toBeNull();
  });

  it('has what the other side has when all members of the larger are gone', async () => {
    const { virtual, cluster, small, large, smaller, split } = await setUp();
    await virtual.ask(large.putAll(all.map(key => [key, 1] as const)));
    const heal = await split();
    await virtual.ask(large.set('gone', 2));
    await virtual.ask(small.clear());
    await virtual.ask(small.set('here', 3));
    await Promise.all([cluster.kill(0), cluster.kill(1)]);
    await heal();
    expect(ports(smaller)).toEqual(['5703']);
    expect(await virtual.ask(small.entrySet(), 2000)).toEqual([['here', 3]]);
  });

  it('is joined by those who start where the largest living side is', async () => {
    const { virtual, cluster, small, large, smaller, split } = await setUp();
    await virtual.ask(large.putAll(all.map(key => [key, 1] as const)));
    await split();
    await virtual.ask(small.clear());
    await Promise.all([cluster.kill(0), cluster.kill(1)]);
    await cluster.restart(0);
    await virtual.clock.advance(2000);
    expect(ports(smaller)).toEqual(['5703', '5701']);
    expect(await virtual.ask(small.size(), 2000)).toBe(0);
  });

  it('leaves locks as the larger part has them', async () => {
    const { virtual, large, small, split } = await setUp();
    const heal = await split();
    await virtual.ask(large.lock('large'));
    await virtual.ask(small.lock('small'));
    await heal();
    expect(await virtual.ask(small.isLocked('large'), 2000)).toBe(true);
    expect(await virtual.ask(small.isLocked('small'))).toBe(false);
  });

  it('tells listeners of both parts what happens from then on', async () => {
    const { virtual, large, small, split } = await setUp();
    using largeTold = record(large.events());
    using smallTold = record(small.events());
    await virtual.clock.advance(0);
    const heal = await split();
    await heal();
    await virtual.ask(large.set('a', 1));
    for (const told of [largeTold, smallTold]) expect(told.items).toMatchObject([{ type: 'added', key: 'a' }]);
  });

  it('can be split again', async () => {
    const { virtual, cluster, small, large, split, larger } = await setUp();
    const heal = await split();
    await heal();
    await heal();
    cluster.faults.split([[0], [1, 2]]);
    await virtual.ask(large.set('a', 1));
    expect(ports(larger)).toEqual(['5701']);
    // The first split is over: this is another one's.
    await heal();
    expect(ports(larger)).toEqual(['5701']);
    expect(await virtual.ask(small.get('a'), 2000)).toBeNull();
  });
});
