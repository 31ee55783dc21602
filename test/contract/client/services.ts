import { Long } from 'hazelrx';
import {
  flakeIdGeneratorNewIdBatch,
  listAdd,
  listAddAll,
  listAddListener,
  listGetAll,
  multiMapGet,
  multiMapPut,
  pnCounterAdd,
  pnCounterGet,
  queueAddListener,
  queueIterator,
  queueOffer,
  queuePoll,
  queueSize,
  replicatedMapGet,
  replicatedMapPut,
  ringbufferAdd,
  ringbufferCapacity,
  ringbufferReadMany,
  ringbufferReadOne,
  setAdd,
  setAddListener,
  setGetAll,
} from 'hazelrx/operations';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

const ADDED = 1;
const REMOVED = 2;

/** Rows of many services through the open door. */
export function servicesContract(cluster: SuiteCluster): void {
  let name: string;

  beforeEach(() => {
    name = uniqueName('services');
  });

  it('works a queue', async () => {
    const { client } = cluster;
    expect(await valueOf(client.invoke(queueOffer, { name, value: 'a', timeoutMillis: 0 }))).toEqual({
      response: true,
    });
    await valueOf(client.invoke(queueOffer, { name, value: { b: 1 }, timeoutMillis: 0n }));
    expect(await valueOf(client.invoke(queueSize, { name }))).toEqual({ response: 2 });
    expect(await valueOf(client.invoke(queueIterator, { name }))).toEqual({ response: ['a', { b: 1 }] });
    expect(await valueOf(client.invoke(queuePoll, { name, timeoutMillis: 0 }))).toEqual({ response: 'a' });
    expect(await valueOf(client.invoke(queuePoll, { name, timeoutMillis: 0 }))).toEqual({ response: { b: 1 } });
    expect(await valueOf(client.invoke(queuePoll, { name, timeoutMillis: 1 }))).toEqual({ response: null });
  });

  it('works a list, a set, a multimap and a replicated map', async () => {
    const { client } = cluster;
    await valueOf(client.invoke(listAddAll, { name, valueList: ['a', 'b', 'a'] }));
    expect(await valueOf(client.invoke(listGetAll, { name }))).toEqual({ response: ['a', 'b', 'a'] });
    expect(await valueOf(client.invoke(setAdd, { name, value: 1 }))).toEqual({ response: true });
    expect(await valueOf(client.invoke(setAdd, { name, value: 1 }))).toEqual({ response: false });
    expect(await valueOf(client.invoke(setGetAll, { name }))).toEqual({ response: [1] });
    for (const value of [1, 2]) await valueOf(client.invoke(multiMapPut, { name, key: 'k', value, threadId: 0 }));
    const { response } = await valueOf(client.invoke(multiMapGet, { name, key: 'k', threadId: 0 }));
    expect(new Set(response)).toEqual(new Set([1, 2]));
    await valueOf(client.invoke(replicatedMapPut, { name, key: 'k', value: 'v', ttl: 0 }));
    const key = 'k';
    expect(await valueOf(client.invoke(replicatedMapGet, { name, key }, { key }))).toEqual({ response: 'v' });
  });

  it('works a ringbuffer', async () => {
    const { client } = cluster;
    const { response: capacity } = await valueOf(client.invoke(ringbufferCapacity, { name }));
    expect(capacity).toEqual(Long.fromNumber(10_000));
    for (const value of ['a', 'b', 'c'])
      await valueOf(client.invoke(ringbufferAdd, { name, overflowPolicy: 0, value }));
    expect(await valueOf(client.invoke(ringbufferReadOne, { name, sequence: 1 }))).toEqual({ response: 'b' });
    const batch = { name, startSequence: 0, minCount: 1, maxCount: 10, filter: null };
    expect(await valueOf(client.invoke(ringbufferReadMany, batch))).toEqual({
      readCount: 3,
      items: ['a', 'b', 'c'],
      itemSeqs: [0, 1, 2].map(sequence => Long.fromNumber(sequence)),
      nextSeq: Long.fromNumber(3),
    });
  });

  it('counts with a PN counter on the replica it names', async () => {
    const { client } = cluster;
    await valueOf(client.connect());
    const [{ uuid: member } = expect.fail('no member')] = await valueOf(client.members$);
    const replica = { name, replicaTimestamps: [], targetReplicaUUID: member };
    const added = await valueOf(
      client.invoke(pnCounterAdd, { ...replica, delta: 5, getBeforeUpdate: false }, { member }),
    );
    expect(added).toMatchObject({ value: Long.fromNumber(5) });
    const again = { ...replica, replicaTimestamps: added.replicaTimestamps };
    expect(await valueOf(client.invoke(pnCounterGet, again, { member }))).toMatchObject({ value: Long.fromNumber(5) });
  });

  it('generates ids', async () => {
    const { client } = cluster;
    const batch = await valueOf(client.invoke(flakeIdGeneratorNewIdBatch, { name, batchSize: 10 }));
    expect(batch.batchSize).toBe(10);
    expect(batch.base).toBeInstanceOf(Long);
  });

  it("tells the member's error with its stack", async () => {
    const { client } = cluster;
    await valueOf(client.invoke(ringbufferAdd, { name, overflowPolicy: 0, value: 'a' }));
    const error = await errorOf(client.invoke(ringbufferReadOne, { name, sequence: 100 }));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Ringbuffer.readOne', structure: name });
    expect(error.memberStack).toMatch(/IllegalArgumentException.*\n\s+at com\.hazelcast/);
  });
}

/** Their events. */
export function serviceEventsContract(cluster: SuiteCluster): void {
  let name: string;
  const signals = { signals: true } as const;

  beforeEach(() => {
    name = uniqueName('service-events');
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
}
