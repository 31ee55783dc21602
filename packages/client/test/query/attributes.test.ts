import {
  array,
  BigDecimal,
  boolean,
  bytes,
  compact,
  decimal,
  int32,
  int64,
  json,
  type Marked,
  nullable,
  predicateClasses,
  type QueryObject,
  string,
} from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import { attributes, keyAttributes } from '../../src/query/attributes.js';
import * as Aggregators from '../../src/query/aggregators.js';
import * as Predicates from '../../src/query/predicates.js';
import * as Projections from '../../src/query/projections.js';

const Line = compact('line', { sku: string, quantity: int32 });
const Order = compact('order', {
  count: int32,
  total: int64,
  price: decimal,
  paid: boolean,
  picture: bytes,
  customer: nullable(compact('customer', { name: string })),
  lines: array(Line),
  tags: array(string),
});
const order = attributes(Order);

interface Plain {
  readonly name: string;
  readonly like: number;
  readonly nested: { readonly equal: { readonly deep: string } };
  readonly list: readonly { readonly id: number }[];
}
const plain = attributes<Plain>();

function pathIn({ values }: QueryObject): unknown {
  return values[0];
}

/** The value that it compares with: its type id, and what it is. */
function marked({ values }: QueryObject): [number, string] {
  const value = values[1] as Marked;
  return [value.typeId, String(value)];
}

describe('paths', () => {
  it.each<[string, QueryObject]>([
    ['count', order.count.equal(1)],
    ['customer.name', order.customer.name.equal('a')],
    ['lines[any].sku', order.lines.any.sku.equal('a')],
    ['lines[2].quantity', order.lines.at(2).quantity.equal(1)],
    ['tags[any]', order.tags.any.equal('a')],
    ['name', plain.name.equal('a')],
    ['like', plain.like.equal(1)],
    ['nested.equal.deep', plain.nested.equal.deep.equal('a')],
    ['list[any].id', plain.list.any.id.equal(1)],
    ['list[0].id', plain.list.at(0).id.equal(1)],
    ['this', attributes(int32).equal(1)],
    ['__key', keyAttributes(string).equal('a')],
    ['__key.name', keyAttributes<Plain>().name.equal('a')],
    ['name', attributes(json<Plain>()).name.equal('a')],
  ])('names %s', (path, predicate) => {
    expect(pathIn(predicate)).toBe(path);
  });
});

describe('values', () => {
  it('are of the declared type', () => {
    expect(marked(order.count.equal(5))).toEqual([-7, '5']);
    expect(marked(order.total.greaterThan(5n))).toEqual([-8, '5']);
    expect(marked(order.price.lessThan(BigDecimal.parse('1.50')))).toEqual([-27, '1.50']);
    expect(marked(order.lines.any.quantity.equal(5))).toEqual([-7, '5']);
  });

  it('are as given, where nothing is declared', () => {
    expect(plain.like.equal(5).values).toEqual(['like', 5]);
    expect(Predicates.equal('like', 5).values).toEqual(['like', 5]);
  });

  it('have the upper bound first', () => {
    const { type, values } = plain.like.between(1, 2);
    expect([type, values]).toEqual([predicateClasses.between, ['like', 2, 1]]);
  });

  it.each([
    ["Predicates.equal('count')", () => order.count.equal(1.5)],
    ["Predicates.equal('count')", () => order.count.equal('1' as never)],
    ["Predicates.in('count')", () => order.count.in(1, 2 ** 31)],
    ["Predicates.between('total')", () => order.total.between(1, 2 ** 60)],
  ])('are refused by %s when they do not fit', (operation, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'ILLEGAL_ARGUMENT', operation }));
  });
});

type Loose = Record<string, (...values: unknown[]) => unknown>;

/** What no compiler lets through. */
const loose = order as unknown as Record<string, Record<string, (...values: unknown[]) => unknown>>;

describe('refusals', () => {
  it.each<[string, () => unknown]>([
    ["'this', an order, has no field 'nothing': it has count, total", () => loose['nothing']],
    ["'count', an int32, cannot be asked for 'like', which is for strings", () => loose['count']!['like']],
    [
      "'paid', a boolean, cannot be asked for 'lessThan', which is for what has an order",
      () => loose['paid']!['lessThan'],
    ],
    ["'picture', a bytes, cannot be asked for 'equal'", () => loose['picture']!['equal']],
    ["'customer', a customer, has no field 'equal': it has name", () => loose['customer']!['equal']],
    ["'lines', a line[], has no 'sku'", () => loose['lines']!['sku']],
    ["index of an item of 'lines' must be a whole number from 0 on, not -1", () => loose['lines']!['at']!(-1)],
    ["members cannot be asked for items of 'this' itself", () => (attributes(array(int32)) as unknown as Loose)['any']],
    [
      "members cannot be asked for items of '__key' itself",
      () => (keyAttributes<string[]>() as unknown as Loose)['at']!(0),
    ],
    ['cannot compare what is declared as customer: ask for a part of it', () => Predicates.equal(order.customer, null)],
    ['cannot compare what is declared as line[]', () => Predicates.in(order.lines, null)],
    ['cannot compare arrays: give the items one by one', () => Predicates.in('count', [1, 2])],
    ["'count', an int32, is an attribute and no function", () => (loose['count'] as unknown as () => void)()],
    ["field named 'a.b'", () => (plain as unknown as Record<string, unknown>)['a.b']],
    ['a type, such as int32, is needed, not "order"', () => attributes('order' as never)],
    ['the path of the attribute is empty', () => Predicates.equal(' ', 1)],
    ['an attribute must be a path', () => Predicates.equal(5 as never, 1)],
    ["the value for 'a' is undefined", () => Predicates.equal('a', undefined as never)],
    ['nothing is greater or less than null', () => Predicates.lessThan('a', null as never)],
    ['nothing is greater or less than null', () => Predicates.between('a', 1, undefined as never)],
    ['a predicate is needed, not "a"', () => Predicates.and('a' as never)],
    ['a partition predicate cannot be part of another one', () => Predicates.not(Predicates.partition('a'))],
    ['the key must not be null', () => Predicates.partition(null as never)],
    ['the expression must be a text that is not empty', () => Predicates.sql('')],
    ['the pattern must be a text, not a RegExp', () => Predicates.regex('a', /a/ as never)],
    ['the name of a Java class is needed', () => Predicates.instanceOf('')],
    ['pageSize must be a whole number from 1 on, not 0', () => Predicates.paging(0)],
    [
      'predicate must be a predicate that does not page',
      () => Predicates.paging(1, { predicate: Predicates.paging(1) as never }),
    ],
    ['page must be a whole number from 0 on, not -1', () => Predicates.paging(1).setPage(-1)],
    [
      "'count' is declared as int32: this one is for decimal only",
      () => Aggregators.bigDecimalSum(order.count as never),
    ],
    ['the attribute is missing', () => Aggregators.maxBy(undefined as never)],
    ['at least one attribute is needed', () => Projections.multiAttribute()],
    ["'tags[any]' is several at once", () => Projections.singleAttribute(order.tags.any)],
  ])('say: %s', (reason, make) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'ILLEGAL_ARGUMENT', reason: expect.stringContaining(reason) }),
    );
  });

  it('leaves attributes that are awaited alone', async () => {
    expect(await Promise.resolve(order)).toBe(order);
    expect(await Promise.resolve(plain)).toBe(plain);
  });
});
