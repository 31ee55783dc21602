// What the queries of the contract ask for: one set of facts, kept as Compact and as plain values.
import {
  array,
  BigDecimal,
  bigint64,
  boolean,
  compact,
  date,
  decimal,
  float64,
  type HazelcastMap,
  type Infer,
  int32,
  int64,
  LocalDate,
  Long,
  nullable,
  string,
} from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** What is the same in both forms. */
export interface Plain {
  readonly n: number;
  readonly ratio: number;
  readonly name: string;
  readonly note: string | null;
  readonly rank: number | null;
  readonly active: boolean;
  readonly maker: { readonly name: string; readonly country: string };
  readonly tags: readonly string[];
  readonly parts: readonly { readonly sku: string; readonly qty: number }[];
}

const Maker = compact('query-maker', { name: string, country: string });
const Part = compact('query-part', { sku: string, qty: int32 });

export const Goods = compact('query-goods', {
  n: int32,
  ratio: float64,
  name: string,
  note: nullable(string),
  rank: nullable(int32),
  active: boolean,
  maker: Maker,
  tags: array(string),
  parts: array(Part),
  total: int64,
  big: bigint64,
  price: decimal,
  day: date,
});
export type Goods = Infer<typeof Goods>;

const COUNTRIES = ['CH', 'DE', 'FR'];
const WORDS = ['apple', 'Apricot', 'banana', 'cherry_pie', 'date%', 'elder'];

/** By key. */
export const facts: ReadonlyMap<string, Plain> = new Map(
  Array.from({ length: 40 }, (_, i) => [
    `key-${i}`,
    {
      n: i - 10,
      ratio: i / 8,
      name: `${WORDS[i % WORDS.length]!}${i % 4}`,
      note: i % 3 === 0 ? null : `note ${i % 5}`,
      rank: i % 4 === 0 ? null : i % 7,
      active: i % 2 === 0,
      maker: { name: `maker_${i % 5}`, country: COUNTRIES[i % 3]! },
      tags: ['odd', 'even', 'third', 'all'].filter((_tag, bit) => ((i + 1) >> bit) & 1),
      parts: Array.from({ length: i % 3 }, (_part, at) => ({ sku: `sku-${(i + at) % 6}`, qty: i + at })),
    },
  ]),
);

export function goodsOf(fact: Plain): Goods {
  return {
    ...fact,
    tags: [...fact.tags],
    parts: fact.parts.map(part => ({ ...part })),
    total: Long.fromNumber(fact.n * 1_000_000_000),
    big: BigInt(fact.n) * 3n,
    price: new BigDecimal(BigInt(fact.n) * 25n, 2),
    day: new LocalDate(2026, 1 + ((fact.n + 10) % 12), 1 + ((fact.n + 10) % 28)),
  };
}

export async function compactGoods(cluster: SuiteCluster): Promise<HazelcastMap<string, Goods>> {
  const map = cluster.client.getMap(uniqueName('goods'), { key: string, value: Goods });
  await valueOf(map.setAll(Array.from(facts, ([key, fact]) => [key, goodsOf(fact)] as const)));
  return map;
}

export async function plainGoods(cluster: SuiteCluster): Promise<HazelcastMap<string, Plain>> {
  const map = cluster.client.getMap<string, Plain>(uniqueName('plain'));
  await valueOf(map.setAll(facts));
  return map;
}

/** The keys of the facts for which it holds, sorted. */
export function keysOf(holds: (fact: Plain, key: string) => boolean): string[] {
  return [...facts]
    .filter(([key, fact]) => holds(fact, key))
    .map(([key]) => key)
    .sort();
}

export function factsOf(holds: (fact: Plain, key: string) => boolean): Plain[] {
  return keysOf(holds).map(key => facts.get(key)!);
}
