import type Long from 'long';
import type { BigDecimal } from '../big-decimal.js';
import { DataError } from '../data-error.js';
import type { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from '../date-time.js';
import { propertyStep, within } from '../nesting.js';
import { readableAs } from './field-format.js';
import { FieldKind } from './field-kind.js';
import type { KindFormats } from './kind-formats.js';
import type { RecordInput } from './record-input.js';
import type { Schema } from './schema.js';
import { failed } from '../failed.js';
import { unfit } from '../refusal.js';
import { COMPACT } from '../type-id.js';

/**
 * What a `CompactSerializer` reads the fields of one object with, in any order. A field that its writer did not have, or
 * had with another kind, is a `DataError`; `getFieldKind` tells before. Primitives that may be null and those that may
 * not are read as each other.
 */
export class CompactReader {
  readonly #record: RecordInput;
  readonly #schema: Schema;
  readonly #formats: KindFormats;
  readonly #seen = new Set<string>();

  /** @internal */
  constructor(record: RecordInput, schema: Schema, formats: KindFormats) {
    this.#record = record;
    this.#schema = schema;
    this.#formats = formats;
  }

  /** `NOT_AVAILABLE` when the writer had no such field. */
  getFieldKind(fieldName: string): FieldKind {
    return this.#schema.layout.places.get(fieldName)?.kind ?? FieldKind.NOT_AVAILABLE;
  }

  readBoolean(fieldName: string): boolean {
    return this.#get(fieldName, FieldKind.BOOLEAN) as boolean;
  }

  readInt8(fieldName: string): number {
    return this.#get(fieldName, FieldKind.INT8) as number;
  }

  readInt16(fieldName: string): number {
    return this.#get(fieldName, FieldKind.INT16) as number;
  }

  readInt32(fieldName: string): number {
    return this.#get(fieldName, FieldKind.INT32) as number;
  }

  readInt64(fieldName: string): Long {
    return this.#get(fieldName, FieldKind.INT64) as Long;
  }

  readFloat32(fieldName: string): number {
    return this.#get(fieldName, FieldKind.FLOAT32) as number;
  }

  readFloat64(fieldName: string): number {
    return this.#get(fieldName, FieldKind.FLOAT64) as number;
  }

  readString(fieldName: string): string | null {
    return this.#get(fieldName, FieldKind.STRING) as string | null;
  }

  readDecimal(fieldName: string): BigDecimal | null {
    return this.#get(fieldName, FieldKind.DECIMAL) as BigDecimal | null;
  }

  readTime(fieldName: string): LocalTime | null {
    return this.#get(fieldName, FieldKind.TIME) as LocalTime | null;
  }

  readDate(fieldName: string): LocalDate | null {
    return this.#get(fieldName, FieldKind.DATE) as LocalDate | null;
  }

  readTimestamp(fieldName: string): LocalDateTime | null {
    return this.#get(fieldName, FieldKind.TIMESTAMP) as LocalDateTime | null;
  }

  readTimestampWithTimezone(fieldName: string): OffsetDateTime | null {
    return this.#get(fieldName, FieldKind.TIMESTAMP_WITH_TIMEZONE) as OffsetDateTime | null;
  }

  /** A `GenericRecord` when no serializer and no declared type has its name. */
  readCompact<T extends object>(fieldName: string): T | null {
    return this.#get(fieldName, FieldKind.COMPACT) as T | null;
  }

  readArrayOfCompact<T extends object>(fieldName: string): (T | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_COMPACT) as (T | null)[] | null;
  }

  readArrayOfBoolean(fieldName: string): boolean[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_BOOLEAN) as boolean[] | null;
  }

  readArrayOfInt8(fieldName: string): Uint8Array | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_INT8) as Uint8Array | null;
  }

  readArrayOfInt16(fieldName: string): number[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_INT16) as number[] | null;
  }

  readArrayOfInt32(fieldName: string): number[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_INT32) as number[] | null;
  }

  readArrayOfInt64(fieldName: string): Long[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_INT64) as Long[] | null;
  }

  readArrayOfFloat32(fieldName: string): number[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_FLOAT32) as number[] | null;
  }

  readArrayOfFloat64(fieldName: string): number[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_FLOAT64) as number[] | null;
  }

  readArrayOfString(fieldName: string): (string | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_STRING) as (string | null)[] | null;
  }

  readArrayOfDecimal(fieldName: string): (BigDecimal | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_DECIMAL) as (BigDecimal | null)[] | null;
  }

  readArrayOfTime(fieldName: string): (LocalTime | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_TIME) as (LocalTime | null)[] | null;
  }

  readArrayOfDate(fieldName: string): (LocalDate | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_DATE) as (LocalDate | null)[] | null;
  }

  readArrayOfTimestamp(fieldName: string): (LocalDateTime | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_TIMESTAMP) as (LocalDateTime | null)[] | null;
  }

  readArrayOfTimestampWithTimezone(fieldName: string): (OffsetDateTime | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_TIMESTAMP_WITH_TIMEZONE) as (OffsetDateTime | null)[] | null;
  }

  readNullableBoolean(fieldName: string): boolean | null {
    return this.#get(fieldName, FieldKind.NULLABLE_BOOLEAN) as boolean | null;
  }

  readNullableInt8(fieldName: string): number | null {
    return this.#get(fieldName, FieldKind.NULLABLE_INT8) as number | null;
  }

  readNullableInt16(fieldName: string): number | null {
    return this.#get(fieldName, FieldKind.NULLABLE_INT16) as number | null;
  }

  readNullableInt32(fieldName: string): number | null {
    return this.#get(fieldName, FieldKind.NULLABLE_INT32) as number | null;
  }

  readNullableInt64(fieldName: string): Long | null {
    return this.#get(fieldName, FieldKind.NULLABLE_INT64) as Long | null;
  }

  readNullableFloat32(fieldName: string): number | null {
    return this.#get(fieldName, FieldKind.NULLABLE_FLOAT32) as number | null;
  }

  readNullableFloat64(fieldName: string): number | null {
    return this.#get(fieldName, FieldKind.NULLABLE_FLOAT64) as number | null;
  }

  readArrayOfNullableBoolean(fieldName: string): (boolean | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_NULLABLE_BOOLEAN) as (boolean | null)[] | null;
  }

  readArrayOfNullableInt8(fieldName: string): (number | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_NULLABLE_INT8) as (number | null)[] | null;
  }

  readArrayOfNullableInt16(fieldName: string): (number | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_NULLABLE_INT16) as (number | null)[] | null;
  }

  readArrayOfNullableInt32(fieldName: string): (number | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_NULLABLE_INT32) as (number | null)[] | null;
  }

  readArrayOfNullableInt64(fieldName: string): (Long | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_NULLABLE_INT64) as (Long | null)[] | null;
  }

  readArrayOfNullableFloat32(fieldName: string): (number | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_NULLABLE_FLOAT32) as (number | null)[] | null;
  }

  readArrayOfNullableFloat64(fieldName: string): (number | null)[] | null {
    return this.#get(fieldName, FieldKind.ARRAY_OF_NULLABLE_FLOAT64) as (number | null)[] | null;
  }

  #get(name: string, kind: FieldKind): unknown {
    const place = this.#schema.layout.places.get(name);
    const format = this.#formats.get(kind)!;
    try {
      if (place === undefined) throw new DataError(`'${this.#schema.typeName}' has no such field`, { path: '$' });
      const value = this.#record.get(place, readableAs(format, place), this.#seen.has(name));
      this.#seen.add(name);
      if (value === null && !format.nullable) throw unfit(null, format.type);
      return value;
    } catch (error) {
      throw within(propertyStep(name), failed('read', COMPACT, error));
    }
  }
}
