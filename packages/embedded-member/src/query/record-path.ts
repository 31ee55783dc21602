// Attributes of Compact and Portable records: names, `[n]` and `[any]`.
import { FieldKind, GenericRecord } from '@hazelrx/protocol';
import type Long from 'long';
import { Several } from './found.js';
import { illegalArgument, serializationError } from './java-error.js';
import { Floating, Integral, type IntegralClass, JavaArray, javaOfType } from './java-value.js';
import { PortableRecord } from './portable-record.js';

export type Record = GenericRecord | PortableRecord;

export function isRecord(value: unknown): value is Record {
  return value instanceof GenericRecord || value instanceof PortableRecord;
}

/** What a step leads to, and whether something on the way was null or missing. */
interface Reached {
  readonly values: readonly unknown[];
  readonly hasGap: boolean;
}

/** Null for what is not there; `Several` for `[any]`, and where a record on the way is null. */
export function atRecordPath(root: Record, path: string): unknown {
  if (path.endsWith('.')) throw illegalArgument(`Malformed path ${path}`);
  const whole = fieldOf(root, path);
  if (whole !== undefined) return whole;
  const steps = path.split('.');
  if (steps.includes('')) throw illegalArgument(`The token's length cannot be zero: ${path}`);
  const last = steps.pop()!;
  let at: Reached = { values: [root], hasGap: false };
  for (const step of steps) at = through(at, step);
  const { values, hasGap } = leaves(at, last);
  if (hasGap) return new Several([null, ...values], true);
  return values.length === 1 ? values[0] : new Several(values);
}

/** Into records. */
function through({ values, hasGap }: Reached, step: string): Reached {
  const { name, item } = partsOf(step);
  const inner = values.flatMap(value => {
    const field = fieldOf(value as Record, name) ?? null;
    if (field === null) return [null];
    if (item === undefined) return [recordIn(field, name)];
    if (!(field instanceof JavaArray)) throw wrongKind(name);
    const items = item === 'any' ? field.items : [field.items[item]];
    return items.length === 0 ? [null] : items.map(each => (each == null ? null : recordIn(each, name)));
  });
  const records = inner.filter(each => each !== null);
  return { values: records, hasGap: hasGap || records.length < inner.length };
}

function leaves({ values, hasGap }: Reached, step: string): Reached {
  const { name, item } = partsOf(step);
  let gap = hasGap;
  const found = values.flatMap(value => {
    const field = fieldOf(value as Record, name) ?? null;
    if (item === undefined) return [field];
    if (field === null && item !== 'any') return [null];
    if (field instanceof JavaArray) {
      if (item !== 'any') return [field.items[item] ?? null];
      if (field.items.length > 0) return field.items;
    } else if (field !== null) {
      throw item === 'any' ? illegalArgument(`unexpected primitive array: ${name}`) : wrongKind(name);
    }
    gap = true;
    return [];
  });
  return { values: found, hasGap: gap };
}

function partsOf(step: string): { readonly name: string; readonly item?: 'any' | number } {
  const open = step.lastIndexOf('[');
  if (open < 0) return { name: step };
  const name = step.slice(0, open);
  const item = step.slice(open + 1, step.lastIndexOf(']'));
  if (item === 'any') return { name, item };
  if (!/^\d+$/.test(item)) throw illegalArgument(`For input string: "${item}"`);
  return { name, item: Number(item) };
}

function recordIn(field: unknown, name: string): Record {
  if (isRecord(field)) return field;
  throw wrongKind(name);
}

function wrongKind(name: string) {
  return serializationError(`Invalid field kind for the field: ${name}`);
}

/** Undefined when there is no such field. */
function fieldOf(record: Record, name: string): unknown {
  if (record instanceof PortableRecord) return record.get(name);
  const kind = record.kindOf(name);
  return kind === undefined ? undefined : ofKind(kind, record.get(name));
}

const INTEGRALS: ReadonlyMap<FieldKind, IntegralClass> = new Map([
  [FieldKind.INT8, 'Byte'],
  [FieldKind.INT16, 'Short'],
  [FieldKind.INT32, 'Integer'],
  [FieldKind.INT64, 'Long'],
  [FieldKind.NULLABLE_INT8, 'Byte'],
  [FieldKind.NULLABLE_INT16, 'Short'],
  [FieldKind.NULLABLE_INT32, 'Integer'],
  [FieldKind.NULLABLE_INT64, 'Long'],
]);

/** The types of blobs that are the same arrays. */
const ARRAYS: ReadonlyMap<FieldKind, number> = new Map([
  [FieldKind.ARRAY_OF_BOOLEAN, -13],
  [FieldKind.ARRAY_OF_INT8, -12],
  [FieldKind.ARRAY_OF_INT16, -15],
  [FieldKind.ARRAY_OF_INT32, -16],
  [FieldKind.ARRAY_OF_INT64, -17],
  [FieldKind.ARRAY_OF_FLOAT32, -18],
  [FieldKind.ARRAY_OF_FLOAT64, -19],
  [FieldKind.ARRAY_OF_STRING, -20],
]);

function ofKind(kind: FieldKind, value: unknown): unknown {
  if (value === null) return null;
  const integral = INTEGRALS.get(kind);
  if (integral) return new Integral(integral, BigInt((value as number | Long).toString()));
  if (kind === FieldKind.FLOAT32 || kind === FieldKind.NULLABLE_FLOAT32) return new Floating('Float', value as number);
  if (kind === FieldKind.FLOAT64 || kind === FieldKind.NULLABLE_FLOAT64) return new Floating('Double', value as number);
  const array = ARRAYS.get(kind);
  if (array !== undefined) return javaOfType(array, value);
  // Arrays have the number of their items plus one.
  if (kind % 2 === 0) return arrayOf((kind - 1) as FieldKind, value);
  return value;
}

/** The classes of items of which members make an array of that class. */
const CLASSES: ReadonlyMap<FieldKind, string> = new Map([
  ...Array.from(INTEGRALS, ([kind, name]): [FieldKind, string] => [kind, `java.lang.${name}`]),
  [FieldKind.NULLABLE_BOOLEAN, 'java.lang.Boolean'],
  [FieldKind.NULLABLE_FLOAT32, 'java.lang.Float'],
  [FieldKind.NULLABLE_FLOAT64, 'java.lang.Double'],
  [FieldKind.DECIMAL, 'java.math.BigDecimal'],
  [FieldKind.TIME, 'java.time.LocalTime'],
  [FieldKind.DATE, 'java.time.LocalDate'],
  [FieldKind.TIMESTAMP, 'java.time.LocalDateTime'],
  [FieldKind.TIMESTAMP_WITH_TIMEZONE, 'java.time.OffsetDateTime'],
]);

function arrayOf(kind: FieldKind, value: unknown): JavaArray {
  return new JavaArray(`[L${CLASSES.get(kind) ?? 'java.lang.Object'};`, itemsOf(kind, value));
}

function itemsOf(kind: FieldKind, value: unknown): unknown[] {
  return Array.from(value as ArrayLike<unknown>, item => ofKind(kind, item));
}
