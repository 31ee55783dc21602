// Portables of any class, read by what their bytes tell of their fields.
import { DataError, FieldType, type Portable, type PortableFactories, type PortableReader } from '@hazelrx/protocol';
import { Character, Floating, Integral, JavaArray, javaOf, javaOfType } from './java-value.js';

type Read = (reader: PortableReader, name: string) => unknown;

const integral =
  (type: 'Byte' | 'Short' | 'Integer') =>
  (value: number): Integral =>
    new Integral(type, BigInt(value));

/** How the fields of each type are read. */
const READERS: Readonly<Record<number, Read>> = {
  [FieldType.BOOLEAN]: (reader, name) => reader.readBoolean(name),
  [FieldType.BYTE]: (reader, name) => integral('Byte')(reader.readByte(name)),
  [FieldType.CHAR]: (reader, name) => new Character(reader.readChar(name)),
  [FieldType.SHORT]: (reader, name) => integral('Short')(reader.readShort(name)),
  [FieldType.INT]: (reader, name) => integral('Integer')(reader.readInt(name)),
  [FieldType.LONG]: (reader, name) => javaOf(reader.readLong(name)),
  [FieldType.FLOAT]: (reader, name) => new Floating('Float', reader.readFloat(name)),
  [FieldType.DOUBLE]: (reader, name) => new Floating('Double', reader.readDouble(name)),
  [FieldType.STRING]: (reader, name) => reader.readString(name),
  [FieldType.DECIMAL]: (reader, name) => reader.readDecimal(name),
  [FieldType.TIME]: (reader, name) => reader.readTime(name),
  [FieldType.DATE]: (reader, name) => reader.readDate(name),
  [FieldType.TIMESTAMP]: (reader, name) => reader.readTimestamp(name),
  [FieldType.TIMESTAMP_WITH_TIMEZONE]: (reader, name) => reader.readTimestampWithTimezone(name),
  [FieldType.PORTABLE]: (reader, name) => reader.readPortable(name),
  [FieldType.BOOLEAN_ARRAY]: (reader, name) => javaOfType(-13, reader.readBooleanArray(name)),
  [FieldType.BYTE_ARRAY]: (reader, name) => javaOfType(-12, reader.readByteArray(name)),
  [FieldType.CHAR_ARRAY]: (reader, name) => javaOfType(-14, reader.readCharArray(name)),
  [FieldType.SHORT_ARRAY]: (reader, name) => javaOfType(-15, reader.readShortArray(name)),
  [FieldType.INT_ARRAY]: (reader, name) => javaOfType(-16, reader.readIntArray(name)),
  [FieldType.LONG_ARRAY]: (reader, name) => javaOfType(-17, reader.readLongArray(name)),
  [FieldType.FLOAT_ARRAY]: (reader, name) => javaOfType(-18, reader.readFloatArray(name)),
  [FieldType.DOUBLE_ARRAY]: (reader, name) => javaOfType(-19, reader.readDoubleArray(name)),
  [FieldType.STRING_ARRAY]: (reader, name) => javaOfType(-20, reader.readStringArray(name)),
  [FieldType.DECIMAL_ARRAY]: (reader, name) => objects('java.math.BigDecimal', reader.readDecimalArray(name)),
  [FieldType.TIME_ARRAY]: (reader, name) => objects('java.time.LocalTime', reader.readTimeArray(name)),
  [FieldType.DATE_ARRAY]: (reader, name) => objects('java.time.LocalDate', reader.readDateArray(name)),
  [FieldType.TIMESTAMP_ARRAY]: (reader, name) => objects('java.time.LocalDateTime', reader.readTimestampArray(name)),
  [FieldType.TIMESTAMP_WITH_TIMEZONE_ARRAY]: (reader, name) =>
    objects('java.time.OffsetDateTime', reader.readTimestampWithTimezoneArray(name)),
  [FieldType.PORTABLE_ARRAY]: (reader, name) => objects('Portable', reader.readPortableArray(name)),
};

function objects(type: string, items: readonly unknown[] | null): JavaArray | null {
  return items && new JavaArray(`[L${type};`, items);
}

export class PortableRecord implements Portable {
  readonly #fields = new Map<string, unknown>();

  constructor(
    readonly factoryId: number,
    readonly classId: number,
  ) {}

  /** Undefined when there is no such field. */
  get(name: string): unknown {
    return this.#fields.get(name);
  }

  readPortable(reader: PortableReader): void {
    for (const name of reader.getFieldNames())
      this.#fields.set(name, READERS[reader.getFieldType(name)]?.(reader, name) ?? null);
  }

  writePortable(): void {
    throw new DataError('the embedded member does not write Portables: project their fields', { path: '$' });
  }
}

/** Factories of all ids there may be. */
export const anyPortables: PortableFactories = new Proxy<PortableFactories>(
  {},
  {
    get: (_, id) => (classId: number) => new PortableRecord(Number(id), classId),
    getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, writable: true, value: undefined }),
  },
);
