import {
  BigDecimal,
  char,
  Data,
  float32,
  float64,
  HazelcastJsonValue,
  type HazelcastMap,
  int16,
  int32,
  int64,
  int8,
  JavaClass,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  SerializationError,
  type Storable,
  UUID,
} from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import Long from 'long';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

const uuid = UUID.parse('f47ac10b-58cc-4372-a567-0e02b2c3d479');

/** What is stored, and what is read back where that is something else. */
const values: readonly (readonly [string, Storable, Storable?])[] = [
  ['number', 1.5],
  ['NaN', Number.NaN],
  ['minus zero', -0],
  ['boolean', true],
  ['string', 'grüße 🌰'],
  ['empty string', ''],
  ['bigint', -(2n ** 100n)],
  ['Long', Long.MIN_VALUE],
  ['int8', int8(-128), -128],
  ['int16', int16(32_767), 32_767],
  ['int32', int32(-5), -5],
  ['int64', int64(2n ** 60n), Long.fromString(String(2n ** 60n))],
  ['float32', float32(0.5), 0.5],
  ['float64', float64(3), 3],
  ['char', char('ß'), 'ß'],
  ['BigDecimal', BigDecimal.parse('-12345678901234567890.0123456789')],
  ['UUID', uuid],
  ['JavaClass', new JavaClass('java.lang.String')],
  ['Date', new Date(1_700_000_000_123)],
  ['LocalDate', LocalDate.fromString('2024-02-29')],
  ['LocalTime', LocalTime.fromString('23:59:59.123456789')],
  ['LocalDateTime', LocalDateTime.fromString('2024-02-29T23:59:59.123456789')],
  ['OffsetDateTime', OffsetDateTime.fromString('2024-02-29T23:59:59.5+02:00')],
  ['Uint8Array', Uint8Array.of(0, 127, 255)],
  ['Buffer', Buffer.from('bytes'), new Uint8Array(Buffer.from('bytes'))],
  ['Int8Array', Int8Array.of(-1, 1), Uint8Array.of(255, 1)],
  ['Uint16Array', Uint16Array.of(65, 66), ['A', 'B']],
  ['Int16Array', Int16Array.of(-1, 1), [-1, 1]],
  ['Int32Array', Int32Array.of(-1, 1), [-1, 1]],
  ['BigInt64Array', BigInt64Array.of(-1n, 1n), [Long.NEG_ONE, Long.ONE]],
  ['Float32Array', Float32Array.of(0.5), [0.5]],
  ['Float64Array', Float64Array.of(0.1), [0.1]],
  ['array of numbers', [1, 2.5]],
  ['array of booleans', [true, false]],
  ['array of strings', ['a', null, 'b']],
  ['array of Long', [Long.ONE]],
  ['array of wrappers', [int32(1), int32(2)], [1, 2]],
  ['array of several kinds', [1, 'a', null, { b: [] }]],
  ['array of typed values', [1n, uuid]],
  ['empty array', []],
  ['Map', new Map<unknown, unknown>([['a', 1n], ['b', null]])], // prettier-ignore
  ['Set', new Set(['a', 1])],
  ['object', { name: 'x', nested: { list: [1, null], yes: true } }],
  ['empty object', {}],
  ['instance of a class', new Point(1, 2), { x: 1, y: 2 }],
  ['JSON text', new HazelcastJsonValue('{"a":[1, 2]}'), { a: [1, 2] }],
];

const cases = values.map(([name, value, expected = value]) => ({ name, value, expected }));

/** A blob of a type that this client does not read. */
function blob(typeId: number): Data {
  const bytes = new Uint8Array(24);
  new DataView(bytes.buffer).setInt32(4, typeId);
  return new Data(bytes.fill(7, 8));
}

