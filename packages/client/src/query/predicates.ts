// The conditions that members know, by the names of the official clients.
import { predicateClasses } from '@hazelrx/protocol';
import { type Attribute, illegal, pathOf, told } from './attribute.js';
import type { Comparand } from './comparand.js';
import { PagingPredicate, type PagingOptions } from './paging-predicate.js';
import { Predicate } from './predicate.js';

/** A path as members write it, or an attribute of the builder. */
type Path<T, K, V> = string | Attribute<T, K, V>;

/** What the WHERE clause of SQL can say: `active AND (age > 20 OR name LIKE 'a%')`. Members parse it. */
export function sql(expression: string): Predicate {
  if (typeof expression !== 'string' || expression.trim() === '') {
    throw illegal('Predicates.sql', `the expression must be a text that is not empty, not ${told(expression)}`);
  }
  return new Predicate(predicateClasses.sql, [expression]);
}

/** All of them; true where there is none. */
export function and<K, V>(...predicates: readonly Predicate<K, V>[]): Predicate<K, V> {
  return new Predicate(predicateClasses.and, [predicates.map(each => checked('and', each))]);
}

/** Any of them; false where there is none. */
export function or<K, V>(...predicates: readonly Predicate<K, V>[]): Predicate<K, V> {
  return new Predicate(predicateClasses.or, [predicates.map(each => checked('or', each))]);
}

export function not<K, V>(predicate: Predicate<K, V>): Predicate<K, V> {
  return new Predicate(predicateClasses.not, [checked('not', predicate)]);
}

/** Null is what an entry without the attribute has. */
export function equal<T, K, V>(attribute: Path<T, K, V>, value: Comparand<T> | null): Predicate<K, V> {
  return new Predicate(predicateClasses.equal, attributeAnd('equal', attribute, value));
}

export function notEqual<T, K, V>(attribute: Path<T, K, V>, value: Comparand<T> | null): Predicate<K, V> {
  return new Predicate(predicateClasses.notEqual, attributeAnd('notEqual', attribute, value));
}

export function greaterThan<T, K, V>(attribute: Path<T, K, V>, value: Comparand<T>): Predicate<K, V> {
  return ordered('greaterThan', attribute, value, { equal: false, less: false });
}

export function greaterEqual<T, K, V>(attribute: Path<T, K, V>, value: Comparand<T>): Predicate<K, V> {
  return ordered('greaterEqual', attribute, value, { equal: true, less: false });
}

export function lessThan<T, K, V>(attribute: Path<T, K, V>, value: Comparand<T>): Predicate<K, V> {
  return ordered('lessThan', attribute, value, { equal: false, less: true });
}

export function lessEqual<T, K, V>(attribute: Path<T, K, V>, value: Comparand<T>): Predicate<K, V> {
  return ordered('lessEqual', attribute, value, { equal: true, less: true });
}

/** With both bounds. */
export function between<T, K, V>(attribute: Path<T, K, V>, from: Comparand<T>, to: Comparand<T>): Predicate<K, V> {
  const [path, lower] = attributeAnd('between', attribute, present('between', from));
  const [, upper] = attributeAnd('between', attribute, present('between', to));
  return new Predicate(predicateClasses.between, [path, upper, lower]);
}

function oneOf<T, K, V>(attribute: Path<T, K, V>, ...values: readonly (Comparand<T> | null)[]): Predicate<K, V> {
  const { path } = pathOf(attribute, 'Predicates.in');
  return new Predicate(predicateClasses.in, [path, values.map(value => attributeAnd('in', attribute, value)[1])]);
}

export { oneOf as in };

/** `%` stands for any text, `_` for one character, `\` takes that meaning from the next one. */
export function like<K, V>(attribute: Path<string | null, K, V>, pattern: string): Predicate<K, V> {
  return text('like', attribute, pattern);
}

/** As `like`, whatever the case. */
export function ilike<K, V>(attribute: Path<string | null, K, V>, pattern: string): Predicate<K, V> {
  return text('ilike', attribute, pattern);
}

/** A regular expression of Java, which has to match the whole text. */
export function regex<K, V>(attribute: Path<string | null, K, V>, expression: string): Predicate<K, V> {
  return text('regex', attribute, expression);
}

/** Whether the value is of a Java class, given by its full name: `java.lang.Integer`. */
export function instanceOf(className: string): Predicate {
  if (typeof className !== 'string' || className === '') {
    throw illegal('Predicates.instanceOf', `the name of a Java class is needed, not ${told(className)}`);
  }
  return new Predicate(predicateClasses.instanceOf, [className]);
}

export function alwaysTrue(): Predicate {
  return new Predicate(predicateClasses.true, []);
}

export function alwaysFalse(): Predicate {
  return new Predicate(predicateClasses.false, []);
}

/** Only entries of the partition in which `key` is, or would be: one member is asked. It cannot be part of others. */
export function partition(key: NonNullable<unknown>): Predicate;
export function partition<K, V>(key: NoInfer<K>, predicate: Predicate<K, V>): Predicate<K, V>;
export function partition(key: unknown, predicate: Predicate<never, never> = alwaysTrue()): Predicate<never, never> {
  if (key === null || key === undefined) throw illegal('Predicates.partition', 'the key must not be null');
  return new Predicate(predicateClasses.partition, [key, checked('partition', predicate)]);
}

/** The entries that match, in order and page by page: see `PagingPredicate`. */
export function paging<K = unknown, V = unknown>(
  pageSize: number,
  options: PagingOptions<K, V> = {},
): PagingPredicate<K, V> {
  return new PagingPredicate(pageSize, options);
}

function ordered<T, K, V>(
  name: string,
  attribute: Path<T, K, V>,
  value: Comparand<T>,
  { equal, less }: { readonly equal: boolean; readonly less: boolean },
): Predicate<K, V> {
  const values = attributeAnd(name, attribute, present(name, value));
  return new Predicate(predicateClasses.greaterLess, [...values, equal, less]);
}

function text<K, V>(
  name: 'like' | 'ilike' | 'regex',
  attribute: Path<string | null, K, V>,
  pattern: string,
): Predicate<K, V> {
  const what = `Predicates.${name}`;
  if (typeof pattern !== 'string') throw illegal(what, `the pattern must be a text, not ${told(pattern)}`);
  return new Predicate(predicateClasses[name], [pathOf(attribute, what).path, pattern]);
}

function attributeAnd(name: string, attribute: unknown, value: unknown): [string, unknown] {
  const what = `Predicates.${name}`;
  const at = pathOf(attribute, what);
  if (value === undefined) throw illegal(what, `the value for '${at.path}' is undefined`);
  return [at.path, at.value(value, what)];
}

function present<T>(name: string, value: T): T {
  if (value !== null && value !== undefined) return value;
  throw illegal(`Predicates.${name}`, 'nothing is greater or less than null');
}

function checked(name: string, predicate: unknown): Predicate<never, never> {
  if (!(predicate instanceof Predicate)) {
    throw illegal(`Predicates.${name}`, `a predicate is needed, not ${told(predicate)}`);
  }
  if (predicate.type !== predicateClasses.partition) return predicate;
  throw illegal(`Predicates.${name}`, 'a partition predicate cannot be part of another one');
}
