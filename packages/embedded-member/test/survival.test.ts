import type { HazelcastClient, HazelcastMap } from 'hazelrx';
import fc from 'fast-check';
import { take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../test/support/awaiting.js';
import type { MapConfig } from '../src/index.js';
import { holdersOf, inVirtualTime, type VirtualCluster } from './support/virtual-cluster.js';

/** Milliseconds in which a client finds its way again. */
const RECOVERY = 3000;

const config = {
  map: {
    'copied-0': { 'backup-count': 0 },
    'copied-1': {},
    'copied-2': { 'backup-count': 2 },
    'copied-3': { 'backup-count': 1, 'async-backup-count': 2 },
    'copied-0-async-1': { 'backup-count': 0, 'async-backup-count': 1 },
  } satisfies Record<string, MapConfig>,
};
type Name = keyof (typeof config)['map'];

const entries = Array.from({ length: 60 }, (_, n): [string, number] => [`key-${n}`, n]);

interface Filled extends Pick<HazelcastClient, 'members$'> {
  readonly virtual: VirtualCluster;
  readonly map: HazelcastMap<string, number>;
  /** The indexes of the members that have a copy of the key now, in the order of the members. */
  holders(key: string): number[];
  /** The keys that are there. */
  keys(): Promise<string[]>;
}

async function filled(members: number, name: Name): Promise<Filled> {
  const virtual = await inVirtualTime({ members, config, partitionCount: 31 });
  // Whoever comes is known, also where all whom the client knew are gone at once.
  const client = await virtual.connected({ network: { clusterMembers: ['127.0.0.1:5701-5704'] } });
  const map = client.getMap<string, number>(name);
  await virtual.ask(map.putAll(entries));
  return {
    virtual,
    map,
    members$: client.members$,
    holders: key => holdersOf(client, virtual.cluster, name, key),
    keys: () => virtual.ask(map.keySet(), RECOVERY),
  };
}

const all = entries.map(([key]) => key);
const sorted = (keys: readonly string[]): string[] => [...keys].sort();

describe('copies of entries', () => {
  it.each([
    ['copied-0', 1],
    ['copied-1', 2],
    ['copied-2', 3],
    ['copied-3', 4],
    ['copied-0-async-1', 2],
  ] as const)('of %s are on %d members', async (name, count) => {
    const { holders } = await filled(4, name);
    for (const key of all) expect(holders(key)).toHaveLength(count);
  });

  it('are on as many members as there are', async () => {
    const { virtual, holders } = await filled(1, 'copied-2');
    const counts = (): Set<number> => new Set(all.map(key => holders(key).length));
    for (const members of [1, 2, 3, 3]) {
      expect(counts()).toEqual(new Set([members]));
      await virtual.cluster.addMember();
    }
  });

  it('follow what is written, removed and cleared', async () => {
    const { virtual, map, holders } = await filled(3, 'copied-2');
    await virtual.ask(map.delete('key-0'));
    expect(holders('key-0')).toEqual([]);
    await virtual.ask(map.set('key-0', 1));
    expect(holders('key-0')).toEqual([0, 1, 2]);
    await virtual.ask(map.clear());
    expect(all.flatMap(holders)).toEqual([]);
  });
});

describe('entries', () => {
  it.each(['copied-0', 'copied-1'] as const)('of %s survive members that stop, down to the last', async name => {
    const { virtual, keys } = await filled(4, name);
    for (const index of [0, 2, 1]) {
      await virtual.cluster.stop(index);
      expect(sorted(await keys())).toEqual(sorted(all));
    }
  });

  it('survive members that are restarted one after the other', async () => {
    const { virtual, keys } = await filled(3, 'copied-0');
    for (const index of [0, 1, 2]) await virtual.cluster.restart(index);
    expect(sorted(await keys())).toEqual(sorted(all));
  });

  it('survive members that die one after the other, down to the last', async () => {
    const { virtual, keys } = await filled(4, 'copied-1');
    for (const index of [0, 2, 1]) {
      await virtual.cluster.kill(index);
      expect(sorted(await keys())).toEqual(sorted(all));
    }
  });

  it('are lost exactly where all who have a copy die together', async () => {
    const { virtual, keys, holders } = await filled(3, 'copied-1');
    const left = all.filter(key => holders(key).includes(2));
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(all.length);
    await Promise.all([virtual.cluster.kill(0), virtual.cluster.kill(1)]);
    expect(sorted(await keys())).toEqual(sorted(left));
  });

  it('are lost with their member where there is no backup', async () => {
    const { virtual, keys, holders } = await filled(3, 'copied-0');
    const left = all.filter(key => !holders(key).includes(1));
    expect(left.length).toBeLessThan(all.length);
    await virtual.cluster.kill(1);
    expect(sorted(await keys())).toEqual(sorted(left));
  });

  it('survive two members that die together where there are two backups', async () => {
    const { virtual, keys } = await filled(3, 'copied-2');
    await Promise.all([virtual.cluster.kill(0), virtual.cluster.kill(1)]);
    expect(sorted(await keys())).toEqual(sorted(all));
  });

  it('survive in asynchronous backups as well', async () => {
    const { virtual, keys } = await filled(4, 'copied-3');
    await Promise.all([virtual.cluster.kill(3), virtual.cluster.kill(1), virtual.cluster.kill(0)]);
    expect(sorted(await keys())).toEqual(sorted(all));
  });

  it('do not survive all members, whichever way those end', async () => {
    const { virtual, keys } = await filled(2, 'copied-1');
    await virtual.cluster.stop(0);
    await virtual.cluster.stop(1);
    await virtual.cluster.restart(0);
    expect(await keys()).toEqual([]);
  });

  it('are not brought back by a member that comes back', async () => {
    const { virtual, map, keys } = await filled(2, 'copied-1');
    await virtual.cluster.kill(0);
    await virtual.ask(map.clear(), RECOVERY);
    await virtual.cluster.restart(0);
    expect(await keys()).toEqual([]);
  });

  it('keep what they are: value, version and times', async () => {
    const { virtual, map } = await filled(2, 'copied-1');
    await virtual.ask(map.set('key-0', 7, 100_000, 50_000));
    const before = await virtual.ask(map.getEntryView('key-0'));
    for (const index of [0, 1]) {
      await virtual.cluster.kill(index);
      await virtual.cluster.restart(index);
      expect(await virtual.ask(map.getEntryView('key-0'), RECOVERY)).toEqual(before);
    }
  });
});

type Step =
  | { readonly does: 'put' | 'remove'; readonly key: number }
  | { readonly does: 'add' }
  | { readonly does: 'stop' | 'restart' | 'kill'; readonly which: number };

const which = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constantFrom('put' as const, 'put' as const, 'remove' as const), key: fc.nat(19) }),
  fc.record({ does: fc.constant('add' as const) }),
  fc.record({ does: fc.constantFrom('stop' as const, 'restart' as const, 'kill' as const), which }),
);

