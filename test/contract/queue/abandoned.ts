import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { queueIterator, queueOffer, queuePoll, queuePut, queueSize, queueTake } from 'hazelrx/operations';
import { firstValueFrom as valueOf, forkJoin } from 'rxjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';

/** Takes and polls of a queue that wait on the member: how they end, and what becomes of an item that comes too late. */
export function abandonedContract(cluster: SuiteCluster): void {
  let client: HazelcastClient;

  beforeEach(async () => {
    client = cluster.newClient();
    await valueOf(client.connect());
  });

  afterEach(() => valueOf(client.shutdown()));

  /** Abandons a call once it waits on the member: what is asked of the same queue after it has been answered. */
  async function abandon(name: string, how: 'take' | 'poll'): Promise<void> {
    const request =
      how === 'take' ? client.invoke(queueTake, { name }) : client.invoke(queuePoll, { name, timeoutMillis: 60_000 });
    const waiting = request.subscribe(() => expect.fail('told of an item after unsubscribing'));
    await valueOf(client.invoke(queueSize, { name }));
    waiting.unsubscribe();
    expect(partsOf(client).invoker.kept).toBe(1);
    expect(partsOf(client).invoker.active).toBe(0);
  }

  it.each(['take', 'poll'] as const)('puts the item of an abandoned %s back, at the tail', async how => {
    const { otherClient } = cluster;
    const name = uniqueName('abandoned');
    await abandon(name, how);
    const offer = (value: string) => otherClient.invoke(queueOffer, { name, value, timeoutMillis: 0 });
    await valueOf(forkJoin([offer('first'), offer('second')]));
    await eventually(
      async () => (await valueOf(otherClient.invoke(queueIterator, { name }))).response,
      items => items.join() === 'second,first',
    );
    expect(partsOf(client).invoker.kept).toBe(0);
  });

  it('forgets an abandoned poll that found nothing', async () => {
    const name = uniqueName('nothing');
    client.invoke(queuePoll, { name, timeoutMillis: 1 }).subscribe().unsubscribe();
    await eventually(
      () => partsOf(client).invoker.kept,
      kept => kept === 0,
    );
    expect(await valueOf(client.invoke(queueSize, { name }))).toEqual({ response: 0 });
  });

  it('tells of an item that a full queue refuses', async () => {
    const { otherClient } = cluster;
    const name = uniqueName('bounded');
    using events = record(client.events$);
    await abandon(name, 'take');
    // The take frees the place of the first, which the put fills before the item can come back.
    const offer = otherClient.invoke(queueOffer, { name, value: 'taken', timeoutMillis: 0 });
    await valueOf(forkJoin([offer, otherClient.invoke(queuePut, { name, value: 'filler' })]));
    await events.count(1);
    expect(events.items).toEqual([
      { type: 'giveBackRefused', operation: 'Queue.offer', structure: name, item: 'taken', error: undefined },
    ]);
    expect(await valueOf(client.invoke(queueIterator, { name }))).toEqual({ response: ['filler'] });
  });

  it('puts drained items back that nobody waits for any more', async () => {
    const name = uniqueName('drained');
    const queue = client.getQueue<string>(name);
    const other = cluster.otherClient.getQueue<string>(name);
    await valueOf(queue.addAll(['a', 'b', 'c']));
    queue
      .drainTo(2)
      .subscribe(() => expect.fail('told of items after unsubscribing'))
      .unsubscribe();
    expect(partsOf(client).invoker.kept).toBe(1);
    await eventually(
      () => valueOf(other.toArray()),
      items => items.join() === 'c,a,b',
    );
    expect(partsOf(client).invoker.kept).toBe(0);
  });

  it('may let an item in whose put was abandoned', async () => {
    const queue = client.getQueue<string>(uniqueName('bounded'));
    await valueOf(queue.add('first'));
    const put = queue.put('second').subscribe(() => expect.fail('told after unsubscribing'));
    await valueOf(queue.size());
    put.unsubscribe();
    expect(await valueOf(queue.take())).toBe('first');
    await eventually(
      () => valueOf(queue.toArray()),
      items => items.join() === 'second',
    );
  });

  it('tells of nothing when the client ends first', async () => {
    const name = uniqueName('ended');
    await abandon(name, 'take');
    await valueOf(client.shutdown());
    expect(partsOf(client).invoker.kept).toBe(0);
    expect(partsOf(client).pending.size).toBe(0);
  });

  it('ends a take at its deadline', async () => {
    const name = uniqueName('late');
    const error = await errorOf(client.invoke(queueTake, { name }, { timeout: 300 }));
    expect(error).toMatchObject({
      code: 'OPERATION_TIMEOUT',
      name: 'TimeoutError',
      operation: 'Queue.take',
      structure: name,
    });
  });

  it('ends a take at shutdown', async () => {
    const name = uniqueName('ended');
    const take = record(client.invoke(queueTake, { name }));
    await valueOf(client.shutdown());
    expect(take.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', operation: 'Queue.take', structure: name });
    const { pending, invoker } = partsOf(client);
    expect([pending.size, invoker.active, invoker.kept]).toEqual([0, 0, 0]);
  });
}
