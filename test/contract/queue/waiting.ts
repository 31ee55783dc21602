import type { HazelcastQueue } from 'hazelrx';
import { firstValueFrom as valueOf, type Observable } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { type Recording, record } from '../../support/recording.js';

/** Those who wait for items, or for room. */
export function waitingContract(cluster: SuiteCluster): void {
  let queue: HazelcastQueue<string>;
  let other: HazelcastQueue<string>;

  function open(name: string): void {
    queue = cluster.client.getQueue(name);
    other = cluster.otherClient.getQueue(name);
  }

  beforeEach(() => open(uniqueName('waiting')));

  /** Waits on the member: what is asked of the same queue after it, by the same client, has been answered. */
  async function parked<T>(call$: Observable<T>): Promise<Recording<T>> {
    const recording = record(call$);
    await valueOf(queue.size());
    expect(recording.items).toEqual([]);
    return recording;
  }

  /** A queue that holds one item, and is full. */
  async function openFull(): Promise<void> {
    open(uniqueName('bounded'));
    await valueOf(queue.add('first'));
  }

  it('gives what comes to those who wait, in their order', async () => {
    const waiting = [];
    for (const call$ of [queue.take(), queue.poll(60_000), queue.poll(4000), queue.take()])
      waiting.push(await parked(call$));
    await valueOf(other.addAll(['a', 'b', 'c', 'd', 'e']));
    for (const recording of waiting) await recording.until((_, { completed }) => completed);
    expect(waiting.map(({ items }) => items)).toEqual([['a'], ['b'], ['c'], ['d']]);
    expect(await valueOf(queue.toArray())).toEqual(['e']);
  });

  it('gives each item to one', async () => {
    const first = await parked(queue.take());
    const second = await parked(queue.poll(300));
    await valueOf(other.add('a'));
    await second.count(1);
    expect([first.items, second.items]).toEqual([['a'], [null]]);
  });

  it('gives null when the time is up', async () => {
    const began = performance.now();
    expect(await valueOf(queue.poll(200))).toBeNull();
    expect(performance.now() - began).toBeGreaterThan(190);
    await valueOf(other.add('a'));
    expect(await valueOf(queue.size())).toBe(1);
  });

  it('goes on after five seconds', async () => {
    const take = await parked(queue.take());
    expect(await valueOf(other.poll(5500))).toBeNull();
    await valueOf(other.add('a'));
    await take.until((_, { completed }) => completed);
    expect(take.items).toEqual(['a']);
  });

  it('has room for so many', async () => {
    await openFull();
    expect(await valueOf(queue.remainingCapacity())).toBe(0);
    expect(await valueOf(queue.offer('second'))).toBe(false);
    expect(await valueOf(queue.offer('second', 100))).toBe(false);
    const full = { code: 'ILLEGAL_STATE', structure: queue.name };
    expect(await errorOf(queue.add('second'))).toMatchObject({ ...full, operation: 'Queue.offer' });
    expect(await errorOf(queue.addAll(['second']))).toMatchObject({ ...full, operation: 'Queue.addAll' });
    expect(await valueOf(queue.toArray())).toEqual(['first']);
    await valueOf(queue.clear());
    expect(await errorOf(queue.addAll(['a', 'b']))).toMatchObject(full);
    expect(await valueOf(queue.toArray())).toEqual([]);
  });

  it('lets those in who wait for room, in their order', async () => {
    await openFull();
    const put = await parked(queue.put('second'));
    const offer = await parked(queue.offer('third', 60_000));
    const last = await parked(queue.put('fourth'));
    for (const item of ['first', 'second', 'third', 'fourth']) expect(await valueOf(other.take())).toBe(item);
    for (const recording of [put, offer, last]) await recording.until((_, { completed }) => completed);
    expect([put.items, offer.items, last.items]).toEqual([[undefined], [true], [undefined]]);
    expect(await valueOf(queue.size())).toBe(0);
  });

  it.each([
    ['poll', () => other.poll()],
    ['remove', () => other.remove('first')],
    ['removeAll', () => other.removeAll(['first'])],
    ['retainAll', () => other.retainAll([])],
    ['drainTo', () => other.drainTo()],
    ['drainTo of one', () => other.drainTo(1)],
    ['clear', () => other.clear()],
  ])('has room after %s', async (_, makeRoom) => {
    await openFull();
    const put = await parked(queue.put('second'));
    await valueOf<unknown>(makeRoom());
    await put.until((_, { completed }) => completed);
    expect(await valueOf(queue.toArray())).toEqual(['second']);
  });

  it('tells those who wait that the queue was destroyed', async () => {
    const take = await parked(queue.take());
    await valueOf(other.destroy());
    await expect(take.until((_, { completed }) => completed)).rejects.toMatchObject({
      code: 'DISTRIBUTED_OBJECT_DESTROYED',
      structure: queue.name,
    });
  });

  it('tells those who wait that the client has ended', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    const name = uniqueName('waiting');
    const ended = [client.getQueue(name).take(), client.getQueue(name).takes()].map(call$ => record(call$));
    await valueOf(client.getQueue(name).size());
    await valueOf(client.shutdown());
    for (const { error, items } of ended) {
      expect(error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: name });
      expect(items).toEqual([]);
    }
  });
}
