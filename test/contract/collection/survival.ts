import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { addressOf, connectedTo } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually } from '../../support/recording.js';

/** The index of the member that owns what is kept by this name. */
async function ownerOf({ running, client }: SuiteCluster, name: string): Promise<number> {
  await valueOf(client.connect());
  const { router } = partsOf(client);
  const uuid = router.connections.partitions.owner(router.ofKey(name));
  const owner = (await valueOf(client.members$)).find(member => member.uuid.equals(uuid));
  return running.members.findIndex(({ address, running: alive }) => alive && owner && address === addressOf(owner));
}

/** A name that this member owns. */
async function nameOn(cluster: SuiteCluster, index: number): Promise<string> {
  for (;;) {
    const name = uniqueName('surviving');
    if ((await ownerOf(cluster, name)) === index) return name;
  }
}

/** Both members own something, and have a copy of what the other has. */
async function whole({ running, client }: SuiteCluster): Promise<void> {
  const { addresses } = running;
  await connectedTo(client, addresses);
  const { partitions } = partsOf(client).router.connections;
  const owners = (): number => {
    const all = Array.from({ length: partitions.count }, (_, id) => partitions.owner(id)?.toString());
    return new Set(all).size;
  };
  await eventually(owners, count => count === addresses.length);
}

async function gone({ running }: SuiteCluster, client: HazelcastClient): Promise<void> {
  await connectedTo(client, running.addresses);
}

/** What becomes of sets. One backup is there unless configured otherwise. */
export function setSurvivalContract(cluster: SuiteCluster): void {
  it('has what it had when its member was killed', async () => {
    await whole(cluster);
    const set = cluster.client.getSet<string>(await nameOn(cluster, 0));
    await valueOf(set.addAll(['a', 'b', 'c']));
    await valueOf(set.remove('b'));
    await cluster.running.kill(0);
    await gone(cluster, cluster.client);
    expect((await valueOf(set.toArray())).sort()).toEqual(['a', 'c']);
    expect(await valueOf(set.add('a'))).toBe(false);
    expect(await valueOf(set.add('d'))).toBe(true);
    await cluster.running.restart(0);
    await whole(cluster);
    expect((await valueOf(set.toArray())).sort()).toEqual(['a', 'c', 'd']);
  });
}

/** What becomes of lists. First the kill: when a member has just come, nobody tells when it has its copies. */
export function listSurvivalContract(cluster: SuiteCluster): void {
  it('has all it had when its member was killed, in the order in which it came', async () => {
    await whole(cluster);
    const [appended, arranged] = [await nameOn(cluster, 0), await nameOn(cluster, 0)].map(name =>
      cluster.client.getList<string>(name),
    );
    await valueOf(appended!.addAll(['b', 'a', 'b']));
    await valueOf(appended!.removeAt(1));
    await valueOf(appended!.add('z'));
    await valueOf(arranged!.addAll(['b', 'c', 'd']));
    await valueOf(arranged!.addAt(0, 'first'));
    await valueOf(arranged!.set(1, 'B'));
    expect(await valueOf(arranged!.toArray())).toEqual(['first', 'B', 'c', 'd']);
    await cluster.running.kill(0);
    await gone(cluster, cluster.client);
    expect(await valueOf(appended!.toArray())).toEqual(['b', 'b', 'z']);
    expect(await valueOf(arranged!.toArray())).toEqual(['c', 'd', 'first', 'B']);
    await valueOf(arranged!.addAt(0, 'again'));
    expect(await valueOf(arranged!.toArray())).toEqual(['again', 'c', 'd', 'first', 'B']);
    await cluster.running.restart(0);
  });

  it('has its order when its member leaves as it should', async () => {
    await whole(cluster);
    const list = cluster.client.getList<string>(await nameOn(cluster, 1));
    await valueOf(list.addAll(['b', 'c']));
    await valueOf(list.addAt(0, 'a'));
    await valueOf(list.set(1, 'B'));
    await cluster.running.stop(1);
    await gone(cluster, cluster.client);
    expect(await valueOf(list.toArray())).toEqual(['a', 'B', 'c']);
    await cluster.running.restart(1);
    await whole(cluster);
    expect(await valueOf(list.toArray())).toEqual(['a', 'B', 'c']);
  });
}
