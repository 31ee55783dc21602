import {
  Aggregators,
  array,
  attributes,
  BigDecimal,
  bigint64,
  compact,
  decimal,
  int64,
  int8,
  keyAttributes,
  nullable,
  Predicates,
  Projections,
  string,
} from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { compactGoods, facts, factsOf, Goods, goodsOf, keysOf, type Plain, plainGoods } from './goods.js';

const item = attributes(Goods);
const plain = attributes<Plain>();
const chosen = Predicates.greaterThan('n', 20);
const chosenKeys = keysOf(({ n }) => n > 20);
const chosenFacts = factsOf(({ n }) => n > 20);

const sorted = <T>(items: readonly T[]): T[] => [...items].sort((one, other) => (text(one) < text(other) ? -1 : 1));
const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));

export function projectionsContract(cluster: SuiteCluster): void {
  describe('of Compact values', () => {
    it('sends one attribute', async () => {
      const map = await compactGoods(cluster);
      const all = await valueOf(map.project(Projections.singleAttribute(item.n)));
      expect(sorted(all)).toEqual(sorted([...facts.values()].map(({ n }) => n)));
      const notes = await valueOf(map.project(Projections.singleAttribute(item.note), chosen));
      expect(sorted(notes)).toEqual(sorted(chosenFacts.map(({ note }) => note)));
      const bigs = await valueOf(map.project(Projections.singleAttribute(item.big), chosen));
      expect(sorted(bigs)).toEqual(sorted(chosenFacts.map(({ n }) => BigInt(n) * 3n)));
    });

    it('sends records and arrays', async () => {
      const map = await compactGoods(cluster);
      const makers = await valueOf(map.project(Projections.singleAttribute(item.maker), chosen));
      expect(sorted(makers)).toEqual(sorted(chosenFacts.map(({ maker }) => ({ ...maker }))));
      const parts = await valueOf(map.project(Projections.multiAttribute(item.tags, item.parts), chosen));
      expect(sorted(parts)).toEqual(sorted(chosenFacts.map(fact => [[...fact.tags], [...fact.parts]])));
    });

    it('sends arrays as they are declared, or says that only Java reads them', async () => {
      const Lists = compact('query-lists', {
        bytes: array(int8),
        bigs: array(bigint64),
        holes: array(nullable(int64)),
        prices: array(decimal),
      });
      const map = cluster.client.getMap(uniqueName('lists'), { key: string, value: Lists });
      await valueOf(map.set('a', { bytes: [1, -1], bigs: [5n], holes: [null], prices: [new BigDecimal(1n, 1)] }));
      const lists = attributes(Lists);
      const read: [number[], bigint[]][] = await valueOf(
        map.project(Projections.multiAttribute(lists.bytes, lists.bigs)),
      );
      expect(read).toEqual([[[1, -1], [5n]]]);
      for (const attribute of ['holes', 'prices']) {
        const error = await errorOf(map.project(Projections.singleAttribute(attribute)));
        expect(error).toMatchObject({ name: 'SerializationError', typeId: -100 });
      }
      expect(await valueOf(map.aggregate(Aggregators.distinct(lists.holes.any)))).toEqual(new Set([null]));
    });

    it('sends several, of keys and values', async () => {
      const map = await compactGoods(cluster);
      const projection = Projections.multiAttribute(keyAttributes(string), item.maker.country, item.price);
      const found: [string, string, Goods['price']][] = await valueOf(map.project(projection, chosen));
      const expected = chosenKeys.map(key => [key, facts.get(key)!.maker.country, goodsOf(facts.get(key)!).price]);
      expect(sorted(found)).toEqual(sorted(expected));
    });

    it('sends entries', async () => {
      const map = await compactGoods(cluster);
      const entries = await valueOf(map.project(Projections.identity(), chosen));
      expect(sorted(entries)).toEqual(sorted(chosenKeys.map(key => [key, goodsOf(facts.get(key)!)])));
    });
  });

  it('sends attributes of plain values', async () => {
    const map = await plainGoods(cluster);
    const found = await valueOf(
      map.project(Projections.multiAttribute(plain.n, plain.ratio, plain.maker.name), chosen),
    );
    expect(sorted(found)).toEqual(sorted(chosenFacts.map(({ n, ratio, maker }) => [n, ratio, maker.name])));
    const entries = await valueOf(map.project(Projections.identity(), chosen));
    expect(sorted(entries)).toEqual(sorted(chosenKeys.map(key => [key, facts.get(key)])));
    const missing = await valueOf(map.project(Projections.singleAttribute('nowhere'), chosen));
    expect(missing).toEqual(chosenKeys.map(() => null));
  });
}
