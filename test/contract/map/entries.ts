import type { HazelcastMap } from 'hazelrx';
import Long from 'long';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

/** Every method of a map, and that another client sees what it did. */
export function entriesContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, number>;
  let other: HazelcastMap<string, number>;

  beforeEach(() => {
    const name = uniqueName('entries');
    map = cluster.client.getMap(name);
    other = cluster.otherClient.getMap(name);
  });

  it('gets null for what is absent', async () => {
    expect(await valueOf(map.get('a'))).toBeNull();
    expect(await valueOf(map.containsKey('a'))).toBe(false);
  });

  it('puts and emits what it replaced', async () => {
    expect(await valueOf(map.put('a', 1))).toBeNull();
    expect(await valueOf(map.put('a', 2))).toBe(1);
    expect(await valueOf(other.get('a'))).toBe(2);
    expect(await valueOf(other.put('a', 3))).toBe(2);
    expect(await valueOf(map.get('a'))).toBe(3);
  });

  it('sets', async () => {
    expect(await valueOf(map.set('a', 1))).toBeUndefined();
    expect(await valueOf(other.set('a', 2))).toBeUndefined();
    expect(await valueOf(map.get('a'))).toBe(2);
  });

  it('removes and emits what was there', async () => {
    await valueOf(map.set('a', 1));
    expect(await valueOf(other.remove('a'))).toBe(1);
    expect(await valueOf(map.remove('a'))).toBeNull();
    expect(await valueOf(map.containsKey('a'))).toBe(false);
  });

  it('deletes', async () => {
    await valueOf(map.set('a', 1));
    expect(await valueOf(map.delete('a'))).toBeUndefined();
    expect(await valueOf(map.delete('a'))).toBeUndefined();
    expect(await valueOf(other.get('a'))).toBeNull();
  });

  it('says whether a key is there', async () => {
    await valueOf(map.set('a', 1));
    expect(await valueOf(map.containsKey('a'))).toBe(true);
    expect(await valueOf(other.containsKey('a'))).toBe(true);
    expect(await valueOf(other.containsKey('b'))).toBe(false);
  });

  it('puts only if absent', async () => {
    expect(await valueOf(map.putIfAbsent('a', 1))).toBeNull();
    expect(await valueOf(other.putIfAbsent('a', 2))).toBe(1);
    expect(await valueOf(map.get('a'))).toBe(1);
  });

  it('replaces only what is there', async () => {
    expect(await valueOf(map.replace('a', 1))).toBeNull();
    expect(await valueOf(map.containsKey('a'))).toBe(false);
    await valueOf(other.set('a', 1));
    expect(await valueOf(map.replace('a', 2))).toBe(1);
    expect(await valueOf(other.get('a'))).toBe(2);
  });

  it('puts and gets many', async () => {
    const entries = Array.from({ length: 10_000 }, (_, n): [string, number] => [`key-${n}`, n]);
    expect(await valueOf(map.putAll(entries))).toBeUndefined();
    expect(await valueOf(map.size())).toBe(10_000);
    const keys = entries.map(([key]) => key);
    expect(new Map(await valueOf(map.getAll(keys)))).toEqual(new Map(entries));
    expect(new Map(await valueOf(other.getAll(keys)))).toEqual(new Map(entries));
  });

  it('leaves absent keys out of getAll, and takes any iterable', async () => {
    await valueOf(map.putAll(new Map([['a', 1], ['b', 2]]))); // prettier-ignore
    const got = await valueOf(other.getAll(new Set(['a', 'b', 'c'])));
    expect(got).toHaveLength(2);
    expect(new Map(got)).toEqual(new Map([['a', 1], ['b', 2]])); // prettier-ignore
    expect(await valueOf(map.getAll([]))).toEqual([]);
    expect(await valueOf(map.putAll([]))).toBeUndefined();
  });

  it('counts and clears', async () => {
    expect(await valueOf(map.size())).toBe(0);
    await valueOf(map.putAll([['a', 1], ['b', 2]])); // prettier-ignore
    expect(await valueOf(other.size())).toBe(2);
    expect(await valueOf(other.clear())).toBeUndefined();
    expect(await valueOf(map.size())).toBe(0);
  });

  it('lets entries expire that were given a time to live', async () => {
    using expired = record(other.events({ types: ['expired'], includeValue: true, signals: true }));
    await expired.count(1);
    await valueOf(map.put('put', 1, 1000));
    await valueOf(map.set('set', 2, 1000n));
    await valueOf(map.putIfAbsent('putIfAbsent', 3, Long.fromNumber(1000)));
    await valueOf(map.set('long', 4, 1_000_000));
    await valueOf(map.set('forever', 5, 0));
    await expired.count(4);
    expect(expired.items.slice(1)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'expired', key: 'put', oldValue: 1 }),
        expect.objectContaining({ type: 'expired', key: 'set', oldValue: 2 }),
        expect.objectContaining({ type: 'expired', key: 'putIfAbsent', oldValue: 3 }),
      ]),
    );
    expect(await valueOf(map.get('put'))).toBeNull();
    expect(await valueOf(map.size())).toBe(2);
  });

  it('lets entries expire as the map is configured, unless they are put for ever', async () => {
    const evicting: HazelcastMap<string, number> = cluster.client.getMap(uniqueName('evicting'));
    using expired = record(evicting.events({ types: ['expired'], signals: true }));
    await expired.count(1);
    await valueOf(evicting.set('configured', 1));
    await valueOf(evicting.set('forever', 2, 0));
    await expired.count(2);
    expect(expired.items[1]).toMatchObject({ type: 'expired', key: 'configured', oldValue: null });
    expect(await valueOf(evicting.get('forever'))).toBe(2);
  });

  it('destroys, and comes back empty', async () => {
    await valueOf(map.set('a', 1));
    expect(await valueOf(map.destroy())).toBeUndefined();
    expect(await valueOf(map.get('a'))).toBeNull();
    expect(await valueOf(other.size())).toBe(0);
    await valueOf(map.set('a', 2));
    expect(await valueOf(other.get('a'))).toBe(2);
  });

  it('is the same map by the same name', () => {
    expect(cluster.client.getMap(map.name)).toBe(map);
    expect(other).not.toBe(map);
    expect(other.name).toBe(map.name);
  });
}
