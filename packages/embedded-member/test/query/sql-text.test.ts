import { predicateClasses as classes, QueryObject } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import { parseSql } from '../../src/query/sql-text.js';

type Told = string | boolean | null | readonly Told[];

/** `['equal', 'a', '1']` and so on. */
function told(value: unknown): Told {
  if (Array.isArray(value)) return value.map(told);
  if (!(value instanceof QueryObject)) return value as Told;
  const name = Object.entries(classes).find(([, type]) => type === value.type)![0];
  return [name, ...value.values.map(told)];
}

const a1: Told = ['equal', 'a', '1'];
const b2: Told = ['equal', 'b', '2'];
const c3: Told = ['equal', 'c', '3'];

describe('parseSql', () => {
  it.each<[string, Told]>([
    ['a = 1', a1],
    ['a==1', a1],
    ['a!=1', ['notEqual', 'a', '1']],
    ['a <> 1', ['notEqual', 'a', '1']],
    ['a<1', ['greaterLess', 'a', '1', false, true]],
    ['a <=1', ['greaterLess', 'a', '1', true, true]],
    ['a> 1', ['greaterLess', 'a', '1', false, false]],
    ['a>=1', ['greaterLess', 'a', '1', true, false]],
    ['a = null', ['equal', 'a', null]],
    ["a = 'null'", ['equal', 'a', 'null']],
    ['active', ['equal', 'active', 'true']],
    ['NOT active', ['not', ['equal', 'active', 'true']]],
    ["a = 'it''s'", ['equal', 'a', "it's"]],
    ["a = ''", ['equal', 'a', '']],
    ["a = 'x AND (y)'", ['equal', 'a', 'x AND (y)']],
    ['a BETWEEN 1 AND 3', ['between', 'a', '3', '1']],
    ['a in (1, 2 ,3)', ['in', 'a', ['1', '2', '3']]],
    ["a IN('x', 'y z')", ['in', 'a', ['x', 'y z']]],
    ["a LIKE 'x%'", ['like', 'a', 'x%']],
    ["a ilike 'x%'", ['ilike', 'a', 'x%']],
    ["a REGEX '.*'", ['regex', 'a', '.*']],
    ['%a = 1', a1],
    ['this.a = 1', a1],
    ['a = 1 AND b = 2', ['and', [a1, b2]]],
    ['a = 1 and b = 2 and c = 3', ['and', [a1, b2, c3]]],
    ['a = 1 OR b = 2 AND c = 3', ['or', [a1, ['and', [b2, c3]]]]],
    ['(a = 1 OR b = 2) AND c = 3', ['and', [['or', [a1, b2]], c3]]],
    ['NOT a = 1 AND b = 2', ['and', [['not', a1], b2]]],
    ['NOT (a = 1 AND b = 2)', ['not', ['and', [a1, b2]]]],
    ['a BETWEEN 1 AND 3 AND b = 2', ['and', [['between', 'a', '3', '1'], b2]]],
  ])('reads %s', (text, expected) => {
    expect(told(parseSql(text))).toEqual(expected);
  });

  it.each(['', 'a =', '= 1', 'a = 1 b', 'a AND', "a = 'x", 'a > null', '(a = 1'])('refuses %s', text => {
    expect(() => parseSql(text)).toThrow(expect.objectContaining({ code: 'HAZELCAST_SERIALIZATION' }));
  });
});
