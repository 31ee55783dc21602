// Random predicates, aggregators, projections and pages.
import {
  aggregatorClasses,
  predicateClasses as classes,
  projectionClasses,
  type QueryClass,
  QueryObject,
} from '@hazelrx/protocol';
import fc from 'fast-check';
import { BigDecimal, float32, float64, int16, int32, int64, LocalDate } from 'hazelrx';
import { type AttributeType, type Shape, text } from './entries.js';
import { sqlOf } from './sql-of.js';

export type Question =
  | { readonly ask: 'keys' | 'values' | 'entries'; readonly predicate: QueryObject }
  | { readonly ask: 'project'; readonly projection: QueryObject; readonly predicate: QueryObject }
  | { readonly ask: 'aggregate'; readonly aggregator: QueryObject; readonly predicate: QueryObject }
  | {
      readonly ask: 'pages';
      /** Keys, values, entries. */
      readonly iteration: 0 | 1 | 2;
      readonly pageSize: number;
      readonly pages: readonly number[];
      readonly predicate: QueryObject | null;
    };

export function describe(question: Question): string {
  const told = (_: string, value: unknown): unknown => {
    if (value instanceof QueryObject) return { [nameOf(value.type)]: value.values };
    return typeof value === 'bigint' ? `${value}n` : value;
  };
  return JSON.stringify(question, told);
}

function nameOf(type: QueryClass): string {
  const tables = [classes, aggregatorClasses, projectionClasses];
  return tables.flatMap(table => Object.entries(table)).find(([, each]) => each === type)![0];
}

function object(type: QueryClass, ...values: readonly unknown[]): QueryObject {
  return new QueryObject(type, values);
}

const whole = fc.integer({ min: -2, max: 5 });
const numbers = fc.oneof(
  whole.map(n => int32(n)),
  whole.map(n => int64(n)),
  whole.map(n => int16(n)),
  whole.map(n => float64(n / 2)),
  whole.map(n => float32(n / 2)),
  fc.constantFrom('1', '2', '1.5', '-1', '99999999999'),
);

/** What an attribute of each type is compared with: also what has to be converted first, and null. */
const GIVEN: Readonly<Record<AttributeType, fc.Arbitrary<unknown>>> = {
  number: numbers,
  text: fc.oneof(
    { weight: 5, arbitrary: text },
    whole.map(n => int32(n)),
  ),
  boolean: fc.constantFrom<unknown>(true, false, 'true', 'no', int32(1)),
  decimal: fc.oneof(
    fc.constantFrom('1', '1.0', '2.50').map(digits => BigDecimal.parse(digits)),
    numbers,
  ),
  date: fc.oneof(
    fc.integer({ min: 1, max: 4 }).map(day => new LocalDate(2020, 1, day)),
    fc.constantFrom('2020-01-02', '2020-01-03'),
  ),
  other: fc.oneof(text, numbers),
};

const patterns = fc.constantFrom('%', 'a%', '_', 'a_b', 'a\\%b', 'a\\_b', '%b', 'A%', 'é', '', 'a\\b', '%\\%%', '(a)');
const expressions = fc.constantFrom(
  'a.*',
  '[ab]+',
  'a|b',
  '',
  '(?i)AB',
  '\\Qa%b\\E',
  '\\d',
  '\\p{Alpha}+',
  '.*b$',
  "it's",
);

/** What one attribute is asked. */
function simple({ attributes }: Shape): fc.Arbitrary<QueryObject> {
  return fc.constantFrom(...Object.entries(attributes)).chain(([path, type]) => {
    const given = GIVEN[type];
    const maybe = fc.option(given, { freq: 8 });
    return fc.oneof(
      maybe.map(value => object(classes.equal, path, value)),
      maybe.map(value => object(classes.notEqual, path, value)),
      fc.tuple(given, fc.boolean(), fc.boolean()).map(rest => object(classes.greaterLess, path, ...rest)),
      fc.tuple(given, given).map(bounds => object(classes.between, path, ...bounds)),
      fc.array(maybe, { maxLength: 3 }).map(values => object(classes.in, path, values)),
      ...(type === 'text'
        ? [
            patterns.map(pattern => object(classes.like, path, pattern)),
            patterns.map(pattern => object(classes.ilike, path, pattern)),
            expressions.map(expression => object(classes.regex, path, expression)),
          ]
        : []),
    );
  });
}

