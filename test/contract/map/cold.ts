import { type HazelcastMap, HazelcastError } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import {
  asyncScheduler,
  firstValueFrom as valueOf,
  merge,
  type Observable,
  observeOn,
  of,
  switchMap,
  toArray,
} from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** What every request promises: nothing before subscribe, one value, then the end. */
export function coldContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, number>;

  beforeEach(() => {
    map = cluster.client.getMap(uniqueName('cold'));
  });

  it('does nothing without a subscription', async () => {
    void map.set('a', 1);
    void map.clear();
    void map.putAll([['a', 1]]);
    expect(await valueOf(map.size())).toBe(0);
  });

  it('sends one request a subscription', async () => {
    const put = map.put('a', 1);
    expect(await valueOf(put)).toBeNull();
    expect(await valueOf(put)).toBe(1);
  });

  it('encodes at subscribe', async () => {
    const entry: { id: number } = { id: 1 };
    const objects: HazelcastMap<string, { id: number }> = cluster.client.getMap(map.name);
    const set = objects.set('a', entry);
    entry.id = 2;
    await valueOf(set);
    expect(await valueOf(objects.get('a'))).toEqual({ id: 2 });
  });

  it.each<[string, () => Observable<unknown>, unknown]>([
    ['get', () => map.get('a'), null],
    ['put', () => map.put('a', 1), null],
    ['set', () => map.set('a', 1), undefined],
    ['remove', () => map.remove('a'), null],
    ['delete', () => map.delete('a'), undefined],
    ['containsKey', () => map.containsKey('a'), false],
    ['putIfAbsent', () => map.putIfAbsent('a', 1), null],
    ['replace', () => map.replace('a', 1), null],
    ['getAll', () => map.getAll(['a', 'b', 'c']), []],
    ['putAll', () => map.putAll([['a', 1]]), undefined],
    ['size', () => map.size(), 0],
    ['clear', () => map.clear(), undefined],
    ['destroy', () => map.destroy(), undefined],
  ])('%s emits one value and completes', async (_, call, value) => {
    expect(await valueOf(call().pipe(toArray()))).toEqual([value]);
  });

  it('drops the wait when unsubscribed, not the effect', async () => {
    await valueOf(map.set('a', 0));
    const { pending, invoker } = partsOf(cluster.client);
    const { size } = pending;
    map.set('a', 1).subscribe().unsubscribe();
    expect(pending.size).toBe(size);
    expect(invoker.active).toBe(0);
    expect(await valueOf(map.get('a'))).toBe(1);
  });

  it('keeps the order of the calls for one key', async () => {
    const calls = Array.from({ length: 500 }, (_, n) => map.put('a', n));
    const replaced = await valueOf(merge(...calls).pipe(toArray()));
    expect(replaced).toEqual([null, ...Array.from({ length: 499 }, (_, n) => n)]);
  });

  it('works within operators', async () => {
    const last = of(1, 2, 3).pipe(
      observeOn(asyncScheduler),
      switchMap(n => map.put('a', n)),
      toArray(),
    );
    expect((await valueOf(last)).length).toBeGreaterThan(0);
  });

  const nothing = [null, undefined] as unknown[] as string[];
  it.each(nothing)('refuses %s as a key', async key => {
    const value = key as unknown as number;
    for (const [call, operation] of [
      [map.get(key), 'Map.get'],
      [map.put(key, 1), 'Map.put'],
      [map.set(key, 1), 'Map.set'],
      [map.remove(key), 'Map.remove'],
      [map.delete(key), 'Map.delete'],
      [map.containsKey(key), 'Map.containsKey'],
      [map.putIfAbsent(key, 1), 'Map.putIfAbsent'],
      [map.replace(key, 1), 'Map.replace'],
      [map.getAll([key]), 'Map.getAll'],
      [map.putAll([[key, 1]]), 'Map.putAll'],
      [map.put('a', value), 'Map.put'],
      [map.set('a', value), 'Map.set'],
      [map.putIfAbsent('a', value), 'Map.putIfAbsent'],
      [map.replace('a', value), 'Map.replace'],
      [map.putAll([['a', value]]), 'Map.putAll'],
    ] as const) {
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(HazelcastError);
      expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation, structure: map.name });
    }
    expect(await valueOf(map.size())).toBe(0);
  });

  it('refuses null as the key of a listener', async () => {
    const error = await errorOf(map.events({ key: null as unknown as string }));
    expect(error).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
      operation: 'Map.addEntryListenerToKey',
      structure: map.name,
    });
  });
}
