import { type HazelcastClient, type HazelcastMap, int32, Predicates, string } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { byValue, compactByValue, CompactByValue, greeting } from '../../support/tasks.js';

async function numbers(client: HazelcastClient): Promise<HazelcastMap<string, number>> {
  const map = client.getMap(uniqueName('numbers'), { key: string, value: int32 });
  await valueOf(map.putAll(Object.entries({ a: 3, b: 5, c: 1, d: 4, e: 2 })));
  return map;
}

/** Of pages, whose order is that of the members' own classes. */
export function orderContract(cluster: SuiteCluster): void {
  it('are those of a comparator of the members', async () => {
    const map = await numbers(cluster.client);
    const pages = Predicates.paging(2, { comparator: byValue(-1) });
    expect(await valueOf(map.keySet(pages))).toEqual(['b', 'd']);
    expect(await valueOf(map.keySet(pages.nextPage()))).toEqual(['a', 'e']);
    expect(await valueOf(map.keySet(pages.nextPage()))).toEqual(['c']);
    expect(await valueOf(map.values(pages.setPage(1)))).toEqual([3, 2]);
    expect(await valueOf(map.entrySet(pages.previousPage()))).toEqual([
      ['b', 5],
      ['d', 4],
    ]);
    const predicate = Predicates.lessThan('this', int32(4));
    expect(await valueOf(map.values(Predicates.paging(2, { predicate, comparator: byValue(1) })))).toEqual([1, 2]);
  });

  it('are those of a Compact one, whose schema the members do not have yet', async () => {
    const client = cluster.newClient({ serialization: { compact: { serializers: [compactByValue] } } });
    const map = await numbers(client);
    const pages = Predicates.paging(3, { comparator: new CompactByValue(-1) });
    expect(await valueOf(map.values(pages))).toEqual([5, 4, 3]);
    expect(await valueOf(map.values(pages.nextPage()))).toEqual([2, 1]);
  });

  it('are not those of another class', async () => {
    const map = await numbers(cluster.client);
    const error = await errorOf(map.keySet(Predicates.paging(2, { comparator: greeting('x') })));
    expect(error).toMatchObject({ code: 'CLASS_CAST', structure: map.name });
  });
}
