import { describe, expect, it } from 'vitest';
import { argumentList, listed } from '../../src/structures/listed.js';

function* twoOnce(): Generator<number> {
  yield* [1, 2];
}

describe.each<[string, (items: Iterable<number>) => () => readonly number[]]>([
  ['listed', listed],
  [
    'argumentList',
    items =>
      (
        list => () =>
          Array.from(list)
      )(argumentList(items)),
  ],
])('%s', (_, list) => {
  it.each<[string, () => Iterable<number>]>([
    ['an array', () => [1, 2]],
    ['a set', () => new Set([1, 2])],
    ['an iterator that gives its items once', twoOnce],
  ])('reads %s as often as it is wanted', (__, items) => {
    const all = list(items());
    expect([all(), all()]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('keeps what was there when it was handed over', () => {
    const items = [1, 2];
    const all = list(items);
    items.push(3);
    expect(all()).toEqual([1, 2]);
  });

  it.each<unknown>([null, undefined, 'abc', 5, {}])('refuses %s when it is read, not before', items => {
    const all = list(items as number[]);
    expect(all).toThrow(new TypeError('expected an iterable'));
  });
});
