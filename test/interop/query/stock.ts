// The data set that all clients query: the same things as plain numbers and texts, as JSON and as Compact.
import { array, compact, float64, type HazelcastClient, int32, int64, nullable, string } from 'hazelrx';
import Long from 'long';
import { firstValueFrom as valueOf } from 'rxjs';

const Maker = compact('query-maker', { country: string, year: int32 });
const Product = compact('query-product', {
  name: string,
  count: int32,
  sold: int64,
  price: float64,
  note: nullable(string),
  maker: Maker,
  tags: array(string),
});

/** All with a point in their names where that matters: JSON numbers of members are Longs, or Doubles where they have one. */
const THINGS = [
  'Amber',
  'birch',
  'Copper 50%',
  'düne',
  'Ebony',
  'amber',
  'flint_',
  'Granite',
  'ebony',
  'quartz.',
  '',
  'Amberjack',
];
const COUNTRIES = ['CH', 'SE', 'DE', 'ch'];

interface Thing {
  readonly name: string;
  readonly count: number;
  readonly sold: number;
  readonly price: number;
  readonly note: string | null;
  readonly maker: { readonly country: string; readonly year: number };
  readonly tags: string[];
}

const things: readonly Thing[] = THINGS.map((name, n) => ({
  name,
  count: (n * 5) % 9,
  sold: 2 ** 40 + n * 1000,
  price: n * 1.25 + 0.125,
  note: n % 3 === 0 ? null : `note ${n % 2}`,
  maker: { country: COUNTRIES[n % 4]!, year: 1990 + (n % 5) },
  tags: n % 4 === 0 ? [] : [`t${n % 3}`, 'all'],
}));

/** `double`: by texts; `text`: by doubles; `json`: by texts; `compact`: by 64-bit integers. */
export const MAPS = {
  double: 'query-double',
  text: 'query-text',
  json: 'query-json',
  compact: 'query-compact',
} as const;

export async function fill(client: HazelcastClient): Promise<void> {
  const of = <T>(entry: (thing: Thing, n: number) => T): T[] => things.map(entry);
  await valueOf(client.getMap<string, number>(MAPS.double).putAll(of(({ price, name }) => [`${name}!`, price])));
  await valueOf(client.getMap<number, string>(MAPS.text).putAll(of(({ name, price }) => [price, name])));
  await valueOf(client.getMap<string, Thing>(MAPS.json).putAll(of((thing, n) => [`thing-${n}`, thing])));
  await valueOf(
    compactMap(client).putAll(of((thing, n) => [Long.fromNumber(n), { ...thing, sold: Long.fromNumber(thing.sold) }])),
  );
}

export function compactMap(client: HazelcastClient) {
  return client.getMap(MAPS.compact, { key: int64, value: Product });
}

/** A map of texts for each language, to remove from. Returns its name. */
export async function fillRemoved(client: HazelcastClient, language: string): Promise<string> {
  const texts = client.getMap<number, string>(`query-removed by ${language}`);
  await valueOf(texts.putAll(things.map(({ name, price }) => [price, name])));
  return texts.name;
}
