import { type HazelcastClient, Long, type UUID } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import {
  transactionalMapPut,
  transactionalQueueOffer,
  transactionalQueuePoll,
  transactionCommit,
  transactionCreate,
  transactionRollback,
} from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import { inVirtualTime, keysOf, type VirtualCluster } from '../support/virtual-cluster.js';

const name = 'q';
const threadId = Long.fromNumber(77);
const TWO_PHASE = { timeout: 60_000, durability: 1, transactionType: 2, threadId };
const ONE_PHASE = { ...TWO_PHASE, transactionType: 1 };

/** A cluster with items in a queue, and a client with one connection, to the first member. */
async function setUp(members = 3) {
  const virtual = await inVirtualTime({ members, config: { queue: { bounded: { 'max-size': 1 } } } });
  const other = await virtual.connected();
  const client = await virtual.connected({
    network: { clusterMembers: [virtual.cluster.addresses[0]!], smartRouting: false },
  });
  const queue = other.getQueue<string>(name);
  await virtual.ask(queue.addAll(['a', 'b', 'c']));
  return { virtual, client, other, queue };
}

async function begun(virtual: VirtualCluster, client: HazelcastClient, terms = TWO_PHASE): Promise<UUID> {
  return (await virtual.ask(client.invoke(transactionCreate, terms))).response;
}

async function polled(virtual: VirtualCluster, client: HazelcastClient, txnId: UUID, timeout = 0): Promise<unknown> {
  const call = { name, txnId, threadId, timeout };
  return (await virtual.ask(client.invoke(transactionalQueuePoll, call), timeout)).response;
}

const locked = (client: HazelcastClient, key: string) => client.getMap(name).isLocked(key);

