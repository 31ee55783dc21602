import { type EntryEvent, int16, int32, type MapEvent, type Signal } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

export function typedEventsContract(cluster: SuiteCluster): void {
  const told = (events: readonly (EntryEvent<number, number> | MapEvent | Signal)[]): unknown[] =>
    events.flatMap(event => ('key' in event ? [[event.type, event.key, 'value' in event ? event.value : null]] : []));

  it('of a map have its types, also those of one key', async () => {
    const name = uniqueName('typed-events');
    const map = cluster.client.getMap(name, { key: int32, value: int16 });
    const plain = cluster.otherClient.getMap(name);
    using all = record(map.events({ includeValue: true, signals: true }));
    using one = record(map.events({ key: 1, includeValue: true, signals: true }));
    await all.count(1);
    await one.count(1);
    await valueOf(plain.set(int32(1), int16(10)));
    await valueOf(plain.set(int32(2), int16(20)));
    await valueOf(plain.set(int32(1), int16(11)));
    await valueOf(plain.delete(int32(1)));
    const ended = (items: readonly { readonly type: string }[]): boolean =>
      items.some(({ type }) => type === 'removed');
    await all.until(items => ended(items) && told(items).length === 4);
    await one.until(ended);
    expect(told(all.items).filter(event => (event as unknown[])[1] === 2)).toEqual([['added', 2, 20]]);
    expect(told(one.items)).toEqual([
      ['added', 1, 10],
      ['updated', 1, 11],
      ['removed', 1, null],
    ]);
  });

  it('are registered once for those who read them alike, and apart from others', async () => {
    const name = uniqueName('typed-events');
    const { listeners } = partsOf(cluster.client);
    const before = listeners.size;
    const typed = (): object => cluster.client.getMap(name, { key: int32, value: int16 });
    const [one, same] = [typed(), typed()] as [ReturnType<typeof get>, ReturnType<typeof get>];
    function get() {
      return cluster.client.getMap(name, { key: int32, value: int16 });
    }
    expect(one).not.toBe(same);
    using first = record(one.events({ signals: true }));
    using second = record(same.events({ signals: true }));
    expect(listeners.size).toBe(before + 1);
    using untyped = record(cluster.client.getMap(name).events({ signals: true }));
    using other = record(cluster.client.getMap(name, { key: int16, value: int16 }).events({ signals: true }));
    expect(listeners.size).toBe(before + 3);
    for (const recording of [first, second, untyped, other]) await recording.count(1);
  });

  it('of a watched key are its values', async () => {
    const name = uniqueName('typed-events');
    const map = cluster.client.getMap(name, { key: int32, value: int16 });
    const plain = cluster.otherClient.getMap(name);
    using seen = record(map.watch(7));
    await seen.count(1);
    await valueOf(plain.set(int32(7), int16(70)));
    await seen.until(items => items.includes(70));
    await valueOf(plain.delete(int32(7)));
    await seen.until(items => items.length > 1 && items.at(-1) === null);
    expect(seen.items[0]).toBeNull();
  });

  it('of multi-maps, replicated maps, queues, lists, sets and topics have the types', async () => {
    const { client, otherClient } = cluster;
    const name = uniqueName('typed-events');
    const types = { key: int32, value: int16 };
    const item = { value: int16 };
    const sources = [
      client.getMultiMap(name, types).events({ key: 1, includeValue: true, signals: true }),
      client.getReplicatedMap(name, types).events({ key: 1, signals: true }),
      client.getQueue(name, item).events({ includeValue: true, signals: true }),
      client.getList(name, item).events({ includeValue: true, signals: true }),
      client.getSet(name, item).events({ includeValue: true, signals: true }),
      client.getTopic(name, item).messages({ signals: true }),
    ] as const;
    const recordings = sources.map(source => record<object>(source));
    for (const recording of recordings) await recording.count(1);
    await valueOf(otherClient.getMultiMap(name).put(int32(1), int16(5)));
    await valueOf(otherClient.getReplicatedMap(name).put(int32(1), int16(5)));
    await valueOf(otherClient.getQueue(name).add(int16(5)));
    await valueOf(otherClient.getList(name).add(int16(5)));
    await valueOf(otherClient.getSet(name).add(int16(5)));
    await valueOf(otherClient.getTopic(name).publish(int16(5)));
    const events: object[] = [];
    for (const recording of recordings) events.push((await recording.count(2))[1]!);
    expect(events).toMatchObject([
      { type: 'added', key: 1, value: 5 },
      { type: 'added', key: 1, value: 5 },
      { type: 'added', item: 5 },
      { type: 'added', item: 5 },
      { type: 'added', item: 5 },
      { message: 5 },
    ]);
    for (const recording of recordings) recording.stop();
  });
}
