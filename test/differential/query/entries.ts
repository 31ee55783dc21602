// Entries of all kinds that members can look into, few different values, so that queries find some.
import fc from 'fast-check';
import {
  array,
  BigDecimal,
  boolean,
  char,
  compact,
  date,
  decimal,
  float32,
  float64,
  type HazelcastClient,
  type HazelcastMap,
  int16,
  int32,
  int64,
  int8,
  LocalDate,
  Long,
  nullable,
  type Storable,
  string,
} from 'hazelrx';

/** What an attribute is: what it may be compared with follows from it. */
export type AttributeType = 'number' | 'text' | 'boolean' | 'decimal' | 'date' | 'other';

export interface Shape {
  readonly name: string;
  /** By path. `this` and what is not there are among them. */
  readonly attributes: Readonly<Record<string, AttributeType>>;
  /** Told apart by every entry: the least and the greatest are each one of them. */
  readonly unique: string;
  readonly value: fc.Arbitrary<unknown>;
  map(client: HazelcastClient, name: string): HazelcastMap<Storable, Storable>;
}

const TEXTS = ['', 'a', 'ab', 'aB', 'b', 'a%b', 'a_b', 'a\\b', 'é', 'É', "it's", 'x\ny', '1', 'true'];

export const text = fc.constantFrom(...TEXTS);
const small = fc.integer({ min: -2, max: 4 });
const half = fc.integer({ min: -4, max: 8 }).map(n => n / 2);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { freq: 4 });
const list = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { maxLength: 3 });

/** Values of one class each. */
const plain: readonly (readonly [string, AttributeType, fc.Arbitrary<unknown>])[] = [
  ['bytes', 'number', small.map(n => int8(n))],
  ['shorts', 'number', small.map(n => int16(n))],
  ['integers', 'number', small.map(n => int32(n))],
  ['longs', 'number', small.map(n => int64(n))],
  ['floats', 'number', half.map(n => float32(n))],
  ['doubles', 'number', half.map(n => float64(n))],
  ['texts', 'text', text],
  ['booleans', 'boolean', fc.boolean()],
  ['characters', 'other', fc.constantFrom('a', 'b', '1').map(letter => char(letter))],
  ['big integers', 'number', small.map(BigInt)],
  ['decimals', 'decimal', fc.constantFrom('1', '1.0', '2.50', '-3', '0.25').map(digits => BigDecimal.parse(digits))],
  ['dates', 'date', fc.integer({ min: 1, max: 4 }).map(day => new LocalDate(2020, 1, day))],
];

const inner = compact('query-inner', { k: int32, t: nullable(string) });
const line = compact('query-line', { sku: nullable(string), n: int32, xs: array(int32) });
const record = compact('query-record', {
  id: int32,
  i: int32,
  s: int16,
  l: nullable(int64),
  d: float64,
  f: nullable(float32),
  t: nullable(string),
  b: boolean,
  nb: nullable(boolean),
  dec: nullable(decimal),
  day: nullable(date),
  inner: nullable(inner),
  xs: nullable(array(int32)),
  ls: array(nullable(int64)),
  ts: array(nullable(string)),
  lines: nullable(array(nullable(line))),
});

const records = fc.record({
  id: fc.constant(0),
  i: small,
  s: small,
  l: maybe(small.map(n => Long.fromNumber(n))),
  d: half,
  f: maybe(half),
  t: maybe(text),
  b: fc.boolean(),
  nb: maybe(fc.boolean()),
  dec: maybe(fc.constantFrom('1', '1.0', '2.5').map(digits => BigDecimal.parse(digits))),
  day: maybe(fc.integer({ min: 1, max: 3 }).map(day => new LocalDate(2020, 1, day))),
  inner: maybe(fc.record({ k: small, t: maybe(text) })),
  xs: maybe(list(small)),
  ls: list(maybe(small.map(n => Long.fromNumber(n)))),
  ts: list(maybe(text)),
  lines: maybe(list(maybe(fc.record({ sku: maybe(text), n: small, xs: list(small) })))),
});

const objects = fc.record(
  {
    i: maybe(small),
    d: maybe(half),
    t: maybe(text),
    b: maybe(fc.boolean()),
    inner: maybe(fc.record({ k: small, t: maybe(text) }, { requiredKeys: [] })),
    xs: maybe(list(maybe(small))),
    ts: list(text),
    lines: list(maybe(fc.record({ sku: maybe(text), n: small }, { requiredKeys: [] }))),
  },
  { requiredKeys: [] },
);

const within: Readonly<Record<string, AttributeType>> = {
  id: 'number',
  i: 'number',
  d: 'number',
  t: 'text',
  b: 'boolean',
  'inner.k': 'number',
  'inner.t': 'text',
  'inner.none': 'number',
  'xs[0]': 'number',
  'xs[any]': 'number',
  'xs[9]': 'number',
  'ts[any]': 'text',
  'ts[1]': 'text',
  'lines[any].sku': 'text',
  'lines[0].n': 'number',
  'lines[any].none': 'number',
  none: 'number',
};

/** The entries of a map have ids from 0 on. */
export const SHAPES: readonly Shape[] = [
  ...plain.map(([name, type, value]): Shape => ({
    name,
    attributes: { this: type, __key: 'text', none: 'number' },
    unique: '__key',
    value,
    map: (client, map) => client.getMap(map),
  })),
  {
    name: 'JSON',
    attributes: { ...within, __key: 'text', inner: 'other', this: 'other' },
    unique: 'id',
    value: objects,
    map: (client, map) => client.getMap(map),
  },
  {
    name: 'Compact',
    attributes: {
      ...within,
      s: 'number',
      l: 'number',
      f: 'number',
      nb: 'boolean',
      dec: 'decimal',
      day: 'date',
      'ls[any]': 'number',
      'lines[any].xs[any]': 'number',
      __key: 'text',
      inner: 'other',
      xs: 'other',
      'i.k': 'number',
      'i[any]': 'number',
      this: 'other',
    },
    unique: 'id',
    value: records,
    map: (client, map) =>
      client.getMap(map, { key: string, value: record }) as unknown as HazelcastMap<Storable, Storable>,
  },
];

/** Entries of one shape. Their keys are texts. */
export function entriesOf({ value, unique }: Shape): fc.Arbitrary<[string, unknown][]> {
  return fc
    .array(value, { maxLength: 14 })
    .map(values =>
      values.map((each, id) => [`k${id}`, unique === 'id' ? { ...(each as object), id } : each] as [string, unknown]),
    );
}
