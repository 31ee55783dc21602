// The questions: each predicate, aggregator and projection, over each kind of value that members look into.
import type { AttributeWords, Listing, PredicateWords, Question, Turn } from './questions.js';
import { MAPS } from './stock.js';

/** On members, a number that is a double here is compared with integers, too. */
const predicates: Readonly<Record<keyof typeof MAPS, readonly PredicateWords[]>> = {
  double: [
    ['equal', 'this', 1.375],
    ['notEqual', 'this', 1.375],
    ['greaterThan', 'this', 5.125],
    ['greaterEqual', 'this', 5.125],
    ['lessThan', 'this', 5.125],
    ['lessEqual', 'this', 5.125],
    ['between', 'this', 1.375, 5.125],
    ['in', 'this', 0.125, 2.625, 99],
    ['like', '__key', 'A%'],
    ['ilike', '__key', 'a%!'],
    ['regex', '__key', '[A-Z].*'],
    ['instanceOf', 'java.lang.Double'],
    ['alwaysTrue'],
    ['alwaysFalse'],
    ['sql', `this > 3 AND __key LIKE '%r!'`],
  ],
  text: [
    ['equal', 'this', 'amber'],
    ['equal', '__key', 1.375],
    ['in', 'this', 'amber', 'ebony', 'nothing'],
    ['greaterThan', 'this', 'amber'],
    ['between', 'this', 'A', 'F'],
    ['like', 'this', '%er%'],
    ['like', 'this', 'Copper 50\\%'],
    ['like', 'this', 'flint\\_'],
    ['like', 'this', '_mber'],
    ['ilike', 'this', 'AMBER%'],
    ['regex', 'this', '[a-z]+\\.?'],
    ['instanceOf', 'java.lang.String'],
    ['sql', `this ILIKE 'e%' OR this REGEX '^q.*'`],
    ['sql', `this IN ('amber', 'birch') OR __key >= 13`],
    ['not', ['like', 'this', '%e%']],
  ],
  json: [
    ['equal', 'name', 'Ebony'],
    ['equal', 'count', 5],
    ['equal', 'sold', { long: 2 ** 40 + 3000 }],
    ['equal', 'note', null],
    ['notEqual', 'note', null],
    ['notEqual', 'maker.country', 'CH'],
    ['greaterEqual', 'price', 5.125],
    ['lessThan', 'maker.year', 1992],
    ['between', 'count', 2, 6],
    ['in', 'count', 1, 5, 8],
    ['like', 'maker.country', 'c%'],
    ['ilike', 'maker.country', 'c%'],
    ['regex', 'name', '.*er.*'],
    ['equal', 'tags[any]', 't1'],
    ['in', 'tags[any]', 't1', 't2'],
    ['equal', 'tags[0]', 't2'],
    ['like', '__key', 'thing-1%'],
    [
      'and',
      ['greaterThan', 'count', 2],
      ['or', ['equal', 'maker.country', 'CH'], ['not', ['equal', 'note', 'note 1']]],
    ],
    ['sql', `maker.year BETWEEN 1991 AND 1993 AND NOT (maker.country = 'SE')`],
  ],
  compact: [
    ['equal', 'name', 'Ebony'],
    ['equal', 'count', 5],
    ['equal', 'sold', { long: 2 ** 40 + 3000 }],
    ['equal', 'sold', 2 ** 40 + 3000],
    ['equal', 'note', null],
    ['notEqual', 'note', null],
    ['greaterThan', 'sold', { long: 2 ** 40 + 5000 }],
    ['lessEqual', 'price', 5.125],
    ['between', 'maker.year', 1991, 1993],
    ['in', 'count', 1, 5, 8],
    ['in', 'count', { long: 1 }, { long: 5 }],
    ['like', 'maker.country', 'c%'],
    ['ilike', 'maker.country', 'c%'],
    ['regex', 'name', '.*er.*'],
    ['equal', 'tags[any]', 't1'],
    ['equal', 'tags[0]', 't2'],
    ['between', '__key', { long: 2 }, { long: 6 }],
    [
      'and',
      ['greaterThan', 'count', 2],
      ['or', ['equal', 'maker.country', 'CH'], ['not', ['equal', 'note', 'note 1']]],
    ],
    ['or', ['equal', 'name', 'amber'], ['equal', 'name', 'nothing']],
    ['sql', `maker.country IN ('CH', 'ch') AND (note = 'note 0' OR price > 6)`],
  ],
};

/** Values last: the official Node.js client cannot read a list of them in Compact of which it has seen none before. */
const LISTINGS: readonly Listing[] = ['keySet', 'entrySet', 'values'];

/** By map. */
export const listings: ReadonlyMap<string, readonly Question[]> = new Map(
  Object.entries(predicates).map(([map, those]) => [
    map,
    those.flatMap(predicate => LISTINGS.map(ask => ({ ask, map: MAPS[map as keyof typeof MAPS], predicate }))),
  ]),
);

/** Back and forth, past the end, and to where it has not been. */
const TURNS: readonly Turn[] = ['next', 'next', 'previous', 0, 3, 'next', 1, 9];

