import { attributes, compact, type HazelcastClient, int32, type Predicate, Predicates, string } from 'hazelrx';
import { firstValueFrom as valueOf, lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';

/** Maps within transactions. */
export function transactionalMapContract(cluster: SuiteCluster): void {
  it('sees its own changes, and has all methods', async () => {
    const name = uniqueName('transactional-map');
    const map = cluster.client.getMap<string, number>(name);
    await valueOf(map.putAll([['a', 1], ['b', 2], ['c', 3]])); // prettier-ignore
    const seen = await lastValueFrom(
      cluster.client.transaction(async tx => {
        const own = tx.getMap<string, number>(name);
        expect(own.name).toBe(name);
        expect(await valueOf(own.get('a'))).toBe(1);
        expect(await valueOf(own.put('a', 10, 100_000))).toBe(1);
        expect(await valueOf(own.get('a'))).toBe(10);
        expect(await valueOf(own.set('new', 5))).toBeUndefined();
        expect(await valueOf(own.size())).toBe(4);
        expect(await valueOf(own.isEmpty())).toBe(false);
        expect(await valueOf(own.containsKey('new'))).toBe(true);
        expect(new Set(await valueOf(own.values()))).toEqual(new Set([10, 2, 3, 5]));
        expect(await valueOf(own.remove('b'))).toBe(2);
        expect(await valueOf(own.get('b'))).toBeNull();
        expect(await valueOf(own.putIfAbsent('b', 22))).toBeNull();
        expect(await valueOf(own.putIfAbsent('a', 0))).toBe(10);
        expect(await valueOf(own.replace('none', 1))).toBeNull();
        expect(await valueOf(own.replaceIfSame('c', 4, 5))).toBe(false);
        expect(await valueOf(own.replaceIfSame('c', 3, 5))).toBe(true);
        expect(await valueOf(own.removeIfSame('c', 3))).toBe(false);
        expect(await valueOf(own.removeIfSame('c', 5))).toBe(true);
        expect(await valueOf(own.delete('a'))).toBeUndefined();
        expect(await valueOf(own.getForUpdate('free'))).toBeNull();
        expect(await valueOf(cluster.otherClient.getMap(name).isLocked('free'))).toBe(true);
        return (await valueOf(own.keySet())).sort();
      }),
    );
    expect(seen).toEqual(['b', 'new']);
    expect(new Map(await valueOf(map.entrySet()))).toEqual(new Map(Object.entries({ b: 22, new: 5 })));
    expect(await valueOf(map.isLocked('free'))).toBe(false);
  });

  it('asks by predicates for what it sees', async () => {
    const name = uniqueName('transactional-map');
    const types = { key: string, value: compact(uniqueName('count'), { n: int32 }) };
    const map = cluster.client.getMap(name, types);
    await valueOf(map.putAll(['a', 'b', 'c', 'd'].map((key, n) => [key, { n }] as const)));
    const predicate = attributes(types.value).n.greaterThan(1);
    const found = await lastValueFrom(
      cluster.client.transaction(async tx => {
        const own = tx.getMap(name, types);
        await valueOf(own.set('a', { n: 7 }));
        await valueOf(own.set('c', { n: 0 }));
        await valueOf(own.remove('d'));
        await valueOf(own.set('e', { n: 5 }));
        for (const wrong of [Predicates.partition('a'), Predicates.paging(2) as unknown as Predicate]) {
          expect(await errorOf(own.keySet(wrong))).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: name });
        }
        return { keys: await valueOf(own.keySet(predicate)), values: await valueOf(own.values(predicate)) };
      }),
    );
    // By its keys, members find what has matched, and by its values what does.
    expect(found.keys.sort()).toEqual(['a', 'c', 'e']);
    expect(new Set(found.values.map(({ n }) => n))).toEqual(new Set([5, 7]));
    expect((await valueOf(map.keySet(predicate))).sort()).toEqual(['a', 'e']);
  });

  it('keeps others from the keys that it changes', async () => {
    const name = uniqueName('transactional-map');
    using second = await lastValueFrom(
      cluster.client.transaction(async tx => {
        await valueOf(tx.getMap<string, number>(name).put('a', 1));
        const waiting = record(
          cluster.otherClient.transaction(other => other.getMap<string, number>(name).put('a', 2)),
        );
        expect(await valueOf(cluster.otherClient.getMap<string, number>(name).tryPut('a', 3, 300))).toBe(false);
        expect(waiting.items).toEqual([]);
        return waiting;
      }),
    );
    expect(await second.count(1)).toEqual([1]);
    expect(await valueOf(cluster.client.getMap(name).get('a'))).toBe(2);
  });

  it('waits for another one that waits for it, until one of them has no more time', async () => {
    const name = uniqueName('transactional-map');
    const crossed = (client: HazelcastClient, [first, second]: [string, string], other: () => Promise<unknown>) =>
      lastValueFrom(
        client.transaction(
          async tx => {
            const map = tx.getMap<string, number>(name);
            await valueOf(map.put(first, 1));
            await other();
            return valueOf(map.put(second, 1));
          },
          { timeout: client === cluster.client ? 1000 : 20_000 },
        ),
      );
    const locked = (key: string) =>
      eventually(
        () => valueOf(cluster.client.getMap(name).isLocked(key)),
        isLocked => isLocked,
      );
    const ends = await Promise.allSettled([
      crossed(cluster.client, ['a', 'b'], () => locked('b')),
      crossed(cluster.otherClient, ['b', 'a'], () => locked('a')),
    ]);
    expect(ends).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: null }]);
  });
}
