// Values that attributes are compared with: written as the type that the attribute is declared to be.
import {
  type AttributeField,
  bigint64,
  bigInteger,
  boolean,
  char,
  date,
  decimal,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  Marked,
  string,
  time,
  timestamp,
  timestampWithTimezone,
  uuid,
} from '@hazelrx/protocol';
import Long from 'long';
import { HazelcastError } from '../errors.js';

/** What an attribute may be compared by. */
export type Comparison = 'equality' | 'order' | 'text';

/** Makes of an answer what the attribute is declared to be. */
export type ReadResult = (answer: unknown) => unknown;

/** Marks a value with a type. */
interface Mark {
  (value: never): Marked;
  readonly name: string;
}

/** The types that can be compared, by name. All others are records, arrays and bytes. */
const COMPARABLE: ReadonlyMap<string, { readonly mark: Mark; readonly by: Comparison }> = /* @__PURE__ */ new Map([
  ...comparable('equality', boolean, uuid),
  ...comparable('order', int8, int16, int32, int64, bigint64, float32, float64, bigInteger, decimal, char),
  ...comparable('order', date, time, timestamp, timestampWithTimezone),
  ...comparable('text', string),
]);

function comparable(by: Comparison, ...marks: Mark[]): [string, { readonly mark: Mark; readonly by: Comparison }][] {
  return marks.map(mark => [mark.name, { mark, by }]);
}

/** What is kept as JSON: anything may be in it, and be asked of it. */
export const PLAIN: AttributeField = { type: 'json', nullable: true };

export function isPlain(field: AttributeField | undefined): boolean {
  return field?.type === PLAIN.type;
}

/** What the attribute may be compared by; undefined for records, arrays and bytes. */
export function comparisonOf(field: AttributeField | undefined): Comparison | undefined {
  return field === undefined || isPlain(field) ? 'text' : COMPARABLE.get(field.type)?.by;
}

/** The value as the declared type, or as it is. Throws `ILLEGAL_ARGUMENT` when it does not fit, or nothing would. */
export function marked(field: AttributeField | undefined, value: unknown, what: string): unknown {
  const reason = incomparable(field, value);
  if (reason !== undefined) throw new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation: what });
  if (value === null || value === undefined || value instanceof Marked) return value ?? null;
  const mark = field && COMPARABLE.get(field.type)?.mark;
  if (mark === undefined) return value;
  try {
    return mark(value as never);
  } catch (cause) {
    throw new HazelcastError('ILLEGAL_ARGUMENT', (cause as Error).message, { operation: what, cause });
  }
}

/** Members fail for entries that have such a value, not to speak of one to compare it with. */
function incomparable(field: AttributeField | undefined, value: unknown): string | undefined {
  if (comparisonOf(field) === undefined)
    return `members cannot compare what is declared as ${field!.type}: ask for a part of it`;
  return Array.isArray(value) ? 'members cannot compare arrays: give the items one by one' : undefined;
}

export function itself(answer: unknown): unknown {
  return answer;
}

export function readerOf(field: AttributeField | undefined): ReadResult {
  if (isPlain(field)) return numberOf;
  return (field && READERS.get(field.type)) ?? itself;
}

function bigintOf(answer: unknown): unknown {
  return Long.isLong(answer) ? BigInt(answer.toString()) : answer;
}

/** Whole numbers of JSON are Longs to members. */
function numberOf(answer: unknown): unknown {
  return Long.isLong(answer) ? answer.toNumber() : answer;
}

/** Members send them as any array of bytes. */
function bytesOf(answer: unknown): unknown {
  return answer instanceof Uint8Array ? [...new Int8Array(answer)] : answer;
}

function eachOf(read: ReadResult): ReadResult {
  return answer => (Array.isArray(answer) ? answer.map(read) : answer);
}

/** Of the types that are not read as what answers are by themselves. */
const READERS: ReadonlyMap<string, ReadResult> = /* @__PURE__ */ new Map([
  [bigint64.name, bigintOf],
  [`${bigint64.name}[]`, eachOf(bigintOf)],
  [`${int8.name}[]`, bytesOf],
]);
