// What members can make of the entries of a map, by the names of the official clients.
import { aggregatorClasses, BigDecimal, type QueryClass } from '@hazelrx/protocol';
import type Long from 'long';
import { Aggregator } from './aggregator.js';
import { type Attribute, illegal, pathOf } from './attribute.js';
import { isPlain, itself, type ReadResult } from './attribute-values.js';
import type { WholeEntry } from './predicate.js';

/** A path as members write it, or an attribute of the builder. Without one it is the value as a whole. */
type Path<T, K, V> = string | Attribute<T, K, V>;
type Missing = null | undefined;
type Numbers = number | Long | bigint | BigDecimal | Missing;

/** How many values there are, nulls and all: one for each entry, or, of `[any]`, one for each item. */
export function count<K, V>(attribute?: Path<unknown, K, V>): Aggregator<Long, K, V> {
  return aggregator('count', attribute, [0]);
}

/** All values it has, each once. */
export function distinct<T, K, V>(attribute?: Path<T, K, V>): Aggregator<Set<T>, K, V> {
  const read = readerOf('distinct', attribute);
  return aggregator('distinct', attribute, [0], { read: answer => new Set(Array.from(answer as Set<unknown>, read)) });
}

/** The greatest; null where there is none. */
export function max<T, K, V>(attribute?: Path<T, K, V>): Aggregator<T | null, K, V> {
  return aggregator('max', attribute, [null], { read: readerOf('max', attribute) });
}

/** The least; null where there is none. */
export function min<T, K, V>(attribute?: Path<T, K, V>): Aggregator<T | null, K, V> {
  return aggregator('min', attribute, [null], { read: readerOf('min', attribute) });
}

/** The entry in which it is greatest, as key and value; null where there is none. */
export function maxBy<T, K, V>(attribute: Path<T, K, V>): Aggregator<WholeEntry | null, K, V> {
  return aggregator('maxBy', required('maxBy', attribute), [null, null]);
}

/** The entry in which it is least. */
export function minBy<T, K, V>(attribute: Path<T, K, V>): Aggregator<WholeEntry | null, K, V> {
  return aggregator('minBy', required('minBy', attribute), [null, null]);
}

// Sums and averages fail where an entry has null, and where it has something else than they are for.

/** Of numbers of any kind. */
export function numberAvg<K, V>(attribute?: Path<Numbers, K, V>): Aggregator<number | null, K, V> {
  return aggregator('numberAvg', attribute, [0, 0]);
}

/** Of numbers of any kind, each cut to a whole one. */
export function fixedPointSum<K, V>(attribute?: Path<Numbers, K, V>): Aggregator<Long, K, V> {
  return aggregator('fixedPointSum', attribute, [0]);
}

/** Of numbers of any kind. */
export function floatingPointSum<K, V>(attribute?: Path<Numbers, K, V>): Aggregator<number, K, V> {
  return aggregator('floatingPointSum', attribute, [0]);
}

/** Of whole numbers that fit an Integer. */
export function integerAvg<K, V>(attribute?: Path<Numbers, K, V>): Aggregator<number | null, K, V> {
  return aggregator('integerAvg', attribute, [0, 0]);
}

/** Of whole numbers that fit an Integer. */
export function integerSum<K, V>(attribute?: Path<Numbers, K, V>): Aggregator<Long, K, V> {
  return aggregator('integerSum', attribute, [0]);
}

/** Of whole numbers that fit a Long. */
export function longAvg<K, V>(attribute?: Path<Numbers, K, V>): Aggregator<number | null, K, V> {
  return aggregator('longAvg', attribute, [0, 0]);
}

/** Of whole numbers that fit a Long. */
export function longSum<K, V>(attribute?: Path<Numbers, K, V>): Aggregator<Long, K, V> {
  return aggregator('longSum', attribute, [0]);
}

/** Of numbers that a Double holds exactly. */
export function doubleAvg<K, V>(attribute?: Path<Numbers, K, V>): Aggregator<number | null, K, V> {
  return aggregator('doubleAvg', attribute, [0, 0]);
}

/** Of numbers that a Double holds exactly. */
export function doubleSum<K, V>(attribute?: Path<Numbers, K, V>): Aggregator<number, K, V> {
  return aggregator('doubleSum', attribute, [0]);
}

/** Of BigDecimals only. Fails where the average has no end as a decimal, as 1 / 3. */
export function bigDecimalAvg<K, V>(attribute?: Path<BigDecimal | Missing, K, V>): Aggregator<BigDecimal | null, K, V> {
  return aggregator('bigDecimalAvg', attribute, [NO_DECIMAL, 0], { only: 'decimal' });
}

/** Of BigDecimals only. */
export function bigDecimalSum<K, V>(attribute?: Path<BigDecimal | Missing, K, V>): Aggregator<BigDecimal, K, V> {
  return aggregator('bigDecimalSum', attribute, [NO_DECIMAL], { only: 'decimal' });
}

/** Of BigIntegers only. Fails where the average has no end as a decimal, as 1 / 3. */
export function bigIntegerAvg<K, V>(attribute?: Path<bigint | Missing, K, V>): Aggregator<BigDecimal | null, K, V> {
  return aggregator('bigIntegerAvg', attribute, [0n, 0], { only: 'bigInteger' });
}

/** Of BigIntegers only. */
export function bigIntegerSum<K, V>(attribute?: Path<bigint | Missing, K, V>): Aggregator<bigint, K, V> {
  return aggregator('bigIntegerSum', attribute, [0n], { only: 'bigInteger' });
}

const NO_DECIMAL = /* @__PURE__ */ new BigDecimal(0n, 0);

interface Ways {
  /** What the attribute has to be, where it is declared. */
  readonly only?: string;
  /** Of what is one of its values. */
  readonly read?: ReadResult;
}

function aggregator<R, K, V>(
  name: keyof typeof aggregatorClasses,
  attribute: Path<unknown, K, V> | undefined,
  gathered: readonly unknown[],
  { only, read }: Ways = {},
): Aggregator<R, K, V> {
  const type: QueryClass = aggregatorClasses[name];
  if (attribute === undefined) return new Aggregator(type, [null, ...gathered], read);
  const what = `Aggregators.${name}`;
  const { path, field } = pathOf(attribute, what);
  if (only !== undefined && field !== undefined && !isPlain(field) && field.type !== only) {
    throw illegal(what, `'${path}' is declared as ${field.type}: this one is for ${only} only`);
  }
  return new Aggregator(type, [path, ...gathered], read);
}

function readerOf(name: string, attribute: unknown): ReadResult {
  return attribute === undefined ? itself : pathOf(attribute, `Aggregators.${name}`).read;
}

function required<T>(name: string, attribute: T): T {
  if (attribute !== undefined) return attribute;
  throw illegal(`Aggregators.${name}`, 'the attribute is missing');
}
