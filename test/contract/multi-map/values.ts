import { Long, type MultiMap } from 'hazelrx';
import { firstValueFrom as valueOf, type Observable, toArray } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

type Tags = MultiMap<string, string>;

/** Values by key: of sets, and of lists. */
export function valuesContract(cluster: SuiteCluster): void {
  let tags: Tags;
  let lists: Tags;
  let other: Tags;

  beforeEach(() => {
    const name = uniqueName('tags');
    tags = cluster.client.getMultiMap(name);
    other = cluster.otherClient.getMultiMap(name);
    lists = cluster.client.getMultiMap(uniqueName('listed'));
  });

  /** Those of a set come in any order. */
  async function sorted(values$: Observable<string[]>): Promise<string[]> {
    return (await valueOf(values$)).toSorted();
  }

  it('is one object a name, made without a request', () => {
    expect(cluster.client.getMultiMap(tags.name)).toBe(tags);
    expect(cluster.client.getMap(tags.name)).not.toBe(tags);
    expect(tags).toMatchObject({ name: tags.name, serviceName: 'hz:impl:multiMapService' });
  });

  it('has nothing at first', async () => {
    expect(await valueOf(tags.get('a').pipe(toArray()))).toEqual([[]]);
    expect(await valueOf(tags.size())).toBe(0);
    expect(await valueOf(tags.valueCount('a'))).toBe(0);
    expect(await valueOf(tags.containsKey('a'))).toBe(false);
    expect(await valueOf(tags.removeAll('a'))).toEqual([]);
    expect(await valueOf(tags.remove('a', 'x'))).toBe(false);
    expect(await valueOf(tags.delete('a').pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(tags.clear().pipe(toArray()))).toEqual([undefined]);
  });

  it('keeps equal values of a set once', async () => {
    expect(await valueOf(tags.put('a', 'x'))).toBe(true);
    expect(await valueOf(other.put('a', 'x'))).toBe(false);
    expect(await valueOf(other.put('a', 'y'))).toBe(true);
    expect(await sorted(tags.get('a'))).toEqual(['x', 'y']);
    expect(await valueOf(tags.valueCount('a'))).toBe(2);
  });

  it('keeps all values of a list in their order', async () => {
    for (const value of ['x', 'y', 'x', 'z']) expect(await valueOf(lists.put('a', value))).toBe(true);
    expect(await valueOf(lists.get('a'))).toEqual(['x', 'y', 'x', 'z']);
    expect(await valueOf(lists.valueCount('a'))).toBe(4);
    expect(await valueOf(lists.remove('a', 'x'))).toBe(true);
    expect(await valueOf(lists.get('a'))).toEqual(['y', 'x', 'z']);
    expect(await valueOf(lists.put('a', 'x'))).toBe(true);
    expect(await sorted(lists.values())).toEqual(['x', 'x', 'y', 'z']);
    expect((await valueOf(lists.entrySet())).map(String).toSorted()).toEqual(['a,x', 'a,y', 'a,z']);
    expect(await valueOf(lists.removeAll('a'))).toEqual(['y', 'x', 'z', 'x']);
  });

  it('removes one value, all of a key, or all', async () => {
    for (const key of ['a', 'b', 'c']) for (const value of ['x', 'y']) await valueOf(tags.put(key, value));
    expect(await valueOf(tags.remove('a', 'x'))).toBe(true);
    expect(await valueOf(tags.remove('a', 'x'))).toBe(false);
    expect(await valueOf(tags.get('a'))).toEqual(['y']);
    expect(await valueOf(tags.remove('a', 'y'))).toBe(true);
    expect(await valueOf(tags.containsKey('a'))).toBe(false);
    expect(await sorted(tags.removeAll('b'))).toEqual(['x', 'y']);
    expect(await valueOf(tags.delete('c'))).toBeUndefined();
    expect(await valueOf(other.keySet())).toEqual([]);
    await valueOf(tags.put('d', 'x'));
    await valueOf(other.clear());
    expect(await valueOf(tags.size())).toBe(0);
  });

  it('looks for keys, values and entries', async () => {
    await valueOf(tags.put('a', 'x'));
    expect(await valueOf(other.containsKey('a'))).toBe(true);
    expect(await valueOf(other.containsKey('x'))).toBe(false);
    expect(await valueOf(other.containsValue('x'))).toBe(true);
    expect(await valueOf(other.containsValue('a'))).toBe(false);
    expect(await valueOf(other.containsEntry('a', 'x'))).toBe(true);
    expect(await valueOf(other.containsEntry('a', 'y'))).toBe(false);
    expect(await valueOf(other.containsEntry('b', 'x'))).toBe(false);
  });

  it('gives all keys, values and entries', async () => {
    const keys = Array.from({ length: 50 }, (_, n) => `key-${n}`);
    await valueOf(tags.putAll(keys.map(key => [key, [key, 'all']])));
    expect(await sorted(tags.keySet())).toEqual(keys.toSorted());
    // Members leave out some of the equal values of several sets.
    expect(new Set(await valueOf(tags.values()))).toEqual(new Set([...keys, 'all']));
    expect(new Set((await valueOf(tags.entrySet())).map(String))).toEqual(
      new Set(keys.flatMap(key => [`${key},${key}`, `${key},all`])),
    );
    expect(await valueOf(tags.size())).toBe(100);
    await valueOf(lists.putAll(keys.map(key => [key, [key, 'all']])));
    expect(await sorted(lists.values())).toEqual([...keys, ...keys.map(() => 'all')].toSorted());
    for (const key of keys) expect(await valueOf(other.valueCount(key))).toBe(2);
  });

  describe('putAll', () => {
    it('adds to what is there, whatever iterables it is given', async () => {
      await valueOf(lists.put('a', 'x'));
      const entries = new Map([
        ['a', new Set(['y', 'z'])],
        ['b', ['x', 'x']],
      ] as [string, Iterable<string>][]);
      const put$ = lists.putAll(entries.entries());
      expect(await valueOf(lists.size())).toBe(1);
      expect(await valueOf(put$.pipe(toArray()))).toEqual([undefined]);
      expect(await valueOf(lists.get('a'))).toEqual(['x', 'y', 'z']);
      expect(await valueOf(lists.get('b'))).toEqual(['x', 'x']);
    });

    it('leaves out keys without values', async () => {
      await valueOf(tags.putAll([['a', []]]));
      await valueOf(tags.putAll([]));
      expect(await valueOf(tags.containsKey('a'))).toBe(false);
    });

    it.each([
      ['no iterable', 1],
      ['an entry that is no pair', ['a']],
      ['a value that is no iterable of values', [['a', 'x']]],
      ['a value that is null', [['a', null]]],
      ['a null among the values', [['b', ['x']], ['a', ['y', null]]]], // prettier-ignore
      ['a key that is null', [[null, ['x']]]],
    ])('refuses %s, and puts nothing', async (_, entries) => {
      const refused = await errorOf(tags.putAll(entries as never));
      expect(refused).toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
        operation: 'MultiMap.putAll',
        structure: tags.name,
      });
      expect(await valueOf(tags.size())).toBe(0);
    });
  });

  it('takes keys and values of any type', async () => {
    const map: MultiMap<Long, object> = cluster.client.getMultiMap(uniqueName('tags'));
    await valueOf(map.put(Long.fromNumber(1), { n: 1 }));
    await valueOf(map.put(Long.fromNumber(1), { n: 1 }));
    await valueOf(map.put(Long.fromNumber(1), [1, 2]));
    expect(await valueOf(map.valueCount(Long.fromNumber(1)))).toBe(2);
    expect(await valueOf(map.get(Long.fromNumber(1)))).toEqual(expect.arrayContaining([{ n: 1 }, [1, 2]]));
  });

  it.each([null, undefined] as unknown[] as string[])('refuses %s', async nothing => {
    for (const call of [tags.put(nothing, 'x'), tags.put('a', nothing), tags.get(nothing), tags.valueCount(nothing)])
      expect(await errorOf(call)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: tags.name });
  });

  it('is empty after destroy, and comes back', async () => {
    await valueOf(tags.put('a', 'x'));
    await valueOf(tags.destroy());
    expect(await valueOf(tags.get('a'))).toEqual([]);
    expect(await valueOf(tags.put('a', 'x'))).toBe(true);
  });
}
