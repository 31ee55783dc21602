import { createRequire } from 'node:module';
import {
  BigDecimal as TheirBigDecimal,
  Client,
  HazelcastJsonValue as TheirJsonValue,
  type IMap,
  LocalDate as TheirLocalDate,
  LocalDateTime as TheirLocalDateTime,
  LocalTime as TheirLocalTime,
  OffsetDateTime as TheirOffsetDateTime,
  UUID as TheirUuid,
} from 'hazelcast-client';
import {
  BigDecimal,
  type HazelcastMap,
  int32,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  type Storable,
  UUID,
} from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import Long from 'long';
import { firstValueFrom as valueOf } from 'rxjs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnTcp, uniqueName } from '../support/clusters.js';
import { record } from '../support/recording.js';

/** The official client takes a Long of its own copy only; any other it stores as JSON. */
const TheirLong = createRequire(createRequire(import.meta.url).resolve('hazelcast-client'))('long') as typeof Long;

/** The same value as it is written here, and there; and as both read it, where that differs. */
interface Pair {
  readonly name: string;
  readonly ours: Storable;
  readonly theirs: unknown;
  readonly weRead?: unknown;
  readonly theyRead?: unknown;
}

const same = (name: string, value: Storable): Pair => ({ name, ours: value, theirs: value });
const uuid = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
const bytes = Uint8Array.of(0, 127, 128, 255);

const pairs: readonly Pair[] = [
  same('number', -1.5),
  same('integer number', 42),
  same('boolean', true),
  same('string', 'grüße 🌰'),
  { name: 'Long', ours: Long.MAX_VALUE, theirs: TheirLong.MAX_VALUE },
  same('bigint', -(2n ** 77n)),
  same('Date', new Date(1_700_000_000_123)),
  same('numbers', [1, 2.5]),
  same('booleans', [true, false]),
  same('strings', ['a', 'b']),
  { name: 'Longs', ours: [Long.ONE, Long.MIN_VALUE], theirs: [TheirLong.ONE, TheirLong.MIN_VALUE] },
  same('object', { name: 'x', list: [1, { deep: null }] }),
  { name: 'Buffer', ours: bytes, theirs: Buffer.from(bytes), weRead: bytes, theyRead: Buffer.from(bytes) },
  { name: 'UUID', ours: UUID.parse(uuid), theirs: theirUuid(uuid) },
  { name: 'BigDecimal', ours: BigDecimal.parse('-12.3450'), theirs: TheirBigDecimal.fromString('-12.3450') },
  { name: 'LocalDate', ours: LocalDate.fromString('2024-02-29'), theirs: TheirLocalDate.fromString('2024-02-29') },
  {
    name: 'LocalTime',
    ours: LocalTime.fromString('23:59:59.000000001'),
    theirs: TheirLocalTime.fromString('23:59:59.000000001'),
  },
  {
    name: 'LocalDateTime',
    ours: LocalDateTime.fromString('2024-02-29T12:30:00.5'),
    theirs: TheirLocalDateTime.fromString('2024-02-29T12:30:00.5'),
  },
  {
    name: 'OffsetDateTime',
    ours: OffsetDateTime.fromString('2024-02-29T12:30:00.5-03:30'),
    // It cannot parse a negative offset.
    theirs: new TheirOffsetDateTime(TheirLocalDateTime.fromString('2024-02-29T12:30:00.5'), -12_600),
  },
  { name: 'JSON text', ours: { a: [1] }, theirs: new TheirJsonValue('{"a":[1]}'), theyRead: { a: [1] } },
];

function theirUuid(text: string): TheirUuid {
  const hex = text.replaceAll('-', '');
  return new TheirUuid(
    TheirLong.fromString(hex.slice(0, 16), false, 16),
    TheirLong.fromString(hex.slice(16), false, 16),
  );
}

