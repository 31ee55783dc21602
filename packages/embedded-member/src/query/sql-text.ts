// The text of an SQL predicate, as members read it: `a = 1 AND (b LIKE 'x%' OR NOT c)`.
import { predicateClasses as classes, type QueryClass, QueryObject } from '@hazelrx/protocol';
import { unreadablePredicate } from './java-error.js';

/** What binds tighter has more; of the same, what comes first. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['(', 15],
  [')', 15],
  ...['=', '==', '!=', '<>', '<', '<=', '>', '>=', 'between', 'in', 'like', 'ilike', 'regex'].map(
    (operator): [string, number] => [operator, 10],
  ),
  ['not', 8],
  ['and', 5],
  ['or', 3],
]);

/** A word, or what has been made of some. */
type Part = string | QueryObject;

interface Sql {
  readonly text: string;
  /** What stood between apostrophes, by the word that is there instead. */
  readonly phrases: ReadonlyMap<string, string>;
}

/** Throws what members answer where they cannot read it. */
export function parseSql(text: string): QueryObject {
  const sql = withoutPhrases(text);
  const words = postfix(wordsOf(sql.text));
  if (words.length === 0) throw invalid(sql.text);
  const stack: Part[] = [];
  for (const word of words) {
    const operator = word.toLowerCase();
    if (PRECEDENCE.has(operator)) apply(operator, stack, sql);
    else stack.push(word);
  }
  if (stack.length !== 1) throw invalid(sql.text);
  return predicate(stack[0]!);
}

/** A word alone asks whether it is true. */
function predicate(part: Part): QueryObject {
  return typeof part === 'string' ? comparison(classes.equal, part, 'true') : part;
}

const APOSTROPHES = /'((?:[^']|'')*)'(?!')/g;

function withoutPhrases(text: string): Sql {
  const phrases = new Map<string, string>();
  const found = text.replace(APOSTROPHES, (_, phrase: string) => {
    const word = `$${phrases.size + 1}`;
    phrases.set(word, phrase.length > 2 ? phrase.replaceAll("''", "'") : phrase);
    return word;
  });
  if (found.includes("'")) throw unreadable("Missing ' in sql");
  return { text: found, phrases };
}

const LIST = /( in | IN | in(?=\()| IN(?=\())([^(]*)(\([^)]*\))/g;
const OPERATOR = /[=<>!][=<>!]|[=<>!()]/g;

/** Lists are one word, and the AND of a BETWEEN is none. */
function wordsOf(text: string): string[] {
  const listed = text.replace(
    LIST,
    (_, word: string, gap: string, list: string) => `${word} ${gap}${list.replaceAll(' ', '')}`,
  );
  const words = listed
    .replace(OPERATOR, operator => ` ${operator} `)
    .split(' ')
    .map(word => word.trim())
    .filter(Boolean);
  return words.filter((_, i) => words[i - 2]?.toLowerCase() !== 'between');
}

/** Operators behind what they are for. */
function postfix(words: readonly string[]): string[] {
  const output: string[] = [];
  const waiting: string[] = [];
  const outputWhile = (binds: (operator: string) => boolean): void => {
    for (let top = waiting.at(-1); top !== undefined && top !== '(' && binds(top); top = waiting.at(-1))
      output.push(waiting.pop()!);
  };
  for (const word of words) {
    const precedence = PRECEDENCE.get(word.toLowerCase());
    if (precedence === undefined) output.push(word);
    else if (word === ')') {
      outputWhile(() => true);
      waiting.pop();
    } else {
      outputWhile(top => PRECEDENCE.get(top.toLowerCase())! >= precedence);
      waiting.push(word);
    }
  }
  return [...output, ...waiting.toReversed()];
}

type Build = (taken: readonly Part[], sql: Sql) => QueryObject;

const comparing =
  (type: QueryClass): Build =>
  ([path, value], sql) =>
    comparison(type, name(path!, sql), literal(value!, sql));

const ordering =
  (same: boolean, less: boolean): Build =>
  ([path, value], sql) => {
    const given = literal(value!, sql);
    if (given === null) throw unreadable("Arguments can't be null");
    return new QueryObject(classes.greaterLess, [name(path!, sql), given, same, less]);
  };

const matching =
  (type: QueryClass): Build =>
  ([path, value], sql) =>
    new QueryObject(type, [name(path!, sql), literal(value!, sql)]);

/** How many parts each operator takes, and what it makes of them. */
const BUILDERS: Readonly<Record<string, readonly [number, Build]>> = {
  '=': [2, comparing(classes.equal)],
  '==': [2, comparing(classes.equal)],
  '!=': [2, comparing(classes.notEqual)],
  '<>': [2, comparing(classes.notEqual)],
  '<': [2, ordering(false, true)],
  '<=': [2, ordering(true, true)],
  '>': [2, ordering(false, false)],
  '>=': [2, ordering(true, false)],
  like: [2, matching(classes.like)],
  ilike: [2, matching(classes.ilike)],
  regex: [2, matching(classes.regex)],
  in: [
    2,
    ([path, list], sql) => {
      const given = text(list!)
        .split(',')
        .map(word => sql.phrases.get(word) ?? word);
      return new QueryObject(classes.in, [name(path!, sql), given]);
    },
  ],
  between: [
    3,
    ([path, from, to], sql) => {
      const [low, high] = [literal(from!, sql), literal(to!, sql)];
      if (low === null || high === null) throw unreadable("Arguments can't be null");
      return new QueryObject(classes.between, [name(path!, sql), high, low]);
    },
  ],
  not: [1, ([of]) => new QueryObject(classes.not, [predicate(of!)])],
  and: [2, taken => joined(classes.and, taken)],
  or: [2, taken => joined(classes.or, taken)],
};

/** One list of what is joined the same way. */
function joined(type: QueryClass, taken: readonly Part[]): QueryObject {
  const parts = taken.map(predicate);
  return new QueryObject(type, [parts.flatMap(part => (part.type === type ? (part.values[0] as unknown[]) : [part]))]);
}

function apply(operator: string, stack: Part[], sql: Sql): void {
  const [count, build] = BUILDERS[operator] ?? [Infinity];
  if (!build) throw unreadable(`Unknown token ${operator}`);
  if (stack.length < count) throw invalid(sql.text);
  stack.push(build(stack.splice(-count), sql));
}

function comparison(type: QueryClass, path: string, value: string | null): QueryObject {
  return new QueryObject(type, [path, value]);
}

/** A path; a percent sign before it has members look without their indexes. */
function name(part: Part, { phrases }: Sql): string {
  const path = phrases.get(text(part)) ?? text(part);
  return path.replace(/^%/, '').replace(/^this\./, '');
}

function literal(part: Part, { phrases }: Sql): string | null {
  const word = text(part);
  return phrases.get(word) ?? (word.toLowerCase() === 'null' ? null : word);
}

function text(part: Part): string {
  if (typeof part === 'string') return part;
  throw unreadable('a predicate where there should be a value');
}

function invalid(sql: string) {
  return unreadable(`Invalid SQL: [${sql}]`);
}

function unreadable(reason: string) {
  return unreadablePredicate(classes.sql, reason);
}
