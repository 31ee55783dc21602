import { type HazelcastMap, int16, int32 } from 'hazelrx';
import { concatMap, firstValueFrom as valueOf, lastValueFrom, of, toArray } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

const MANY: [number, number][] = Array.from({ length: 300 }, (_, i) => [i - 100, i]);

/** What goes to many partitions at once: an entry in the wrong one would not be found. */
export function typedEntriesContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<number, number>;

  beforeEach(() => {
    map = cluster.client.getMap(uniqueName('typed-entries'), { key: int32, value: int16 });
  });

  const sorted = (entries: readonly [number, number][]): [number, number][] =>
    entries.toSorted(([one], [other]) => one - other);

  it.each<[string, (target: HazelcastMap<number, number>) => Promise<unknown>]>([
    ['putAll', target => valueOf(target.putAll(MANY))],
    ['setAll', target => valueOf(target.setAll(MANY))],
    ['putFrom', target => lastValueFrom(target.putFrom(MANY))],
  ])('are written by %s, and read', async (_, write) => {
    await write(map);
    const plain = cluster.otherClient.getMap(map.name);
    for (const [key, value] of MANY.slice(0, 20)) expect(await valueOf(plain.get(int32(key)))).toBe(value);
    for (const [key, value] of MANY.slice(-20)) expect(await valueOf(map.get(key))).toBe(value);
    expect(await valueOf(plain.size())).toBe(MANY.length);
    const keys = MANY.map(([key]) => key);
    expect(sorted(await valueOf(map.getAll([...keys, 5000])))).toEqual(MANY);
    expect(sorted(await valueOf(map.entrySet()))).toEqual(MANY);
    expect((await valueOf(map.keySet())).toSorted((one, other) => one - other)).toEqual(keys);
    expect((await valueOf(map.values())).toSorted((one, other) => one - other)).toEqual(MANY.map(([, value]) => value));
  });

  it('are iterated', async () => {
    await valueOf(map.putAll(MANY));
    const entries = await lastValueFrom(map.entries({ pageSize: 10 }).pipe(toArray()));
    expect(sorted(entries)).toEqual(MANY);
    const keys = await lastValueFrom(map.keys().pipe(toArray()));
    expect(keys.toSorted((one, other) => one - other)).toEqual(MANY.map(([key]) => key));
    const sums = await lastValueFrom(map.consumeEntries(([key, value]) => of(value - key)).pipe(toArray()));
    expect(sums).toEqual(MANY.map(() => 100));
  });

  it('take an iterable once for two subscriptions', async () => {
    const put$ = map.putAll(MANY.values());
    await lastValueFrom(of(1, 2).pipe(concatMap(() => put$)));
    expect(await valueOf(map.size())).toBe(MANY.length);
  });
}
