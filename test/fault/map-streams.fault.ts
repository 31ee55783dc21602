import { type HazelcastClient, type HazelcastMap } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { defer, firstValueFrom, lastValueFrom, of, tap } from 'rxjs';
import { expect, it } from 'vitest';
import { connectedTo, firstOf } from '../support/awaiting.js';
import { describeOn, realMembers, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { eventually, record } from '../support/recording.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const ENTRIES = Math.ceil(6000 * SCALE);
const quick = { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 300 } };

/** Few partitions of many pages each, and few enough to move soon. */
const members = realMembers('5.7.0', { members: 2, partitionCount: 31 });

describeOn(members, 'streams of a map', cluster => {
  it('iterate over each entry once while members join, leave and die', async () => {
    const { running } = cluster;
    const client = cluster.newClient({ connectionStrategy: quick });
    const map = client.getMap<string, number>(uniqueName('moving'));
    const keys = Array.from({ length: ENTRIES }, (_, n) => `stays-${n}`);
    await lastValueFrom(map.putAll(keys.map((key, n) => [key, n])));
    const changes = [
      () => running.addMember(),
      () => running.stop(2),
      () => running.restart(2),
      () => running.kill(1),
      () => running.restart(1),
    ];
    const every = Math.floor(ENTRIES / (changes.length + 1));
    const counts = new Map<string, number>();
    let seen = 0;
    const step = (key: string) =>
      defer(() => {
        counts.set(key, (counts.get(key) ?? 0) + 1);
        const change = ++seen % every === 0 ? changes.shift() : undefined;
        return change ? defer(async () => moved(cluster, client, map, change)) : of(undefined);
      });
    // One entry at a time, so that each change comes in the middle of a page, a partition and the whole.
    await lastValueFrom(map.consumeKeys(step, { pageSize: 7 }));
    expect(changes).toEqual([]);
    expect(keys.filter(key => counts.get(key) !== 1)).toEqual([]);
  });

  it('watch a value through all that hides its changes', async () => {
    const { running } = cluster;
    const client = cluster.newClient({ connectionStrategy: quick });
    const name = uniqueName('watched');
    const map = client.getMap<string, number>(name);
    // It may not have noticed yet what happens to members.
    const writer = cluster.newClient({ connectionStrategy: quick, network: { redoOperation: true } });
    const other = writer.getMap<string, number>(name);
    const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`);
    const watches = keys.map(key => record(map.watch(key)));
    for (const watch of watches) await watch.count(1);
    const set = async (value: number): Promise<void> => {
      await lastValueFrom(other.putAll(keys.map(key => [key, value])));
    };
    const told = async (value: number | null): Promise<void> => {
      for (const watch of watches) await watch.until(items => items.at(-1) === value);
    };
    await set(1);
    await told(1);
    await running.kill(1);
    await set(2);
    await told(2);
    await running.restart(1);
    await connectedTo(client, running.addresses);
    await set(3);
    await told(3);
    await firstValueFrom(other.clear());
    await told(null);
    // A lost connection comes back, and nobody tells of what happened meanwhile.
    const { connections } = partsOf(client).router;
    for (const connection of connections.open) connection.closed(undefined);
    await set(4);
    await told(4);
    for (const watch of watches) watch.stop();
    await eventually(
      () => partsOf(client).listeners.size,
      size => size === 0,
    );
  });
});

/** Changes the cluster, and resolves when its partitions have moved as far as they will. */
async function moved(
  { running }: SuiteCluster,
  client: HazelcastClient,
  map: HazelcastMap<string, number>,
  change: () => Promise<unknown>,
): Promise<void> {
  const { partitions, members: known } = partsOf(client).router.connections;
  await change();
  await firstOf(client.members$, ({ length }) => length === running.addresses.length);
  await firstOf(map.size().pipe(tap(size => expect(size).toBe(ENTRIES))));
  const owners = (): Set<string> =>
    new Set(Array.from({ length: partitions.count }, (_, id) => partitions.owner(id)?.toString() ?? 'nobody'));
  await eventually(
    () => [...owners()].sort().join(),
    now =>
      now ===
      known.list
        .map(({ uuid }) => uuid.toString())
        .sort()
        .join(),
  );
}
