// Predicates, and what they mean: the same for Compact and for plain values.
import { type AttributeOf, BigDecimal, keyAttributes, LocalDate, type Predicate, Predicates } from 'hazelrx';
import type { Goods, Plain } from './goods.js';

export interface PredicateCase<V> {
  readonly name: string;
  readonly predicate: Predicate<string, V>;
  readonly holds: (fact: Plain, key: string) => boolean;
}

type Holds = PredicateCase<never>['holds'];

const { and, or, not } = Predicates;

/** Nothing is greater or less than null. */
function rank(fact: Plain, is: (rank: number) => boolean): boolean {
  return fact.rank !== null && is(fact.rank);
}

export function sharedCases<V>(item: AttributeOf<Plain, unknown, V>): PredicateCase<V>[] {
  const key = keyAttributes<string>();
  const cases: [string, Predicate<string, V>, Holds][] = [
    ['equal', item.n.equal(3), ({ n }) => n === 3],
    ['equal to null', item.note.equal(null), ({ note }) => note === null],
    ['notEqual', item.n.notEqual(3), ({ n }) => n !== 3],
    ['notEqual, null among them', item.rank.notEqual(3), fact => fact.rank !== 3],
    ['notEqual to null', item.note.notEqual(null), ({ note }) => note !== null],
    ['greaterThan', item.n.greaterThan(3), ({ n }) => n > 3],
    ['greaterEqual', item.n.greaterEqual(3), ({ n }) => n >= 3],
    ['lessThan', item.n.lessThan(-3), ({ n }) => n < -3],
    ['lessEqual', item.n.lessEqual(-3), ({ n }) => n <= -3],
    ['lessThan of what may be null', item.rank.lessThan(3), fact => rank(fact, is => is < 3)],
    ['between', item.ratio.between(1.25, 2.5), ({ ratio }) => ratio >= 1.25 && ratio <= 2.5],
    ['between of what may be null', item.rank.between(2, 4), fact => rank(fact, is => is >= 2 && is <= 4)],
    ['in', item.n.in(-4, 7, 400), ({ n }) => n === -4 || n === 7],
    ['in texts', item.maker.country.in('CH', 'FR'), ({ maker }) => maker.country !== 'DE'],
    ['equal of a fraction', item.ratio.equal(0.125), ({ ratio }) => ratio === 0.125],
    ['equal of a boolean', item.active.equal(true), ({ active }) => active],
    ['order of texts', item.name.greaterThan('c'), ({ name }) => name > 'c'],
    ['like', item.name.like('a%'), ({ name }) => name.startsWith('a')],
    ['like with _', item.name.like('_pple0'), ({ name }) => name.slice(1) === 'pple0'],
    // Of an attribute without an index: where there is a sorted one, members look for the text with the escape in it.
    ['like with an escape', item.maker.name.like('maker\\_3%'), ({ maker }) => maker.name.startsWith('maker_3')],
    ['ilike', item.name.ilike('AP%'), ({ name }) => /^ap/i.test(name)],
    ['regex', item.name.regex('[ab].*[02]'), ({ name }) => /^[ab].*[02]$/.test(name)],
    ['nested', item.maker.name.equal('maker_3'), ({ maker }) => maker.name === 'maker_3'],
    ['any of texts', item.tags.any.equal('third'), ({ tags }) => tags.includes('third')],
    ['any, in records', item.parts.any.sku.equal('sku-4'), ({ parts }) => parts.some(({ sku }) => sku === 'sku-4')],
    ['any, by order', item.parts.any.qty.greaterThan(30), ({ parts }) => parts.some(({ qty }) => qty > 30)],
    ['at', item.tags.at(0).equal('even'), ({ tags }) => tags[0] === 'even'],
    ['at, in records', item.parts.at(1).qty.lessThan(20), ({ parts }) => (parts[1]?.qty ?? 99) < 20],
    ['and', and(item.n.greaterThan(0), item.active.equal(false)), ({ n, active }) => n > 0 && !active],
    ['or', or(item.n.lessThan(-8), item.note.equal('note 2')), ({ n, note }) => n < -8 || note === 'note 2'],
    ['not', not(item.name.like('a%')), ({ name }) => !name.startsWith('a')],
    ['not or', not(or(item.n.lessThan(0), item.n.greaterThan(20))), ({ n }) => n >= 0 && n <= 20],
    [
      'nested and, or',
      and(or(item.n.equal(1), item.n.greaterThan(2)), not(item.active.equal(true))),
      fact => (fact.n === 1 || fact.n > 2) && !fact.active,
    ],
    [
      'sql',
      Predicates.sql("active AND (n > 20 OR name LIKE 'b%')"),
      fact => fact.active && (fact.n > 20 || fact.name.startsWith('b')),
    ],
    [
      'sql in, between',
      Predicates.sql('n IN (1, 2) OR n BETWEEN 10 AND 12'),
      ({ n }) => [1, 2, 10, 11, 12].includes(n),
    ],
    ['the key', key.equal('key-7'), (_, is) => is === 'key-7'],
    ['the key, by like', key.like('key-1_'), (_, is) => /^key-1.$/.test(is)],
    [
      'the key and the value',
      and(key.like('key-1%'), item.active.equal(true)),
      (fact, is) => is.startsWith('key-1') && fact.active,
    ],
  ];
  return cases.map(([name, predicate, holds]) => ({ name, predicate, holds }));
}

export function compactCases(item: AttributeOf<Goods, unknown, Goods>): PredicateCase<Goods>[] {
  return [
    { name: 'a Long', predicate: item.total.equal(7e9), holds: ({ n }) => n === 7 },
    { name: 'a Long, greater', predicate: item.total.greaterThan(7_000_000_000n), holds: ({ n }) => n > 7 },
    { name: 'a bigint64', predicate: item.big.in(9n, 12n), holds: ({ n }) => n === 3 || n === 4 },
    {
      name: 'a decimal',
      predicate: item.price.lessThan(BigDecimal.parse('0.50')),
      holds: ({ n }) => n * 25 < 50,
    },
    {
      name: 'a date',
      predicate: item.day.lessEqual(new LocalDate(2026, 3, 31)),
      holds: ({ n }) => (n + 10) % 12 <= 2,
    },
  ];
}
