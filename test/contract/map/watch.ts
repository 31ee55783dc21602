import type { HazelcastMap } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf, lastValueFrom, toArray, take } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { connectedTo } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';

type Flag = { readonly on: boolean; readonly since: number };

export function watchContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, Flag>;
  let other: HazelcastMap<string, Flag>;
  const flag = (since: number): Flag => ({ on: since % 2 === 1, since });

  beforeEach(() => {
    const name = uniqueName('watched');
    map = cluster.client.getMap(name);
    other = cluster.otherClient.getMap(name);
  });

  it('tells the value, then every change', async () => {
    await valueOf(other.set('flag', flag(1)));
    using watched = record(map.watch('flag'));
    await watched.count(1);
    // The second registration may still be on its way, and what is read then is no change.
    for (const since of [2, 3, 4]) {
      await valueOf(other.set('flag', flag(since)));
      await watched.count(since);
    }
    await valueOf(other.remove('flag'));
    await watched.count(5);
    expect(watched.items).toEqual([flag(1), flag(2), flag(3), flag(4), null]);
  });

  it('begins with null while the key is absent', async () => {
    using watched = record(map.watch('flag'));
    await watched.count(1);
    await valueOf(other.set('another', flag(7)));
    await valueOf(other.set('flag', flag(1)));
    await watched.count(2);
    expect(watched.items).toEqual([null, flag(1)]);
  });

  it('tells nothing of a value that is put once more', async () => {
    using watched = record(map.watch('flag'));
    await watched.count(1);
    await valueOf(other.set('flag', flag(1)));
    await valueOf(other.set('flag', flag(1)));
    await valueOf(other.set('flag', flag(2)));
    await watched.until(items => (items.at(-1) as Flag | null)?.since === 2);
    expect(watched.items).toEqual([null, flag(1), flag(2)]);
  });

  it('notices what has no event of its key: clear, evictAll, and an end by time', async () => {
    using watched = record(map.watch('flag'));
    await watched.count(1);
    const acts = [() => other.clear(), () => other.evictAll(), () => other.set('flag', flag(3), 1000)];
    for (const [i, act] of acts.entries()) {
      await valueOf(other.set('flag', flag(i)));
      await watched.until(items => (items.at(-1) as Flag | null)?.since === i);
      await valueOf(act());
      await watched.until(items => items.at(-1) === null);
    }
    expect(watched.items.filter(item => item === null)).toHaveLength(4);
  });

  it('notices that its own client destroys the map, and goes on', async () => {
    await valueOf(other.set('flag', flag(1)));
    using watched = record(map.watch('flag'));
    await watched.count(1);
    await valueOf(map.destroy());
    await watched.count(2);
    await valueOf(other.set('flag', flag(2)));
    await watched.count(3);
    expect(watched.items).toEqual([flag(1), null, flag(2)]);
  });

  it('is shared, and gives the latest value to who comes late', async () => {
    const client = cluster.newClient();
    await valueOf(client.getMap(map.name).size());
    await connectedTo(client, cluster.running.addresses);
    const { size: standing } = partsOf(client).pending;
    const shared = client.getMap<string, Flag>(map.name).watch('flag');
    using first = record(shared);
    await first.count(1);
    await valueOf(other.set('flag', flag(1)));
    await first.count(2);
    using second = record(shared);
    expect(second.items).toEqual([flag(1)]);
    expect(partsOf(client).listeners.size).toBe(2);
    first.stop();
    second.stop();
    expect(partsOf(client).listeners.size).toBe(0);
    await eventually(
      () => partsOf(client).pending.size,
      size => size === standing,
    );
    await valueOf(other.set('flag', flag(2)));
    expect(await valueOf(shared)).toEqual(flag(2));
    await valueOf(client.shutdown());
  });

  it('never misses the last of many changes made while it begins', async () => {
    for (let round = 0; round < 20; round++) {
      const key = `flag-${round}`;
      const writes = Array.from({ length: 20 }, (_, i) => valueOf(other.set(key, flag(i))));
      using watched = record(map.watch(key));
      await Promise.all(writes);
      await watched.until(items => (items.at(-1) as Flag | null)?.since === 19);
    }
  });

  it('works within operators', async () => {
    await valueOf(other.set('flag', flag(1)));
    expect(await lastValueFrom(map.watch('flag').pipe(take(1), toArray()))).toEqual([flag(1)]);
  });
}
