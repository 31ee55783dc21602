import { Data, int16, int32, string } from 'hazelrx';
import { concatMap, firstValueFrom as valueOf, lastValueFrom, of, take, throwError, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

export function typedCollectionsContract(cluster: SuiteCluster): void {
  it('a queue offers, takes and finds items of its type', async () => {
    const name = uniqueName('typed-queue');
    const queue = cluster.client.getQueue(name, { value: int16 });
    const plain = cluster.otherClient.getQueue(name);
    await valueOf(plain.add(int16(1)));
    await valueOf(queue.addAll([2, 3, 4, 5]));
    expect(await valueOf(plain.contains(int16(3)))).toBe(true);
    expect(await valueOf(queue.containsAll([1, 2]))).toBe(true);
    expect(await valueOf(queue.peek())).toBe(1);
    expect(await valueOf(queue.remove(4))).toBe(true);
    expect(await valueOf(queue.toArray())).toEqual([1, 2, 3, 5]);
    expect(await valueOf(queue.take())).toBe(1);
    expect(await valueOf(queue.poll())).toBe(2);
    expect(await valueOf(queue.drainTo())).toEqual([3, 5]);
    using taken = record(queue.takes().pipe(take(2)));
    await valueOf(plain.addAll([int16(6), int16(7)]));
    expect(await taken.count(2)).toEqual([6, 7]);
  });

  it('a queue hands items of its type to handlers; what failed goes to the dead letters as it is', async () => {
    const name = uniqueName('typed-queue');
    const queue = cluster.client.getQueue(name, { value: int16 });
    const dead = cluster.otherClient.getQueue(`${name}-dead`);
    await valueOf(queue.addAll([1, 2, 3]));
    const work = (item: number) => (item === 2 ? throwError(() => new Error('no 2')) : of(item * 10));
    const options = { deadLetter: dead.name, attempts: 1 };
    expect(await lastValueFrom(queue.consume(work, options).pipe(take(2), toArray()))).toEqual([10, 30]);
    expect(await valueOf(dead.poll(10_000))).toBe(2);
  });

  it('a list has items of its type', async () => {
    const name = uniqueName('typed-list');
    const list = cluster.client.getList(name, { value: int16 });
    const plain = cluster.otherClient.getList(name);
    await valueOf(plain.add(int16(1)));
    await valueOf(list.addAll([2, 3]));
    expect(await valueOf(list.set(0, 9))).toBe(1);
    expect(await valueOf(list.get(0))).toBe(9);
    expect(await valueOf(list.indexOf(3))).toBe(2);
    expect(await valueOf(plain.indexOf(int16(3)))).toBe(2);
    expect(await valueOf(list.toArray())).toEqual([9, 2, 3]);
    expect(await valueOf(list.subList(1))).toEqual([2, 3]);
    expect(await lastValueFrom(list.items({ pageSize: 1 }).pipe(toArray()))).toEqual([9, 2, 3]);
    const doubled$ = list.consumeItems(item => of(item * 2));
    expect(await lastValueFrom(doubled$.pipe(toArray()))).toEqual([18, 4, 6]);
    expect(await valueOf(list.removeAll([2, 4]))).toBe(true);
    expect(await valueOf(list.removeAt(1))).toBe(3);
  });

  it('a set tells items by their type', async () => {
    const name = uniqueName('typed-set');
    const set = cluster.client.getSet(name, { value: int16 });
    const plain = cluster.otherClient.getSet(name);
    expect(await valueOf(plain.add(int16(1)))).toBe(true);
    expect(await valueOf(set.add(1))).toBe(false);
    expect(await valueOf(set.addAll([1, 2]))).toBe(true);
    expect(new Set(await valueOf(set.toArray()))).toEqual(new Set([1, 2]));
    expect(await valueOf(plain.contains(2))).toBe(false);
    expect(await valueOf(plain.contains(int16(2)))).toBe(true);
    expect(await valueOf(set.remove(2))).toBe(true);
  });

  it('takes blobs as they are, wherever a value is expected', async () => {
    const name = uniqueName('typed-list');
    const bytes = new Uint8Array([0, 0, 0, 0, 0xff, 0xff, 0xff, 0xf9, 0, 0, 0, 5]);
    const list = cluster.client.getList<number>(name, { value: int32 });
    await valueOf(cluster.client.getList(name).add(new Data(bytes)));
    expect(await valueOf(list.contains(new Data(bytes) as never))).toBe(true);
    expect(await valueOf(list.get(0))).toBe(5);
  });

  it('has one object a name and kind, but each typed one for itself', async () => {
    const name = uniqueName('typed-queue');
    const { client } = cluster;
    expect(client.getQueue(name)).toBe(client.getQueue(name));
    expect(client.getQueue(name, { value: int16 })).not.toBe(client.getQueue(name));
    await valueOf(client.getQueue(name, { value: string }).add('a'));
    await valueOf(client.getQueue(name).destroy());
    expect(
      await valueOf(
        client
          .getQueue(name, { value: string })
          .size()
          .pipe(concatMap(size => of(size))),
      ),
    ).toBe(0);
  });
}
