import { array, int32, type Lazy, lazy, SerializationError, string } from 'hazelrx';
import { concatMap, firstValueFrom as valueOf, lastValueFrom, take, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

export function lazyContract(cluster: SuiteCluster): void {
  it('are read later, and written back byte for byte', async () => {
    const name = uniqueName('lazy');
    const map = cluster.client.getMap(name, { key: int32, value: array(int32), lazy: true });
    await valueOf(cluster.otherClient.getMap(name).set(int32(1), Int32Array.of(1, 2)));
    const found = (await valueOf(map.get(1)))!;
    expect(found.data.typeId).toBe(-16);
    expect(await valueOf(found.read())).toEqual([1, 2]);
    expect(await valueOf(found.read())).toEqual([1, 2]);
    await valueOf(map.set(2, found));
    expect((await valueOf(map.get(2)))!.data.equals(found.data)).toBe(true);
    expect(await valueOf(map.replaceIfSame(2, found, lazy([3])))).toBe(true);
    expect(await valueOf(cluster.otherClient.getMap(name).get(int32(2)))).toEqual([3]);
    expect(await valueOf(map.containsValue(found))).toBe(true);
  });

  it('can be made of values, which have no data yet', async () => {
    const map = cluster.client.getMap(uniqueName('lazy'), { key: int32, value: string, lazy: true });
    const made = lazy('a');
    expect(await valueOf(made.read())).toBe('a');
    expect(() => made.data).toThrow(expect.objectContaining({ code: 'ILLEGAL_STATE' }));
    await valueOf(map.putAll([[1, made], [2, lazy('b')]])); // prettier-ignore
    const all = await valueOf(map.getAll([1, 2]));
    const read = await Promise.all(all.map(async ([key, value]) => [key, await valueOf(value.read())]));
    expect(new Set(read)).toEqual(new Set([[1, 'a'], [2, 'b']])); // prettier-ignore
  });

  it('that cannot be read fail where they are read, and can be moved all the same', async () => {
    const name = uniqueName('lazy');
    await valueOf(cluster.otherClient.getMap(name).set('k', 'text'));
    const map = cluster.client.getMap(name, { key: string, value: int32, lazy: true });
    const found = (await valueOf(map.get('k')))!;
    const error = await errorOf(found.read());
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ operation: 'Lazy.read', structure: name, typeId: -11 });
    await valueOf(map.set('moved', found));
    expect(await valueOf(cluster.otherClient.getMap(name).get('moved'))).toBe('text');
  });

  it('are refused by structures that are not lazy', async () => {
    const name = uniqueName('lazy');
    const refused = [cluster.client.getMap(name), cluster.client.getMap(name, { key: string, value: string })];
    for (const map of refused) {
      const error = await errorOf(map.set('k', lazy('a') as never));
      expect(error).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', structure: name });
    }
    expect(await valueOf(cluster.client.getMap(name).isEmpty())).toBe(true);
  });

  it('come from collections, topics and events, too', async () => {
    const name = uniqueName('lazy');
    const { client } = cluster;
    const types = { value: string, lazy: true } as const;
    const texts = async (items: readonly Lazy<string>[]): Promise<string[]> =>
      Promise.all(items.map(item => valueOf(item.read())));
    const queue = client.getQueue(name, types);
    using events = record(queue.events({ includeValue: true, signals: true }));
    await events.count(1);
    await valueOf(queue.add(lazy('q')));
    const [, event] = await events.count(2);
    expect(await valueOf((event as { item: Lazy<string> }).item.read())).toBe('q');
    const handled$ = queue.consume(item => item.read()).pipe(take(1));
    expect(await lastValueFrom(handled$)).toBe('q');
    const list = client.getList(name, types);
    await valueOf(list.addAll([lazy('a'), lazy('b')]));
    expect(await texts(await valueOf(list.toArray()))).toEqual(['a', 'b']);
    const topic = client.getReliableTopic(name, types);
    await valueOf(topic.publish(lazy('t')));
    const message$ = topic.messages({ from: 'oldest' }).pipe(take(1), concatMap(({ message }) => message.read())); // prettier-ignore
    expect(await lastValueFrom(message$.pipe(toArray()))).toEqual(['t']);
  });
}
