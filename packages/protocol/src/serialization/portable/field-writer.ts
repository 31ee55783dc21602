import type { LongLike } from '../../wire/int64.js';
import type { BigDecimal } from '../big-decimal.js';
import type { DataOutput } from '../data-output.js';
import type { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from '../date-time.js';
import { FieldType } from './field-type.js';
import type { ClassIds, Portable, PortableWriter } from './portable.js';

/** All methods of a writer, made of two. */
export abstract class FieldWriter implements PortableWriter {
  writeBoolean(fieldName: string, value: boolean): void {
    this.writeField(fieldName, FieldType.BOOLEAN, value);
  }

  writeByte(fieldName: string, value: number): void {
    this.writeField(fieldName, FieldType.BYTE, value);
  }

  writeChar(fieldName: string, value: string): void {
    this.writeField(fieldName, FieldType.CHAR, value);
  }

  writeShort(fieldName: string, value: number): void {
    this.writeField(fieldName, FieldType.SHORT, value);
  }

  writeInt(fieldName: string, value: number): void {
    this.writeField(fieldName, FieldType.INT, value);
  }

  writeLong(fieldName: string, value: LongLike): void {
    this.writeField(fieldName, FieldType.LONG, value);
  }

  writeFloat(fieldName: string, value: number): void {
    this.writeField(fieldName, FieldType.FLOAT, value);
  }

  writeDouble(fieldName: string, value: number): void {
    this.writeField(fieldName, FieldType.DOUBLE, value);
  }

  writeString(fieldName: string, value: string | null): void {
    this.writeField(fieldName, FieldType.STRING, value);
  }

  writeDecimal(fieldName: string, value: BigDecimal | null): void {
    this.writeField(fieldName, FieldType.DECIMAL, value);
  }

  writeTime(fieldName: string, value: LocalTime | null): void {
    this.writeField(fieldName, FieldType.TIME, value);
  }

  writeDate(fieldName: string, value: LocalDate | null): void {
    this.writeField(fieldName, FieldType.DATE, value);
  }

  writeTimestamp(fieldName: string, value: LocalDateTime | null): void {
    this.writeField(fieldName, FieldType.TIMESTAMP, value);
  }

  writeTimestampWithTimezone(fieldName: string, value: OffsetDateTime | null): void {
    this.writeField(fieldName, FieldType.TIMESTAMP_WITH_TIMEZONE, value);
  }

  writeBooleanArray(fieldName: string, values: readonly boolean[] | null): void {
    this.writeField(fieldName, FieldType.BOOLEAN_ARRAY, values);
  }

  writeByteArray(fieldName: string, bytes: Uint8Array | null): void {
    this.writeField(fieldName, FieldType.BYTE_ARRAY, bytes);
  }

  writeCharArray(fieldName: string, values: readonly string[] | null): void {
    this.writeField(fieldName, FieldType.CHAR_ARRAY, values);
  }

  writeShortArray(fieldName: string, values: ArrayLike<number> | null): void {
    this.writeField(fieldName, FieldType.SHORT_ARRAY, values);
  }

  writeIntArray(fieldName: string, values: ArrayLike<number> | null): void {
    this.writeField(fieldName, FieldType.INT_ARRAY, values);
  }

  writeLongArray(fieldName: string, values: ArrayLike<LongLike> | null): void {
    this.writeField(fieldName, FieldType.LONG_ARRAY, values);
  }

  writeFloatArray(fieldName: string, values: ArrayLike<number> | null): void {
    this.writeField(fieldName, FieldType.FLOAT_ARRAY, values);
  }

  writeDoubleArray(fieldName: string, values: ArrayLike<number> | null): void {
    this.writeField(fieldName, FieldType.DOUBLE_ARRAY, values);
  }

  writeStringArray(fieldName: string, values: readonly (string | null)[] | null): void {
    this.writeField(fieldName, FieldType.STRING_ARRAY, values);
  }

  writeDecimalArray(fieldName: string, values: readonly BigDecimal[] | null): void {
    this.writeField(fieldName, FieldType.DECIMAL_ARRAY, values);
  }

  writeTimeArray(fieldName: string, values: readonly LocalTime[] | null): void {
    this.writeField(fieldName, FieldType.TIME_ARRAY, values);
  }

  writeDateArray(fieldName: string, values: readonly LocalDate[] | null): void {
    this.writeField(fieldName, FieldType.DATE_ARRAY, values);
  }

  writeTimestampArray(fieldName: string, values: readonly LocalDateTime[] | null): void {
    this.writeField(fieldName, FieldType.TIMESTAMP_ARRAY, values);
  }

  writeTimestampWithTimezoneArray(fieldName: string, values: readonly OffsetDateTime[] | null): void {
    this.writeField(fieldName, FieldType.TIMESTAMP_WITH_TIMEZONE_ARRAY, values);
  }

  writePortable(fieldName: string, value: Portable | null): void {
    this.writeObjects(fieldName, FieldType.PORTABLE, value, value);
  }

  writeNullPortable(fieldName: string, factoryId: number, classId: number): void {
    this.writeObjects(fieldName, FieldType.PORTABLE, null, { factoryId, classId });
  }

  writePortableArray(fieldName: string, values: readonly Portable[] | null): void {
    this.writeObjects(fieldName, FieldType.PORTABLE_ARRAY, values, values?.[0] ?? null);
  }

  abstract getRawDataOutput(): DataOutput;

  /** @internal */
  protected abstract writeField(name: string, type: FieldType, value: unknown): void;

  /** @internal `of` says which class they are of, where that is known. */
  protected abstract writeObjects(
    name: string,
    type: FieldType,
    value: Portable | readonly Portable[] | null,
    of: ClassIds | null,
  ): void;
}
