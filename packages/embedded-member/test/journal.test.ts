// The journals of maps: how much they keep, and what becomes of them with members.
import type { JournalEvent } from 'hazelrx';
import { firstValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type ClusterOptions, type EmbeddedCluster, startCluster } from '../src/index.js';

const journaled = (settings: object): ClusterOptions => ({
  members: 2,
  partitionCount: 5,
  config: { map: { orders: { 'event-journal': { enabled: true, ...settings } } } },
});

async function told(cluster: EmbeddedCluster, count: number): Promise<JournalEvent<string, string>[]> {
  await using client = cluster.createClient();
  const journal$ = client.getMap<string, string>('orders').journal({ from: 'oldest' });
  return await firstValueFrom(journal$.pipe(take(count), toArray()));
}

async function change(cluster: EmbeddedCluster, times: number): Promise<void> {
  await using client = cluster.createClient();
  const orders = client.getMap<string, string>('orders');
  for (let i = 0; i < times; i++) await firstValueFrom(orders.set('a', `${i}`));
}

describe('the journal of a map', () => {
  it('has room for its share in each partition', async () => {
    await using cluster = await startCluster(journaled({ capacity: 19 }));
    await change(cluster, 10);
    expect((await told(cluster, 3)).map(({ value }) => value)).toEqual(['7', '8', '9']);
  });

  it('is on the backups, and survives its members', async () => {
    await using cluster = await startCluster(journaled({}));
    await change(cluster, 3);
    const before = await told(cluster, 3);
    for (const index of [0, 1]) {
      await cluster.kill(index);
      await cluster.restart(index);
      expect(await told(cluster, 3)).toEqual(before);
    }
  });

  it.each([
    [{ capacity: 0 }, /capacity of the journal of map 'orders'/],
    [{ capacity: 1.5 }, /capacity of the journal of map 'orders'/],
    [{ 'time-to-live-seconds': -1 }, /time-to-live-seconds of the journal of map 'orders'/],
  ])('refuses settings that no member takes: %j', async (settings, reason) => {
    await expect(startCluster(journaled(settings))).rejects.toThrow(reason);
  });
});
