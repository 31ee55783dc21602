import { expect, it } from 'vitest';
import { KeyArguments } from '../../src/sql/key-arguments.js';

it('remembers which parameter is the key, until there is none', () => {
  const keys = new KeyArguments();
  keys.learn('a', 1);
  keys.learn('b', undefined);
  expect([keys.get('a'), keys.get('b')]).toEqual([1, undefined]);
  keys.learn('a', 0);
  expect(keys.get('a')).toBe(0);
  keys.learn('a', -1);
  expect(keys.get('a')).toBeUndefined();
});

it('forgets the oldest of too many', () => {
  const keys = new KeyArguments();
  for (let n = 0; n < 1025; n++) keys.learn(`${n}`, n);
  expect([keys.get('0'), keys.get('1'), keys.get('1024')]).toEqual([undefined, 1, 1024]);
});
