import { Data, type GenericRecord, HazelcastError, SerializationError, string } from 'hazelrx';
import { firstValueFrom as valueOf, forkJoin, last, merge, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { ada, bob, countType, isRecord, orderTypes, plain } from './types.js';

export function valuesContract(cluster: SuiteCluster): void {
  it('are records to who knows none of their types, and can be written back as they are', async () => {
    const { Order } = orderTypes();
    const map = cluster.client.getMap(uniqueName('orders'), { key: string, value: Order });
    await valueOf(map.set('a', ada));
    const other = cluster.otherClient.getMap<string, GenericRecord>(map.name);
    const read = await valueOf(other.get('a'));
    expect(isRecord(read) && read.typeName).toBe(Order.name);
    expect(plain(read)).toEqual(ada);
    await valueOf(other.set('b', read!));
    expect(await valueOf(map.get('b'))).toEqual(ada);
    // Byte for byte.
    expect(await valueOf(map.removeIfSame('b', ada))).toBe(true);
    await valueOf(other.set('c', read!.with({ customer: 'Eve' })));
    expect(await valueOf(map.get('c'))).toEqual({ ...ada, customer: 'Eve' });
  });

  it('are objects to who knows their types, by its configuration or by what it declares', async () => {
    const { Order, Line, Sku } = orderTypes();
    const map = cluster.client.getMap(uniqueName('orders'), { key: string, value: Order });
    await valueOf(map.setAll([['a', ada], ['b', bob]])); // prettier-ignore
    const configured = cluster.newClient({ serialization: { compact: { serializers: [Order, Line, Sku] } } });
    expect(await valueOf(configured.getMap(map.name).get('a'))).toEqual(ada);
    const declared = cluster.newClient().getMap(map.name, { key: string, value: Order });
    expect(await valueOf(declared.getAll(['a', 'b']))).toEqual(
      expect.arrayContaining([
        ['a', ada],
        ['b', bob],
      ]),
    );
  });

  it('are written at once by many calls', async () => {
    const Count = countType('many');
    const client = cluster.newClient();
    const map = client.getMap<string>(uniqueName('many'));
    const keys = Array.from({ length: 200 }, (_, n) => `${n}`);
    await valueOf(forkJoin(keys.map((key, n) => map.set(key, Count({ count: n })))));
    const values = await valueOf(cluster.otherClient.getMap<string, GenericRecord>(map.name).values());
    expect(values.map(record => Number(record.get('count'))).toSorted((a, b) => a - b)).toEqual(keys.map(Number));
  });

  it('of several types, none of which is known, come in one answer', async () => {
    const types = Array.from({ length: 5 }, (_, n) => countType(`mixed${n}`));
    const map = cluster.client.getMap<string>(uniqueName('mixed'));
    await valueOf(map.putAll(types.map((Type, n) => [`${n}`, Type({ count: n })] as const)));
    const entries = await valueOf(cluster.otherClient.getMap<string, GenericRecord>(map.name).entrySet());
    expect(new Map(entries.map(([key, record]) => [key, record.get('count')]))).toEqual(
      new Map(types.map((_, n) => [`${n}`, n])),
    );
  });

  it('can be written from any source, and read page by page', async () => {
    const Count = countType('source');
    const map = cluster.newClient().getMap(uniqueName('from'), { key: string, value: Count });
    const entries = Array.from({ length: 300 }, (_, n) => [`${n}`, { count: n }] as const);
    expect(await valueOf(map.putFrom(entries).pipe(last()))).toEqual({ taken: 300, written: 300 });
    const other = cluster.otherClient.getMap<string, GenericRecord>(map.name);
    const read = await valueOf(other.entries().pipe(toArray()));
    expect(read.map(([key, record]) => [key, plain(record)])).toEqual(expect.arrayContaining(entries as never));
    expect(read).toHaveLength(300);
  });

  it('that are lazy are read when they are wanted', async () => {
    const { Order } = orderTypes();
    const map = cluster.client.getMap(uniqueName('lazy'), { key: string, value: Order });
    await valueOf(map.set('a', ada));
    const other = cluster.newClient().getMap(map.name, { key: string, value: Order, lazy: true });
    const lazy = await valueOf(other.get('a'));
    expect(await valueOf(lazy!.read())).toEqual(ada);
    await valueOf(other.set('b', lazy!));
    expect(await valueOf(map.removeIfSame('b', ada))).toBe(true);
  });

  it('are part of transactions, in their order', async () => {
    const [One, Two] = [countType('one'), countType('two')];
    const name = uniqueName('transaction');
    const client = cluster.newClient();
    await valueOf(
      client.transaction(tx => {
        const map = tx.getMap<string>(name);
        return merge(
          map.put('k', One({ count: 1 })),
          map.put('k', Two({ count: 2 })),
          map.put('k', 'plain'),
          map.put('l', Two({ count: 2 })),
        );
      }),
      { defaultValue: undefined },
    );
    const other = cluster.otherClient;
    expect(await valueOf(other.getMap(name).get('k'))).toBe('plain');
    const replaced = await valueOf(
      cluster.newClient().transaction(tx => tx.getMap<string, GenericRecord>(name).remove('l')),
    );
    expect(plain(replaced)).toEqual({ count: 2 });
  });

  it('are kept by an atomic reference that is made of a map', async () => {
    const { Order } = orderTypes();
    const name = uniqueName('reference');
    const reference = cluster.newClient().getAtomicReference(name, { backend: 'map', value: Order });
    expect(await valueOf(reference.compareAndSet(null, ada))).toBe(true);
    const other = cluster.otherClient.getAtomicReference<GenericRecord>(name, { backend: 'map' });
    const read = await valueOf(other.get());
    expect(plain(read)).toEqual(ada);
    expect(await valueOf(other.contains(read))).toBe(true);
    expect(plain(await valueOf(other.getAndSet(read!.with({ customer: 'Eve' }))))).toEqual(ada);
    expect(await valueOf(reference.get())).toEqual({ ...ada, customer: 'Eve' });
  });

  it('whose schema nobody has sent cannot be read, and say so', async () => {
    const name = uniqueName('unsent');
    const bytes = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 201, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 1);
    const map = cluster.client.getMap(name);
    await valueOf(map.set('k', new Data(bytes)));
    const error = await errorOf(cluster.otherClient.getMap(name).get('k'));
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ operation: 'Map.get', structure: name });
    expect(error.message).toMatch('schema id 72623859790382856');
    expect(await errorOf(map.values())).toBeInstanceOf(HazelcastError);
    expect(await valueOf(map.size())).toBe(1);
  });
}
