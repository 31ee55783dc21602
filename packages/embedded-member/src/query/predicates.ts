// What each class of predicates asks of an entry.
import { predicateClasses as classes, type QueryClass, QueryObject } from '@hazelrx/protocol';
import { Refusal } from '../refusal.js';
import { compare, equal, identityOf, isComparable } from './compare.js';
import { convert } from './convert.js';
import { JsonPart, JsonRoot, Several } from './found.js';
import { instanceOf } from './instance-of.js';
import { classCast, illegalArgument, nullPointer, queryError, unreadablePredicate } from './java-error.js';
import { classOf, JavaArray, javaOf } from './java-value.js';
import { ilike, like, regex, type TextMatch } from './patterns.js';
import { classOfFound, type QueriedEntry } from './queried-entry.js';
import { parseSql } from './sql-text.js';

export type Predicate = (entry: QueriedEntry) => boolean;

/** Of one value, which may be null. */
type Asks = (value: unknown) => boolean;

type Make = (values: never) => Predicate;

/** Of what a path finds: of `[any]`, whether it is true of any. */
function asking(path: string, kind: string, asks: Asks): Predicate {
  return entry => {
    const found = entry.attribute(path);
    if (found instanceof Several) return found.values.some(each => ofOne(each, path, asks));
    if ((found instanceof JavaArray && found.holdsObjects) || Array.isArray(found) || found instanceof Set)
      throw illegalArgument(`Cannot use ${kind} predicate with an array or a collection attribute`);
    return ofOne(found, path, asks);
  };
}

function ofOne(value: unknown, path: string, asks: Asks): boolean {
  if (value instanceof JsonPart) return false;
  if (value instanceof JsonRoot) throw illegalArgument('Unknown Json type: it is an object or an array');
  if (value === null || isComparable(value)) return asks(value);
  const why = 'because it does not implement Comparable interface';
  throw queryError(`${path} field can not be compared, ${why}. Class class ${classOfFound(value)}`);
}

/** What an attribute is compared with. Throws for what has no order: members do not get as far as to ask. */
function comparand(type: QueryClass, given: unknown): unknown {
  const value = javaOf(given);
  if (value === null || isComparable(value)) return value;
  const why = `class ${classOfFound(value)} cannot be cast to class java.lang.Comparable`;
  throw unreadablePredicate(type, why);
}

function equals(given: unknown): Asks {
  return value => (value === null ? given === null : equal(value, convert(value, given)));
}

/** What is asked for is made of the attribute's class once: there may be many of them, and many entries. */
function oneOf(given: readonly unknown[]): Asks {
  const found = new Map<string, ReadonlySet<string>>();
  return value => {
    if (value === null) return given.includes(null);
    const className = classOf(value);
    let identities = found.get(className);
    if (!identities) {
      const converted = given.map(each => convert(value, each)).filter(each => each !== null);
      found.set(className, (identities = new Set(converted.map(identityOf))));
    }
    return identities.has(identityOf(value));
  };
}

function ordered(given: unknown, holds: (order: number) => boolean): Asks {
  return value => {
    if (value === null) return false;
    if (given === null) throw nullPointer('java.lang.NullPointerException');
    return holds(compare(value, convert(value, given)));
  };
}

function between(from: unknown, to: unknown): Asks {
  return value => {
    if (value === null || from === null || to === null) return false;
    const [low, high] = [convert(value, from), convert(value, to)];
    return compare(value, low) >= 0 && compare(value, high) <= 0;
  };
}

function matches(pattern: string | null, compiled: (pattern: string) => TextMatch): Asks {
  let match: TextMatch | undefined;
  return value => {
    if (value !== null && typeof value !== 'string') throw classCast(classOf(value), 'java.lang.String');
    if (value === null || pattern === null) return value === pattern;
    match ??= compiled(pattern);
    return match(value);
  };
}

const makers: ReadonlyMap<QueryClass, Make> = new Map<QueryClass, Make>([
  [classes.sql, ([text]: [string]) => predicateOf(parseSql(text))],
  [classes.and, ([all]: [unknown[]]) => allOf(all.map(predicateOf))],
  [classes.or, ([all]: [unknown[]]) => anyOf(all.map(predicateOf))],
  [classes.not, ([of]: [unknown]) => not(predicateOf(of))],
  [classes.true, () => () => true],
  [classes.false, () => () => false],
  [
    classes.equal,
    ([path, given]: [string, unknown]) => asking(path, 'EqualPredicate', equals(comparand(classes.equal, given))),
  ],
  [
    classes.notEqual,
    ([path, given]: [string, unknown]) =>
      not(asking(path, 'NotEqualPredicate', equals(comparand(classes.notEqual, given)))),
  ],
  [
    classes.greaterLess,
    ([path, given, same, less]: [string, unknown, boolean, boolean]) => {
      const holds = (order: number): boolean => (order === 0 ? same : order < 0 === less);
      return asking(path, 'GreaterLessPredicate', ordered(comparand(classes.greaterLess, given), holds));
    },
  ],
  [
    classes.between,
    ([path, ...bounds]: [string, unknown, unknown]) => {
      const [to, from] = bounds.map(each => comparand(classes.between, each));
      return asking(path, 'BetweenPredicate', between(from, to));
    },
  ],
  [
    classes.in,
    ([path, given]: [string, unknown[]]) =>
      asking(path, 'InPredicate', oneOf(given.map(each => comparand(classes.in, each)))),
  ],
  [classes.like, ([path, text]: [string, string]) => asking(path, 'LikePredicate', matches(text, like))],
  [classes.ilike, ([path, text]: [string, string]) => asking(path, 'ILikePredicate', matches(text, ilike))],
  [classes.regex, ([path, text]: [string, string]) => asking(path, 'RegexPredicate', matches(text, regex))],
  [
    classes.instanceOf,
    ([className]: [string]) => {
      const isOne = instanceOf(className);
      return ({ value }: QueriedEntry) => isOne(value);
    },
  ],
  // It says where to look, and members take it as a whole query only.
  [
    classes.partition,
    ([, target]: [unknown, unknown]) => {
      predicateOf(target);
      return () => {
        throw new Refusal(
          'UNSUPPORTED_OPERATION',
          'a partition predicate within another',
          'java.lang.UnsupportedOperationException',
        );
      };
    },
  ],
]);

function allOf(all: readonly Predicate[]): Predicate {
  return entry => all.every(predicate => predicate(entry));
}

function anyOf(all: readonly Predicate[]): Predicate {
  return entry => all.some(predicate => predicate(entry));
}

function not(predicate: Predicate): Predicate {
  return entry => !predicate(entry);
}

/** Throws for what is no predicate, and for one that members refuse as they read it. */
export function predicateOf(object: unknown): Predicate {
  const make = object instanceof QueryObject ? makers.get(object.type) : undefined;
  if (!make) throw classCast(object === null ? 'null' : classOf(javaOf(object)), 'com.hazelcast.query.Predicate');
  return make((object as QueryObject).values as never);
}
