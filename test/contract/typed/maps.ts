import {
  array,
  bigint64,
  BigDecimal,
  char,
  date,
  decimal,
  float64,
  type HazelcastMap,
  int16,
  int32,
  int64,
  json,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Long,
  type Storable,
  string,
  timestamp,
  UUID,
  uuid,
} from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** One entry at a time, of maps, multi-maps and replicated maps. */
export function typedMapsContract(cluster: SuiteCluster): void {
  it('finds by a plain number what was put under an Integer, and the other way round', async () => {
    const name = uniqueName('typed');
    const typed = cluster.client.getMap(name, { key: int32, value: string });
    const plain = cluster.otherClient.getMap(name);
    await valueOf(plain.set(int32(1), 'Integer'));
    await valueOf(plain.set(1, 'Double'));
    expect(await valueOf(typed.get(1))).toBe('Integer');
    expect(await valueOf(typed.put(2, 'two'))).toBeNull();
    expect(await valueOf(plain.get(int32(2)))).toBe('two');
    expect(await valueOf(plain.get(2))).toBeNull();
    expect(await valueOf(typed.size())).toBe(3);
  });

  it('has the methods of single entries', async () => {
    const map = cluster.client.getMap(uniqueName('typed'), { key: int32, value: int16 });
    expect(await valueOf(map.putIfAbsent(1, 10))).toBeNull();
    expect(await valueOf(map.putIfAbsent(1, 11))).toBe(10);
    expect(await valueOf(map.replace(1, 12))).toBe(10);
    expect(await valueOf(map.replaceIfSame(1, 10, 13))).toBe(false);
    expect(await valueOf(map.replaceIfSame(1, 12, 13))).toBe(true);
    expect(await valueOf(map.containsKey(1))).toBe(true);
    expect(await valueOf(map.containsValue(13))).toBe(true);
    expect(await valueOf(map.getEntryView(1))).toMatchObject({ key: 1, value: 13 });
    expect(await valueOf(map.tryPut(2, 20, 0))).toBe(true);
    expect(await valueOf(map.removeIfSame(2, 21))).toBe(false);
    expect(await valueOf(map.removeIfSame(2, 20))).toBe(true);
    expect(await valueOf(map.setTtl(1, 60_000))).toBe(true);
    expect(await valueOf(map.remove(1))).toBe(13);
    expect(await valueOf(map.isEmpty())).toBe(true);
  });

  it('reads a Long as Long, or as bigint, which write the same', async () => {
    const name = uniqueName('typed');
    const longs = cluster.client.getMap(name, { key: string, value: int64 });
    const bigints = cluster.otherClient.getMap(name, { key: string, value: bigint64 });
    await valueOf(longs.set('a', Long.MAX_VALUE));
    await valueOf(bigints.set('b', -(2n ** 63n)));
    expect(await valueOf(bigints.get('a'))).toBe(2n ** 63n - 1n);
    expect(await valueOf(longs.get('b'))).toEqual(Long.MIN_VALUE);
    expect(await valueOf(bigints.replaceIfSame('a', 2n ** 63n - 1n, 1n))).toBe(true);
    expect(await valueOf(cluster.client.getMap(name).get('a'))).toEqual(Long.ONE);
  });

  it('writes what an untyped map reads, of every kind', async () => {
    const at = new LocalDateTime(new LocalDate(2026, 2, 28), new LocalTime(23, 59, 59, 1));
    const samples = [
      [cluster.client.getMap(uniqueName('typed'), { key: string, value: array(int32) }), [1, 2]],
      [cluster.client.getMap(uniqueName('typed'), { key: string, value: array(string) }), ['a', 'b']],
      [cluster.client.getMap(uniqueName('typed'), { key: string, value: char }), 'x'],
      [cluster.client.getMap(uniqueName('typed'), { key: string, value: float64 }), 0.1],
      [cluster.client.getMap(uniqueName('typed'), { key: string, value: decimal }), new BigDecimal(150n, 2)],
      [cluster.client.getMap(uniqueName('typed'), { key: string, value: uuid }), UUID.random()],
      [cluster.client.getMap(uniqueName('typed'), { key: string, value: date }), new LocalDate(2026, 2, 28)],
      [cluster.client.getMap(uniqueName('typed'), { key: string, value: timestamp }), at],
      [cluster.client.getMap(uniqueName('typed'), { key: string, value: json<{ a: number }>() }), { a: 1 }],
    ] as const;
    for (const [typed, value] of samples) {
      const map = typed as HazelcastMap<string, Storable>;
      await valueOf(map.set('k', value));
      expect([map.name, await valueOf(map.get('k'))]).toEqual([map.name, value]);
      expect([map.name, await valueOf(cluster.otherClient.getMap(map.name).get('k'))]).toEqual([map.name, value]);
    }
  });

  it('has typed multi-maps', async () => {
    const name = uniqueName('typed');
    const map = cluster.client.getMultiMap(name, { key: int32, value: int16 });
    await valueOf(map.put(1, 10));
    await valueOf(map.putAll([[2, [20, 21]], [1, [11]]])); // prettier-ignore
    const plain = cluster.otherClient.getMultiMap(name);
    expect(await valueOf(plain.containsEntry(int32(2), int16(20)))).toBe(true);
    expect(await valueOf(plain.containsKey(2))).toBe(false);
    expect(new Set(await valueOf(map.get(2)))).toEqual(new Set([20, 21]));
    expect(await valueOf(map.valueCount(2))).toBe(2);
    expect(new Set(await valueOf(map.keySet()))).toEqual(new Set([1, 2]));
    expect(new Set(await valueOf(map.values()))).toEqual(new Set([10, 11, 20, 21]));
    expect(new Set(await valueOf(map.entrySet()))).toEqual(new Set([[1, 10], [1, 11], [2, 20], [2, 21]])); // prettier-ignore
    expect(await valueOf(map.remove(2, 20))).toBe(true);
    expect(await valueOf(map.removeAll(2))).toEqual([21]);
    expect(await valueOf(map.containsValue(10))).toBe(true);
  });

  it('has typed replicated maps', async () => {
    const name = uniqueName('typed');
    const map = cluster.client.getReplicatedMap(name, { key: int32, value: int16 });
    await valueOf(map.put(1, 10));
    await valueOf(map.putAll([[2, 20]]));
    expect(await valueOf(cluster.otherClient.getReplicatedMap(name).get(int32(2)))).toBe(20);
    expect(await valueOf(map.get(2))).toBe(20);
    expect(await valueOf(map.containsKey(1))).toBe(true);
    expect(await valueOf(map.remove(1))).toBe(10);
  });
}
