import { attributes, Predicates, int32 } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { compactGoods, Goods, keysOf } from './goods.js';

export function pagingContract(cluster: SuiteCluster): void {
  const numbers = async () => {
    const map = cluster.client.getMap(uniqueName('pages'), { key: int32, value: int32 });
    await valueOf(map.setAll(Array.from({ length: 20 }, (_, i) => [i, 100 - i] as const)));
    return map;
  };

  it('reads keys page by page, forward, back, and any', async () => {
    const map = await numbers();
    const pages = Predicates.paging<number, number>(6, { predicate: Predicates.lessEqual('this', 97) });
    expect(await valueOf(map.keySet(pages))).toEqual([3, 4, 5, 6, 7, 8]);
    expect(await valueOf(map.keySet(pages.nextPage()))).toEqual([9, 10, 11, 12, 13, 14]);
    expect(await valueOf(map.keySet(pages.nextPage()))).toEqual([15, 16, 17, 18, 19]);
    expect(await valueOf(map.keySet(pages.nextPage()))).toEqual([]);
    expect(await valueOf(map.keySet(pages.setPage(2)))).toEqual([15, 16, 17, 18, 19]);
    expect(await valueOf(map.keySet(pages.previousPage()))).toEqual([9, 10, 11, 12, 13, 14]);
    expect(await valueOf(map.keySet(pages.setPage(0).previousPage()))).toEqual([3, 4, 5, 6, 7, 8]);
    expect(pages.page).toBe(0);
  });

  it('reads a page far ahead at once', async () => {
    const map = await numbers();
    const pages = Predicates.paging(6);
    expect(await valueOf(map.keySet(pages.setPage(3)))).toEqual([18, 19]);
    expect(await valueOf(map.keySet(pages.setPage(40)))).toEqual([]);
  });

  it('has values in their order, and entries in that of their keys, by the same object', async () => {
    const map = await numbers();
    const pages = Predicates.paging(3);
    expect(await valueOf(map.values(pages))).toEqual([81, 82, 83]);
    expect(await valueOf(map.values(pages.nextPage()))).toEqual([84, 85, 86]);
    expect(await valueOf(map.entrySet(pages))).toEqual([
      [3, 97],
      [4, 96],
      [5, 95],
    ]);
    expect(await valueOf(map.keySet(pages))).toEqual([3, 4, 5]);
  });

  it('asks for the page of the moment of the subscription', async () => {
    const map = await numbers();
    const pages = Predicates.paging(2);
    const page$ = map.keySet(pages);
    expect(await valueOf(page$)).toEqual([0, 1]);
    pages.nextPage();
    expect(await valueOf(page$)).toEqual([2, 3]);
  });

  describe('of records', () => {
    it('pages keys, and fails of values that have no order', async () => {
      const map = await compactGoods(cluster);
      const predicate = attributes(Goods).active.equal(true);
      const pages = Predicates.paging(8, { predicate });
      const found = [...(await valueOf(map.keySet(pages))), ...(await valueOf(map.keySet(pages.nextPage())))];
      expect(found).toEqual(keysOf(({ active }) => active).slice(0, 16));
      const error = await errorOf(map.values(Predicates.paging(3)));
      expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: map.name });
      expect(error.message).toContain('Not comparable');
    });
  });

  it('asks one partition alone', async () => {
    const map = await numbers();
    const all = await valueOf(map.keySet(Predicates.partition(7)));
    expect(all).toContain(7);
    expect(all.length).toBeLessThan(20);
    const pages = Predicates.paging(50, { predicate: Predicates.partition(7) });
    expect(await valueOf(map.keySet(pages))).toEqual(all.sort((one, other) => one - other));
    const matching = Predicates.partition(7, Predicates.equal('this', 93));
    expect(await valueOf(map.entrySet(matching))).toEqual([[7, 93]]);
    await valueOf(map.removeAll(Predicates.partition(7)));
    expect(await valueOf(map.size())).toBe(20 - all.length);
  });
}
