import { Long, UUID } from 'hazelrx';
import {
  flakeIdGeneratorNewIdBatch,
  listAddAll,
  listGetAll,
  mapFetchKeys,
  mapSize,
  mcGetTimedMemberState,
  multiMapGet,
  multiMapPut,
  pnCounterAdd,
  pnCounterGet,
  queueIterator,
  queueOffer,
  queuePeek,
  queuePoll,
  queueSize,
  replicatedMapGet,
  replicatedMapPut,
  ringbufferAdd,
  ringbufferCapacity,
  ringbufferReadMany,
  ringbufferReadOne,
  setAdd,
  setGetAll,
  topicPublish,
} from 'hazelrx/operations';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** Rows of many services through the open door, and where they go. */
export function invokeContract(cluster: SuiteCluster): void {
  let name: string;

  beforeEach(() => {
    name = uniqueName('invoke');
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
    const [{ uuid: member } = expect.fail('no member')] = await valueOf(client.members$);
    const replica = { name, replicaTimestamps: [], targetReplicaUUID: member };
    const added = await valueOf(
      client.invoke(pnCounterAdd, { ...replica, delta: 5, getBeforeUpdate: false }, { member }),
    );
    expect(added).toMatchObject({ value: Long.fromNumber(5) });
    const again = { ...replica, replicaTimestamps: added.replicaTimestamps };
    expect(await valueOf(client.invoke(pnCounterGet, again, { member }))).toMatchObject({ value: Long.fromNumber(5) });
  });

  it('generates ids and publishes', async () => {
    const { client } = cluster;
    const batch = await valueOf(client.invoke(flakeIdGeneratorNewIdBatch, { name, batchSize: 10 }));
    expect(batch.batchSize).toBe(10);
    expect(batch.base).toBeInstanceOf(Long);
    expect(await valueOf(client.invoke(topicPublish, { name, message: 'hello' }))).toEqual({});
  });

  it('goes to the partition named', async () => {
    const { client } = cluster;
    const map = client.getMap<string, number>(name);
    await valueOf(map.set('a', 1));
    const { router } = partsOf(client);
    const keysIn = (partition: number) =>
      valueOf(client.invoke(mapFetchKeys, { name, iterationPointers: [[2 ** 31 - 1, -1]], batch: 10 }, { partition }));
    const home = router.ofKey('a');
    expect((await keysIn(home)).keys).toEqual(['a']);
    expect((await keysIn((home + 1) % 271)).keys).toEqual([]);
    const byKey = client.invoke(
      mapFetchKeys,
      { name, iterationPointers: [[2 ** 31 - 1, -1]], batch: 10 },
      { key: 'a' },
    );
    expect((await valueOf(byKey)).keys).toEqual(['a']);
  });

  it('goes to the member named', async () => {
    const { client } = cluster;
    for (const { uuid: member } of await valueOf(client.members$)) {
      const { timedMemberStateJson } = await valueOf(client.invoke(mcGetTimedMemberState, {}, { member }));
      expect(timedMemberStateJson).toContain(`"uuid":"${member.toString()}"`);
    }
  });

  it('knows no other member', async () => {
    const error = await errorOf(cluster.client.invoke(mapSize, { name }, { member: UUID.random() }));
    expect(error).toMatchObject({ code: 'TARGET_NOT_MEMBER', operation: 'Map.size', structure: name });
  });

  it('needs to be told where a row goes that does not say it', async () => {
    const row = { name, iterationPointers: [], batch: 1 };
    const error = await errorOf(cluster.client.invoke(mapFetchKeys, row));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.fetchKeys', structure: name });
    expect(error.message).toMatch(/\{ partition \}/);
  });

  it.each([-1, 271, 1.5, Number.NaN])('knows no partition %d', async partition => {
    const row = { name, iterationPointers: [], batch: 1 };
    const error = await errorOf(cluster.client.invoke(mapFetchKeys, row, { partition }));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.fetchKeys' });
  });

  it.each<[string, object]>([
    ['a missing string', {}],
    ['a number for a string', { name: 7 }],
    ['null for a string', { name: null }],
  ])('refuses %s', async (_, request) => {
    const error = await errorOf(cluster.client.invoke(queueSize, request as { name: string }));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Queue.size' });
  });

  it('refuses a missing value', async () => {
    const request = { name, timeoutMillis: 0 } as unknown as { name: string; timeoutMillis: number; value: string };
    expect(await errorOf(cluster.client.invoke(queueOffer, request))).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
      operation: 'Queue.offer',
      structure: name,
    });
  });

  it("tells the member's error with its stack", async () => {
    const { client } = cluster;
    await valueOf(client.invoke(ringbufferAdd, { name, overflowPolicy: 0, value: 'a' }));
    const error = await errorOf(client.invoke(ringbufferReadOne, { name, sequence: 100 }));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Ringbuffer.readOne', structure: name });
    expect(error.memberStack).toMatch(/IllegalArgumentException.*\n\s+at com\.hazelcast/);
  });

  it('is cold', async () => {
    const offer = cluster.client.invoke(queueOffer, { name, value: 1, timeoutMillis: 0 });
    expect(await valueOf(cluster.client.invoke(queuePeek, { name }))).toEqual({ response: null });
    await valueOf(offer);
    await valueOf(offer);
    expect(await valueOf(cluster.client.invoke(queueSize, { name }))).toEqual({ response: 2 });
  });
}