const TYPES = [
  'java.lang.String',
  'java.lang.Integer',
  'java.lang.Number',
  'java.lang.Comparable',
  'java.lang.Object',
  'com.hazelcast.core.HazelcastJsonValue',
  'no.such.Class',
];

function predicates(shape: Shape): fc.Arbitrary<QueryObject> {
  const { predicate } = fc.letrec<{ predicate: QueryObject }>(tie => ({
    predicate: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      { weight: 6, arbitrary: simple(shape) },
      fc.constantFrom(object(classes.true), object(classes.false)),
      fc.array(tie('predicate'), { maxLength: 3 }).map(all => object(classes.and, all)),
      fc.array(tie('predicate'), { maxLength: 3 }).map(all => object(classes.or, all)),
      tie('predicate').map(of => object(classes.not, of)),
    ),
  }));
  const sql = predicate.map(each => sqlOf(each)).filter(each => each !== undefined);
  return fc.oneof(
    { weight: 4, arbitrary: predicate },
    // Not with others: 5.7.0 cannot look into an array of records once it has looked at the class of the value.
    fc.constantFrom(...TYPES).map(type => object(classes.instanceOf, type)),
    { weight: 2, arbitrary: sql.map(each => object(classes.sql, each)) },
    fc.tuple(fc.constantFrom('k0', 'k1', 'k2'), predicate).map(rest => object(classes.partition, ...rest)),
  );
}

/** What they have gathered: nothing. */
function begun(type: QueryClass): unknown[] {
  const isDecimal = type === aggregatorClasses.bigDecimalAvg || type === aggregatorClasses.bigDecimalSum;
  const isBig = type === aggregatorClasses.bigIntegerAvg || type === aggregatorClasses.bigIntegerSum;
  const zero = isDecimal ? new BigDecimal(0n, 0) : isBig ? 0n : null;
  return type.fields.slice(1).map(field => (field === 'object' ? zero : 0));
}

const BY_ENTRY: readonly QueryClass[] = [aggregatorClasses.maxBy, aggregatorClasses.minBy];

function aggregators({ attributes, unique }: Shape): fc.Arbitrary<QueryObject> {
  const paths = fc.constantFrom(...Object.keys(attributes).filter(path => attributes[path] !== 'other'));
  return fc
    .tuple(fc.constantFrom<QueryClass>(...Object.values(aggregatorClasses)), paths)
    .map(([type, path]) => object(type, BY_ENTRY.includes(type) ? unique : path, ...begun(type)));
}

function projections({ attributes }: Shape): fc.Arbitrary<QueryObject> {
  const paths = fc.constantFrom(...Object.keys(attributes).filter(path => path !== 'inner' && path !== 'this'));
  return fc.oneof(
    paths.map(path => object(projectionClasses.singleAttribute, path)),
    fc.array(paths, { minLength: 1, maxLength: 3 }).map(all => object(projectionClasses.multiAttribute, all)),
    fc.constant(object(projectionClasses.identity)),
  );
}

export function questionsOf(shape: Shape): fc.Arbitrary<Question> {
  const predicate = predicates(shape);
  const unsaid = fc.oneof({ weight: 2, arbitrary: fc.constant(object(classes.true)) }, predicate);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ ask: fc.constantFrom('keys' as const, 'values' as const, 'entries' as const), predicate }),
    },
    fc.record({ ask: fc.constant('project' as const), projection: projections(shape), predicate: unsaid }),
    {
      weight: 2,
      arbitrary: fc.record({
        ask: fc.constant('aggregate' as const),
        aggregator: aggregators(shape),
        predicate: unsaid,
      }),
    },
    fc.record({
      ask: fc.constant('pages' as const),
      iteration: fc.constantFrom(0 as const, 1 as const, 2 as const),
      pageSize: fc.integer({ min: 1, max: 5 }),
      pages: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
      predicate: fc.option(simple(shape)),
    }),
  );
}