const paged = (map: string, of: Listing, predicate: PredicateWords = ['alwaysTrue']): Question => ({
  ask: 'pages',
  map,
  of,
  predicate,
  size: 3,
  turns: TURNS,
});

export const pages: readonly Question[] = [
  ...LISTINGS.flatMap(of => [paged(MAPS.text, of), paged(MAPS.double, of)]),
  ...LISTINGS.map(of => paged(MAPS.text, of, ['like', 'this', '%er%'])),
  paged(MAPS.compact, 'keySet', ['greaterThan', 'count', 2]),
  paged(MAPS.json, 'keySet', ['notEqual', 'note', null]),
];

const OF_THINGS: readonly AttributeWords[] = [
  ['count'],
  ['count', 'note'],
  ['doubleAvg', 'price'],
  ['doubleSum', 'price'],
  ['numberAvg', 'count'],
  ['numberAvg', 'price'],
  ['fixedPointSum', 'count'],
  ['fixedPointSum', 'price'],
  ['floatingPointSum', 'price'],
  ['floatingPointSum', 'count'],
  ['longAvg', 'sold'],
  ['longSum', 'sold'],
  ['max', 'price'],
  ['max', 'name'],
  ['min', 'sold'],
  ['min', 'maker.country'],
];

const aggregated = (map: string, by: AttributeWords, predicate?: PredicateWords): Question => ({
  ask: 'aggregate',
  map,
  by,
  ...(predicate && { predicate }),
});

/** Integers of JSON are 64 bits wide on members, where they are no doubles. */
export const aggregations: readonly Question[] = [
  ...OF_THINGS.flatMap(by => [
    aggregated(MAPS.compact, by),
    aggregated(MAPS.json, by),
    aggregated(MAPS.compact, by, ['greaterThan', 'count', 2]),
    aggregated(MAPS.json, by, ['like', 'name', '%er%']),
    aggregated(MAPS.compact, by, ['alwaysFalse']),
  ]),
  aggregated(MAPS.compact, ['integerAvg', 'count']),
  aggregated(MAPS.compact, ['integerSum', 'count']),
  aggregated(MAPS.compact, ['integerSum', 'count'], ['alwaysFalse']),
  aggregated(MAPS.double, ['doubleAvg']),
  aggregated(MAPS.double, ['doubleSum', 'this'], ['lessThan', 'this', 4]),
  aggregated(MAPS.double, ['max']),
  aggregated(MAPS.text, ['min', 'this']),
  aggregated(MAPS.text, ['distinct']),
  aggregated(MAPS.text, ['max', '__key']),
  aggregated(MAPS.compact, ['longSum', '__key']),
];

/** The first one has four: the countries of all twelve values. */
export const distincts: readonly Question[] = [
  aggregated(MAPS.compact, ['distinct', 'maker.country']),
  aggregated(MAPS.json, ['distinct', 'count']),
  aggregated(MAPS.compact, ['distinct', 'note'], ['greaterThan', 'count', 2]),
  aggregated(MAPS.text, ['distinct', '__key']),
  aggregated(MAPS.json, ['distinct', 'name'], ['alwaysFalse']),
];

export const entriesBy: readonly Question[] = [
  aggregated(MAPS.compact, ['maxBy', 'price']),
  aggregated(MAPS.compact, ['minBy', 'name']),
  aggregated(MAPS.json, ['minBy', 'name'], ['like', 'name', '%er%']),
  aggregated(MAPS.json, ['maxBy', 'sold'], ['alwaysFalse']),
  aggregated(MAPS.double, ['maxBy', 'this']),
  aggregated(MAPS.text, ['minBy', '__key']),
];

/** What a member refuses. */
export const refusals: readonly Question[] = [
  aggregated(MAPS.text, ['doubleSum', 'this']),
  aggregated(MAPS.compact, ['integerSum', 'sold']),
  { ask: 'keySet', map: MAPS.text, predicate: ['sql', 'this >'] },
  { ask: 'keySet', map: MAPS.text, predicate: ['regex', 'this', '['] },
  paged(MAPS.compact, 'values'),
];

const projected = (map: string, by: AttributeWords, predicate?: PredicateWords): Question => ({
  ask: 'project',
  map,
  by,
  ...(predicate && { predicate }),
});

export const projections: readonly Question[] = (['json', 'compact'] as const).flatMap(map => [
  projected(MAPS[map], ['singleAttribute', 'name']),
  projected(MAPS[map], ['singleAttribute', 'maker.country'], ['greaterThan', 'count', 2]),
  projected(MAPS[map], ['singleAttribute', 'note']),
  projected(MAPS[map], ['singleAttribute', '__key']),
  projected(MAPS[map], ['multiAttribute', 'name', 'price', 'maker.year', '__key']),
  projected(MAPS[map], ['multiAttribute', 'sold', 'note'], ['equal', 'maker.country', 'SE']),
  projected(MAPS[map], ['identity']),
  projected(MAPS[map], ['identity'], ['equal', 'name', 'amber']),
]);

/** One after the other. */
export function removals(map: string): readonly Question[] {
  const predicates: readonly PredicateWords[] = [['like', 'this', 'A%'], ['equal', '__key', 1.375], ['alwaysTrue']];
  return predicates.map(predicate => ({ ask: 'removeAll', map, predicate }));
}
