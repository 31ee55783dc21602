import { type Aggregator, Aggregators, attributes, BigDecimal, type HazelcastMap, Long, Predicates } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { compactGoods, facts, factsOf, Goods, goodsOf, type Plain, plainGoods } from './goods.js';

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);
const average = (numbers: readonly number[]): number => sum(numbers) / numbers.length;

/** Name, aggregator, what it makes of the facts, and of nothing. */
type Case<V> = readonly [
  name: string,
  aggregator: Aggregator<unknown, unknown, V>,
  expected: (chosen: readonly Plain[]) => unknown,
  ofNothing: unknown,
];

const item = attributes(Goods);
const NONE = Long.ZERO;

const compactCases: readonly Case<Goods>[] = [
  ['count', Aggregators.count(), chosen => Long.fromNumber(chosen.length), NONE],
  ['count of what may be null', Aggregators.count(item.note), chosen => Long.fromNumber(chosen.length), NONE],
  [
    'count of items',
    Aggregators.count(item.tags.any),
    chosen => Long.fromNumber(sum(chosen.map(({ tags }) => tags.length))),
    NONE,
  ],
  [
    'distinct',
    Aggregators.distinct(item.maker.country),
    chosen => new Set(chosen.map(({ maker }) => maker.country)),
    new Set(),
  ],
  [
    'distinct, null among them',
    Aggregators.distinct(item.rank),
    chosen => new Set(chosen.map(({ rank }) => rank)),
    new Set(),
  ],
  ['max', Aggregators.max(item.n), chosen => Math.max(...chosen.map(({ n }) => n)), null],
  ['min', Aggregators.min(item.n), chosen => Math.min(...chosen.map(({ n }) => n)), null],
  [
    'max of what may be null',
    Aggregators.max(item.rank),
    chosen => Math.max(...chosen.map(({ rank }) => rank ?? -1)),
    null,
  ],
  [
    'max of texts',
    Aggregators.max(item.name),
    chosen =>
      chosen
        .map(({ name }) => name)
        .sort()
        .at(-1),
    null,
  ],
  ['max of bigints', Aggregators.max(item.big), chosen => BigInt(Math.max(...chosen.map(({ n }) => n))) * 3n, null],
  [
    'min of decimals',
    Aggregators.min(item.price),
    chosen => decimalOf(Math.min(...chosen.map(({ n }) => n)) * 25, 2),
    null,
  ],
  ['integerAvg', Aggregators.integerAvg(item.n), chosen => average(chosen.map(({ n }) => n)), null],
  ['integerSum', Aggregators.integerSum(item.n), chosen => Long.fromNumber(sum(chosen.map(({ n }) => n))), NONE],
  ['longAvg', Aggregators.longAvg(item.total), chosen => average(chosen.map(({ n }) => n * 1e9)), null],
  ['longSum', Aggregators.longSum(item.total), chosen => Long.fromNumber(sum(chosen.map(({ n }) => n * 1e9))), NONE],
  ['longSum of Integers', Aggregators.longSum(item.n), chosen => Long.fromNumber(sum(chosen.map(({ n }) => n))), NONE],
  ['doubleAvg', Aggregators.doubleAvg(item.ratio), chosen => average(chosen.map(({ ratio }) => ratio)), null],
  ['doubleSum', Aggregators.doubleSum(item.ratio), chosen => sum(chosen.map(({ ratio }) => ratio)), 0],
  ['numberAvg', Aggregators.numberAvg(item.price), chosen => average(chosen.map(({ n }) => n / 4)), null],
  [
    'fixedPointSum',
    Aggregators.fixedPointSum(item.ratio),
    chosen => Long.fromNumber(sum(chosen.map(({ ratio }) => Math.trunc(ratio)))),
    NONE,
  ],
  ['floatingPointSum', Aggregators.floatingPointSum(item.price), chosen => sum(chosen.map(({ n }) => n / 4)), 0],
  [
    'bigDecimalSum',
    Aggregators.bigDecimalSum(item.price),
    chosen => decimalOf(sum(chosen.map(({ n }) => n * 25)), 2),
    decimalOf(0, 0),
  ],
];

const plain = attributes<Plain>();

