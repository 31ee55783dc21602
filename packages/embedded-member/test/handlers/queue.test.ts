import type { HazelcastClient, HazelcastQueue } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { queuePoll, queuePut, queueTake } from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { type Recording, record } from '../../../../test/support/recording.js';
import type { QueueConfig } from '../../src/index.js';
import { queues } from '../../src/collection/collection-kinds.js';
import { inVirtualTime, type VirtualCluster } from '../support/virtual-cluster.js';

const name = 'q';

interface Setting {
  readonly virtual: VirtualCluster;
  readonly client: HazelcastClient;
  readonly queue: HazelcastQueue<string>;
}

async function setUp(members = 1, settings: QueueConfig = {}): Promise<Setting> {
  const virtual = await inVirtualTime({ members, config: { queue: { [name]: settings } } });
  const client = await virtual.connected();
  return { virtual, client, queue: client.getQueue(name) };
}

function partitionOf({ client }: Setting): number {
  const { router } = partsOf(client);
  return router.ofKey(router.data(name));
}

/** How many items each member keeps, the owner first; undefined where it keeps nothing of the queue. */
function kept(setting: Setting): (number | undefined)[] {
  const { virtual } = setting;
  const { lives } = virtual.cluster;
  const partition = partitionOf(setting);
  const { router } = partsOf(setting.client);
  const owner = router.connections.partitions.owner(partition)!;
  const inOrder = lives.toSorted((one, other) => Number(other.uuid.equals(owner)) - Number(one.uuid.equals(owner)));
  return inOrder.filter(({ running }) => running).map(member => queues.find(member, partition, name)?.items.length);
}

function ownerOf(setting: Setting): number {
  const owner = partsOf(setting.client).router.connections.partitions.owner(partitionOf(setting))!;
  return setting.virtual.cluster.lives.findIndex(({ uuid }) => uuid.equals(owner));
}

async function waiting<T>({ virtual }: Setting, call$: Parameters<typeof record<T>>[0]): Promise<Recording<T>> {
  const recording = record(call$);
  await virtual.clock.advance(0);
  expect(recording.items).toEqual([]);
  return recording;
}

