import {
  clientAddDistributedObjectListener,
  clientAddMigrationListener,
  mapAddEntryListener,
  mapPut,
  mapRemove,
  topicAddMessageListener,
  topicPublish,
} from 'hazelrx/operations';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

const ADDED = 1;
const REMOVED = 2;
const UPDATED = 4;

/** Events of any row. */
export function listenContract(cluster: SuiteCluster): void {
  let name: string;
  const signals = { signals: true } as const;

  beforeEach(() => {
    name = uniqueName('listen');
  });

  it('tells what happens to a map, each once', async () => {
    const { client, otherClient } = cluster;
    const listener = { name, includeValue: true, listenerFlags: ADDED | REMOVED | UPDATED };
    using entries = record(client.listen(mapAddEntryListener, listener, signals));
    await entries.count(1);
    const key = 'k';
    for (const value of ['a', 'b'])
      await valueOf(otherClient.invoke(mapPut, { name, key, value, threadId: 0, ttl: -1 }));
    await valueOf(otherClient.invoke(mapRemove, { name, key, threadId: 0 }));
    await entries.count(4);
    expect(entries.items).toMatchObject([
      { type: 'listening' },
      { event: 'Entry', key, value: 'a', oldValue: null, eventType: ADDED, numberOfAffectedEntries: 1 },
      { event: 'Entry', key, value: 'b', oldValue: 'a', eventType: UPDATED, numberOfAffectedEntries: 1 },
      { event: 'Entry', key, value: null, oldValue: 'b', eventType: REMOVED, numberOfAffectedEntries: 1 },
    ]);
  });

  it('tells the messages of a topic in order', async () => {
    const { client, otherClient } = cluster;
    using messages = record(client.listen(topicAddMessageListener, { name }, signals));
    await messages.count(1);
    for (let message = 0; message < 100; message++) await valueOf(otherClient.invoke(topicPublish, { name, message }));
    await messages.count(101);
    const told = messages.items.slice(1).map(item => (item as { item: unknown }).item);
    expect(told).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('tells of structures that are made and destroyed', async () => {
    const { client, otherClient } = cluster;
    using objects = record(client.listen(clientAddDistributedObjectListener, {}, signals));
    await objects.count(1);
    const map = otherClient.getMap(name);
    await valueOf(map.size());
    await valueOf(map.destroy());
    const mine = () => objects.items.filter(item => 'name' in item && item.name === name);
    await objects.until(() => mine().some(item => 'eventType' in item && item.eventType === 'DESTROYED'));
    const kinds = mine().map(item => (item as { eventType: string }).eventType);
    expect(new Set(kinds)).toEqual(new Set(['CREATED', 'DESTROYED']));
    expect(mine()[0]).toMatchObject({ event: 'DistributedObject', serviceName: 'hz:impl:mapService' });
  });

  it('shares a registration among equal requests, whoever makes them', async () => {
    const { client } = cluster;
    const { listeners } = partsOf(client);
    const { size } = listeners;
    using first = record(client.listen(topicAddMessageListener, { name }, signals));
    using second = record(client.listen(topicAddMessageListener, { name }, signals));
    await first.count(1);
    await second.count(1);
    expect(listeners.size).toBe(size + 1);
    await valueOf(client.invoke(topicPublish, { name, message: 'once' }));
    await first.count(2);
    await second.count(2);
    expect(second.items).toEqual(first.items);
  });

  it('listens to what happens in the cluster', async () => {
    using migrations = record(cluster.client.listen(clientAddMigrationListener, {}, signals));
    await migrations.count(1);
    expect(migrations.items).toEqual([{ type: 'listening' }]);
  });

  it('refuses a row without events', async () => {
    const error = await errorOf(cluster.client.listen(topicPublish as never, { name, message: 1 } as never));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Topic.publish' });
  });
}
