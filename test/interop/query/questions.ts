// What every client is asked, in words that each puts into its own objects. It crosses to other languages as JSON.

/** A 64-bit integer; plain numbers are doubles. */
export interface LongValue {
  readonly long: number;
}

/** A name of {@link predicates}, and what it takes: an attribute and values, or further predicates. */
export type PredicateWords = readonly [
  name: string,
  ...args: (string | number | boolean | null | LongValue | PredicateWords)[],
];

/** A name of aggregators or projections as the Java client has them, and its attributes. */
export type AttributeWords = readonly [name: string, ...attributes: string[]];

/** Where a paging predicate goes: to the next page, to the one before, or to the one of a number. */
export type Turn = 'next' | 'previous' | number;

export type Listing = 'keySet' | 'values' | 'entrySet';

export type Question =
  | { readonly ask: Listing; readonly map: string; readonly predicate: PredicateWords }
  | {
      /** The first page, and the one after each turn. */
      readonly ask: 'pages';
      readonly map: string;
      readonly of: Listing;
      readonly predicate: PredicateWords;
      readonly size: number;
      readonly turns: readonly Turn[];
    }
  | {
      readonly ask: 'aggregate' | 'project';
      readonly map: string;
      readonly by: AttributeWords;
      readonly predicate?: PredicateWords;
    }
  /** Answered by the keys that are left. */
  | { readonly ask: 'removeAll'; readonly map: string; readonly predicate: PredicateWords };

/** What came of one: `refused` where it failed, whatever the client makes of an error of the member. */
export type Answer = { readonly answer: unknown } | { readonly refused: string };

/** Answers questions, each on its own. */
export interface Asked extends AsyncDisposable {
  readonly language: string;
  ask(questions: readonly Question[]): Promise<readonly Answer[]>;
}

/** Calls the method of that name, of a namespace of functions. */
export function called(functions: object, name: string, ...args: unknown[]): unknown {
  const made = (functions as Record<string, ((...args: unknown[]) => unknown) | undefined>)[name];
  if (!made) throw new RangeError(`there is no ${name}`);
  return made(...args);
}

/** Sorted, unless the order is a part of the answer. */
export function normal(question: Question, answer: Answer): Answer {
  if ('refused' in answer) return { refused: 'by the member' };
  const { ask } = question;
  return ask === 'pages' || !Array.isArray(answer.answer) ? answer : { answer: sorted(answer.answer) };
}

function sorted(items: readonly unknown[]): unknown[] {
  const text = (item: unknown): string => JSON.stringify(item, sortedKeys);
  return items.toSorted((one, other) => (text(one) < text(other) ? -1 : 1));
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
