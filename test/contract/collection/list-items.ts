import type { HazelcastList } from 'hazelrx';
import { listAddWithIndex, listIterator, listListIterator, listSub } from 'hazelrx/operations';
import { firstValueFrom as valueOf, merge, type Observable, toArray } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** Items in their places. */
export function listItemsContract(cluster: SuiteCluster): void {
  let list: HazelcastList<string>;

  beforeEach(() => {
    list = cluster.client.getList(uniqueName('list'));
  });

  function contents(): Promise<string[]> {
    return valueOf(list.toArray());
  }

  it('keeps the order, and what is equal as often as it was added', async () => {
    await valueOf(list.addAll(['b', 'a', 'b']));
    await valueOf(list.add('a'));
    expect(await contents()).toEqual(['b', 'a', 'b', 'a']);
    expect(await valueOf(list.remove('b'))).toBe(true);
    expect(await contents()).toEqual(['a', 'b', 'a']);
    expect(await valueOf(list.removeAll(['a']))).toBe(true);
    expect(await contents()).toEqual(['b']);
  });

  it('keeps the order of the calls', async () => {
    const calls = Array.from({ length: 500 }, (_, n) => list.add(`item-${n}`));
    await valueOf(merge(...calls).pipe(toArray()));
    expect(await contents()).toEqual(Array.from({ length: 500 }, (_, n) => `item-${n}`));
  });

  it('reads and writes by index', async () => {
    await valueOf(list.addAll(['a', 'b', 'c']));
    expect(await valueOf(list.get(0))).toBe('a');
    expect(await valueOf(list.get(2))).toBe('c');
    expect(await valueOf(list.set(1, 'B'))).toBe('b');
    expect(await valueOf(list.addAt(0, 'first'))).toBe(true);
    expect(await valueOf(list.addAt(4, 'last'))).toBe(true);
    expect(await valueOf(list.addAllAt(2, ['x', 'y']))).toBe(true);
    expect(await valueOf(list.addAllAt(2, []))).toBe(false);
    expect(await contents()).toEqual(['first', 'a', 'x', 'y', 'B', 'c', 'last']);
    expect(await valueOf(list.removeAt(0))).toBe('first');
    expect(await valueOf(list.removeAt(5))).toBe('last');
    expect(await contents()).toEqual(['a', 'x', 'y', 'B', 'c']);
  });

  it('finds the first and the last', async () => {
    await valueOf(list.addAll(['a', 'b', 'a', 'c']));
    expect(await valueOf(list.indexOf('a'))).toBe(0);
    expect(await valueOf(list.lastIndexOf('a'))).toBe(2);
    expect(await valueOf(list.indexOf('x'))).toBe(-1);
    expect(await valueOf(list.lastIndexOf('x'))).toBe(-1);
  });

  it('reads a part', async () => {
    await valueOf(list.addAll(['a', 'b', 'c', 'd']));
    expect(await valueOf(list.subList(1, 3))).toEqual(['b', 'c']);
    expect(await valueOf(list.subList(0, 4))).toEqual(['a', 'b', 'c', 'd']);
    expect(await valueOf(list.subList(2))).toEqual(['c', 'd']);
    expect(await valueOf(list.subList(4))).toEqual([]);
    expect(await valueOf(list.subList(4, 4))).toEqual([]);
    expect(await errorOf(list.subList(3, 2))).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'List.sub' });
  });

  it.each<[string, () => Observable<unknown>, string]>([
    ['get', () => list.get(2), 'List.get'],
    ['get below 0', () => list.get(-1), 'List.get'],
    ['get far below 0', () => list.get(-(2 ** 31)), 'List.get'],
    ['set', () => list.set(2, 'x'), 'List.set'],
    ['set below 0', () => list.set(-1, 'x'), 'List.set'],
    ['removeAt', () => list.removeAt(2), 'List.removeWithIndex'],
    ['removeAt below 0', () => list.removeAt(-1), 'List.removeWithIndex'],
    ['addAt', () => list.addAt(3, 'x'), 'List.addAllWithIndex'],
    ['addAt below 0', () => list.addAt(-1, 'x'), 'List.addAllWithIndex'],
    ['addAllAt', () => list.addAllAt(3, ['x']), 'List.addAllWithIndex'],
    ['addAllAt of nothing', () => list.addAllAt(3, []), 'List.addAllWithIndex'],
    ['addAllAt below 0', () => list.addAllAt(-1, ['x']), 'List.addAllWithIndex'],
    ['subList to behind the end', () => list.subList(0, 3), 'List.sub'],
    ['subList from below 0', () => list.subList(-1, 2), 'List.sub'],
    ['subList all below 0', () => list.subList(-1, -1), 'List.sub'],
    ['subList to below 0', () => list.subList(0, -1), 'List.sub'],
  ])('refuses %s, outside', async (_, call, operation) => {
    await valueOf(list.addAll(['a', 'b']));
    const error = await errorOf(call());
    expect(error).toMatchObject({ code: 'INDEX_OUT_OF_BOUNDS', operation, structure: list.name });
    expect(await contents()).toEqual(['a', 'b']);
  });

  it.each([0.5, Number.NaN, 2 ** 31])('refuses %s as an index', async index => {
    await valueOf(list.addAll(['a', 'b']));
    for (const call of [list.get(index), list.set(index, 'x'), list.removeAt(index), list.addAt(index, 'x')])
      expect(await errorOf(call)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: list.name });
    expect(await contents()).toEqual(['a', 'b']);
  });

  it('tells that there is no room, where rows of the protocol do not', async () => {
    list = cluster.client.getList(uniqueName('bounded'));
    const { name } = list;
    await valueOf(list.addAll(['a', 'b', 'c']));
    expect(await valueOf(list.addAt(0, 'x'))).toBe(false);
    expect(await valueOf(list.addAllAt(0, ['x']))).toBe(false);
    expect(await valueOf(cluster.client.invoke(listAddWithIndex, { name, index: 0, value: 'x' }))).toEqual({});
    expect(await valueOf(list.set(0, 'A'))).toBe('a');
    expect(await contents()).toEqual(['A', 'b', 'c']);
  });

  it('takes −1 for the end in rows of the protocol', async () => {
    const { name } = list;
    await valueOf(list.addAll(['a', 'b']));
    await valueOf(cluster.client.invoke(listAddWithIndex, { name, index: -1, value: 'c' }));
    expect(await valueOf(cluster.client.invoke(listSub, { name, from: 1, to: -1 }))).toEqual({ response: ['b', 'c'] });
    expect(await valueOf(cluster.client.invoke(listSub, { name, from: -1, to: -1 }))).toEqual({
      response: ['a', 'b', 'c'],
    });
  });

  it('reads on from an index by rows of the protocol', async () => {
    const { name } = list;
    const { client } = cluster;
    await valueOf(list.addAll(['a', 'b', 'c']));
    expect(await valueOf(client.invoke(listIterator, { name }))).toEqual({ response: ['a', 'b', 'c'] });
    // Real members answer it with the message type of listIterator.
    expect(await valueOf(client.invoke(listListIterator, { name, index: 1 }))).toEqual({ response: ['b', 'c'] });
  });
}
