import type { DistributedObject, HazelcastMap, MigrationEvent, Signal } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { clientCreateProxy } from 'hazelrx/operations';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { addressOf, connectedTo } from '../support/awaiting.js';
import { describeOnClusters, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { eventually, type Recording, record } from '../support/recording.js';

const MAP = 'hz:impl:mapService';
const signals = { signals: true } as const;

function listening({ items }: Recording<object>): number {
  return items.filter(item => 'type' in item && item.type === 'listening').length;
}

function eventsOf<T extends object>({ items }: Recording<T | Signal>): T[] {
  return items.filter((item): item is T => !('type' in item && ['listening', 'gap'].includes(item.type as string)));
}

async function filled(map: HazelcastMap<number, number>): Promise<void> {
  await valueOf(map.putAll(Array.from({ length: 600 }, (_, n) => [n, n] as const)));
}

/** Waits until partitions have moved, and do so no more. */
async function settled(migrations: Recording<MigrationEvent | Signal>): Promise<void> {
  const count = (type: string): number => eventsOf(migrations).filter(event => event.type === type).length;
  await migrations.until(() => count('finished') > 0 && count('finished') === count('started'));
}

/** Structures, and members that come, leave and die, in this order. */
function clusterEventsContract(cluster: SuiteCluster): void {
  it('tells of structures that are created and destroyed, each once', async () => {
    const { client, otherClient } = cluster;
    const name = uniqueName('objects');
    using objects = record(client.distributedObjectEvents(signals));
    await objects.until(() => listening(objects) > 0);
    const map = otherClient.getMap(name);
    const mine = () => eventsOf(objects).filter(event => event.name === name);
    for (const count of [2, 4]) {
      await valueOf(map.set('a', 1));
      await valueOf(map.destroy());
      await objects.until(() => mine().length >= count);
    }
    expect(mine()).toEqual(
      ['created', 'destroyed', 'created', 'destroyed'].map(type => ({ type, serviceName: MAP, name })),
    );
  });

  it('knows the structures there are, also of kinds that it does not know', async () => {
    const { client } = cluster;
    const name = uniqueName('objects');
    await valueOf(client.getMap(name).set('a', 1));
    const serviceName = 'hz:impl:executorService';
    await valueOf(client.invoke(clientCreateProxy, { name, serviceName }));
    // Members tell each other a little later.
    const named = (objects: readonly DistributedObject[]) => objects.filter(object => object.name === name);
    const objects = await eventually(
      async () => named(await valueOf(client.getDistributedObjects())),
      ({ length }) => length === 2,
    );
    expect(objects).toContainEqual({ serviceName, name });
    expect(objects).toContainEqual({ serviceName: MAP, name });
    await valueOf(client.getMap(name).destroy());
    const left = await eventually(
      async () => named(await valueOf(client.getDistributedObjects())),
      ({ length }) => length === 1,
    );
    expect(left).toEqual([{ serviceName, name }]);
  });

  it('tells who is there, then who comes and goes, and which partitions move', async () => {
    const { client, running } = cluster;
    await valueOf(client.connect());
    await connectedTo(client, running.addresses);
    await filled(client.getMap(uniqueName('moving')));
    using membership = record(client.membership$);
    using migrations = record(client.migrationEvents(signals));
    using losses = record(client.partitionLostEvents(signals));
    const before = await valueOf(client.members$);
    expect(membership.items).toEqual([{ type: 'initial', members: before }]);
    await migrations.until(() => listening(migrations) > 0);

    const index = await running.addMember();
    await membership.count(2);
    const [, joined] = membership.items;
    expect(joined).toMatchObject({ type: 'added', members: { length: before.length + 1 } });
    const { uuid } = (joined as { member: { uuid: { equals(other: unknown): boolean } } }).member;
    await settled(migrations);
    const finished = () => eventsOf(migrations).filter(({ type }) => type === 'finished');
    const told = eventsOf(migrations);
    expect(told[0]).toMatchObject({ type: 'started', progress: { completedMigrations: 0 } });
    const moved = told.filter(event => 'partitionId' in event);
    expect(moved.length).toBeGreaterThan(0);
    // Its share of the partitions, and the copies that it keeps for others.
    const owned = moved.filter(({ replicaIndex, destination }) => replicaIndex === 0 && uuid.equals(destination));
    expect(owned.length).toBeGreaterThan(60);
    expect(new Set(owned.map(({ partitionId }) => partitionId)).size).toBe(owned.length);
    for (const { source } of owned) expect(before.some(member => source?.equals(member.uuid))).toBe(true);
    expect(told.some(({ type }) => type === 'failed')).toBe(false);
    const planned = finished().map(({ progress }) => progress);
    for (const { plannedMigrations, completedMigrations } of planned)
      expect(completedMigrations).toBe(plannedMigrations);
    expect(planned.reduce((sum, { plannedMigrations }) => sum + plannedMigrations, 0)).toBe(moved.length);

    await connectedTo(client, running.addresses);
    await running.stop(index);
    await membership.count(3);
    expect(membership.items[2]).toMatchObject({ type: 'removed', members: { length: before.length } });
    await connectedTo(client, running.addresses);
    expect(eventsOf(losses)).toEqual([]);
  });

  it('tells which partitions have lost their owner, and which maps have lost entries by that', async () => {
    const { client, running } = cluster;
    await connectedTo(client, running.addresses);
    using migrations = record(client.migrationEvents(signals));
    await migrations.until(() => listening(migrations) > 0);
    const index = await running.addMember();
    await settled(migrations);
    await connectedTo(client, running.addresses);
    const safe = client.getMap<number, number>(uniqueName('safe'));
    const unsafe = client.getMap<number, number>(uniqueName('unbacked'));
    await filled(safe);
    await filled(unsafe);
    using losses = record(client.partitionLostEvents(signals));
    using ofSafe = record(safe.partitionLostEvents(signals));
    using ofUnsafe = record(unsafe.partitionLostEvents(signals));
    using objects = record(client.distributedObjectEvents(signals));
    const streams = [losses, ofSafe, ofUnsafe, objects];
    for (const stream of streams) await stream.until(() => listening(stream) > 0);

    const dying = (await valueOf(client.members$)).find(
      member => addressOf(member) === running.members[index]!.address,
    )!;
    const { partitions: table } = partsOf(client).router.connections;
    const owned = (): number[] =>
      Array.from({ length: table.count }, (_, id) => id).filter(id => table.owner(id)!.equals(dying.uuid));
    // Its share; one partition more may be on its way, or not yet told to the client.
    const share = Math.floor(table.count / 3);
    const partitions = await eventually(owned, ({ length }) => length >= share);
    await running.kill(index);
    await connectedTo(client, running.addresses);
    for (const stream of streams) await stream.until(() => listening(stream) > 1);
    const lost = (stream: Recording<{ readonly partitionId: number } | Signal>): number[] =>
      eventsOf<{ partitionId: number }>(stream)
        .map(({ partitionId }) => partitionId)
        .sort((a, b) => a - b);
    const told = await eventually(
      () => lost(losses),
      list => partitions.every(id => list.includes(id)) && list.join() === lost(ofUnsafe).join(),
    );
    expect(new Set(told).size).toBe(told.length);
    expect(told.length).toBeLessThanOrEqual(share + 1);
    const members = await valueOf(client.members$);
    for (const { type, lostBackupCount, member } of eventsOf(losses)) {
      expect([type, lostBackupCount]).toEqual(['partitionLost', 0]);
      expect(members).toContain(member);
    }
    for (const { type, member } of eventsOf(ofUnsafe)) {
      expect(type).toBe('mapPartitionLost');
      expect(members).toContain(member);
    }
    expect(eventsOf(ofSafe)).toEqual([]);
    expect(await valueOf(safe.size())).toBe(600);
    expect(await valueOf(unsafe.size())).toBeLessThan(600);

    // Still heard, of those who are left.
    const name = uniqueName('after-death');
    await valueOf(client.getMap(name).set('a', 1));
    await objects.until(() => eventsOf(objects).some(event => event.name === name));
    expect(eventsOf(objects).filter(event => event.name === name)).toHaveLength(1);
  });
}

describeOnClusters('Cluster events', clusterEventsContract);
