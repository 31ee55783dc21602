import { int16, int32, lazy, string } from 'hazelrx';
import { firstValueFrom as valueOf, lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

export function typedTransactionsContract(cluster: SuiteCluster): void {
  it('have maps of declared types', async () => {
    const name = uniqueName('typed-tx');
    const { client } = cluster;
    const plain = cluster.otherClient.getMap(name);
    await valueOf(plain.set(int32(1), int16(10)));
    const seen = await lastValueFrom(
      client.transaction(async tx => {
        const map = tx.getMap(name, { key: int32, value: int16 });
        await valueOf(map.put(2, 20));
        await valueOf(map.replaceIfSame(1, 10, 11));
        return [
          await valueOf(map.get(1)),
          await valueOf(map.getForUpdate(2)),
          new Set(await valueOf(map.keySet())),
          new Set(await valueOf(map.values())),
          await valueOf(map.containsKey(3)),
        ];
      }),
    );
    expect(seen).toEqual([11, 20, new Set([1, 2]), new Set([11, 20]), false]);
    expect(await valueOf(plain.get(int32(2)))).toBe(20);
  });

  it('have multi-maps, queues, lists and sets of declared types', async () => {
    const name = uniqueName('typed-tx');
    const { client, otherClient } = cluster;
    await valueOf(otherClient.getQueue(name).add(int16(1)));
    const seen = await lastValueFrom(
      client.transaction(async tx => {
        const map = tx.getMultiMap(name, { key: int32, value: int16 });
        await valueOf(map.put(1, 10));
        const queue = tx.getQueue(name, { value: int16 });
        const polled = await valueOf(queue.poll());
        await valueOf(tx.getQueue(`${name}-to`, { value: int16 }).offer(polled!));
        await valueOf(tx.getList(`${name}-list`, { value: int16 }).add(3));
        await valueOf(tx.getSet(`${name}-set`, { value: string, lazy: true }).add(lazy('s')));
        return [polled, await valueOf(map.get(1)), await valueOf(map.valueCount(1))];
      }),
    );
    expect(seen).toEqual([1, [10], 1]);
    expect(await valueOf(otherClient.getMultiMap(name).containsEntry(int32(1), int16(10)))).toBe(true);
    expect(await valueOf(otherClient.getQueue(`${name}-to`).contains(int16(1)))).toBe(true);
    expect(await valueOf(otherClient.getList(`${name}-list`).contains(int16(3)))).toBe(true);
    expect(await valueOf(otherClient.getSet(`${name}-set`).contains('s'))).toBe(true);
  });

  it('tell of what is of another type', async () => {
    const name = uniqueName('typed-tx');
    await valueOf(cluster.otherClient.getMap(name).set('k', 'text'));
    const found$ = cluster.client.transaction(tx => tx.getMap(name, { key: string, value: int32 }).get('k'));
    expect(await errorOf(found$)).toMatchObject({
      code: 'HAZELCAST_SERIALIZATION',
      operation: 'TransactionalMap.get',
      structure: name,
    });
    const put$ = cluster.client.transaction(tx => tx.getMap(name, { key: string, value: int32 }).put('k', 1.5));
    expect(await errorOf(put$)).toMatchObject({ operation: 'TransactionalMap.put', structure: name });
  });
}
