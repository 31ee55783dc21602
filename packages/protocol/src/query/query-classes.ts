// The classes of queries that members have, as tables: clients write their objects by them, embedded members read them.
import type { QueryClass, QueryField } from './query-object.js';

const PREDICATES = -20;
const AGGREGATORS = -29;
const PROJECTIONS = -30;

/** The attribute comes first where there is one. */
export const predicateClasses = {
  sql: predicate(0, 'text'),
  and: predicate(1, 'objects'),
  /** The upper bound comes before the lower one. */
  between: predicate(2, 'text', 'object', 'object'),
  equal: predicate(3, 'text', 'object'),
  /** Whether the same value matches; whether lesser ones do, not greater ones. */
  greaterLess: predicate(4, 'text', 'object', 'boolean', 'boolean'),
  like: predicate(5, 'text', 'text'),
  ilike: predicate(6, 'text', 'text'),
  in: predicate(7, 'text', 'objects'),
  instanceOf: predicate(8, 'text'),
  notEqual: predicate(9, 'text', 'object'),
  not: predicate(10, 'object'),
  or: predicate(11, 'objects'),
  regex: predicate(12, 'text', 'text'),
  false: predicate(13),
  true: predicate(14),
  /** The key whose partition is asked, and the predicate. */
  partition: predicate(16, 'object', 'object'),
} as const;

/** The attribute comes first, null for the whole value; then what the aggregator has gathered so far, nothing yet. */
export const aggregatorClasses = {
  bigDecimalAvg: aggregator(0, 'object', 'long'),
  bigDecimalSum: aggregator(1, 'object'),
  bigIntegerAvg: aggregator(2, 'object', 'long'),
  bigIntegerSum: aggregator(3, 'object'),
  count: aggregator(4, 'long'),
  /** A count, and no values. */
  distinct: aggregator(5, 'int'),
  doubleAvg: aggregator(6, 'double', 'long'),
  doubleSum: aggregator(7, 'double'),
  fixedPointSum: aggregator(8, 'long'),
  floatingPointSum: aggregator(9, 'double'),
  integerAvg: aggregator(10, 'long', 'long'),
  integerSum: aggregator(11, 'long'),
  longAvg: aggregator(12, 'long', 'long'),
  longSum: aggregator(13, 'long'),
  max: aggregator(14, 'object'),
  min: aggregator(15, 'object'),
  numberAvg: aggregator(16, 'double', 'long'),
  maxBy: aggregator(17, 'object', 'object'),
  minBy: aggregator(18, 'object', 'object'),
} as const;

/** What an entry comes in: key and value, after which nothing may follow. */
export const mapEntry: QueryClass = { factoryId: -4, classId: 120, fields: ['object', 'object'] };

/** What the distinct values of an attribute come in. */
export const distinctValues: QueryClass = { factoryId: AGGREGATORS, classId: 19, fields: ['objects'] };

export const projectionClasses = {
  singleAttribute: projection(0, 'text'),
  multiAttribute: projection(1, 'texts'),
  identity: projection(2),
} as const;

function predicate(classId: number, ...fields: QueryField[]): QueryClass {
  return { factoryId: PREDICATES, classId, fields };
}

function aggregator(classId: number, ...gathered: QueryField[]): QueryClass {
  return { factoryId: AGGREGATORS, classId, fields: ['text', ...gathered] };
}

function projection(classId: number, ...fields: QueryField[]): QueryClass {
  return { factoryId: PROJECTIONS, classId, fields };
}
