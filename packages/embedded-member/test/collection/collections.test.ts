import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { describe, expect, it } from 'vitest';
import { type MemberConfig, startCluster } from '../../src/index.js';
import { inVirtualTime, type VirtualCluster } from '../support/virtual-cluster.js';

/** A name whose partition this member owns. */
function nameOn(client: HazelcastClient, { cluster }: VirtualCluster, index: number, what = 'c'): string {
  const { router } = partsOf(client);
  for (let n = 0; ; n++) {
    const owner = router.connections.partitions.owner(router.ofKey(`${what}-${n}`));
    if (owner?.equals(cluster.lives[index]!.uuid)) return `${what}-${n}`;
  }
}

/** How many members keep something of it. */
function copiesOf({ cluster }: VirtualCluster, service: string, name: string): number {
  const ids = cluster.lives.map(({ stores }) => Array.from({ length: 271 }, (_, id) => stores.find(id, service, name)));
  return ids.filter(found => found.some(Boolean)).length;
}

const services = { set: 'hz:impl:setService', list: 'hz:impl:listService' };

describe.each(['set', 'list'] as const)('a %s', kind => {
  const get = (client: HazelcastClient, name: string) =>
    kind === 'set' ? client.getSet<string>(name) : client.getList<string>(name);

  it.each<[MemberConfig[typeof kind], number]>([
    [{}, 2],
    [{ default: { 'backup-count': 2 } }, 3],
    [{ default: { 'backup-count': 0 } }, 1],
    [{ default: { 'backup-count': 0 }, 'c-*': { 'async-backup-count': 1 } }, 3],
    [{ 'other-*': { 'backup-count': 0 } }, 2],
  ])('has as many copies as %j says', async (settings, copies) => {
    const virtual = await inVirtualTime({ members: 3, config: { [kind]: settings } });
    const items = get(await virtual.connected(), 'c-0');
    await virtual.ask(items.add('a'));
    expect(copiesOf(virtual, services[kind], 'c-0')).toBe(copies);
  });

  it('is gone with its member where it has no backups', async () => {
    const config = { [kind]: { default: { 'backup-count': 0 } } };
    const virtual = await inVirtualTime({ members: 2, config });
    const client = await virtual.connected();
    const [lost, kept] = [0, 1].map(index => get(client, nameOn(client, virtual, index)));
    await virtual.ask(lost!.add('a'));
    await virtual.ask(kept!.add('a'));
    await virtual.cluster.kill(0);
    expect(await virtual.ask(lost!.size(), 5000)).toBe(0);
    expect(await virtual.ask(kept!.size())).toBe(1);
  });

  it('goes where its partition goes', async () => {
    const virtual = await inVirtualTime();
    const client = await virtual.connected();
    const all = Array.from({ length: 20 }, (_, n) => get(client, `c-${n}`));
    for (const items of all) await virtual.ask(items.addAll(['a', 'b']));
    for (const index of [0, 1, 2]) {
      await virtual.cluster.addMember();
      await virtual.clock.advance(2000);
      await virtual.cluster.stop(index);
      for (const items of all) expect((await virtual.ask(items.toArray(), 5000)).sort()).toEqual(['a', 'b']);
    }
  });

  it('is gone everywhere when it was destroyed', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const items = get(await virtual.connected(), 'c-0');
    await virtual.ask(items.add('a'));
    await virtual.ask(items.destroy());
    expect(copiesOf(virtual, services[kind], 'c-0')).toBe(0);
  });

  it('stays as the larger side has it after a split, and comes from the smaller where that has none', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const { cluster, clock } = virtual;
    const through = (address: string): Promise<HazelcastClient> =>
      virtual.connected({ network: { clusterMembers: [address], smartRouting: false } });
    const [larger, smaller] = [await through(cluster.addresses[0]!), await through(cluster.addresses[2]!)];
    await virtual.ask(get(larger, 'both').add('before'));
    const heal = cluster.faults.split([[0, 1], [2]]);
    await clock.advance(0);
    await virtual.ask(get(larger, 'both').add('large'));
    await virtual.ask(get(smaller, 'both').add('small'));
    await virtual.ask(get(smaller, 'mine').addAll(['x', 'y']));
    heal();
    await clock.advance(2000);
    expect((await virtual.ask(get(larger, 'both').toArray())).sort()).toEqual(['before', 'large']);
    expect((await virtual.ask(get(larger, 'mine').toArray())).sort()).toEqual(['x', 'y']);
    expect(copiesOf(virtual, services[kind], 'mine')).toBe(2);
  });

  it.each<[MemberConfig[typeof kind], string]>([
    [{ 'a-*': { 'max-size': -1 } }, `max-size of ${kind} 'a-*' must be a whole number from 0, not -1`],
    [{ a: { 'backup-count': 1.5 } }, `backup-count of ${kind} 'a' must be a whole number from 0, not 1.5`],
    [{ a: { 'backup-count': 6, 'async-backup-count': 1 } }, `${kind} 'a' must have at most 6 backups, not 7`],
  ])('refuses the settings %j', async (settings, reason) => {
    await expect(startCluster({ config: { [kind]: settings } })).rejects.toThrow(new RangeError(reason));
  });
});

describe('a list', () => {
  it('is in the order in which its items came once a backup took over, and in its own before', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const client = await virtual.connected();
    const list = client.getList<string>(nameOn(client, virtual, 0));
    await virtual.ask(list.addAll(['b', 'c', 'd']));
    await virtual.ask(list.addAt(0, 'first'));
    await virtual.ask(list.set(1, 'B'));
    await virtual.cluster.kill(1);
    await virtual.cluster.kill(2);
    expect(await virtual.ask(list.toArray(), 5000)).toEqual(['first', 'B', 'c', 'd']);
    await virtual.cluster.addMember();
    await virtual.clock.advance(5000);
    // The new copy is one of the owner's; with the next change it goes by the age of the items.
    await virtual.ask(list.add('e'));
    await virtual.cluster.kill(0);
    expect(await virtual.ask(list.toArray(), 5000)).toEqual(['c', 'd', 'first', 'B', 'e']);
    await virtual.ask(list.addAt(0, 'again'));
    expect(await virtual.ask(list.toArray())).toEqual(['again', 'c', 'd', 'first', 'B', 'e']);
  });
});
