import { createHash } from 'node:crypto';
import Long from 'long';
import {
  array,
  BigDecimal,
  boolean,
  bytes,
  compact,
  type CompactField,
  type ScalarType,
  type CompactType,
  type CompactReader,
  type CompactWriter,
  date,
  decimal,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  LocalDate,
  LocalDateTime,
  LocalTime,
  nullable,
  OffsetDateTime,
  string,
  time,
  timestamp,
  timestampWithTimezone,
} from '../../packages/protocol/src/serialization/index.js';

export type Order = 'BIG_ENDIAN' | 'LITTLE_ENDIAN';

/** A value of Compact as the vectors tell it. */
export interface CompactCase extends Readonly<Record<Order, { length: number; hex?: string; sha256?: string }>> {
  readonly title: string;
  readonly typeName: string;
  readonly schemaId: string;
  readonly fieldsInWriteOrder: readonly ToldField[];
}

export interface ToldField {
  readonly name: string;
  readonly kind: string;
  readonly kindId: number;
  readonly value: unknown;
}

export const Inner = compact('Inner', { a: int32, b: string });

const scalars = {
  BOOLEAN: boolean,
  INT8: int8,
  INT16: int16,
  INT32: int32,
  INT64: int64,
  FLOAT32: float32,
  FLOAT64: float64,
  STRING: string,
  DECIMAL: decimal,
  TIME: time,
  DATE: date,
  TIMESTAMP: timestamp,
  TIMESTAMP_WITH_TIMEZONE: timestampWithTimezone,
  COMPACT: Inner,
} as unknown as Readonly<Record<string, ScalarType<unknown>>>;

/** The declared type of a case. */
export function typeOf({ typeName, fieldsInWriteOrder }: CompactCase): CompactType<Record<string, unknown>> {
  return compact(typeName, Object.fromEntries(fieldsInWriteOrder.map(({ name, kind }) => [name, declaredAs(kind)])));
}

function declaredAs(kind: string): CompactField<unknown> {
  const [, isArray, isNullable, item] = /^(ARRAY_OF_)?(NULLABLE_)?(.*)$/.exec(kind)!;
  const scalar = scalars[item!]!;
  const isPrimitive = /^(BOOLEAN|INT|FLOAT)/.test(item!);
  if (kind === 'ARRAY_OF_INT8') return nullable(bytes);
  if (isArray === undefined) return isPrimitive && isNullable === undefined ? scalar : nullable(scalar);
  return nullable(isPrimitive && isNullable === undefined ? array(scalar) : array(nullable(scalar)));
}

/** What is written, and must be read. */
export function valueOf({ fieldsInWriteOrder }: CompactCase): Record<string, unknown> {
  return Object.fromEntries(fieldsInWriteOrder.map(({ name, kind, value }) => [name, told(value, kind)]));
}

function told(value: unknown, kind: string): unknown {
  const item = kind.replace(/^ARRAY_OF_/, '').replace('NULLABLE_', '');
  if (value === null) return null;
  if (kind === 'ARRAY_OF_INT8') return Uint8Array.from(value as number[]);
  if (Array.isArray(value)) return value.map(inner => told(inner, item));
  if (typeof value !== 'object') return item === 'INT64' ? Long.fromString(value as string) : value;
  const parts = value as Record<string, never>;
  if ('repeat' in parts) return String(parts['repeat']).repeat(parts['count']!);
  if ('rule' in parts) return Array.from({ length: parts['count']! }, (_, i) => i);
  return readers[item]!(parts);
}

const readers: Readonly<Record<string, (parts: Record<string, never>) => unknown>> = {
  DECIMAL: ({ unscaled, scale }) => new BigDecimal(BigInt(unscaled!), scale!),
  TIME: localTime,
  DATE: localDate,
  TIMESTAMP: ({ date: day, time: clock }) => new LocalDateTime(localDate(day!), localTime(clock!)),
  TIMESTAMP_WITH_TIMEZONE: ({ date: day, time: clock, offsetSeconds }) =>
    new OffsetDateTime(new LocalDateTime(localDate(day!), localTime(clock!)), offsetSeconds!),
  COMPACT: ({ a, b }) => ({ a, b }),
};

function localDate({ year, month, day }: Record<string, number>): LocalDate {
  return new LocalDate(year!, month!, day!);
}

function localTime({ hour, minute, second, nano }: Record<string, number>): LocalTime {
  return new LocalTime(hour!, minute!, second!, nano!);
}

/** Writes the fields by hand, in their order, as a serializer of an application does. */
export function writeFields(writer: CompactWriter, { fieldsInWriteOrder }: CompactCase, value: Fields): void {
  for (const { name, kind } of fieldsInWriteOrder) {
    const method = `write${camel(kind)}` as 'writeString';
    writer[method](name, marked(value[name], kind) as string | null);
  }
}

/** Reads them by hand. */
export function readFields(reader: CompactReader, { fieldsInWriteOrder }: CompactCase): Fields {
  return Object.fromEntries(
    fieldsInWriteOrder.map(({ name, kind }) => [name, reader[`read${camel(kind)}` as 'readString'](name)]),
  );
}

type Fields = Record<string, unknown>;

function camel(kind: string): string {
  return kind
    .split('_')
    .map(word => word[0] + word.slice(1).toLowerCase())
    .join('');
}

function marked(value: unknown, kind: string): unknown {
  const mark = (inner: unknown): unknown => inner && Inner(inner as { a: number; b: string });
  if (kind === 'COMPACT') return mark(value);
  return kind === 'ARRAY_OF_COMPACT' && value !== null ? (value as unknown[]).map(mark) : value;
}

/** The bytes as the vectors tell them: long ones by their hash. */
export function tellBytes(given: Uint8Array, { length, hex }: CompactCase[Order]): CompactCase[Order] {
  if (hex !== undefined) return { length, hex: Buffer.from(given).toString('hex') };
  return { length: given.length, sha256: createHash('sha256').update(given).digest('hex') };
}
