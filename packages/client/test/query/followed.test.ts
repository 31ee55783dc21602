import { describe, expect, it } from 'vitest';
import { followed, hidesOrder } from '../../src/query/followed.js';
import * as Predicates from '../../src/query/predicates.js';

const { and, equal, greaterEqual, greaterThan, like, lessEqual, lessThan, not, notEqual, or, sql } = Predicates;
const like$ = like('name', 'a%');

describe('a predicate that is followed', () => {
  it.each([
    ['an order', not(lessThan('a', 1)), greaterEqual('a', 1)],
    ['an order with its bound', not(greaterEqual('a', 1)), lessThan('a', 1)],
    ['an equality', not(equal('a', 1)), notEqual('a', 1)],
    ['its opposite', not(notEqual('a', 1)), equal('a', 1)],
    ['a NOT', not(not(lessThan('a', 1))), lessThan('a', 1)],
    ['all of some', not(and(greaterThan('a', 1), like$)), or(lessEqual('a', 1), not(like$))],
    ['any of some', not(or(not(lessThan('a', 1)), like$)), and(lessThan('a', 1), not(like$))],
    [
      'what is part of others',
      and(like$, or(not(greaterThan('a', 1)), like$)),
      and(like$, or(lessEqual('a', 1), like$)),
    ],
    ['what has no counterpart', not(like$), not(like$)],
    ['what is no NOT', and(like$, lessThan('a', 1)), and(like$, lessThan('a', 1))],
  ])('has no NOT of %s', (_, predicate, expected) => {
    expect(plain(followed(predicate))).toEqual(plain(expected));
  });

  it.each(['not a < 1', 'a = 1 and not (b >= 2)', 'NOT (a = 1 or b > 2)', 'a not > 1'])(
    'cannot be the text "%s"',
    text => {
      expect(hidesOrder(sql(text))).toBe(true);
      expect(hidesOrder(and(like$, sql(text)))).toBe(true);
    },
  );

  it.each([
    'a < 1',
    "a < 1 and b = 'not'",
    'not a',
    'not (a = 1)',
    'not a <> 1',
    "a > 1 and b not in ('x')",
    "a > 1 and b NOT LIKE 'x'",
  ])('can be the text "%s"', text => expect(hidesOrder(sql(text))).toBe(false));

  it('cannot be a NOT of a text with an order', () => {
    expect(hidesOrder(not(or(like$, sql('a < 1'))))).toBe(true);
    expect(hidesOrder(not(sql('a = 1')))).toBe(false);
  });
});

/** As far as members can tell. */
function plain(object: unknown): unknown {
  return JSON.parse(JSON.stringify(object));
}
