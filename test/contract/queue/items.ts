import type { HazelcastQueue, Storable } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** What comes in, what is there, and what leaves, where nobody has to wait. */
export function itemsContract(cluster: SuiteCluster): void {
  let queue: HazelcastQueue<string>;
  let other: HazelcastQueue<string>;

  beforeEach(() => {
    const name = uniqueName('items');
    queue = cluster.client.getQueue(name);
    other = cluster.otherClient.getQueue(name);
  });

  const items = () => valueOf(other.toArray());

  it('is one object a name', () => {
    const { client } = cluster;
    expect(client.getQueue(queue.name)).toBe(queue);
    expect(client.getQueue(uniqueName('items'))).not.toBe(queue);
    expect(client.getMap(queue.name)).not.toBe(queue);
    expect(queue.serviceName).toBe('hz:impl:queueService');
  });

  it('gives the items in the order in which they came', async () => {
    expect(await valueOf(queue.offer('a'))).toBe(true);
    expect(await valueOf(queue.add('b'))).toBe(true);
    expect(await valueOf(queue.put('c'))).toBeUndefined();
    expect(await valueOf(queue.addAll(['d', 'e']))).toBe(true);
    expect(await items()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await valueOf(other.peek())).toBe('a');
    expect(await valueOf(other.poll())).toBe('a');
    expect(await valueOf(other.take())).toBe('b');
    expect(await valueOf(other.poll(10))).toBe('c');
    expect(await items()).toEqual(['d', 'e']);
  });

  it('gives null where there is none', async () => {
    expect(await valueOf(queue.peek())).toBeNull();
    expect(await valueOf(queue.poll())).toBeNull();
    expect(await valueOf(queue.poll(20))).toBeNull();
    expect(await items()).toEqual([]);
    expect(await valueOf(queue.drainTo())).toEqual([]);
  });

  it('counts', async () => {
    expect(await valueOf(queue.size())).toBe(0);
    expect(await valueOf(queue.isEmpty())).toBe(true);
    expect(await valueOf(queue.remainingCapacity())).toBe(2 ** 31 - 1);
    await valueOf(queue.addAll(['a', 'a']));
    expect(await valueOf(other.size())).toBe(2);
    expect(await valueOf(other.isEmpty())).toBe(false);
    expect(await valueOf(other.remainingCapacity())).toBe(2 ** 31 - 3);
  });

  it('adds nothing, and says so as if it had', async () => {
    expect(await valueOf(queue.addAll([]))).toBe(true);
    expect(await valueOf(queue.size())).toBe(0);
  });

  it('adds what any iterable brings, with each subscription', async () => {
    function* letters() {
      yield 'a';
      yield 'b';
    }
    const adding = queue.addAll(letters());
    await valueOf(adding);
    await valueOf(adding);
    expect(await items()).toEqual(['a', 'b', 'a', 'b']);
  });

  it('drains all items, or the first of them', async () => {
    await valueOf(queue.addAll(['a', 'b', 'c', 'd']));
    expect(await valueOf(other.drainTo(0))).toEqual([]);
    expect(await valueOf(other.drainTo(2))).toEqual(['a', 'b']);
    expect(await valueOf(other.drainTo(5))).toEqual(['c', 'd']);
    await valueOf(queue.addAll(['e', 'f']));
    expect(await valueOf(other.drainTo(-1))).toEqual(['e', 'f']);
    await valueOf(queue.addAll(['g', 'h']));
    expect(await valueOf(other.drainTo())).toEqual(['g', 'h']);
    expect(await items()).toEqual([]);
  });

  it('removes an item once', async () => {
    await valueOf(queue.addAll(['a', 'b', 'a']));
    expect(await valueOf(other.remove('a'))).toBe(true);
    expect(await items()).toEqual(['b', 'a']);
    expect(await valueOf(other.remove('c'))).toBe(false);
    expect(await items()).toEqual(['b', 'a']);
  });

  it('removes some items, or all but some', async () => {
    await valueOf(queue.addAll(['a', 'b', 'a', 'c', 'd']));
    expect(await valueOf(other.removeAll(['a', 'x']))).toBe(true);
    expect(await items()).toEqual(['b', 'c', 'd']);
    expect(await valueOf(other.removeAll(['x']))).toBe(false);
    expect(await valueOf(other.removeAll([]))).toBe(false);
    expect(await valueOf(other.retainAll(['d', 'b', 'c']))).toBe(false);
    expect(await valueOf(other.retainAll(['d', 'b', 'x']))).toBe(true);
    expect(await items()).toEqual(['b', 'd']);
    expect(await valueOf(other.retainAll([]))).toBe(true);
    expect(await items()).toEqual([]);
  });

  it('knows what is there', async () => {
    await valueOf(queue.addAll(['a', 'b']));
    expect(await valueOf(other.contains('a'))).toBe(true);
    expect(await valueOf(other.contains('c'))).toBe(false);
    expect(await valueOf(other.containsAll(['b', 'a']))).toBe(true);
    expect(await valueOf(other.containsAll(['a', 'c']))).toBe(false);
    expect(await valueOf(other.containsAll([]))).toBe(true);
  });

  it('clears', async () => {
    await valueOf(queue.addAll(['a', 'b']));
    expect(await valueOf(queue.clear())).toBeUndefined();
    expect(await items()).toEqual([]);
  });

  it('is gone after destroy, and comes back empty', async () => {
    await valueOf(queue.add('a'));
    expect(await valueOf(queue.destroy())).toBeUndefined();
    expect(await valueOf(queue.size())).toBe(0);
    await valueOf(queue.add('b'));
    expect(await items()).toEqual(['b']);
  });

  it('keeps items of any type, and compares their serialized forms', async () => {
    const mixed = cluster.client.getQueue(queue.name);
    const kinds: readonly Storable[] = [1, true, 'a', { a: 1 }, [1, 2], 2n ** 70n];
    await valueOf(mixed.addAll(kinds));
    expect(await valueOf(mixed.toArray())).toEqual(kinds);
    expect(await valueOf(mixed.contains({ a: 1 }))).toBe(true);
    expect(await valueOf(mixed.contains('1'))).toBe(false);
    expect(await valueOf(mixed.drainTo())).toEqual(kinds);
  });

  it.each([
    ['offer', () => queue.offer(null as never)],
    ['add', () => queue.add(undefined as never)],
    ['put', () => queue.put(null as never)],
    ['addAll', () => queue.addAll(['a', null as never])],
    ['remove', () => queue.remove(null as never)],
    ['contains', () => queue.contains(null as never)],
  ])('refuses null in %s', async (_, refused) => {
    expect(await errorOf(refused())).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: queue.name });
    expect(await items()).toEqual([]);
  });

  it.each([
    ['addAll', () => queue.addAll(5 as never)],
    ['removeAll', () => queue.removeAll(undefined as never)],
    ['containsAll', () => queue.containsAll({} as never)],
  ])('refuses what is no iterable in %s', async (_, refused) => {
    expect(await errorOf(refused())).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: queue.name });
  });

  it.each([-1, Number.NaN])('refuses to wait for %d ms', async timeout => {
    expect(await errorOf(queue.offer('a', timeout))).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
      operation: 'Queue.offer',
    });
    expect(await errorOf(queue.poll(timeout))).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Queue.poll' });
    expect(await items()).toEqual([]);
  });
}
