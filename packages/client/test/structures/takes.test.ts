import { clientDestroyProxy, queueOffer, queuePoll } from '@hazelrx/protocol/operations';
import { take } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HazelcastQueue } from '../../src/structures/queue.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import type { Received } from '../support/scripted-member.js';
import { connectedTo, VirtualClient } from '../support/virtual-client.js';

type Poll = Received<typeof queuePoll>;

describe('takes', () => {
  let virtual: VirtualClient;
  let queue: HazelcastQueue<string>;

  async function connected(size: number, config = {}): Promise<void> {
    virtual = await connectedTo(size, config);
    queue = virtual.client.getQueue('q');
  }

  beforeEach(() => connected(1));

  const polls = (): Poll[] => virtual.cluster.of(queuePoll);
  const lastPoll = (): Poll => polls().at(-1)!;

  async function answer(response: string | null): Promise<void> {
    lastPoll().answer({ response });
    await virtual.settle();
  }

  it('asks nothing before somebody listens', async () => {
    queue.takes();
    await virtual.advance(10_000);
    expect(polls()).toEqual([]);
  });

  it('has one request under way, which waits five seconds at most, and asks again at once', async () => {
    const taken = virtual.watch(queue.takes());
    await virtual.settle();
    expect(polls().map(({ request }) => request.timeoutMillis.toNumber())).toEqual([5000]);
    await virtual.advance(4000);
    expect(polls()).toHaveLength(1);
    await answer(null);
    expect(polls()).toHaveLength(2);
    await answer('a');
    await answer('b');
    expect(polls()).toHaveLength(4);
    expect(new Set(polls().map(({ request }) => request.timeoutMillis.toNumber()))).toEqual(new Set([5000]));
    expect(taken.values).toEqual(['a', 'b']);
    expect(virtual.now).toBe(4000);
  });

  it('waits for its answer however long that takes', async () => {
    const taken = virtual.watch(queue.takes());
    await virtual.settle();
    for (let n = 0; n < 100; n++) await virtual.advance(4000);
    expect(polls()).toHaveLength(1);
    await answer('late');
    expect([taken.values, taken.error]).toEqual([['late'], undefined]);
  });

  it('shows each item to all, and ends with the last', async () => {
    const first = virtual.watch(queue.takes());
    const second = virtual.watch(virtual.client.getQueue<string>('q').takes());
    await virtual.settle();
    await answer('a');
    second.subscription.unsubscribe();
    await answer('b');
    const third = virtual.watch(queue.takes());
    await answer('c');
    expect([first.values, second.values, third.values]).toEqual([['a', 'b', 'c'], ['a'], ['c']]);
    expect(polls()).toHaveLength(4);
    first.subscription.unsubscribe();
    third.subscription.unsubscribe();
    await answer(null);
    await virtual.advance(60_000);
    expect(polls()).toHaveLength(4);
    expect(virtual.cluster.of(queueOffer)).toEqual([]);
  });

  it('asks for no more than its listener wants', async () => {
    const taken = virtual.watch(queue.takes().pipe(take(2)));
    await virtual.settle();
    await answer('a');
    await answer('b');
    expect(taken.completed).toBe(true);
    expect(polls()).toHaveLength(2);
  });

  it('gives back an item that comes when the last has left', async () => {
    const taken = virtual.watch(queue.takes());
    await virtual.settle();
    taken.subscription.unsubscribe();
    await answer('a');
    const [offer] = virtual.cluster.of(queueOffer);
    expect(offer!.request).toMatchObject({ name: 'q', value: 'a' });
    expect(offer!.request.timeoutMillis.toNumber()).toBe(0);
    offer!.answer({ response: false });
    await virtual.settle();
    expect(virtual.eventsOf('giveBackRefused')).toMatchObject([{ structure: 'q', item: 'a' }]);
    expect(taken.values).toEqual([]);
  });

  it('keeps an item from whoever comes after the last has left, while its poll is out', async () => {
    virtual.watch(queue.takes()).subscription.unsubscribe();
    const first = virtual.watch(queue.takes());
    await virtual.settle();
    first.subscription.unsubscribe();
    const second = virtual.watch(queue.takes());
    await virtual.settle();
    const [before, after] = polls();
    before!.answer({ response: 'a' });
    after!.answer({ response: 'b' });
    await virtual.settle();
    expect([first.values, second.values]).toEqual([[], ['b']]);
    expect(virtual.cluster.of(queueOffer).map(({ request }) => request.value)).toEqual(['a']);
  });

  it('tells of a lost connection, waits for another one and goes on', async () => {
    const [member] = virtual.cluster.members;
    const taken = virtual.watch(queue.takes());
    await virtual.settle();
    await answer('a');
    member!.kill();
    await virtual.settle();
    expect(virtual.eventsOf('indeterminate')).toMatchObject([
      { operation: 'Queue.poll', structure: 'q', error: { name: 'IndeterminateError', structure: 'q' } },
    ]);
    await virtual.advance(20_000);
    expect(polls()).toHaveLength(2);
    expect(taken.error).toBeUndefined();
    member!.restart();
    await virtual.advance(60_000);
    expect(polls()).toHaveLength(3);
    await answer('b');
    expect([taken.values, taken.error]).toEqual([['a', 'b'], undefined]);
    expect(virtual.eventsOf('indeterminate')).toHaveLength(1);
  });

  it.each(['ON', 'ASYNC'] as const)(
    'waits while the client is offline, with reconnect mode %s',
    async reconnectMode => {
      await connected(1, { connectionStrategy: { reconnectMode } });
      const [member] = virtual.cluster.members;
      member!.kill();
      await virtual.settle();
      const taken = virtual.watch(queue.takes());
      await virtual.advance(200_000);
      expect([taken.error, polls()]).toEqual([undefined, []]);
      member!.restart();
      await virtual.advance(60_000);
      await answer('a');
      expect(taken.values).toEqual(['a']);
      expect(virtual.eventsOf('indeterminate')).toEqual([]);
    },
  );

  it('pauses for a second after each request that nobody knows the end of', async () => {
    const { members } = virtual.cluster;
    members[0]!.on(queuePoll, poll => poll.refuse('IO'));
    const taken = virtual.watch(queue.takes());
    await virtual.settle();
    expect(polls()).toHaveLength(1);
    await virtual.advance(3000);
    expect(polls()).toHaveLength(4);
    expect(virtual.eventsOf('indeterminate')).toHaveLength(4);
    taken.subscription.unsubscribe();
    await virtual.advance(10_000);
    expect(polls()).toHaveLength(4);
  });

  it("goes on after a member's time-out, and tells", async () => {
    const taken = virtual.watch(queue.takes());
    await virtual.settle();
    lastPoll().refuse('OPERATION_TIMEOUT');
    await virtual.advance(1000);
    await answer('a');
    expect(taken.values).toEqual(['a']);
    expect(virtual.eventsOf('indeterminate')).toMatchObject([{ error: { code: 'OPERATION_TIMEOUT' } }]);
  });

  it('goes on when the queue is destroyed, which has lost nothing', async () => {
    const taken = virtual.watch(queue.takes());
    await virtual.settle();
    virtual.watch(queue.destroy());
    await virtual.settle();
    expect(virtual.cluster.of(clientDestroyProxy)).toHaveLength(1);
    lastPoll().refuse('DISTRIBUTED_OBJECT_DESTROYED');
    await virtual.advance(1000);
    await answer('a');
    expect(taken.values).toEqual(['a']);
    expect(virtual.eventsOf('indeterminate')).toEqual([]);
  });

  it('ends when the members refuse, for all, and begins anew', async () => {
    const both = [virtual.watch(queue.takes()), virtual.watch(queue.takes())];
    await virtual.settle();
    lastPoll().refuse('ACCESS_CONTROL');
    await virtual.settle();
    for (const { trouble } of both)
      expect(trouble).toMatchObject({ code: 'ACCESS_CONTROL', operation: 'Queue.poll', structure: 'q' });
    const again = virtual.watch(queue.takes());
    await virtual.settle();
    await answer('a');
    expect(again.values).toEqual(['a']);
  });

  it.each(['while it waits', 'while it pauses', 'before it begins'])('ends with the client, %s', async when => {
    if (when === 'before it begins') virtual.client.shutdown().subscribe();
    const taken = virtual.watch(queue.takes());
    await virtual.settle();
    if (when === 'while it pauses') lastPoll().refuse('IO');
    await virtual.settle();
    virtual.client.shutdown().subscribe();
    await virtual.settle();
    expect(taken.trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', operation: 'Queue.poll', structure: 'q' });
    expect(taken.endedAt).toBe(virtual.now);
  });

  it('begins with a client that has not connected yet', async () => {
    const cluster = new ScriptedCluster(1);
    virtual = new VirtualClient(cluster);
    const taken = virtual.watch(virtual.client.getQueue<string>('q').takes());
    await virtual.settle();
    await answer('a');
    expect(taken.values).toEqual(['a']);
  });

  it('counts as no call of the application', async () => {
    await connected(1, { maxPendingInvocations: 1 });
    virtual.watch(queue.takes());
    virtual.watch(virtual.client.getQueue('other').takes());
    await virtual.settle();
    expect(polls()).toHaveLength(2);
  });
});
