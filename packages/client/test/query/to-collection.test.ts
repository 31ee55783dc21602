import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import type { LiveChange } from '../../src/query/live-change.js';
import { toCollection } from '../../src/query/to-collection.js';

interface Point {
  readonly x: number;
}

function following<K, V>(identify: (key: K) => unknown = key => key) {
  const changes = new Subject<LiveChange<K, V>>();
  const seen: ReadonlyMap<K, V>[] = [];
  changes.pipe(toCollection()).subscribe(collection => seen.push(collection));
  const snapshot = (...entries: [K, V][]): void => changes.next({ type: 'snapshot', entries, identify });
  const put = (key: K, value: V): void => changes.next({ type: 'put', key, value, oldValue: null });
  const remove = (key: K, oldValue: V): void => changes.next({ type: 'remove', key, oldValue });
  return { changes, seen, snapshot, put, remove };
}

it('is the entries after each change', () => {
  const { changes, seen, snapshot, put, remove } = following<string, number>();
  const copies: [string, number][][] = [];
  changes.pipe(toCollection()).subscribe(collection => copies.push([...collection]));
  snapshot(['a', 1], ['b', 2]);
  put('c', 3);
  put('a', 4);
  remove('b', 2);
  expect(copies).toEqual([
    [['a', 1], ['b', 2]],
    [['a', 1], ['b', 2], ['c', 3]],
    [['a', 4], ['b', 2], ['c', 3]],
    [['a', 4], ['c', 3]],
  ]); // prettier-ignore
  expect(seen).toHaveLength(4);
});

it('is another object after each change, and all of them are what is there now', () => {
  const { seen, snapshot, put } = following<string, number>();
  snapshot(['a', 1]);
  put('b', 2);
  expect(seen[0]).not.toBe(seen[1]);
  expect(seen.map(({ size }) => size)).toEqual([2, 2]);
});

it('is a map that can be read only', () => {
  const { seen, snapshot } = following<string, number>();
  snapshot(['a', 1], ['b', 2]);
  const collection = seen[0]!;
  expect([collection.get('a'), collection.get('c'), collection.has('b'), collection.has('c')]).toEqual(
    [1, undefined, true, false], // prettier-ignore
  );
  expect([[...collection.keys()], [...collection.values()], [...collection.entries()]]).toEqual([
    ['a', 'b'],
    [1, 2],
    [['a', 1], ['b', 2]], // prettier-ignore
  ]);
  const told: unknown[] = [];
  collection.forEach(function (this: unknown, value, key, map) {
    told.push([value, key, map === collection, this]);
  }, 'this');
  expect(told).toEqual([[1, 'a', true, 'this'], [2, 'b', true, 'this']]); // prettier-ignore
  expect(new Map(collection)).toEqual(new Map(Object.entries({ a: 1, b: 2 })));
  expect('set' in collection).toBe(false);
});

it('finds keys that are objects by what tells them apart', () => {
  const { seen, snapshot, put, remove } = following<Point, string>(({ x }) => x);
  const key = { x: 1 };
  snapshot([key, 'one']);
  put({ x: 1 }, 'first');
  put({ x: 2 }, 'second');
  remove({ x: 2 }, 'second');
  const collection = seen.at(-1)!;
  expect(collection.get({ x: 1 })).toBe('first');
  expect(collection.has({ x: 2 })).toBe(false);
  expect(collection.size).toBe(1);
});

it('begins anew for each who subscribes, and with each snapshot', () => {
  const { changes, seen, snapshot, put } = following<string, number>();
  snapshot(['a', 1]);
  const late: ReadonlyMap<string, number>[] = [];
  changes.pipe(toCollection()).subscribe(collection => late.push(collection));
  put('b', 2);
  snapshot(['c', 3]);
  expect([...seen.at(-1)!.keys()]).toEqual(['c']);
  expect([...late.at(-1)!.keys()]).toEqual(['c']);
});

it('costs the same for each change, however many entries there are', () => {
  const { changes, snapshot, put } = following<number, number>();
  const sizes: number[] = [];
  changes.pipe(toCollection()).subscribe(({ size }) => sizes.push(size));
  snapshot(...Array.from({ length: 100_000 }, (_, n): [number, number] => [n, n]));
  const begun = performance.now();
  for (let n = 0; n < 10_000; n++) put(n, -n);
  // A copy of the map takes milliseconds, each time.
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(sizes).toHaveLength(10_001);
});