describe('a transaction', () => {
  it.each([
    [{ timeout: -1 }, 'Timeout'],
    [{ durability: -1 }, 'Durability'],
    [{ transactionType: 0 }, 'Unrecognized id: 0'],
    [{ transactionType: 3 }, 'Unrecognized id: 3'],
  ])('is refused with %j', async (wrong, why) => {
    const { virtual, client } = await setUp(1);
    const refused = await virtual.refusal(client.invoke(transactionCreate, { ...TWO_PHASE, ...wrong }));
    expect(refused).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    expect(refused.reason).toContain(why);
  });

  it('puts items back by their age, whoever comes first', async () => {
    const { virtual, client, queue } = await setUp();
    const first = await begun(virtual, client);
    const second = await begun(virtual, client);
    expect([await polled(virtual, client, first), await polled(virtual, client, second)]).toEqual(['a', 'b']);
    await virtual.ask(queue.offer('d'));
    for (const transactionId of [second, first])
      await virtual.ask(client.invoke(transactionRollback, { transactionId, threadId }));
    expect(await virtual.ask(queue.toArray())).toEqual(['a', 'b', 'c', 'd']);
  });

  it('polls what it has offered last, and takes up room for itself only', async () => {
    const { virtual, client, other } = await setUp();
    const bounded = other.getQueue<string>('bounded');
    const txnId = await begun(virtual, client);
    const offer = { name: 'bounded', txnId, threadId, timeout: 0 };
    const offered = async (item: string) =>
      (await virtual.ask(client.invoke(transactionalQueueOffer, { ...offer, item }))).response;
    expect([await offered('x'), await offered('y')]).toEqual([true, false]);
    expect(await virtual.ask(bounded.offer('z'))).toBe(true);
    const poll = { name: 'bounded', txnId, threadId, timeout: 0 };
    const own: unknown[] = [];
    for (let n = 0; n < 3; n++) own.push((await virtual.ask(client.invoke(transactionalQueuePoll, poll))).response);
    expect(own).toEqual(['z', 'x', null]);
    await virtual.ask(client.invoke(transactionCommit, { transactionId: txnId, threadId }));
    expect(await virtual.ask(bounded.toArray())).toEqual([]);
  });

  it('holds its items beyond its time, until it is rolled back; its locks end by themselves', async () => {
    const { virtual, client, other, queue } = await setUp();
    const txnId = await begun(virtual, client, { ...TWO_PHASE, timeout: 1000 });
    await polled(virtual, client, txnId);
    await virtual.ask(client.invoke(transactionalMapPut, { name, txnId, threadId, key: 'k', value: 1, ttl: -1 }));
    expect(await virtual.ask(locked(other, 'k'))).toBe(true);
    await virtual.clock.advance(4000);
    expect(await virtual.ask(locked(other, 'k'))).toBe(false);
    const end = { transactionId: txnId, threadId };
    expect(await virtual.refusal(client.invoke(transactionCommit, end))).toMatchObject({
      code: 'TRANSACTION_TIMED_OUT',
    });
    expect(await virtual.ask(queue.toArray())).toEqual(['b', 'c']);
    await virtual.ask(client.invoke(transactionRollback, end));
    expect(await virtual.ask(queue.toArray())).toEqual(['a', 'b', 'c']);
    expect(await virtual.refusal(client.invoke(transactionRollback, end))).toMatchObject({ code: 'TRANSACTION' });
  });

  it('ends with its connection', async () => {
    const { virtual, client, other, queue } = await setUp();
    const txnId = await begun(virtual, client);
    await polled(virtual, client, txnId);
    await virtual.ask(client.invoke(transactionalMapPut, { name, txnId, threadId, key: 'k', value: 1, ttl: -1 }));
    for (const connection of partsOf(client).router.connections.open) connection.closed(new Error('cut'));
    await virtual.clock.advance(0);
    expect(await virtual.ask(queue.toArray())).toEqual(['a', 'b', 'c']);
    expect(await virtual.ask(locked(other, 'k'))).toBe(false);
  });

  it('waits for an item as long as it is told, and longer on another member when that one dies', async () => {
    const { virtual, client, queue } = await setUp();
    await virtual.ask(queue.clear());
    const txnId = await begun(virtual, client);
    expect(await polled(virtual, client, txnId, 500)).toBeNull();
    const waiting = record(client.invoke(transactionalQueuePoll, { name, txnId, threadId, timeout: 20_000 }));
    await virtual.clock.advance(100);
    const { router } = partsOf(client);
    const owner = router.connections.partitions.owner(router.ofKey(name))!;
    const index = virtual.cluster.lives.findIndex(({ uuid }) => uuid.equals(owner));
    if (index > 0) await virtual.cluster.kill(index);
    else await virtual.cluster.addMember();
    await virtual.clock.advance(3000);
    await virtual.ask(queue.offer('late'), 3000);
    await virtual.clock.advance(0);
    expect(waiting.items).toEqual([{ response: 'late' }]);
  });
});

describe('a transaction whose member dies', () => {
  it.each([
    ['is rolled back when its client has locked a key once', { terms: TWO_PHASE, locks: true }, ['a', 'b', 'c']],
    ['holds its items when nobody watches its client', { terms: TWO_PHASE, locks: false }, ['b', 'c']],
    ['holds its items when nobody keeps a copy of it', { terms: ONE_PHASE, locks: true }, ['b', 'c']],
    [
      'holds its items when it was to have no copy',
      { terms: { ...TWO_PHASE, durability: 0 }, locks: true },
      ['b', 'c'],
    ],
  ])('%s', async (_, { terms, locks }, left) => {
    const { virtual, client, queue } = await setUp();
    if (locks) {
      const [key] = keysOf(client, virtual.cluster, 1);
      const map = client.getMap(name);
      const lock = await virtual.ask(map.lock(key!));
      expect(lock).toBeDefined();
    }
    const txnId = await begun(virtual, client, terms);
    expect(await polled(virtual, client, txnId)).toBe('a');
    await virtual.cluster.kill(0);
    const gone = record(client.shutdown());
    await virtual.clock.advance(500);
    gone.stop();
    expect(await virtual.ask(queue.toArray(), 3000)).toEqual(['b', 'c']);
    await virtual.clock.advance(10_000);
    expect(await virtual.ask(queue.toArray(), 3000)).toEqual(left);
  });
});
