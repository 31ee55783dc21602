import {
  Aggregators,
  type HazelcastClient,
  type HazelcastMap,
  int32,
  int64,
  Long,
  type Predicate,
  Predicates,
  string,
} from 'hazelrx';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { CompactRaise, compactRaise, failing, greeting, PortableRaise, raise, unknown } from '../../support/tasks.js';

type Numbers = HazelcastMap<string, number>;

/** A map with these numbers. */
async function numbers(client: HazelcastClient, entries: Readonly<Record<string, number>>): Promise<Numbers> {
  const map = client.getMap(uniqueName('numbers'), { key: string, value: int32 });
  await firstValueFrom(map.putAll(Object.entries(entries)));
  return map;
}

async function contents(map: Numbers): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries(await firstValueFrom(map.entrySet()));
}

export function processorContract(cluster: SuiteCluster): void {
  it('change an entry where it is, and return what they like', async () => {
    const map = await numbers(cluster.client, { a: 1, b: 2 });
    expect(await firstValueFrom(map.executeOnKey('a', raise(5)))).toBe(6);
    expect(await firstValueFrom(map.executeOnKey('absent', raise(5)))).toBeNull();
    expect(await firstValueFrom(map.executeOnKey('b', raise(-2)))).toBe(0);
    expect(await contents(map)).toEqual({ a: 6 });
  });

  it('are sent once a subscription', async () => {
    const map = await numbers(cluster.client, { a: 1 });
    const raised$ = map.executeOnKey('a', raise(1));
    expect(await firstValueFrom(raised$)).toBe(2);
    expect(await firstValueFrom(raised$)).toBe(3);
  });

  it('change several entries, and leave out those for which they return nothing', async () => {
    const map = await numbers(cluster.client, { a: 1, b: 2, c: 3 });
    const raised = await firstValueFrom(map.executeOnKeys<number>(['a', 'absent', 'b', 'a'], raise(10)));
    expect(Object.fromEntries(raised)).toEqual({ a: 11, b: 12 });
    expect(raised).toHaveLength(2);
    expect(await contents(map)).toEqual({ a: 11, b: 12, c: 3 });
    expect(await firstValueFrom(map.executeOnKeys([], raise(1)))).toEqual([]);
  });

  it('change all entries, or those that match', async () => {
    const map = await numbers(cluster.client, { a: 1, b: 2, c: 3 });
    const matching$ = map.executeOnEntries<number>(raise(10), Predicates.sql('this > 1'));
    expect(Object.fromEntries(await firstValueFrom(matching$))).toEqual({ b: 12, c: 13 });
    expect(Object.fromEntries(await firstValueFrom(map.executeOnEntries(raise(-1))))).toEqual({ a: 0, b: 11, c: 12 });
    expect(await contents(map)).toEqual({ b: 11, c: 12 });
  });

  it('change the entries of one partition', async () => {
    const { client } = cluster;
    const map = client.getMap(uniqueName('numbers'), { key: int64, value: int32 });
    await firstValueFrom(map.putAll(Array.from({ length: 600 }, (_, i) => [Long.fromNumber(i), 1] as const)));
    const partition = Predicates.partition(7);
    const keys = await firstValueFrom(map.keySet(partition));
    expect(keys.length).toBeGreaterThan(1);
    const raised = await firstValueFrom(map.executeOnEntries<number>(raise(1), partition));
    expect(new Set(raised.map(([key]) => key.toNumber()))).toEqual(new Set(keys.map(key => key.toNumber())));
    expect(await firstValueFrom(map.aggregate(Aggregators.integerSum()))).toEqual(Long.fromNumber(600 + keys.length));
    const error = await errorOf(map.executeOnEntries(raise(1), Predicates.paging(2) as unknown as Predicate));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.executeWithPredicate' });
  });

  it('are told to listeners', async () => {
    const map = await numbers(cluster.client, { a: 1 });
    using events = record(map.events({ includeValue: true, signals: true }));
    await events.until(items => items.some(({ type }) => type === 'listening'));
    await firstValueFrom(map.executeOnKey('a', raise(1)));
    await firstValueFrom(map.executeOnKey('a', raise(-2)));
    const told = await events.until(items => items.some(({ type }) => type === 'removed'));
    expect(told.filter(({ type }) => type !== 'listening')).toMatchObject([
      { type: 'updated', key: 'a', value: 2, oldValue: 1 },
      { type: 'removed', key: 'a' },
    ]);
  });

  it('are Portables or Compact objects as well', async () => {
    const client = cluster.newClient({ serialization: { compact: { serializers: [compactRaise] } } });
    const map = await numbers(client, { a: 1 });
    expect(await firstValueFrom(map.executeOnKey('a', new PortableRaise(2)))).toBe(3);
    expect(await firstValueFrom(map.executeOnKey('a', new CompactRaise(3)))).toBe(6);
    expect(await firstValueFrom(map.executeOnEntries(new CompactRaise(4)))).toEqual([['a', 10]]);
  });

  it('wait for the lock of their key, and of no other', async () => {
    const map = await numbers(cluster.client, { a: 1, b: 2 });
    const held = await firstValueFrom(map.lock('a'));
    const other = cluster.otherClient.getMap(map.name, { key: string, value: int32 });
    using waiting = record(other.executeOnKey('a', raise(1)));
    expect(await firstValueFrom(other.executeOnKey('b', raise(1)))).toBe(3);
    expect(waiting.items).toEqual([]);
    expect(await firstValueFrom(held.map.executeOnKey('a', raise(10)))).toBe(11);
    await firstValueFrom(held.release());
    expect(await waiting.count(1)).toEqual([12]);
  });

  it('fail with what they throw, and change nothing', async () => {
    const map = await numbers(cluster.client, { a: 1 });
    for (const call$ of [
      map.executeOnKey('a', failing('not today')),
      map.executeOnKeys(['a'], failing('not today')),
      map.executeOnEntries(failing('not today')),
    ]) {
      const error = await errorOf(call$);
      expect(error).toMatchObject({ code: 'ILLEGAL_STATE', reason: 'not today', structure: map.name });
      expect(error.memberStack).toMatch(cluster.traits.stack);
      expect(error.memberStack).toContain('not today');
    }
    expect(await contents(map)).toEqual({ a: 1 });
  });

  it('fail where the members cannot make a processor of them', async () => {
    const map = await numbers(cluster.client, { a: 1 });
    expect(await errorOf(map.executeOnKey('a', unknown()))).toMatchObject({ name: 'SerializationError' });
    expect(await errorOf(map.executeOnKey('a', greeting('x')))).toMatchObject({ code: 'CLASS_CAST' });
    expect(await errorOf(map.executeOnKey('a', 'text'))).toMatchObject({ code: 'CLASS_CAST' });
  });
}
