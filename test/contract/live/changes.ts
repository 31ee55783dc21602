import { type HazelcastMap, type LiveResync, toCollection } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf, map as mapped } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { connectedTo } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { asText, untilHas } from './viewing.js';

export function liveChangesContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, number | string>;
  let other: HazelcastMap<string, number | string>;

  beforeEach(() => {
    const name = uniqueName('live');
    map = cluster.client.getMap(name);
    other = cluster.otherClient.getMap(name);
  });

  it('begin with what is there, and go on with every difference', async () => {
    await valueOf(other.putAll([['a', 1], ['b', 2]])); // prettier-ignore
    using view = record(map.live().pipe(mapped(asText)));
    await view.count(1);
    await valueOf(other.set('c', 3));
    await valueOf(other.put('a', 4));
    await valueOf(other.put('a', 4));
    await valueOf(other.remove('b'));
    await valueOf(other.putAll([['a', 5]]));
    await valueOf(other.setAll([['a', 6]]));
    await valueOf(other.replace('a', 7));
    await valueOf(other.evict('a'));
    await view.count(8);
    // Keys of different partitions may be told in another order.
    const [snapshot, ...changes] = view.items;
    expect(snapshot).toBe('[a=1 b=2]');
    expect(changes.filter(change => change.includes('a'))).toEqual(['a=4<1', 'a=5<4', 'a=6<5', 'a=7<6', '-a<7']);
    expect(changes.filter(change => !change.includes('a')).sort()).toEqual(['-b<2', 'c=3']);
  });

  it('tell values apart by their serialized form', async () => {
    const name = uniqueName('live');
    const objects = cluster.client.getMap<string, object>(name);
    const other = cluster.otherClient.getMap<string, object>(name);
    await valueOf(other.set('a', { x: 1, y: [1, 2] }));
    using view = record(objects.live());
    await view.count(1);
    await valueOf(other.set('a', { x: 1, y: [1, 2] }));
    await valueOf(other.set('a', { x: 1, y: [1, 3] }));
    await valueOf(other.delete('a'));
    await view.count(3);
    expect(view.items.slice(1)).toMatchObject([
      { type: 'put', oldValue: { x: 1, y: [1, 2] }, value: { x: 1, y: [1, 3] } },
      { type: 'remove', oldValue: { x: 1, y: [1, 3] } },
    ]);
  });

  it('bring thousands of entries, and what becomes of them', async () => {
    const entries = Array.from({ length: 5000 }, (_, n): [string, number] => [`key-${n}`, n]);
    await valueOf(other.putAll(entries));
    using view = record(map.live().pipe(toCollection()));
    await view.count(1);
    expect(view.items[0]!.size).toBe(5000);
    const later = entries.map(([key, n]): [string, number] => [key, n % 2 ? n : n + 1]);
    await valueOf(other.putAll(later));
    await untilHas(view, later);
    // The snapshot, and each that has another value now.
    expect(view.items).toHaveLength(2501);
  });

  it('notice what has no event of each key: clear and evictAll', async () => {
    const resyncs: LiveResync[] = [];
    using view = record(map.live(undefined, { onResync: resync => resyncs.push(resync) }).pipe(toCollection()));
    for (const [cause, empty] of [
      ['mapCleared', other.clear()],
      ['mapEvicted', other.evictAll()],
    ] as const) {
      // prettier-ignore
      await valueOf(other.putAll([['a', cause], ['b', cause]])); // prettier-ignore
      await untilHas(view, [['a', cause], ['b', cause]]); // prettier-ignore
      await valueOf(empty);
      await valueOf(other.set('c', cause));
      await untilHas(view, [['c', cause]]);
      await valueOf(other.delete('c'));
      await untilHas(view, []);
      await eventually(
        () => resyncs.flatMap(({ causes }) => causes),
        causes => causes.includes(cause),
      );
    }
  });

  it('notice the end of a time to live', async () => {
    using view = record(map.live().pipe(toCollection()));
    await view.count(1);
    await valueOf(other.set('soon', 1, 1000));
    await valueOf(other.set('later', 2, 3_600_000));
    await untilHas(view, [['soon', 1], ['later', 2]]); // prettier-ignore
    await untilHas(view, [['later', 2]]);
  });

  it('go on when their own client destroys the map', async () => {
    await valueOf(other.set('a', 1));
    using view = record(map.live().pipe(toCollection()));
    await untilHas(view, [['a', 1]]);
    await valueOf(map.destroy());
    await untilHas(view, []);
    await valueOf(other.set('b', 2));
    await untilHas(view, [['b', 2]]);
  });

  it('are shared; who comes late begins with what is there then', async () => {
    const client = cluster.newClient();
    await valueOf(client.getMap(map.name).size());
    await connectedTo(client, cluster.running.addresses);
    const { listeners } = partsOf(client);
    const view$ = client.getMap<string, number>(map.name).live().pipe(mapped(asText));
    expect(listeners.size).toBe(0);
    const first = record(view$);
    await first.count(1);
    await valueOf(other.set('a', 1));
    await first.count(2);
    const second = record(view$);
    expect(second.items).toEqual(['[a=1]']);
    expect(listeners.size).toBe(1);
    first.stop();
    await valueOf(other.set('a', 2));
    await second.count(2);
    second.stop();
    await eventually(
      () => listeners.size,
      size => size === 0,
    );
    using again = record(view$);
    await again.count(1);
    expect([first.items, second.items, again.items]).toEqual([['[]', 'a=1'], ['[a=1]', 'a=2<1'], ['[a=2]']]);
  });

  it('compare themselves with the map where they are asked to', async () => {
    await valueOf(other.set('a', 1));
    const resyncs: LiveResync[] = [];
    const options = { verifyEvery: 100, onResync: (resync: LiveResync) => resyncs.push(resync) };
    using view = record(map.live(undefined, options));
    await eventually(
      () => resyncs.length,
      count => count > 1,
    );
    const { partitionCount } = partsOf(cluster.client).router;
    expect(resyncs[0]).toEqual({ causes: ['verify'], partitions: partitionCount, keys: 0, differences: 0 });
    expect(view.items).toHaveLength(1);
  });

  it('end with the client', async () => {
    const client = cluster.newClient();
    using view = record(client.getMap<string, number>(map.name).live());
    await view.count(1);
    await valueOf(client.shutdown());
    await eventually(
      () => view.error,
      error => error !== undefined,
    );
    expect(view.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: map.name });
  });
}
