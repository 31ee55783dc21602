import type { ReplicatedMap, ReplicatedMapEvent, Signal } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { replicatedMapPut, replicatedMapRemove } from 'hazelrx/operations';
import { firstValueFrom as valueOf, type Observable, timeout, toArray } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../support/awaiting.js';
import { describeOnClusters, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { eventually, type Recording, record } from '../support/recording.js';

type Rates = ReplicatedMap<string, number>;

/** Milliseconds on a slow machine, and less than a client waits for a backup that is not confirmed. */
const AT_ONCE = 4000;

/** A write is told to the other members after it was answered: what is asked of the whole map is asked until it is so. */
function becomes<T>(call$: Observable<T>, expected: T): Promise<T> {
  return eventually(
    () => valueOf(call$),
    value => JSON.stringify(value) === JSON.stringify(expected),
  );
}

function entriesContract(cluster: SuiteCluster): void {
  let rates: Rates;
  let other: Rates;

  beforeEach(() => {
    const name = uniqueName('rates');
    rates = cluster.client.getReplicatedMap(name);
    other = cluster.otherClient.getReplicatedMap(name);
  });

  it('is one object a name, made without a request', () => {
    expect(cluster.client.getReplicatedMap(rates.name)).toBe(rates);
    expect(rates).toMatchObject({ name: rates.name, serviceName: 'hz:impl:replicatedMapService' });
  });

  it('has nothing at first', async () => {
    expect(await valueOf(rates.get('a').pipe(toArray()))).toEqual([null]);
    expect(await valueOf(rates.containsKey('a'))).toBe(false);
    expect(await valueOf(rates.remove('a'))).toBeNull();
    expect(await valueOf(rates.size())).toBe(0);
    expect(await valueOf(rates.isEmpty())).toBe(true);
    expect(await valueOf(rates.containsValue(1))).toBe(false);
    expect(await valueOf(rates.keySet())).toEqual([]);
    expect(await valueOf(rates.values())).toEqual([]);
    expect(await valueOf(rates.entrySet())).toEqual([]);
    expect(await valueOf(rates.clear().pipe(toArray()))).toEqual([undefined]);
  });

  it('puts, gets and removes', async () => {
    const put$ = rates.put('a', 1);
    expect(await valueOf(rates.get('a'))).toBeNull();
    expect(await valueOf(put$)).toBeNull();
    expect(await valueOf(other.put('a', 2))).toBe(1);
    expect(await valueOf(rates.get('a'))).toBe(2);
    expect(await valueOf(rates.containsKey('a'))).toBe(true);
    expect(await valueOf(other.remove('a'))).toBe(2);
    expect(await valueOf(rates.get('a'))).toBeNull();
    expect(await valueOf(rates.containsKey('a'))).toBe(false);
  });

  it('comes to all members', async () => {
    const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`);
    for (const [n, key] of keys.entries()) await valueOf(rates.put(key, n));
    for (const map of [
      rates,
      other,
      ...Array.from({ length: 4 }, () => cluster.newClient().getReplicatedMap<string, number>(rates.name)),
    ]) {
      await becomes(map.size(), 20);
      expect(await valueOf(map.isEmpty())).toBe(false);
      expect(await valueOf(map.containsValue(19))).toBe(true);
      expect(await valueOf(map.containsValue(20))).toBe(false);
      expect(new Set(await valueOf(map.keySet()))).toEqual(new Set(keys));
      expect(new Set(await valueOf(map.values()))).toEqual(new Set(keys.keys()));
      expect(new Map(await valueOf(map.entrySet()))).toEqual(new Map(keys.map((key, n) => [key, n])));
    }
    await valueOf(other.clear());
    await becomes(rates.size(), 0);
    expect(await valueOf(rates.get('key-1'))).toBeNull();
  });

  it('sorts values', async () => {
    await valueOf(rates.putAll([['a', 3], ['b', 1], ['c', 2]])); // prettier-ignore
    await becomes(rates.size(), 3);
    expect(await valueOf(rates.values((one, another) => another - one))).toEqual([3, 2, 1]);
    expect(new Set(await valueOf(rates.values()))).toEqual(new Set([1, 2, 3]));
  });

  it('puts all of any iterable', async () => {
    await valueOf(rates.put('a', 0));
    const put$ = rates.putAll(new Map([['a', 1], ['b', 2]]).entries()); // prettier-ignore
    expect(await valueOf(rates.get('b'))).toBeNull();
    expect(await valueOf(put$.pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(rates.get('a'))).toBe(1);
    expect(await valueOf(other.get('b'))).toBe(2);
    await valueOf(put$);
    await valueOf(rates.putAll([]));
    await becomes(rates.size(), 2);
  });

  it('is written to by way of any member, at once', async () => {
    const { client } = cluster;
    const { name } = rates;
    for (const { uuid: member } of await valueOf(client.members$)) {
      const put$ = client.invoke(replicatedMapPut, { name, key: 'a', value: 1, ttl: 0 }, { member });
      const remove$ = client.invoke(replicatedMapRemove, { name, key: 'a' }, { member });
      expect(await valueOf(put$.pipe(timeout(AT_ONCE)))).toEqual({ response: null });
      expect(await valueOf(remove$.pipe(timeout(AT_ONCE)))).toEqual({ response: 1 });
    }
  });

  it('ends what has a time to live, in whole seconds', async () => {
    const map: Rates = cluster.client.getReplicatedMap(uniqueName('rates'));
    await valueOf(map.put('lasting', 1, 0));
    await valueOf(map.put('renewed', 1, 1000));
    await valueOf(map.put('renewed', 2));
    await valueOf(map.put('a', 1, 1000n));
    expect(await valueOf(map.get('a'))).toBe(1);
    await becomes(map.containsKey('a'), false);
    await becomes(map.size(), 2);
    expect(await valueOf(map.get('lasting'))).toBe(1);
    expect(await valueOf(map.get('renewed'))).toBe(2);
  });

  it('refuses a negative time to live', async () => {
    const refused = await errorOf(rates.put('a', 1, -1));
    expect(refused).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'ReplicatedMap.put', structure: rates.name });
    expect(await valueOf(rates.get('a'))).toBeNull();
  });

  it.each([null, undefined] as unknown[] as string[])('refuses %s', async nothing => {
    const calls = [rates.get(nothing), rates.put(nothing, 1), rates.remove(nothing), rates.containsKey(nothing)];
    for (const call of [...calls, rates.putAll([[nothing, 1]]), rates.putAll(nothing as never)])
      expect(await errorOf(call)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: rates.name });
    expect(await valueOf(rates.isEmpty())).toBe(true);
  });

  it('is empty after destroy, and comes back', async () => {
    await valueOf(rates.put('a', 1));
    await valueOf(rates.destroy());
    await becomes(rates.get('a'), null);
    expect(await valueOf(rates.put('a', 2))).toBeNull();
  });
}

type Told = ReplicatedMapEvent<string, number> | Signal;

/** Without who was told by which member, and without signals. */
function plain(items: readonly Told[]): object[] {
  return items.flatMap(item => {
    if (item.type === 'listening' || item.type === 'gap') return [];
    const { member: _, ...rest } = item;
    return [rest];
  });
}

function eventsContract(cluster: SuiteCluster): void {
  let rates: Rates;
  let other: Rates;

  beforeEach(() => {
    const name = uniqueName('events');
    rates = cluster.client.getReplicatedMap(name);
    other = cluster.otherClient.getReplicatedMap(name);
  });

  async function listening(recording: Recording<Told>): Promise<void> {
    await recording.count(1);
    expect(recording.items).toEqual([{ type: 'listening' }]);
  }

  it('tells each change once', async () => {
    using events = record(rates.events({ signals: true }));
    await listening(events);
    await valueOf(other.put('a', 1));
    await valueOf(other.put('a', 2));
    await valueOf(other.remove('a'));
    await valueOf(other.remove('a'));
    await valueOf(other.put('a', 3));
    await events.count(6);
    expect(plain(events.items)).toEqual([
      { type: 'added', key: 'a', value: 1 },
      { type: 'updated', key: 'a', value: 2, oldValue: 1 },
      { type: 'removed', key: 'a', oldValue: 2 },
      { type: 'removed', key: 'a', oldValue: null },
      { type: 'added', key: 'a', value: 3 },
    ]);
  });

  it('tells of what many keys on all members got', async () => {
    const members = await valueOf(cluster.client.members$);
    using events = record(rates.events({ signals: true }));
    await listening(events);
    const keys = Array.from({ length: 50 }, (_, n) => `key-${n}`);
    for (const key of keys) await valueOf(other.put(key, 1));
    await valueOf(other.putAll(keys.map(key => [`of-all-${key}`, 1])));
    await events.count(101);
    const told = events.items.flatMap(item => ('key' in item ? [item] : []));
    expect(new Set(told.map(({ key }) => key)).size).toBe(100);
    expect(new Set(told.map(({ member }) => member))).toEqual(new Set(members));
  });

  it('tells of one key, and that all are gone', async () => {
    using events = record(rates.events({ key: 'a', signals: true }));
    await listening(events);
    await valueOf(other.put('b', 1));
    await valueOf(other.put('a', 2));
    await valueOf(other.put('b', 3));
    await becomes(other.size(), 2);
    await becomes(rates.size(), 2);
    await valueOf(other.clear());
    await events.count(3);
    expect(plain(events.items)).toEqual([
      { type: 'added', key: 'a', value: 2 },
      { type: 'mapCleared', numberOfAffectedEntries: 2 },
    ]);
  });

  it('tells the end of a time to live, by each member', async () => {
    const members = await valueOf(cluster.client.members$);
    using events = record(rates.events({ signals: true }));
    await listening(events);
    await valueOf(other.put('a', 1, 1000));
    await events.count(2 + members.length);
    const evicted = events.items.flatMap(item => (item.type === 'evicted' ? [item] : []));
    expect(evicted).toMatchObject(members.map(() => ({ key: 'a', oldValue: 1 })));
    expect(new Set(evicted.map(({ member }) => member))).toEqual(new Set(members));
  });

  it('leaves nothing when the last one leaves', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    const { pending, listeners } = partsOf(client);
    const before = pending.size;
    const shared = client.getReplicatedMap<string, number>(rates.name);
    using first = record(shared.events({ signals: true }));
    await listening(first);
    using second = record(shared.events());
    expect([listeners.size, pending.size]).toEqual([1, before + cluster.running.addresses.length]);
    for (const recording of [first, second]) recording.stop();
    expect(listeners.size).toBe(0);
    await eventually(
      () => pending.size,
      left => left <= before,
    );
    await valueOf(client.shutdown());
  });
}

describeOnClusters('ReplicatedMap', cluster => {
  describe('entries', () => entriesContract(cluster));
  describe('events', () => eventsContract(cluster));
});
