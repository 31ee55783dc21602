import type { HazelcastClient, HazelcastQueue } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf, lastValueFrom, take, toArray } from 'rxjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';

/** The hot stream of what is taken. */
export function takesContract(cluster: SuiteCluster): void {
  let client: HazelcastClient;
  let queue: HazelcastQueue<number>;
  let other: HazelcastQueue<number>;

  // Of each test its own: a poll that was left stays on the member for some seconds.
  beforeEach(() => {
    const name = uniqueName('takes');
    client = cluster.newClient();
    queue = client.getQueue(name);
    other = cluster.otherClient.getQueue(name);
  });

  afterEach(() => valueOf(client.shutdown()));

  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
  const kept = () =>
    eventually(
      () => partsOf(client).invoker.kept,
      count => count === 0,
    );

  it('takes what is there and what comes, in its order', async () => {
    await valueOf(other.addAll(numbers(50)));
    using taken = record(queue.takes());
    await taken.count(50);
    await valueOf(other.add(50));
    await taken.count(51);
    expect(taken.items).toEqual(numbers(51));
    expect(await valueOf(other.size())).toBe(0);
    expect(partsOf(client).invoker.active).toBe(0);
  });

  it('shows every item to all who listen, by one loop', async () => {
    using first = record(queue.takes());
    using second = record(client.getQueue<number>(queue.name).takes());
    const before = partsOf(client).pending.size;
    using third = record(queue.takes());
    expect(partsOf(client).pending.size).toBe(before);
    await valueOf(other.addAll(numbers(20)));
    for (const taken of [first, second, third]) await taken.count(20);
    expect([first.items, second.items, third.items]).toEqual([numbers(20), numbers(20), numbers(20)]);
    second.stop();
    third.stop();
    await valueOf(other.add(20));
    await first.count(21);
    expect([second.items.length, third.items.length]).toEqual([20, 20]);
  });

  it('shares the items with other clients', async () => {
    using mine = record(queue.takes());
    using others = record(other.takes());
    await valueOf(queue.size());
    await valueOf(other.size());
    await valueOf(other.addAll(numbers(100)));
    await eventually(
      () => mine.items.length + others.items.length,
      count => count >= 100,
    );
    expect([...mine.items, ...others.items].sort((a, b) => a - b)).toEqual(numbers(100));
  });

  it('takes no more than is asked for', async () => {
    await valueOf(other.addAll(numbers(10)));
    expect(await lastValueFrom(queue.takes().pipe(take(3), toArray()))).toEqual([0, 1, 2]);
    await kept();
    expect(await valueOf(other.toArray())).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it('begins again with the next who listens', async () => {
    await valueOf(other.addAll(numbers(3)));
    expect(await valueOf(queue.takes())).toBe(0);
    expect(await valueOf(queue.takes())).toBe(1);
    using taken = record(queue.takes());
    await taken.count(1);
    expect(taken.items).toEqual([2]);
  });

  it('gives back what comes when the last has left', async () => {
    const taken = record(queue.takes());
    await valueOf(queue.size());
    taken.stop();
    expect(partsOf(client).invoker.kept).toBe(1);
    await valueOf(other.add(1));
    await kept();
    expect(taken.items).toEqual([]);
    expect(await valueOf(other.toArray())).toEqual([1]);
  });

  it('goes on when the queue is destroyed', async () => {
    using taken = record(queue.takes());
    await valueOf(queue.size());
    await valueOf(other.destroy());
    await valueOf(other.add(1));
    await taken.count(1);
    expect(taken.items).toEqual([1]);
  });
}
