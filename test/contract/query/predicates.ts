import { attributes, type HazelcastMap, int32, keyAttributes, type Predicate, Predicates } from 'hazelrx';
import { firstValueFrom as valueOf, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { compactGoods, facts, Goods, keysOf, type Plain, plainGoods } from './goods.js';
import { compactCases, type PredicateCase, sharedCases } from './predicate-cases.js';

async function asked<V extends object>(
  map: HazelcastMap<string, V>,
  { predicate }: PredicateCase<V>,
): Promise<string[]> {
  return (await valueOf(map.keySet(predicate))).sort();
}

const INDEXES = [
  ['SORTED', 'n'],
  ['HASH', 'rank'],
  ['SORTED', 'name'],
  ['HASH', 'active'],
  ['HASH', 'maker.country'],
  ['SORTED', 'maker.country'],
  ['HASH', 'tags[any]'],
  ['SORTED', 'parts[any].qty'],
  ['HASH', '__key'],
] as const;

function casesContract<V extends object>(
  fill: () => Promise<HazelcastMap<string, V>>,
  cases: readonly PredicateCase<V>[],
): void {
  let map: HazelcastMap<string, V>;
  beforeAll(async () => {
    map = await fill();
  });

  describe.each([
    ['without indexes', []],
    ['with indexes', INDEXES],
  ] as const)('%s', (_, indexes) => {
    beforeAll(async () => {
      for (const [type, attribute] of indexes) await valueOf(map.addIndex({ type, attributes: [attribute] }));
    });

    it.each(cases)('$name', async one => {
      const expected = keysOf(one.holds);
      expect(expected.length, 'a case must tell entries apart').toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(facts.size);
      expect(await asked(map, one)).toEqual(expected);
    });
  });

  it('matches nothing or all by alwaysFalse, alwaysTrue, and none or several of nothing', async () => {
    const count = async (predicate: Parameters<typeof map.keySet>[0]) => (await valueOf(map.keySet(predicate))).length;
    expect(await count(Predicates.alwaysFalse())).toBe(0);
    expect(await count(Predicates.alwaysTrue())).toBe(facts.size);
    expect(await count(Predicates.and())).toBe(facts.size);
    expect(await count(Predicates.or())).toBe(0);
    expect(await count(Predicates.in('n'))).toBe(0);
  });

  it('answers with keys, values, entries, and streams of them alike', async () => {
    const { predicate, holds } = cases.find(({ name }) => name === 'and')!;
    const entries = (await valueOf(map.entrySet(predicate))).sort(byKey);
    expect(entries.map(([key]) => key)).toEqual(keysOf(holds));
    for (const [key, value] of entries) expect(value).toEqual(await valueOf(map.get(key)));
    expect((await valueOf(map.values(predicate))).length).toBe(entries.length);
    const streamed = await valueOf(map.entries({ predicate, pageSize: 2 }).pipe(toArray()));
    expect(streamed.sort(byKey)).toEqual(entries);
    const keys = await valueOf(map.keys({ predicate }).pipe(toArray()));
    expect(keys.sort()).toEqual(keysOf(holds));
    const handled = await valueOf(map.consumeEntries(([key]) => [key], { predicate }).pipe(toArray()));
    expect(handled.sort()).toEqual(keysOf(holds));
    const handledKeys = await valueOf(map.consumeKeys(key => [key], { predicate }).pipe(toArray()));
    expect(handledKeys.sort()).toEqual(keysOf(holds));
  });

  it('removes what matches', async () => {
    const own = await fill();
    const { predicate, holds } = cases.find(({ name }) => name === 'or')!;
    await valueOf(own.removeAll(predicate));
    expect((await valueOf(own.keySet())).sort()).toEqual(keysOf((fact, key) => !holds(fact, key)));
  });
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

export function predicatesContract(cluster: SuiteCluster): void {
  it('tells the classes of values apart', async () => {
    const map = cluster.client.getMap<string>(uniqueName('classes'));
    const values = { a: int32(1), b: 'text', c: { n: 1 }, d: 1.5, e: 10n };
    await valueOf(map.setAll(Object.entries(values)));
    const keys = async (predicate: Predicate): Promise<string> =>
      (await valueOf(map.keySet(predicate))).sort().join('');
    expect(await keys(Predicates.instanceOf('java.lang.Integer'))).toBe('a');
    expect(await keys(Predicates.instanceOf('java.lang.Number'))).toBe('ade');
    expect(await keys(Predicates.instanceOf('java.lang.Comparable'))).toBe('abcde');
    expect(await keys(Predicates.instanceOf('com.hazelcast.core.HazelcastJsonValue'))).toBe('c');
    expect(await keys(Predicates.not(Predicates.instanceOf('java.lang.String')))).toBe('acde');
    expect(await errorOf(map.keySet(Predicates.instanceOf('no.such.Class')))).toMatchObject({
      name: 'SerializationError',
      structure: map.name,
    });
  });

  it('streams keys that are kept as JSON, and takes their parts', async () => {
    interface Place {
      readonly country: string;
    }
    const map = cluster.client.getMap<Place, number>(uniqueName('places'));
    const keys: Place[] = [{ country: 'CH' }, { country: 'DE' }];
    await valueOf(map.setAll(keys.map((key, i) => [key, i] as const)));
    const predicate = keyAttributes<Place>().country.equal('DE');
    expect(await valueOf(map.keySet(predicate))).toEqual([keys[1]]);
    expect(await valueOf(map.keys({ predicate }).pipe(toArray()))).toEqual([keys[1]]);
    expect(await valueOf(map.entries({ predicate }).pipe(toArray()))).toEqual([[keys[1], 1]]);
  });

  describe('of Compact values', () => {
    const item = attributes(Goods);
    casesContract(() => compactGoods(cluster), [...sharedCases<Goods>(item), ...compactCases(item)]);
  });
  describe('of plain values', () => {
    casesContract(() => plainGoods(cluster), sharedCases<Plain>(attributes<Plain>()));
  });
}
