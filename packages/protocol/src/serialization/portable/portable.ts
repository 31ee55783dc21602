import type Long from 'long';
import type { LongLike } from '../../wire/int64.js';
import type { BigDecimal } from '../big-decimal.js';
import type { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';
import type { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from '../date-time.js';
import type { FieldType } from './field-type.js';

/** Which class a Portable is of. */
export interface ClassIds {
  readonly factoryId: number;
  readonly classId: number;
}

/** An object that members can look into by the names of its fields, also where they do not know its class. */
export interface Portable extends ClassIds {
  /** Of the fields of this class; `portableVersion` of the configuration where it is not there. */
  readonly version?: number;
  readPortable(reader: PortableReader): void;
  writePortable(writer: PortableWriter): void;
}

/** Makes an object of a class, to read into. */
export type PortableFactory = (classId: number) => Portable;

/** What `Portable.writePortable` writes to: each field once, all of them before raw data, the same ones in every object. */
export interface PortableWriter {
  writeBoolean(fieldName: string, value: boolean): void;
  writeByte(fieldName: string, value: number): void;
  writeChar(fieldName: string, value: string): void;
  writeShort(fieldName: string, value: number): void;
  writeInt(fieldName: string, value: number): void;
  writeLong(fieldName: string, value: LongLike): void;
  writeFloat(fieldName: string, value: number): void;
  writeDouble(fieldName: string, value: number): void;
  writeString(fieldName: string, value: string | null): void;
  writeDecimal(fieldName: string, value: BigDecimal | null): void;
  writeTime(fieldName: string, value: LocalTime | null): void;
  /** The year must be −32,768 to 32,767. */
  writeDate(fieldName: string, value: LocalDate | null): void;
  /** The year must be −32,768 to 32,767. */
  writeTimestamp(fieldName: string, value: LocalDateTime | null): void;
  /** The year must be −32,768 to 32,767. */
  writeTimestampWithTimezone(fieldName: string, value: OffsetDateTime | null): void;
  writeBooleanArray(fieldName: string, values: readonly boolean[] | null): void;
  writeByteArray(fieldName: string, bytes: Uint8Array | null): void;
  writeCharArray(fieldName: string, values: readonly string[] | null): void;
  writeShortArray(fieldName: string, values: ArrayLike<number> | null): void;
  writeIntArray(fieldName: string, values: ArrayLike<number> | null): void;
  writeLongArray(fieldName: string, values: ArrayLike<LongLike> | null): void;
  writeFloatArray(fieldName: string, values: ArrayLike<number> | null): void;
  writeDoubleArray(fieldName: string, values: ArrayLike<number> | null): void;
  writeStringArray(fieldName: string, values: readonly (string | null)[] | null): void;
  writeDecimalArray(fieldName: string, values: readonly BigDecimal[] | null): void;
  writeTimeArray(fieldName: string, values: readonly LocalTime[] | null): void;
  writeDateArray(fieldName: string, values: readonly LocalDate[] | null): void;
  writeTimestampArray(fieldName: string, values: readonly LocalDateTime[] | null): void;
  writeTimestampWithTimezoneArray(fieldName: string, values: readonly OffsetDateTime[] | null): void;
  /** For null, its class must be known: by a value written or read before, or a sample in `classDefinitions`. */
  writePortable(fieldName: string, value: Portable | null): void;
  /** A null of a class that is told. */
  writeNullPortable(fieldName: string, factoryId: number, classId: number): void;
  /** All of one class. For null and for an empty array, the class must be known as for a null portable. */
  writePortableArray(fieldName: string, values: readonly Portable[] | null): void;
  /** For what has no field names. Fields cannot be written any more then. */
  getRawDataOutput(): DataOutput;
}

/**
 * What `Portable.readPortable` reads from: fields by name, in any order, all before raw data. In an object of another version
 * a smaller number is read as a wider one, and a field that is not there as 0, false or null; in one of the same version both
 * are a `DataError`. It is only good until `readPortable` returns.
 */
export interface PortableReader {
  /** Of the class that wrote the object. */
  getVersion(): number;
  hasField(fieldName: string): boolean;
  getFieldNames(): string[];
  /** Throws a `DataError` for a field that is not there. */
  getFieldType(fieldName: string): FieldType;
  readBoolean(fieldName: string): boolean;
  readByte(fieldName: string): number;
  readChar(fieldName: string): string;
  readShort(fieldName: string): number;
  readInt(fieldName: string): number;
  readLong(fieldName: string): Long;
  readFloat(fieldName: string): number;
  readDouble(fieldName: string): number;
  readString(fieldName: string): string | null;
  readDecimal(fieldName: string): BigDecimal | null;
  readTime(fieldName: string): LocalTime | null;
  readDate(fieldName: string): LocalDate | null;
  readTimestamp(fieldName: string): LocalDateTime | null;
  readTimestampWithTimezone(fieldName: string): OffsetDateTime | null;
  readBooleanArray(fieldName: string): boolean[] | null;
  readByteArray(fieldName: string): Uint8Array | null;
  readCharArray(fieldName: string): string[] | null;
  readShortArray(fieldName: string): number[] | null;
  readIntArray(fieldName: string): number[] | null;
  readLongArray(fieldName: string): Long[] | null;
  readFloatArray(fieldName: string): number[] | null;
  readDoubleArray(fieldName: string): number[] | null;
  readStringArray(fieldName: string): (string | null)[] | null;
  readDecimalArray(fieldName: string): BigDecimal[] | null;
  readTimeArray(fieldName: string): LocalTime[] | null;
  readDateArray(fieldName: string): LocalDate[] | null;
  readTimestampArray(fieldName: string): LocalDateTime[] | null;
  readTimestampWithTimezoneArray(fieldName: string): OffsetDateTime[] | null;
  readPortable(fieldName: string): Portable | null;
  readPortableArray(fieldName: string): Portable[] | null;
  /** What was written behind the fields. They cannot be read any more then. */
  getRawDataInput(): DataInput;
}