/** The official client under the same members: what it writes is read here, and the other way. */
describeOnTcp('The official Node.js client', cluster => {
  let official: Client;
  let ours: HazelcastMap<Storable, Storable>;
  let theirs: IMap<unknown, unknown>;

  beforeAll(async () => {
    const { clusterName, addresses } = cluster.running;
    official = await Client.newHazelcastClient({
      clusterName,
      network: { clusterMembers: [...addresses] },
      properties: { 'hazelcast.logging.level': 'OFF' },
    });
  });
  afterAll(() => official?.shutdown());

  beforeEach(async () => {
    const name = uniqueName('interop');
    ours = cluster.client.getMap(name);
    theirs = await official.getMap(name);
  });

  it.each(pairs)('reads our $name as its own', async ({ ours: written, theirs: expected, theyRead = expected }) => {
    await valueOf(ours.set('key', written));
    expect(await theirs.get('key')).toStrictEqual(theyRead);
  });

  it.each(pairs)(
    'writes a $name that is read here as ours',
    async ({ ours: expected, theirs: written, weRead = expected }) => {
      await theirs.set('key', written);
      expect(await valueOf(ours.get('key'))).toStrictEqual(weRead);
    },
  );

  it.each(pairs)('finds a $name as a key, whoever put it', async ({ ours: ourKey, theirs: theirKey }) => {
    await valueOf(ours.set(ourKey, 'ours'));
    expect(await theirs.get(theirKey)).toBe('ours');
    await theirs.set(theirKey, 'theirs');
    expect(await valueOf(ours.get(ourKey))).toBe('theirs');
    expect(await valueOf(ours.size())).toBe(1);
  });

  it('agrees on the partition of every key', async () => {
    await valueOf(cluster.client.connect());
    const { router } = partsOf(cluster.client);
    const partitions = official.getPartitionService();
    const placed = pairs.map(({ name, ours: key }) => [name, router.ofKey(key)]);
    expect(placed).toEqual(pairs.map(({ name, theirs: key }) => [name, partitions.getPartitionId(key)]));
    for (let n = 0; n < 1000; n++) {
      expect(router.ofKey(n)).toBe(partitions.getPartitionId(n));
      expect(router.ofKey(`key-${n}`)).toBe(partitions.getPartitionId(`key-${n}`));
    }
  });

  it('agrees on keys with a partition key', async () => {
    await valueOf(cluster.client.connect());
    const { router } = partsOf(cluster.client);
    expect(router.ofKey({ id: 17, partitionKey: 'customer-3' })).toBe(
      official.getPartitionService().getPartitionId('customer-3'),
    );
  });

  it('agrees on numbers that are integers', async () => {
    const integers = await Client.newHazelcastClient({
      clusterName: cluster.running.clusterName,
      network: { clusterMembers: [...cluster.running.addresses] },
      serialization: { defaultNumberType: 'integer' },
      properties: { 'hazelcast.logging.level': 'OFF' },
    });
    try {
      const map = await integers.getMap<number, number>(ours.name);
      await map.set(1, 2);
      expect(await valueOf(ours.get(1))).toBeNull();
      expect(await valueOf(ours.get(int32(1)))).toBe(2);
    } finally {
      await integers.shutdown();
    }
  });

  it('puts and gets many', async () => {
    const entries = Array.from({ length: 1000 }, (_, n): [number, string] => [n, `value-${n}`]);
    await valueOf(ours.putAll(entries));
    const keys = entries.map(([key]) => key);
    expect(new Map(await theirs.getAll(keys))).toEqual(new Map(entries));
    await theirs.clear();
    await theirs.putAll(entries);
    expect(new Map(await valueOf(ours.getAll(keys)))).toEqual(new Map(entries));
  });

  it('is heard by our streams, and hears what we do', async () => {
    const heard: string[] = [];
    const note = (what: string) => (event: { key: unknown; value: unknown; oldValue: unknown }) =>
      heard.push(`${what} ${String(event.key)} ${String(event.oldValue)} ${String(event.value)}`);
    await theirs.addEntryListener(
      { added: note('added'), updated: note('updated'), removed: note('removed') },
      undefined,
      true,
    );
    using events = record(ours.events({ includeValue: true, signals: true }));
    await events.count(1);

    await theirs.set('a', 1);
    await theirs.set('a', 2);
    await theirs.remove('a');
    await events.count(4);
    expect(events.items.slice(1)).toMatchObject([
      { type: 'added', key: 'a', value: 1 },
      { type: 'updated', key: 'a', value: 2, oldValue: 1 },
      { type: 'removed', key: 'a', oldValue: 2 },
    ]);

    await valueOf(ours.set('b', 1));
    await valueOf(ours.set('b', 2));
    await valueOf(ours.remove('b'));
    await expect
      .poll(() => heard.filter(line => line.includes(' b ')), { timeout: 20_000 })
      .toEqual(['added b null 1', 'updated b 1 2', 'removed b 2 null']);
  });
});
