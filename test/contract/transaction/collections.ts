import { queueIterator, queueOffer } from 'hazelrx/operations';
import { concat, concatMap, firstValueFrom as valueOf, lastValueFrom, throwError, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** Queues, lists, sets and multi-maps within transactions. */
export function transactionalCollectionsContract(cluster: SuiteCluster): void {
  it('has one kind of queue, list or set to a name: members would commit the one to the other', async () => {
    const { client } = cluster;
    const name = uniqueName('one-name');
    const refused = (kind: string) => ({
      code: 'ILLEGAL_ARGUMENT',
      structure: name,
      reason: `this transaction has a ${kind} of that name, and members would take the one for the other`,
    });
    const errors = await lastValueFrom(
      client.transaction(async tx => {
        await valueOf(tx.getList<number>(name).add(1));
        const told = [await errorOf(tx.getSet<number>(name).add(2)), await errorOf(tx.getQueue(name).poll())];
        await valueOf(tx.getSet<number>(`${name}-set`).add(3));
        await valueOf(tx.getMap<string, number>(name).put('k', 4));
        await valueOf(tx.getMultiMap<string, number>(name).put('k', 5));
        return [...told, await errorOf(tx.getList<number>(`${name}-set`).add(6))];
      }),
    );
    expect(errors).toMatchObject([
      { ...refused('list'), operation: 'TransactionalSet.add' },
      { ...refused('list'), operation: 'TransactionalQueue.poll' },
      { ...refused('set'), operation: 'TransactionalList.add', structure: `${name}-set` },
    ]);
    expect(await valueOf(client.getList(name).toArray())).toEqual([1]);
    expect(await valueOf(client.getSet(name).toArray())).toEqual([]);
    expect(await valueOf(client.getSet(`${name}-set`).toArray())).toEqual([3]);
    expect(await valueOf(client.getMap(name).get('k'))).toBe(4);
    expect(await valueOf(client.getMultiMap(name).get('k'))).toEqual([5]);
  });

  it('moves items from one queue to another', async () => {
    const [from, to] = [uniqueName('from'), uniqueName('to')];
    const { client } = cluster;
    const items = async (name: string) => (await valueOf(client.invoke(queueIterator, { name }))).response;
    for (const value of ['a', 'b', 'c'])
      await valueOf(client.invoke(queueOffer, { name: from, value, timeoutMillis: 0 }));
    const moved$ = client.transaction(async tx => {
      const [source, target] = [tx.getQueue<string>(from), tx.getQueue<string>(to)];
      expect(await valueOf(source.size())).toBe(3);
      expect(await valueOf(source.peek())).toBe('a');
      const item = await valueOf(source.poll());
      expect(await items(from)).toEqual(['b', 'c']);
      expect(await valueOf(target.offer(item!))).toBe(true);
      expect(await items(to)).toEqual([]);
      return item;
    });
    expect(await valueOf(moved$)).toBe('a');
    expect([await items(from), await items(to)]).toEqual([['b', 'c'], ['a']]);
    const failing$ = client.transaction(tx =>
      tx
        .getQueue(from)
        .poll()
        .pipe(concatMap(() => throwError(() => new Error('no')))),
    );
    await lastValueFrom(failing$).catch(() => {});
    expect(await items(from)).toEqual(['b', 'c']);
    expect(await valueOf(client.transaction(tx => tx.getQueue(uniqueName('empty')).poll()))).toBeNull();
  });

  it('waits for an item only when it is asked to, and not longer', async () => {
    const name = uniqueName('empty');
    const began = performance.now();
    expect(await valueOf(cluster.client.transaction(tx => tx.getQueue(name).poll(300)))).toBeNull();
    expect(performance.now() - began).toBeGreaterThan(250);
  });

  it('hides what it removes from a list at once, and puts it back where it was', async () => {
    const list = cluster.client.getList<number>(uniqueName('removed'));
    await valueOf(list.addAll([1, 2, 3]));
    const reason = new Error('no');
    const failing$ = cluster.client.transaction(async tx => {
      expect(await valueOf(tx.getList<number>(list.name).remove(1))).toBe(true);
      expect(await valueOf(list.toArray())).toEqual([2, 3]);
      throw reason;
    });
    expect(await lastValueFrom(failing$).catch((error: unknown) => error)).toBe(reason);
    expect(await valueOf(list.toArray())).toEqual([1, 2, 3]);
  });

  it('has room in a queue for no more than it has offered itself', async () => {
    const { client } = cluster;
    const name = uniqueName('bounded');
    const offers$ = client.transaction(async tx => {
      const queue = tx.getQueue<number>(name);
      expect([await valueOf(queue.offer(1)), await valueOf(queue.offer(2))]).toEqual([true, false]);
      return valueOf(client.getQueue<number>(name).offer(3));
    });
    expect(await valueOf(offers$)).toBe(true);
    expect(await valueOf(client.getQueue(name).toArray())).toEqual([3, 1]);
  });

  it('has lists, sets and multi-maps', async () => {
    const { client } = cluster;
    const name = uniqueName('collections');
    await lastValueFrom(
      client.transaction(async tx => {
        const list = tx.getList<number>(name);
        expect([await valueOf(list.add(1)), await valueOf(list.add(1)), await valueOf(list.size())]).toEqual([
          true,
          true,
          2,
        ]);
        expect([await valueOf(list.remove(1)), await valueOf(list.remove(9)), await valueOf(list.size())]).toEqual([
          true,
          false,
          1,
        ]);
        const set = tx.getSet<number>(`${name}-set`);
        expect([await valueOf(set.add(1)), await valueOf(set.add(1)), await valueOf(set.size())]).toEqual([
          true,
          false,
          1,
        ]);
        expect([await valueOf(set.remove(7)), await valueOf(set.remove(1))]).toEqual([false, false]);
        const pairs = tx.getMultiMap<string, number>(name);
        expect([
          await valueOf(pairs.put('k', 1)),
          await valueOf(pairs.put('k', 1)),
          await valueOf(pairs.put('k', 2)),
        ]).toEqual([true, false, true]);
        expect(new Set(await valueOf(pairs.get('k')))).toEqual(new Set([1, 2]));
        expect([await valueOf(pairs.valueCount('k')), await valueOf(pairs.size())]).toEqual([2, 2]);
        expect([await valueOf(pairs.remove('k', 1)), await valueOf(pairs.remove('k', 8))]).toEqual([true, false]);
        expect([await valueOf(pairs.removeAll('k')), await valueOf(pairs.removeAll('none'))]).toEqual([[2], []]);
        await valueOf(pairs.put('k', 3));
      }),
    );
    const now$ = client.transaction(tx =>
      concat(tx.getList(name).size(), tx.getSet(`${name}-set`).size(), tx.getMultiMap<string, number>(name).get('k')),
    );
    expect(await lastValueFrom(now$.pipe(toArray()))).toEqual([1, 1, [3]]);
  });
}
