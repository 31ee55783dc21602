import {
  clientAddDistributedObjectListener,
  clientAddMigrationListener,
  listAdd,
  listAddListener,
  queueAddListener,
  queueOffer,
  queuePoll,
  setAdd,
  setAddListener,
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

/** Events of any row. */
export function listenContract(cluster: SuiteCluster): void {
  let name: string;
  const signals = { signals: true } as const;

  beforeEach(() => {
    name = uniqueName('listen');
  });

  it('tells what happens to a queue, each once', async () => {
    const { client, otherClient } = cluster;
    using items = record(client.listen(queueAddListener, { name, includeValue: true }, signals));
    await items.count(1);
    for (const value of ['a', 'b']) await valueOf(otherClient.invoke(queueOffer, { name, value, timeoutMillis: 0 }));
    await valueOf(otherClient.invoke(queuePoll, { name, timeoutMillis: 0 }));
    await items.count(4);
    expect(items.items).toMatchObject([
      { type: 'listening' },
      { event: 'Item', item: 'a', eventType: ADDED },
      { event: 'Item', item: 'b', eventType: ADDED },
      { event: 'Item', item: 'a', eventType: REMOVED },
    ]);
  });

  it('tells the items of lists and sets', async () => {
    const { client, otherClient } = cluster;
    using list = record(client.listen(listAddListener, { name, includeValue: true }, signals));
    using set = record(client.listen(setAddListener, { name, includeValue: false }, signals));
    await list.count(1);
    await set.count(1);
    await valueOf(otherClient.invoke(listAdd, { name, value: 1 }));
    await valueOf(otherClient.invoke(setAdd, { name, value: 1 }));
    await list.count(2);
    await set.count(2);
    expect(list.items[1]).toMatchObject({ event: 'Item', item: 1, eventType: ADDED });
    expect(set.items[1]).toMatchObject({ event: 'Item', item: null, eventType: ADDED });
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
    const error = await errorOf(
      cluster.client.listen(queueOffer as never, { name, value: 1, timeoutMillis: 0 } as never),
    );
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Queue.offer' });
  });
}