describe('a queue', () => {
  it.each([
    [{}, [2, 2, undefined]],
    [{ 'backup-count': 0 }, [2, undefined, undefined]],
    [{ 'backup-count': 2 }, [2, 2, 2]],
    [{ 'backup-count': 1, 'async-backup-count': 1 }, [2, 2, 2]],
  ])('with %j has its items on as many members', async (settings, counts) => {
    const setting = await setUp(3, settings);
    const { virtual, queue } = setting;
    await virtual.ask(queue.addAll(['a', 'b', 'c']));
    await virtual.ask(queue.poll());
    const [owner, ...others] = kept(setting);
    expect([owner, ...others.sort((one = 99, other = 99) => one - other)]).toEqual(counts);
  });

  it('is complete after the death of its owner', async () => {
    const setting = await setUp(3);
    const { virtual, queue } = setting;
    await virtual.ask(queue.addAll(['a', 'b', 'c', 'd']));
    await virtual.ask(queue.poll());
    await virtual.ask(queue.remove('c'));
    for (let n = 0; n < 2; n++) {
      await virtual.cluster.kill(ownerOf(setting));
      await virtual.clock.advance(3000);
      expect(await virtual.ask(queue.toArray())).toEqual(['b', 'd']);
    }
  });

  it('is lost with its owner where it has no backup', async () => {
    const setting = await setUp(2, { 'backup-count': 0 });
    const { virtual, queue } = setting;
    await virtual.ask(queue.addAll(['a', 'b']));
    await virtual.cluster.kill(ownerOf(setting));
    await virtual.clock.advance(3000);
    expect(await virtual.ask(queue.toArray())).toEqual([]);
  });

  it('moves to those who join, when its owner leaves', async () => {
    const setting = await setUp(1);
    const { virtual, queue } = setting;
    await virtual.ask(queue.addAll(['a', 'b']));
    await virtual.cluster.addMember();
    await virtual.clock.advance(3000);
    await virtual.cluster.stop(0);
    await virtual.clock.advance(3000);
    expect(await virtual.ask(queue.drainTo())).toEqual(['a', 'b']);
  });

  it('lets one after the other in and out: who takes makes room, who comes in is taken', async () => {
    const setting = await setUp(1, { 'max-size': 1 });
    const { virtual, client, queue } = setting;
    await virtual.ask(queue.add('a'));
    const puts = [];
    for (const value of ['b', 'c', 'd']) puts.push(await waiting(setting, client.invoke(queuePut, { name, value })));
    for (const value of ['a', 'b', 'c', 'd']) expect(await virtual.ask(queue.poll())).toBe(value);
    expect(puts.map(({ completed }) => completed)).toEqual([true, true, true]);
    const takes = [];
    for (let n = 0; n < 3; n++) takes.push(await waiting(setting, client.invoke(queueTake, { name })));
    for (const value of ['e', 'f', 'g']) await virtual.ask(queue.add(value));
    expect(takes.flatMap(({ items }) => items)).toEqual(['e', 'f', 'g'].map(response => ({ response })));
    expect(await virtual.ask(queue.size())).toBe(0);
  });

  it('gives many items to many who wait, at once', async () => {
    const setting = await setUp(1);
    const { virtual, client, queue } = setting;
    const takes = [];
    for (let n = 0; n < 5; n++) takes.push(await waiting(setting, client.invoke(queueTake, { name })));
    await virtual.ask(queue.addAll(['a', 'b', 'c']));
    expect(takes.flatMap(({ items }) => items.map(({ response }) => response))).toEqual(['a', 'b', 'c']);
    for (const take of takes) take.stop();
  });

  it.each([
    [50, 50],
    [-1, Infinity],
  ])('lets a poll of %i ms wait for %d', async (timeoutMillis, millis) => {
    const setting = await setUp(1);
    const { virtual, client } = setting;
    const poll = await waiting(setting, client.invoke(queuePoll, { name, timeoutMillis }));
    await virtual.clock.advance(49);
    expect(poll.items).toEqual([]);
    await virtual.clock.advance(1000);
    expect(poll.items).toEqual(millis === Infinity ? [] : [{ response: null }]);
    poll.stop();
  });

  it('gives nothing to those who are gone', async () => {
    const setting = await setUp(1);
    const { virtual, queue } = setting;
    const gone = await virtual.connected();
    const take = await waiting(setting, gone.getQueue<string>(name).take());
    await virtual.ask(gone.shutdown());
    await virtual.ask(queue.add('a'));
    expect(take.items).toEqual([]);
    expect(await virtual.ask(queue.toArray())).toEqual(['a']);
  });

  it('is forgotten when it is destroyed, by those who wait and those who listen', async () => {
    const setting = await setUp(2, { 'max-size': 1 });
    const { virtual, queue, client } = setting;
    using events = record(queue.events());
    const other = await waiting(setting, client.getQueue('q2').take());
    await virtual.ask(queue.add('a'));
    const put = await waiting(setting, queue.put('b'));
    const another = await virtual.connected();
    await virtual.ask(another.getQueue(name).destroy());
    expect(put.error).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED', structure: name });
    await virtual.ask(queue.add('c'));
    expect(events.items.map(({ type }) => type)).toEqual(['added']);
    expect(await virtual.ask(queue.toArray())).toEqual(['c']);
    expect(other.error).toBeUndefined();
    other.stop();
  });

  it('takes over after a split where the larger side has nothing', async () => {
    const { virtual } = await setUp(3);
    const { cluster, clock } = virtual;
    const [first, , third] = cluster.addresses;
    const through = (address = ''): Promise<HazelcastClient> =>
      virtual.connected({ network: { clusterMembers: [address], smartRouting: false } });
    const [large, small] = [await through(first), await through(third)];
    const heal = cluster.faults.split([[0, 1], [2]]);
    await clock.advance(0);
    await virtual.ask(small.getQueue('mine').addAll(['a', 'b']));
    await virtual.ask(small.getQueue('both').add('small'));
    await virtual.ask(large.getQueue('both').add('large'));
    const waits = record(large.getQueue('mine').take());
    await clock.advance(0);
    heal();
    await clock.advance(2000);
    expect(waits.items).toEqual(['a']);
    expect(await virtual.ask(large.getQueue('mine').toArray())).toEqual(['b']);
    expect(await virtual.ask(large.getQueue('both').toArray())).toEqual(['large']);
  });

  it.each([
    ['max-size', -1],
    ['max-size', 1.5],
    ['backup-count', -1],
    ['async-backup-count', 6],
  ])('cannot have a %s of %d', async (setting, value) => {
    const queue = { jobs: { [setting]: value } };
    await expect(inVirtualTime({ config: { queue } })).rejects.toThrow(RangeError);
    await expect(inVirtualTime({ config: { queue } })).rejects.toThrow(/queue 'jobs'/);
  });
});