/** What can be stored, what is refused, and what becomes of what cannot be read. */
export function valuesContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<Storable, Storable>;

  beforeEach(() => {
    map = cluster.client.getMap(uniqueName('values'));
  });

  it.each(cases)('brings a $name back', async ({ value, expected }) => {
    await valueOf(map.set('key', value));
    expect(await valueOf(map.get('key'))).toStrictEqual(expected);
    expect(await valueOf(cluster.otherClient.getMap(map.name).get('key'))).toStrictEqual(expected);
  });

  it.each(cases)('finds a $name as a key', async ({ value: key, expected }) => {
    await valueOf(map.set(key, 'found'));
    expect(await valueOf(cluster.otherClient.getMap(map.name).get(key))).toBe('found');
    expect(await valueOf(map.getAll([key]))).toStrictEqual([[expected, 'found']]);
    expect(await valueOf(map.size())).toBe(1);
  });

  it('tells number types of keys apart', async () => {
    await valueOf(map.set(1, 'Double'));
    await valueOf(map.set(int32(1), 'Integer'));
    await valueOf(map.set(Long.ONE, 'Long'));
    expect(await valueOf(map.size())).toBe(3);
    expect(await valueOf(map.get(int32(1)))).toBe('Integer');
    expect(await valueOf(map.get(1))).toBe('Double');
  });

  it('writes numbers as the configuration says', async () => {
    const integers = cluster.newClient({ serialization: { defaultNumberType: 'integer' } });
    await valueOf(integers.getMap(map.name).set(1, 2));
    expect(await valueOf(map.get(int32(1)))).toBe(2);
    await valueOf(integers.shutdown());
  });

  it('brings a megabyte back', async () => {
    const bytes = new Uint8Array(1_000_000).map((_, i) => i * 31);
    const text = 'ä'.repeat(500_000);
    await valueOf(map.putAll([['bytes', bytes], ['text', text]])); // prettier-ignore
    const read = (await valueOf(map.get('bytes'))) as Uint8Array;
    expect(Buffer.compare(read, bytes)).toBe(0);
    expect((await valueOf(map.get('text'))) === text).toBe(true);
    expect((await valueOf(map.getAll(['bytes', 'text']))).length).toBe(2);
  });

  it('keeps what was read when more is read', async () => {
    await valueOf(map.set('a', Uint8Array.of(1, 2, 3)));
    const first = await valueOf(map.get('a'));
    for (let n = 0; n < 100; n++) await valueOf(map.set('a', new Uint8Array(3)));
    await valueOf(map.get('a'));
    expect(first).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('keeps keys with one partition key together', async () => {
    const { router } = partsOf(cluster.client);
    await valueOf(cluster.client.connect());
    const keys = Array.from({ length: 20 }, (_, id) => ({ id, partitionKey: 'customer-3' }));
    expect(new Set(keys.map(key => router.ofKey(key)))).toEqual(new Set([router.ofKey('customer-3')]));
    await valueOf(map.putAll(keys.map(key => [key, key.id])));
    for (const key of keys) expect(await valueOf(cluster.otherClient.getMap(map.name).get(key))).toBe(key.id);
  });

  const circular: { self?: object } = {};
  circular.self = circular;
  it.each<[string, Storable, string]>([
    ['function', () => 1, '$'],
    ['symbol', Symbol('s'), '$'],
    ['nested bigint', { lines: [{ price: 1n }] }, '$.lines[0].price'],
    ['nested Map', { a: { b: new Map() } }, '$.a.b'],
    ['circle', circular, '$.self'],
    ['ArrayBuffer', new ArrayBuffer(1), '$'],
    ['invalid Date', new Date(Number.NaN), '$'],
  ])('refuses a %s', async (_, value, path) => {
    for (const [call, operation] of [
      [map.set('a', value), 'Map.set'],
      [map.set(value, 'a'), 'Map.set'],
      [map.get(value), 'Map.get'],
      [map.putAll([['a', value]]), 'Map.putAll'],
      [map.getAll([value]), 'Map.getAll'],
    ] as const) {
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(SerializationError);
      expect(error).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', operation, structure: map.name, path });
    }
    expect(await valueOf(map.size())).toBe(0);
  });

  it('sends nothing of a putAll with one bad entry', async () => {
    const entries = Array.from({ length: 100 }, (_, n): [Storable, Storable] => [n, n === 99 ? () => 1 : n]);
    expect(await errorOf(map.putAll(entries))).toBeInstanceOf(SerializationError);
    expect(await valueOf(map.size())).toBe(0);
  });

  it.each([
    ['Java serialization', -100],
    ['Portable', -1],
    ['Compact', -55],
    ['a custom serializer', 42],
    ['an id that nobody knows', -999],
  ])('hands over the bytes of %s', async (_, typeId) => {
    const data = blob(typeId);
    await valueOf(map.set('a', data));
    const unreadable = { code: 'HAZELCAST_SERIALIZATION', typeId, structure: map.name };
    for (const [call, operation] of [
      [map.get('a'), 'Map.get'],
      [map.getAll(['a']), 'Map.getAll'],
      [map.put('a', data), 'Map.put'],
    ] as const) {
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(SerializationError);
      expect(error).toMatchObject({ ...unreadable, operation });
      expect((error as SerializationError).data?.equals(data)).toBe(true);
    }
    await valueOf(map.set('copy', (await errorOf(map.get('a')) as SerializationError).data!)); // prettier-ignore
    expect(await errorOf(map.get('copy'))).toMatchObject(unreadable);
    expect(await valueOf(map.containsKey('a'))).toBe(true);
  });

  it('ends a stream of events with the bytes of what it cannot read', async () => {
    using events = record(map.events({ includeValue: true, signals: true }));
    await events.count(1);
    const data = blob(-1);
    await valueOf(map.set('a', data));
    await events.until((_, { error }) => error !== undefined);
    expect(events.error).toBeInstanceOf(SerializationError);
    expect(events.error).toMatchObject({ typeId: -1, structure: map.name, operation: 'Map.addEntryListener' });
    expect((events.error as SerializationError).data?.equals(data)).toBe(true);
    expect(await valueOf(map.size())).toBe(1);
  });
}
