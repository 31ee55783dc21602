// What each class of aggregators makes of many entries.
import {
  aggregatorClasses as classes,
  BigDecimal,
  type Data,
  type QueryClass,
  QueryObject,
  type Serialization,
} from '@hazelrx/protocol';
import { blobOf, distinctBlob, entryBlob } from './blobs.js';
import { compare, identityOf, isComparable } from './compare.js';
import { dividedBy, plus } from './decimals.js';
import { JsonPart, Several } from './found.js';
import { idOf } from '../locks/kept-key.js';
import { classCast, nullPointer } from './java-error.js';
import { classOf, Floating, Integral, javaOf } from './java-value.js';
import { asDouble, asInt, asLong, doubleOf, longOf } from './exact-numbers.js';
import { classOfFound, type QueriedEntry } from './queried-entry.js';
import { isRecord } from './record-path.js';

/** Takes values one by one, and has a result at any time. */
interface Gathering {
  add(value: unknown, entry: QueriedEntry): void;
  result(serialization: Serialization): Data | null;
}

class LongSum implements Gathering {
  #sum = 0n;

  constructor(readonly whole: (value: unknown) => bigint) {}

  add(value: unknown): void {
    this.#sum += this.whole(value);
  }

  result(serialization: Serialization): Data | null {
    return blobOf(serialization, new Integral('Long', BigInt.asIntN(64, this.#sum)));
  }
}

class DoubleSum implements Gathering {
  #sum = 0;

  constructor(readonly double: (value: unknown) => number) {}

  add(value: unknown): void {
    this.#sum += this.double(value);
  }

  result(serialization: Serialization): Data | null {
    return blobOf(serialization, new Floating('Double', this.#sum));
  }
}

/** Nothing of nothing. */
class Average<S> implements Gathering {
  #count = 0;

  constructor(
    private sum: S,
    readonly plus: (sum: S, value: unknown) => S,
    readonly dividedBy: (sum: S, count: number) => unknown,
  ) {}

  add(value: unknown): void {
    this.sum = this.plus(this.sum, value);
    this.#count++;
  }

  result(serialization: Serialization): Data | null {
    return this.#count === 0 ? null : blobOf(serialization, this.dividedBy(this.sum, this.#count));
  }
}

class BigSum<T extends bigint | BigDecimal> implements Gathering {
  constructor(
    private sum: T,
    readonly plus: (sum: T, value: unknown) => T,
  ) {}

  add(value: unknown): void {
    this.sum = this.plus(this.sum, value);
  }

  result(serialization: Serialization): Data | null {
    return blobOf(serialization, this.sum);
  }
}

/** The value, or the entry that has it, that comes first or last. Nulls do not count. */
class Extreme implements Gathering {
  #best: { readonly value: unknown; readonly entry: QueriedEntry } | undefined;

  constructor(
    readonly sign: 1 | -1,
    readonly tells: 'value' | 'entry',
  ) {}

  add(value: unknown, entry: QueriedEntry): void {
    if (value === null) return;
    if (!isComparable(value)) throw classCast(classOfFound(value), 'java.lang.Comparable');
    if (!this.#best || this.sign * compare(this.#best.value, value) < 0) this.#best = { value, entry };
  }

  result(serialization: Serialization): Data | null {
    if (!this.#best) return null;
    const { value, entry } = this.#best;
    return this.tells === 'value' ? blobOf(serialization, value) : entryBlob(entry.keyData, entry.valueData);
  }
}

class Distinct implements Gathering {
  readonly #values = new Map<string, unknown>();

  add(value: unknown, { serialization }: QueriedEntry): void {
    const data = isRecord(value) ? blobOf(serialization, value) : null;
    this.#values.set(data ? idOf(data) : identityOf(value), value);
  }

  result(serialization: Serialization): Data | null {
    return distinctBlob([...this.#values.values()].map(value => blobOf(serialization, value)));
  }
}

class Count implements Gathering {
  #count = 0n;

  add(): void {
    this.#count++;
  }

  result(serialization: Serialization): Data | null {
    return blobOf(serialization, new Integral('Long', this.#count));
  }
}

const plusBig = (sum: bigint, value: unknown): bigint => sum + bigOf(value);
const plusDecimal = (sum: BigDecimal, value: unknown): BigDecimal => plus(sum, decimalOf(value));
const ZERO = new BigDecimal(0n, 0);

function average(whole: (value: unknown) => bigint): Gathering {
  const add = (sum: bigint, value: unknown): bigint => BigInt.asIntN(64, sum + whole(value));
  return new Average(0n, add, (sum, count) => new Floating('Double', Number(sum) / count));
}

function doubleAverage(double: (value: unknown) => number): Gathering {
  return new Average(
    0,
    (sum, value) => sum + double(value),
    (sum, count) => new Floating('Double', sum / count),
  );
}

const GATHERINGS: ReadonlyMap<QueryClass, () => Gathering> = new Map<QueryClass, () => Gathering>([
  [classes.count, () => new Count()],
  [classes.distinct, () => new Distinct()],
  [classes.integerSum, () => new LongSum(asInt)],
  [classes.longSum, () => new LongSum(asLong)],
  [classes.fixedPointSum, () => new LongSum(longOf)],
  [classes.doubleSum, () => new DoubleSum(asDouble)],
  [classes.floatingPointSum, () => new DoubleSum(doubleOf)],
  [classes.bigIntegerSum, () => new BigSum(0n, plusBig)],
  [classes.bigDecimalSum, () => new BigSum(ZERO, plusDecimal)],
  [classes.integerAvg, () => average(asInt)],
  [classes.longAvg, () => average(asLong)],
  [classes.doubleAvg, () => doubleAverage(asDouble)],
  [classes.numberAvg, () => doubleAverage(doubleOf)],
  [
    classes.bigIntegerAvg,
    () => new Average(0n, plusBig, (sum, count) => dividedBy(new BigDecimal(sum, 0), BigInt(count))),
  ],
  [classes.bigDecimalAvg, () => new Average(ZERO, plusDecimal, (sum, count) => dividedBy(sum, BigInt(count)))],
  [classes.max, () => new Extreme(1, 'value')],
  [classes.min, () => new Extreme(-1, 'value')],
  [classes.maxBy, () => new Extreme(1, 'entry')],
  [classes.minBy, () => new Extreme(-1, 'entry')],
]);

export type Aggregator = (entries: Iterable<QueriedEntry>) => Data | null;

/** Throws for what is no aggregator. */
export function aggregatorOf(serialization: Serialization, object: unknown): Aggregator {
  const begin = object instanceof QueryObject ? GATHERINGS.get(object.type) : undefined;
  if (!begin)
    throw classCast(object === null ? 'null' : classOf(javaOf(object)), 'com.hazelcast.aggregation.Aggregator');
  const path = (object as QueryObject).values[0] as string | null;
  return entries => {
    const gathering = begin();
    for (const entry of entries)
      for (const value of valuesOf(path === null ? entry.value : entry.attribute(path))) gathering.add(value, entry);
    return gathering.result(serialization);
  };
}

/** What of an attribute counts: not that it is missing behind `[any]`, and nothing that is within JSON. */
function valuesOf(found: unknown): readonly unknown[] {
  if (found instanceof JsonPart) return [];
  if (!(found instanceof Several)) return [found];
  const { values, hasGap } = found;
  return hasGap ? values.toSpliced(values.indexOf(null), 1) : values;
}

function bigOf(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  throw notOf(value, 'java.math.BigInteger');
}

function decimalOf(value: unknown): BigDecimal {
  if (value instanceof BigDecimal) return value;
  throw notOf(value, 'java.math.BigDecimal');
}

function notOf(value: unknown, className: string) {
  return value === null ? nullPointer('java.lang.NullPointerException') : classCast(classOfFound(value), className);
}
