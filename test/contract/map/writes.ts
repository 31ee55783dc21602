import { char, HazelcastError, type HazelcastMap, int32, SerializationError, type Storable } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import Long from 'long';
import { firstValueFrom as valueOf, type Observable, toArray } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { DEADLINE, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

/** An hour: longer than any test. */
const LONG = 3_600_000;

/** What changes entries, beyond what `entries.ts` shows; when they expire is shown in `expiry.ts`. */
export function writesContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, Storable>;
  let other: HazelcastMap<string, Storable>;

  beforeEach(() => {
    const name = uniqueName('writes');
    map = cluster.client.getMap(name);
    other = cluster.otherClient.getMap(name);
  });

  it.each<[string, () => Observable<unknown>, unknown]>([
    ['put with an idle time', () => map.put('a', 1, LONG, LONG), null],
    ['set with an idle time', () => map.set('a', 1, LONG, LONG), undefined],
    ['putIfAbsent with an idle time', () => map.putIfAbsent('a', 1, LONG, LONG), null],
    ['putTransient', () => map.putTransient('a', 1), undefined],
    ['putTransient with an idle time', () => map.putTransient('a', 1, LONG, LONG), undefined],
    ['tryPut', () => map.tryPut('a', 1, 0), true],
    ['tryRemove', () => map.tryRemove('a', 0), false],
    ['replaceIfSame', () => map.replaceIfSame('a', 1, 2), false],
    ['removeIfSame', () => map.removeIfSame('a', 1), false],
    ['setTtl', () => map.setTtl('a', LONG), false],
    ['evict', () => map.evict('a'), false],
    ['evictAll', () => map.evictAll(), undefined],
    ['flush', () => map.flush(), undefined],
    ['setAll', () => map.setAll([['a', 1]]), undefined],
    ['setAll of nothing', () => map.setAll([]), undefined],
  ])('%s emits one value and completes', async (_, call, value) => {
    expect(await valueOf(call().pipe(toArray()))).toEqual([value]);
  });

  it('does nothing without a subscription', async () => {
    await valueOf(map.set('a', 1));
    void map.evict('a');
    void map.evictAll();
    void map.removeIfSame('a', 1);
    void map.setAll([['b', 1]]);
    expect(await valueOf(map.get('a'))).toBe(1);
    expect(await valueOf(map.size())).toBe(1);
  });

  const nothing = [null, undefined] as unknown[] as string[];
  it.each(nothing)('refuses %s as a key or a value', async absent => {
    for (const [call, operation] of [
      [map.put(absent, 1, LONG, LONG), 'Map.putWithMaxIdle'],
      [map.set('a', absent, LONG, LONG), 'Map.setWithMaxIdle'],
      [map.putIfAbsent(absent, 1, LONG, LONG), 'Map.putIfAbsentWithMaxIdle'],
      [map.putTransient(absent, 1), 'Map.putTransient'],
      [map.putTransient('a', absent, LONG, LONG), 'Map.putTransientWithMaxIdle'],
      [map.tryPut(absent, 1, 0), 'Map.tryPut'],
      [map.tryPut('a', absent, 0), 'Map.tryPut'],
      [map.tryRemove(absent, 0), 'Map.tryRemove'],
      [map.replaceIfSame(absent, 1, 2), 'Map.replaceIfSame'],
      [map.replaceIfSame('a', absent, 2), 'Map.replaceIfSame'],
      [map.replaceIfSame('a', 1, absent), 'Map.replaceIfSame'],
      [map.removeIfSame(absent, 1), 'Map.removeIfSame'],
      [map.removeIfSame('a', absent), 'Map.removeIfSame'],
      [map.setTtl(absent, LONG), 'Map.setTtl'],
      [map.evict(absent), 'Map.evict'],
      [map.loadAll([absent]), 'Map.loadGivenKeys'],
      [map.setAll([[absent, 1]]), 'Map.putAll'],
      [map.setAll([['a', absent]]), 'Map.putAll'],
    ] as const) {
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(HazelcastError);
      expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation, structure: map.name });
    }
    expect(await valueOf(map.size())).toBe(0);
  });

  it('refuses what cannot be serialized', async () => {
    const price = { price: 1n };
    for (const [call, operation] of [
      [map.put('a', price, LONG, LONG), 'Map.putWithMaxIdle'],
      [map.putTransient('a', price), 'Map.putTransient'],
      [map.tryPut('a', price, 0), 'Map.tryPut'],
      [map.replaceIfSame('a', price, 1), 'Map.replaceIfSame'],
      [map.replaceIfSame('a', 1, price), 'Map.replaceIfSame'],
      [map.removeIfSame('a', price), 'Map.removeIfSame'],
      [map.setAll([['b', 1], ['a', price]]), 'Map.putAll'], // prettier-ignore
    ] as const) {
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(SerializationError);
      expect(error).toMatchObject({ operation, structure: map.name, path: '$.price' });
    }
    expect(await valueOf(map.size())).toBe(0);
  });

  it.each([
    ['numbers', LONG],
    ['bigints', BigInt(LONG)],
    ['Longs', Long.fromNumber(LONG)],
    ['nothing, which is as configured', -1],
    ['for ever', 0],
  ])('takes times as %s', async (_, time) => {
    expect(await valueOf(map.put('a', 1, time, time))).toBeNull();
    expect(await valueOf(map.put('a', 2, time))).toBe(1);
    expect(await valueOf(map.put('a', 3, time, time))).toBe(2);
    expect(await valueOf(map.set('a', 4, time, time))).toBeUndefined();
    expect(await valueOf(map.putIfAbsent('a', 5, time, time))).toBe(4);
    expect(await valueOf(other.putTransient('a', 6, time))).toBeUndefined();
    expect(await valueOf(map.setTtl('a', time))).toBe(true);
    expect(await valueOf(map.get('a'))).toBe(6);
    expect(await valueOf(other.putTransient('a', 7, time, time))).toBeUndefined();
    expect(await valueOf(map.remove('a'))).toBe(7);
    expect(await valueOf(map.putIfAbsent('a', 8, time, time))).toBeNull();
    expect(await valueOf(other.get('a'))).toBe(8);
  });

  it('tries to put and to remove what is free', async () => {
    expect(await valueOf(map.tryPut('a', 1, 0))).toBe(true);
    expect(await valueOf(map.tryPut('a', 2, 1000))).toBe(true);
    expect(await valueOf(other.get('a'))).toBe(2);
    expect(await valueOf(map.tryRemove('a', 0))).toBe(true);
    expect(await valueOf(map.tryRemove('a', 1000))).toBe(false);
    expect(await valueOf(other.containsKey('a'))).toBe(false);
  });

  it('gives up trying when the key stays locked, and not before', async () => {
    await valueOf(map.set('a', 1));
    const lock = await valueOf(other.lock('a'));
    expect(await valueOf(map.tryPut('a', 2, 0))).toBe(false);
    expect(await valueOf(map.tryRemove('a', 0))).toBe(false);
    expect(await valueOf(map.tryPut('a', 2, 100))).toBe(false);
    expect(await valueOf(map.tryRemove('a', 100))).toBe(false);
    using put = record(map.tryPut('a', 2, DEADLINE));
    using removed = record(map.tryRemove('a', DEADLINE));
    expect(await valueOf(map.tryPut('a', 3, 100))).toBe(false);
    expect([put.items, removed.items]).toEqual([[], []]);
    await valueOf(other.unlock(lock));
    await put.count(1);
    await removed.count(1);
    expect([put.items, removed.items]).toEqual([[true], [true]]);
  });

  it('replaces only what is still the same', async () => {
    await valueOf(map.set('a', 1));
    expect(await valueOf(other.replaceIfSame('a', 2, 3))).toBe(false);
    expect(await valueOf(map.get('a'))).toBe(1);
    expect(await valueOf(other.replaceIfSame('a', 1, 3))).toBe(true);
    expect(await valueOf(map.get('a'))).toBe(3);
    expect(await valueOf(map.replaceIfSame('b', 1, 2))).toBe(false);
    expect(await valueOf(map.containsKey('b'))).toBe(false);
  });

  it('removes only what is still the same', async () => {
    await valueOf(map.set('a', 1));
    expect(await valueOf(other.removeIfSame('a', 2))).toBe(false);
    expect(await valueOf(map.get('a'))).toBe(1);
    expect(await valueOf(other.removeIfSame('a', 1))).toBe(true);
    expect(await valueOf(map.removeIfSame('a', 1))).toBe(false);
    expect(await valueOf(map.containsKey('a'))).toBe(false);
  });

  it.each<[string, Storable, Storable, boolean]>([
    ['an equal object', { x: 1, y: [1, { z: null }] }, { x: 1, y: [1, { z: null }] }, true],
    ['an object whose properties come in another order', { x: 1, y: 2 }, { y: 2, x: 1 }, false],
    ['equal bytes', Uint8Array.of(1, 2), new Uint8Array([1, 2]), true],
    ['equal text', 'grüße', 'grüße', true],
    ['the same number of another type', 1, int32(1), false],
    ['the same letter as a char', 'a', char('a'), false],
    ['an equal date', new Date(0), new Date(0), true],
    ['not a number', Number.NaN, Number.NaN, true],
  ])('compares serialized forms: %s', async (_, stored, asked, same) => {
    await valueOf(map.set('a', stored));
    expect(await valueOf(map.containsValue(asked))).toBe(same);
    expect(await valueOf(map.replaceIfSame('a', asked, stored))).toBe(same);
    expect(await valueOf(map.removeIfSame('a', asked))).toBe(same);
    expect(await valueOf(map.isEmpty())).toBe(same);
  });

  it('evicts one entry', async () => {
    await valueOf(map.setAll([['a', 1], ['b', 2]])); // prettier-ignore
    expect(await valueOf(other.evict('a'))).toBe(true);
    expect(await valueOf(map.evict('a'))).toBe(false);
    expect(await valueOf(map.get('a'))).toBeNull();
    expect(await valueOf(map.get('b'))).toBe(2);
  });

  it.each<[string, (target: typeof map) => Observable<undefined>]>([
    ['evictAll', target => target.evictAll()],
    ['clear', target => target.clear()],
  ])('%s leaves only locked entries', async (_, empty) => {
    await valueOf(map.putAll(Array.from({ length: 1000 }, (__, n) => [`key-${n}`, n])));
    const mine = await valueOf(map.lock('key-1'));
    const others = await valueOf(other.lock('key-2'));
    expect(await valueOf(empty(map))).toBeUndefined();
    expect(new Map(await valueOf(map.entrySet()))).toEqual(new Map([['key-1', 1], ['key-2', 2]])); // prettier-ignore
    await valueOf(map.unlock(mine));
    await valueOf(other.unlock(others));
    expect(await valueOf(empty(other))).toBeUndefined();
    expect(await valueOf(map.size())).toBe(0);
  });

  it('flushes nothing where there is no store', async () => {
    await valueOf(map.set('a', 1));
    expect(await valueOf(other.flush())).toBeUndefined();
    expect(await valueOf(map.get('a'))).toBe(1);
  });

  it('cannot load where there is no store', async () => {
    await valueOf(map.set('a', 1));
    for (const replace of [true, false]) {
      const all = await errorOf(map.loadAll(undefined, replace));
      expect(all).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.loadAll', structure: map.name });
      expect(all.message).toMatch(/map store/);
      const given = await errorOf(map.loadAll(['a', 'b'], replace));
      expect(given).toMatchObject({ code: 'NULL_POINTER', operation: 'Map.loadGivenKeys', structure: map.name });
    }
    expect(await valueOf(map.loadAll([]))).toBeUndefined();
    expect(await valueOf(map.get('a'))).toBe(1);
  });

  it('sets many', async () => {
    const entries = Array.from({ length: 5000 }, (_, n): [string, number] => [`key-${n}`, n]);
    await valueOf(map.set('key-1', 'before'));
    expect(await valueOf(map.setAll(entries))).toBeUndefined();
    expect(new Map(await valueOf(other.entrySet()))).toEqual(new Map(entries));
    expect(await valueOf(other.setAll(new Map([['key-1', 'after']])))).toBeUndefined();
    expect(await valueOf(map.get('key-1'))).toBe('after');
    expect(await valueOf(map.size())).toBe(5000);
  });

  it('sets the same many again, also from what can be iterated once', async () => {
    function* entries(): Iterable<[string, number]> {
      for (let n = 0; n < 10; n++) yield [`key-${n}`, n];
    }
    const setAll = map.setAll(entries());
    await valueOf(setAll);
    await valueOf(map.clear());
    await valueOf(setAll);
    expect(await valueOf(map.size())).toBe(10);
  });

  it.each(['putAll', 'setAll'] as const)('%s keeps the last of several values of one key', async method => {
    await valueOf(map[method](Array.from({ length: 100 }, (_, n) => [`key-${n % 3}`, n])));
    expect(new Map(await valueOf(map.entrySet()))).toEqual(
      new Map([['key-0', 99], ['key-1', 97], ['key-2', 98]]), // prettier-ignore
    );
  });

  it.each(['putAll', 'setAll', 'getAll'] as const)('%s has 64 requests under way at most', async method => {
    const entries = Array.from({ length: 2000 }, (_, n): [string, number] => [`key-${n}`, n]);
    const { pending } = partsOf(cluster.client);
    await valueOf(map.size());
    const { size } = pending;
    const call$: Observable<unknown> =
      method === 'getAll' ? map.getAll(entries.map(([key]) => key)) : map[method](entries);
    using call = record(call$);
    expect(pending.size - size).toBe(64);
    await call.count(1);
    expect(pending.size).toBe(size);
  });
}
