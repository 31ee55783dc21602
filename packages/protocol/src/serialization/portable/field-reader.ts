import Long from 'long';
import type { BigDecimal } from '../big-decimal.js';
import { DataError } from '../data-error.js';
import type { DataInput } from '../data-input.js';
import type { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from '../date-time.js';
import { failed } from '../failed.js';
import { propertyStep, within } from '../nesting.js';
import * as TypeId from '../type-id.js';
import { FIELD_FORMATS, readListed } from './field-format.js';
import type { FieldPlace, FieldTable } from './field-table.js';
import { describeFieldType, FieldType } from './field-type.js';
import type { ClassIds, Portable, PortableReader } from './portable.js';
import { widened } from './widening.js';

/** What a reader must know of the object beyond its bytes. */
export interface ReadObject {
  /** As messages name its class. */
  readonly name: string;
  readonly version: number;
  /** Whether the object was written by this version of the class. */
  readonly isOwnVersion: boolean;
  /** Reads a portable in a field: what follows its class. */
  readNested(input: DataInput, fieldName: string, of: ClassIds, isNull: boolean): Portable | null;
}

/** Reads the fields of one object, by the table of where they are. */
export class FieldReader implements PortableReader {
  #isRaw = false;

  /** @internal */
  constructor(
    private readonly input: DataInput,
    private readonly table: FieldTable,
    private readonly object: ReadObject,
  ) {}

  getVersion(): number {
    return this.object.version;
  }

  hasField(fieldName: string): boolean {
    return this.table.fields.has(fieldName);
  }

  getFieldNames(): string[] {
    return [...this.table.fields.keys()];
  }

  getFieldType(fieldName: string): FieldType {
    return this.table.fields.get(fieldName)?.type ?? this.#missing(fieldName);
  }

  readBoolean(fieldName: string): boolean {
    return this.#read(fieldName, FieldType.BOOLEAN, false);
  }

  readByte(fieldName: string): number {
    return this.#read(fieldName, FieldType.BYTE, 0);
  }

  readChar(fieldName: string): string {
    return this.#read(fieldName, FieldType.CHAR, '\0');
  }

  readShort(fieldName: string): number {
    return this.#read(fieldName, FieldType.SHORT, 0);
  }

  readInt(fieldName: string): number {
    return this.#read(fieldName, FieldType.INT, 0);
  }

  readLong(fieldName: string): Long {
    return this.#read(fieldName, FieldType.LONG, Long.ZERO);
  }

  readFloat(fieldName: string): number {
    return this.#read(fieldName, FieldType.FLOAT, 0);
  }

  readDouble(fieldName: string): number {
    return this.#read(fieldName, FieldType.DOUBLE, 0);
  }

  readString(fieldName: string): string | null {
    return this.#read<string | null>(fieldName, FieldType.STRING, null);
  }

  readDecimal(fieldName: string): BigDecimal | null {
    return this.#read<BigDecimal | null>(fieldName, FieldType.DECIMAL, null);
  }

  readTime(fieldName: string): LocalTime | null {
    return this.#read<LocalTime | null>(fieldName, FieldType.TIME, null);
  }

  readDate(fieldName: string): LocalDate | null {
    return this.#read<LocalDate | null>(fieldName, FieldType.DATE, null);
  }

  readTimestamp(fieldName: string): LocalDateTime | null {
    return this.#read<LocalDateTime | null>(fieldName, FieldType.TIMESTAMP, null);
  }

  readTimestampWithTimezone(fieldName: string): OffsetDateTime | null {
    return this.#read<OffsetDateTime | null>(fieldName, FieldType.TIMESTAMP_WITH_TIMEZONE, null);
  }

  readBooleanArray(fieldName: string): boolean[] | null {
    return this.#read<boolean[] | null>(fieldName, FieldType.BOOLEAN_ARRAY, null);
  }

  readByteArray(fieldName: string): Uint8Array | null {
    return this.#read<Uint8Array | null>(fieldName, FieldType.BYTE_ARRAY, null);
  }

  readCharArray(fieldName: string): string[] | null {
    return this.#read<string[] | null>(fieldName, FieldType.CHAR_ARRAY, null);
  }

  readShortArray(fieldName: string): number[] | null {
    return this.#read<number[] | null>(fieldName, FieldType.SHORT_ARRAY, null);
  }

  readIntArray(fieldName: string): number[] | null {
    return this.#read<number[] | null>(fieldName, FieldType.INT_ARRAY, null);
  }

  readLongArray(fieldName: string): Long[] | null {
    return this.#read<Long[] | null>(fieldName, FieldType.LONG_ARRAY, null);
  }

  readFloatArray(fieldName: string): number[] | null {
    return this.#read<number[] | null>(fieldName, FieldType.FLOAT_ARRAY, null);
  }

  readDoubleArray(fieldName: string): number[] | null {
    return this.#read<number[] | null>(fieldName, FieldType.DOUBLE_ARRAY, null);
  }

  readStringArray(fieldName: string): (string | null)[] | null {
    return this.#read<(string | null)[] | null>(fieldName, FieldType.STRING_ARRAY, null);
  }

  readDecimalArray(fieldName: string): BigDecimal[] | null {
    return this.#read<BigDecimal[] | null>(fieldName, FieldType.DECIMAL_ARRAY, null);
  }

  readTimeArray(fieldName: string): LocalTime[] | null {
    return this.#read<LocalTime[] | null>(fieldName, FieldType.TIME_ARRAY, null);
  }

  readDateArray(fieldName: string): LocalDate[] | null {
    return this.#read<LocalDate[] | null>(fieldName, FieldType.DATE_ARRAY, null);
  }

  readTimestampArray(fieldName: string): LocalDateTime[] | null {
    return this.#read<LocalDateTime[] | null>(fieldName, FieldType.TIMESTAMP_ARRAY, null);
  }

  readTimestampWithTimezoneArray(fieldName: string): OffsetDateTime[] | null {
    return this.#read<OffsetDateTime[] | null>(fieldName, FieldType.TIMESTAMP_WITH_TIMEZONE_ARRAY, null);
  }

  readPortable(fieldName: string): Portable | null {
    return this.#read<Portable | null>(fieldName, FieldType.PORTABLE, null);
  }

  readPortableArray(fieldName: string): Portable[] | null {
    return this.#read<Portable[] | null>(fieldName, FieldType.PORTABLE_ARRAY, null);
  }

  getRawDataInput(): DataInput {
    if (!this.#isRaw) {
      if (this.table.raw === 0) throw this.#refuse('has no raw data');
      this.input.seek(this.table.raw);
      this.#isRaw = true;
    }
    return this.input;
  }

  /** Throws a `DataError` that names the field. */
  #read<T>(name: string, type: FieldType, absent: T): T {
    if (this.#isRaw) throw this.#refuse('cannot be read by field after its raw data');
    const field = this.table.fields.get(name);
    if (field === undefined) return this.object.isOwnVersion ? this.#missing(name) : absent;
    try {
      return this.#readAt(name, type, field) as T;
    } catch (error) {
      throw within(propertyStep(name), failed('read', TypeId.PORTABLE, error));
    }
  }

  #readAt(name: string, type: FieldType, { type: from, position }: FieldPlace): unknown {
    this.input.seek(position);
    if (from !== type) return this.#readOther(type, from);
    if (type === FieldType.PORTABLE) {
      const isNull = this.input.readBoolean();
      return this.object.readNested(this.input, name, this.#readIds(), isNull);
    }
    if (type === FieldType.PORTABLE_ARRAY) return this.#readArray(name);
    return FIELD_FORMATS[type]!.read(this.input);
  }

  #readArray(name: string): Portable[] | null {
    const count = this.input.readInt();
    const ids = this.#readIds();
    if (count <= 0) {
      this.object.readNested(this.input, name, ids, true);
      return count < 0 ? null : [];
    }
    return readListed(this.input, count, input => this.object.readNested(input, name, ids, false)!);
  }

  #readIds(): ClassIds {
    return { factoryId: this.input.readInt(), classId: this.input.readInt() };
  }

  #readOther(type: FieldType, from: FieldType): unknown {
    const widen = this.object.isOwnVersion ? undefined : widened(from, type);
    if (widen !== undefined) return widen(FIELD_FORMATS[from]!.read(this.input));
    throw this.#refuse(`has a ${describeFieldType(from)} here, which is not read as ${describeFieldType(type)}`);
  }

  #missing(name: string): never {
    const names = this.getFieldNames().join(', ');
    throw within(propertyStep(name), this.#refuse(`has no such field, it has ${names || 'none'}`));
  }

  #refuse(reason: string): DataError {
    return new DataError(`the ${this.object.name} ${reason}`, { path: '$', typeId: TypeId.PORTABLE });
  }
}
