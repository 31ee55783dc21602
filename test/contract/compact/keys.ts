import { type GenericRecord, int32 } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { countType, plain } from './types.js';

export function keysContract(cluster: SuiteCluster): void {
  const keyed = () => {
    const Key = countType('key');
    const client = cluster.newClient();
    return { Key, client, map: client.getMap(uniqueName('keyed'), { key: Key, value: int32 }) };
  };

  it('find what was put under them, one by one and many at a time', async () => {
    const { Key, map } = keyed();
    const keys = Array.from({ length: 100 }, (_, count) => ({ count }));
    await valueOf(map.putAll(keys.map(key => [key, key.count])));
    expect(await valueOf(map.get({ count: 7 }))).toBe(7);
    expect(await valueOf(map.containsKey({ count: 100 }))).toBe(false);
    const declared = cluster.newClient().getMap(map.name, { key: Key, value: int32 });
    const all = await valueOf(declared.getAll(keys));
    expect(all.map(([key, value]) => [key.count, value]).toSorted(([a], [b]) => a! - b!)).toEqual(
      keys.map(({ count }) => [count, count]),
    );
    const other = cluster.otherClient.getMap<GenericRecord, number>(map.name);
    const records = await valueOf(other.keySet());
    expect(records).toHaveLength(100);
    expect(await valueOf(other.getAll(records))).toHaveLength(100);
  });

  it('can be read first, by a client that has written none', async () => {
    const { map } = keyed();
    expect(await valueOf(map.getAll([{ count: 1 }]))).toEqual([]);
    expect(await valueOf(keyed().map.get({ count: 1 }))).toBeNull();
    expect(await valueOf(keyed().map.isLocked({ count: 1 }))).toBe(false);
  });

  it('can be locked, and watched', async () => {
    const { Key, map } = keyed();
    const other = cluster.newClient().getMap(map.name, { key: Key, value: int32 });
    using values = record(other.watch({ count: 1 }));
    await values.count(1);
    await valueOf(map.withLock({ count: 1 }, owned => owned.set({ count: 1 }, 5)));
    await values.count(2);
    expect(values.items).toEqual([null, 5]);
  });

  it('can be listened to', async () => {
    const { Key, map } = keyed();
    const other = cluster.newClient().getMap(map.name, { key: Key, value: int32 });
    using events = record(other.events({ key: { count: 1 }, includeValue: true, signals: true }));
    await events.count(1);
    await valueOf(map.set({ count: 2 }, 2));
    await valueOf(map.set({ count: 1 }, 1));
    await events.count(2);
    expect(events.items).toMatchObject([{ type: 'listening' }, { type: 'added', key: { count: 1 }, value: 1 }]);
  });

  it('are keys of multimaps and replicated maps', async () => {
    const Key = countType('other-key');
    const name = uniqueName('other-keyed');
    const client = cluster.newClient();
    const multi = client.getMultiMap(name, { key: Key, value: int32 });
    await valueOf(multi.putAll([[{ count: 1 }, [1, 2]]]));
    const replicated = cluster.newClient().getReplicatedMap(name, { key: Key, value: Key });
    await valueOf(replicated.put({ count: 1 }, { count: 2 }));
    expect(await valueOf(cluster.otherClient.getMultiMap(name).valueCount((await valueOf(cluster.otherClient.getMultiMap(name).keySet()))[0]!))).toBe(2); // prettier-ignore
    const [[key, value]] = (await valueOf(cluster.otherClient.getReplicatedMap(name).entrySet())) as [[unknown, unknown]]; // prettier-ignore
    expect([plain(key), plain(value)]).toEqual([{ count: 1 }, { count: 2 }]);
  });
}