const plainCases: readonly Case<Plain>[] = [
  ['count', Aggregators.count(plain.n), chosen => Long.fromNumber(chosen.length), NONE],
  ['distinct', Aggregators.distinct(plain.n), chosen => new Set(chosen.map(({ n }) => n)), new Set()],
  ['max', Aggregators.max(plain.n), chosen => Math.max(...chosen.map(({ n }) => n)), null],
  ['min', Aggregators.min(plain.ratio), chosen => Math.min(...chosen.map(({ ratio }) => ratio)), null],
  ['longSum', Aggregators.longSum(plain.n), chosen => Long.fromNumber(sum(chosen.map(({ n }) => n))), NONE],
  ['integerAvg', Aggregators.integerAvg(plain.n), chosen => average(chosen.map(({ n }) => n)), null],
  ['numberAvg', Aggregators.numberAvg(plain.ratio), chosen => average(chosen.map(({ ratio }) => ratio)), null],
  ['floatingPointSum', Aggregators.floatingPointSum(plain.n), chosen => sum(chosen.map(({ n }) => n)), 0],
];

function decimalOf(unscaled: number, scale: number): BigDecimal {
  return new BigDecimal(BigInt(unscaled), scale);
}

function casesContract<V extends object>(
  fill: () => Promise<HazelcastMap<string, V>>,
  cases: readonly Case<V>[],
): void {
  let map: HazelcastMap<string, V>;
  beforeAll(async () => {
    map = await fill();
  });

  it.each(cases)('%s', async (_name, aggregator, expected, ofNothing) => {
    expect(await valueOf(map.aggregate(aggregator))).toEqual(expected([...facts.values()]));
    const chosen = factsOf(({ n }) => n > 12);
    expect(await valueOf(map.aggregate(aggregator, Predicates.greaterThan('n', 12)))).toEqual(expected(chosen));
    expect(await valueOf(map.aggregate(aggregator, Predicates.alwaysFalse()))).toEqual(ofNothing);
  });
}

export function aggregatorsContract(cluster: SuiteCluster): void {
  describe('of Compact values', () => casesContract(() => compactGoods(cluster), compactCases));
  describe('of plain values', () => casesContract(() => plainGoods(cluster), plainCases));

  it('finds the entry of the greatest and of the least', async () => {
    const goods = await compactGoods(cluster);
    expect(await valueOf(goods.aggregate(Aggregators.maxBy(item.n)))).toEqual([
      'key-39',
      goodsOf(facts.get('key-39')!),
    ]);
    expect(await valueOf(goods.aggregate(Aggregators.minBy(item.price)))).toEqual([
      'key-0',
      goodsOf(facts.get('key-0')!),
    ]);
    expect(await valueOf(goods.aggregate(Aggregators.maxBy(item.n), Predicates.alwaysFalse()))).toBeNull();
    const values = await plainGoods(cluster);
    expect(await valueOf(values.aggregate(Aggregators.maxBy(plain.n)))).toEqual(['key-39', facts.get('key-39')]);
  });

  it('makes of the values themselves what they have no attributes for', async () => {
    const name = uniqueName('numbers');
    const map = cluster.client.getMap<string, bigint>(name);
    const great = 10n ** 30n;
    await valueOf(map.setAll([1n, 2n, 3n, 4n].map(n => [String(n), great + n])));
    expect(await valueOf(map.aggregate(Aggregators.bigIntegerSum()))).toBe(4n * great + 10n);
    const avg = await valueOf(map.aggregate(Aggregators.bigIntegerAvg()));
    expect(avg).toEqual(new BigDecimal(((4n * great + 10n) * 10n) / 4n, 1));
    expect(await valueOf(map.aggregate(Aggregators.max<bigint, unknown, bigint>()))).toBe(great + 4n);
    const goods = await compactGoods(cluster);
    const four = Predicates.in('n', 1, 2, 3, 4);
    expect(await valueOf(goods.aggregate(Aggregators.bigDecimalAvg(item.price), four))).toEqual(
      new BigDecimal(625n, 3),
    );
  });

  it('fails of null, and of what it is not for', async () => {
    const goods = await plainGoods(cluster);
    expect(await errorOf(goods.aggregate(Aggregators.longSum(plain.rank)))).toMatchObject({
      code: 'NULL_POINTER',
      operation: 'Map.aggregate',
      structure: goods.name,
    });
    const noNulls = plain.rank.notEqual(null);
    const expected = Long.fromNumber(sum([...facts.values()].map(({ rank }) => rank ?? 0)));
    expect(await valueOf(goods.aggregate(Aggregators.longSum(plain.rank), noNulls))).toEqual(expected);
    expect((await errorOf(goods.aggregate(Aggregators.bigDecimalSum('n')))).code).toBe('CLASS_CAST');
  });
}
