import {
  array,
  bigint64,
  boolean,
  compact,
  date,
  decimal,
  float64,
  GenericRecord,
  type Infer,
  int32,
  int64,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Long,
  nullable,
  string,
  timestamp,
  withDefault,
} from 'hazelrx';
import { concatMap, firstValueFrom as valueOf, lastValueFrom, of, take, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

const Line = compact('typed-line', { sku: string, count: int32 });
const Order = compact('typed-order', {
  id: int64,
  customer: string,
  lines: array(Line),
  at: timestamp,
  note: nullable(string),
});
type Order = Infer<typeof Order>;

function order(id: number, note: string | null = null): Order {
  return {
    id: Long.fromNumber(id),
    customer: 'ada',
    lines: [{ sku: `sku-${id}`, count: id }],
    at: new LocalDateTime(new LocalDate(2026, 1, 2), new LocalTime(3, 4, 5, 0)),
    note,
  };
}

const Place = compact('typed-place', { row: int32, column: int32 });

/** Each test has clients that know no schema but those of their own types, which is when schemas travel. */
export function typedCompactContract(cluster: SuiteCluster): void {
  it('values are written by one client and read by another', async () => {
    const name = uniqueName('compact');
    const writing = cluster.newClient().getMap(name, { key: int32, value: Order });
    const reading = cluster.newClient().getMap(name, { key: int32, value: Order });
    await valueOf(writing.set(1, order(1)));
    expect(await valueOf(reading.get(1))).toEqual(order(1));
    expect(await valueOf(reading.replaceIfSame(1, order(1), order(2, 'two')))).toBe(true);
    expect(await valueOf(writing.get(1))).toEqual(order(2, 'two'));
  });

  it('keys decide the partition, also of many and of locks', async () => {
    const name = uniqueName('compact');
    const writing = cluster.newClient().getMap(name, { key: Place, value: int32 });
    const reading = cluster.newClient().getMap(name, { key: Place, value: int32 });
    const entries = Array.from({ length: 50 }, (_, i): [Infer<typeof Place>, number] => [
      { row: i, column: 100 - i },
      i,
    ]);
    await valueOf(writing.putAll(entries));
    const found = await valueOf(reading.getAll(entries.map(([key]) => key)));
    expect(found.toSorted(([, one], [, other]) => one - other)).toEqual(entries);
    const locking = cluster.newClient().getMap(name, { key: Place, value: int32 });
    const doubled$ = locking.withLock({ row: 7, column: 93 }, owned =>
      owned.get({ row: 7, column: 93 }).pipe(concatMap(value => owned.put({ row: 7, column: 93 }, value! * 2))),
    );
    expect(await lastValueFrom(doubled$)).toBe(7);
    expect(await valueOf(reading.get({ row: 7, column: 93 }))).toBe(14);
  });

  it('entries of a source are put in their order, the first of a type, too', async () => {
    const map = cluster.newClient().getMap(uniqueName('compact'), { key: int32, value: Order });
    const entries = Array.from({ length: 200 }, (_, i): [number, Order] => [i % 20, order(i)]);
    expect(await lastValueFrom(map.putFrom(entries))).toEqual({ taken: 200, written: 200 });
    const last = Array.from({ length: 20 }, (_, i): [number, Order] => [i, order(180 + i)]);
    const all = await valueOf(cluster.newClient().getMap(map.name, { key: int32, value: Order }).entrySet());
    expect(all.toSorted(([one], [other]) => one - other)).toEqual(last);
  });

  it('events have values of the type, in their order', async () => {
    const name = uniqueName('compact');
    const reading = cluster.newClient().getMap(name, { key: int32, value: Order });
    const writing = cluster.newClient().getMap(name, { key: int32, value: Order });
    using seen = record(reading.events({ key: 1, includeValue: true, signals: true }));
    using watched = record(reading.watch(1));
    await seen.count(1);
    await watched.count(1);
    for (let i = 1; i <= 3; i++) await valueOf(writing.set(1, order(i)));
    const events = await seen.count(4);
    expect(events.slice(1)).toMatchObject([
      { type: 'added', key: 1, value: order(1) },
      { type: 'updated', value: order(2), oldValue: order(1) },
      { type: 'updated', value: order(3), oldValue: order(2) },
    ]);
    await watched.until(items => items.at(-1)?.id.eq(3) === true);
  });

  it('events of keys are registered by them', async () => {
    const name = uniqueName('compact');
    const place = { row: 1, column: 2 };
    using seen = record(
      cluster.newClient().getMap(name, { key: Place, value: int32 }).events({ key: place, signals: true }),
    );
    await seen.count(1);
    const writing = cluster.newClient().getMap(name, { key: Place, value: int32 });
    await valueOf(writing.set({ row: 2, column: 2 }, 1));
    await valueOf(writing.set(place, 2));
    expect((await seen.count(2))[1]).toMatchObject({ type: 'added', key: place });
  });

  it('goes through queues, with handlers and without', async () => {
    const name = uniqueName('compact');
    const writing = cluster.newClient().getQueue(name, { value: Order });
    const reading = cluster.newClient().getQueue(name, { value: Order });
    await valueOf(writing.addAll([order(1), order(2)]));
    expect(await valueOf(reading.take())).toEqual(order(1));
    const handled$ = cluster
      .newClient()
      .getQueue(name, { value: Order })
      .consume(item => of(item.id.toNumber()));
    expect(await lastValueFrom(handled$.pipe(take(1)))).toBe(2);
  });

  it('goes through lists, sets, ringbuffers and topics', async () => {
    const name = uniqueName('compact');
    const [writing, reading] = [cluster.newClient(), cluster.newClient()];
    await valueOf(writing.getList(name, { value: Order }).add(order(1)));
    await valueOf(writing.getSet(name, { value: Order }).add(order(1)));
    await valueOf(writing.getRingbuffer(name, { value: Order }).add(order(1)));
    await valueOf(writing.getReliableTopic(name, { value: Order }).publishAll([order(1), order(2)]));
    expect(await valueOf(reading.getList(name, { value: Order }).contains(order(1)))).toBe(true);
    expect(await valueOf(reading.getSet(name, { value: Order }).toArray())).toEqual([order(1)]);
    const other = cluster.newClient();
    expect(await valueOf(other.getRingbuffer(name, { value: Order }).readOne(0))).toEqual(order(1));
    const topic = cluster.newClient().getReliableTopic(name, { value: Order });
    const messages = await lastValueFrom(topic.messages({ from: 'oldest' }).pipe(take(2), toArray()));
    expect(messages.map(({ message }) => message)).toEqual([order(1), order(2)]);
  });

  it('goes through transactions and references', async () => {
    const name = uniqueName('compact');
    const writing = cluster.newClient();
    await lastValueFrom(writing.transaction(tx => tx.getMap(name, { key: Place, value: Order }).put({ row: 1, column: 1 }, order(1))));
    const read$ = cluster
      .newClient()
      .transaction(tx => tx.getMap(name, { key: Place, value: Order }).get({ row: 1, column: 1 }));
    expect(await valueOf(read$)).toEqual(order(1));
    const options = { value: Order, backend: 'map' } as const;
    await valueOf(writing.getAtomicReference(name, options).set(order(1)));
    const reference = cluster.newClient().getAtomicReference(name, options);
    expect(await valueOf(reference.get())).toEqual(order(1));
    expect(await valueOf(cluster.newClient().getAtomicReference(name, options).compareAndSet(order(1), null))).toBe(true);
  }); // prettier-ignore

  it('is read lazily, and where nobody declares it', async () => {
    const name = uniqueName('compact');
    await valueOf(cluster.newClient().getMap(name, { key: int32, value: Order }).set(1, order(1)));
    const lazy = cluster.newClient().getMap(name, { key: int32, value: Order, lazy: true });
    const found = (await valueOf(lazy.get(1)))!;
    expect(await valueOf(found.read())).toEqual(order(1));
    await valueOf(lazy.set(2, found));
    expect((await valueOf(lazy.get(2)))!.data.equals(found.data)).toBe(true);
    const plain = cluster.newClient().getMap(name);
    const generic = await valueOf(plain.get(int32(2)));
    expect(generic).toBeInstanceOf(GenericRecord);
    expect((generic as GenericRecord).typeName).toBe('typed-order');
    expect((generic as GenericRecord).get('customer')).toBe('ada');
    await valueOf(
      cluster
        .newClient()
        .getMap(name)
        .set(int32(3), Order(order(3))),
    );
    expect(await valueOf(lazy.get(3).pipe(concatMap(value => value!.read())))).toEqual(order(3));
  });

  it('of an older or newer writer is read by name', async () => {
    const name = uniqueName('compact');
    const Old = compact('typed-evolved', { id: int32, gone: boolean, price: float64 });
    const New = compact('typed-evolved', { id: int32, price: float64, note: withDefault(string, 'none'), when: nullable(date) });
    const old = cluster.newClient().getMap(name, { key: int32, value: Old });
    const next = cluster.newClient().getMap(name, { key: int32, value: New });
    await valueOf(old.set(1, { id: 1, gone: true, price: 0.5 }));
    expect(await valueOf(next.get(1))).toEqual({ id: 1, price: 0.5, note: 'none', when: null });
    await valueOf(next.set(2, { id: 2, price: 1, note: 'n', when: new LocalDate(2026, 1, 1) }));
    const error = await errorOf(old.get(2));
    expect(error).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', operation: 'Map.get', structure: name });
    expect(error.message).toContain('gone');
  }); // prettier-ignore

  it('of another name than declared is an error that names both', async () => {
    const name = uniqueName('compact');
    const Other = compact('typed-other', { amount: decimal, count: bigint64 });
    await valueOf(cluster.newClient().getMap(name, { key: int32, value: Order }).set(1, order(1)));
    const error = await errorOf(cluster.newClient().getMap(name, { key: int32, value: Other }).get(1));
    expect(error).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', operation: 'Map.get', structure: name });
    expect(error.message).toMatch(/typed-other.*typed-order/s);
  });

  it('types of one name with other fields are refused in one client', () => {
    const client = cluster.newClient();
    client.getMap('m', { key: int32, value: Order });
    const Impostor = compact('typed-order', { id: string });
    expect(() => client.getMap('m', { key: int32, value: Impostor })).toThrow(/typed-order/);
  });
}