/** What is done in one turn; of the kills only as many as there are backups, and one member stays. */
async function turn({ cluster }: VirtualCluster, steps: readonly Step[], backups: number): Promise<void> {
  const done: Promise<unknown>[] = [];
  let [kills, adds] = [0, cluster.members.length];
  for (const each of steps) {
    const left = cluster.addresses.length;
    if (each.does === 'add' && adds++ < 4) done.push(cluster.addMember());
    if (!('which' in each) || !cluster.members[each.which]) continue;
    const { running } = cluster.members[each.which]!;
    if (each.does === 'restart' && (left > 1 || !running)) done.push(cluster.restart(each.which));
    if (!running || left === 1) continue;
    if (each.does === 'stop') done.push(cluster.stop(each.which));
    if (each.does === 'kill' && kills++ < backups) done.push(cluster.kill(each.which));
  }
  await Promise.all(done);
}

describe('acknowledged entries', () => {
  it.each([
    [1, 'copied-1'],
    [2, 'copied-2'],
    [3, 'copied-3'],
  ] as const)('survive whatever members do, while no more than %d die in one turn', async (backups, name) => {
    const turns = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(turns, async turns => {
        const { virtual, map, members$ } = await filled(2, name);
        const there = new Map(entries);
        for (const steps of turns) {
          for (const each of steps) {
            if (!('key' in each)) continue;
            const key = `key-${each.key}`;
            if (each.does === 'put') there.set(key, (there.get(key) ?? 0) + 1);
            else there.delete(key);
            await virtual.ask(each.does === 'put' ? map.set(key, there.get(key)!) : map.delete(key), RECOVERY);
          }
          await turn(virtual, steps, backups);
        }
        expect(new Map(await virtual.ask(map.entrySet(), RECOVERY))).toEqual(there);
        const members = await virtual.ask(members$.pipe(take(1)));
        expect(members.map(addressOf).sort()).toEqual([...virtual.cluster.addresses].sort());
        await virtual.end();
      }),
      { numRuns: 25 },
    );
  });
});
