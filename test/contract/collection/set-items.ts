import type { HazelcastSet } from 'hazelrx';
import { firstValueFrom as valueOf, merge, toArray } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** What makes a set one. */
export function setItemsContract(cluster: SuiteCluster): void {
  let set: HazelcastSet<string>;

  beforeEach(() => {
    set = cluster.client.getSet(uniqueName('set'));
  });

  it('has each item once', async () => {
    expect(await valueOf(set.add('a'))).toBe(true);
    expect(await valueOf(set.add('a'))).toBe(false);
    expect(await valueOf(set.addAll(['b', 'a', 'b']))).toBe(true);
    expect(await valueOf(set.addAll(['a', 'b']))).toBe(false);
    expect((await valueOf(set.toArray())).sort()).toEqual(['a', 'b']);
    expect(await valueOf(set.size())).toBe(2);
  });

  it('tells one of many who add the same', async () => {
    const adds = Array.from({ length: 50 }, (_, n) => (n % 2 ? cluster.client : cluster.otherClient).getSet(set.name));
    const added = await valueOf(merge(...adds.map(each => each.add('a'))).pipe(toArray()));
    expect(added.filter(Boolean)).toHaveLength(1);
  });

  it('asks for room also for what is there already', async () => {
    set = cluster.client.getSet(uniqueName('bounded'));
    await valueOf(set.addAll(['a', 'b']));
    expect(await valueOf(set.addAll(['a', 'c']))).toBe(false);
    expect(await valueOf(set.addAll(['c', 'c']))).toBe(false);
    expect(await valueOf(set.addAll(['c']))).toBe(true);
  });
}
