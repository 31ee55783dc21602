import { DataError } from '../data-error.js';
import type { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';
import { readBigDecimal, readLocalTime, writeBigDecimal, writeLocalTime } from '../date-time-body.js';
import { LocalDate, LocalDateTime, OffsetDateTime } from '../date-time.js';
import {
  BOOLEAN_CODEC,
  CHAR_CODEC,
  type FixedCodec,
  FLOAT32_CODEC,
  FLOAT64_CODEC,
  INT16_CODEC,
  INT32_CODEC,
  INT64_CODEC,
  INT8_CODEC,
} from '../fixed-codec.js';
import { within } from '../nesting.js';
import { FieldType } from './field-type.js';

/** How the value of a field lies in the bytes. */
interface FieldFormat {
  write(out: DataOutput, value: never): void;
  read(input: DataInput): unknown;
}

function fixed<T>(codec: FixedCodec<T>): FieldFormat {
  return { write: (out, value: T) => out.writeFixed(codec, value), read: input => input.readFixed(codec) };
}

function fixedArray<T>(codec: FixedCodec<T>): FieldFormat {
  return {
    write: (out, items: ArrayLike<T> | null) => out.writeFixedArray(codec, items),
    read: input => input.readFixedArray(codec),
  };
}

/** A flag for null, then the value. */
function nullable<T>(write: (out: DataOutput, value: T) => void, read: (input: DataInput) => T): FieldFormat {
  return {
    write(out, value: T | null) {
      out.writeBoolean(value === null);
      if (value !== null) write(out, value);
    },
    read: input => (input.readBoolean() ? null : read(input)),
  };
}

/** A count, an offset for each item, and the items; none may be null. */
function listed<T>(write: (out: DataOutput, value: T) => void, read: (input: DataInput) => T): FieldFormat {
  return {
    write: (out, items: readonly (T | null)[] | null) => writeListed(out, items, write),
    read(input) {
      const count = input.readInt();
      return count < 0 ? null : readListed(input, count, read);
    },
  };
}

function writeListed<T>(
  out: DataOutput,
  items: readonly (T | null)[] | null,
  write: (out: DataOutput, value: T) => void,
): void {
  out.writeInt(items?.length ?? -1);
  if (items !== null) writeItems(out, items, write);
}

/** The offsets of the items, and the items. */
export function writeItems<T>(
  out: DataOutput,
  items: readonly (T | null)[],
  write: (out: DataOutput, value: T) => void,
): void {
  const table = out.position();
  out.writeZeroBytes(4 * items.length);
  items.forEach((item, i) => {
    try {
      if (item === null) throw new DataError('an item of this array must not be null', { path: '$' });
      out.setInt(table + 4 * i, out.position());
      write(out, item);
    } catch (error) {
      throw within(`[${i}]`, error);
    }
  });
}

/** As many items, each at its offset. They lie one after the other, or else they are damaged. */
export function readListed<T>(input: DataInput, count: number, read: (input: DataInput) => T): T[] {
  const table = input.position();
  if (count > input.available() / 4) throw new DataError(`${count} items in ${input.available()} bytes: damaged`);
  const items: T[] = [];
  let next = table + 4 * count;
  for (let i = 0; i < count; i++) {
    input.seek(table + 4 * i);
    const position = input.readInt();
    if (position < next) throw new DataError(`item ${i} is at ${position}, before ${next}: damaged`);
    input.seek(position);
    try {
      items.push(read(input));
    } catch (error) {
      throw within(`[${i}]`, error);
    }
    next = input.position();
  }
  return items;
}

function writeDate(out: DataOutput, { year, month, date }: LocalDate): void {
  if (year < -0x8000 || year > 0x7fff) {
    throw new DataError(`the year ${year} does not fit a Portable: −32768 to 32767 do`, { path: '$' });
  }
  out.writeShort(year);
  out.writeByte(month);
  out.writeByte(date);
}

function readDate(input: DataInput): LocalDate {
  return new LocalDate(input.readShort(), input.readByte(), input.readByte());
}

function writeTimestamp(out: DataOutput, { localDate, localTime }: LocalDateTime): void {
  writeDate(out, localDate);
  writeLocalTime(out, localTime);
}

function readTimestamp(input: DataInput): LocalDateTime {
  return new LocalDateTime(readDate(input), readLocalTime(input));
}

function writeZoned(out: DataOutput, { localDateTime, offsetSeconds }: OffsetDateTime): void {
  writeTimestamp(out, localDateTime);
  out.writeInt(offsetSeconds);
}

function readZoned(input: DataInput): OffsetDateTime {
  return new OffsetDateTime(readTimestamp(input), input.readInt());
}

/** Of all types but PORTABLE and PORTABLE_ARRAY. */
export const FIELD_FORMATS: Readonly<Partial<Record<FieldType, FieldFormat>>> = {
  [FieldType.BYTE]: fixed(INT8_CODEC),
  [FieldType.BOOLEAN]: fixed(BOOLEAN_CODEC),
  [FieldType.CHAR]: fixed(CHAR_CODEC),
  [FieldType.SHORT]: fixed(INT16_CODEC),
  [FieldType.INT]: fixed(INT32_CODEC),
  [FieldType.LONG]: fixed(INT64_CODEC),
  [FieldType.FLOAT]: fixed(FLOAT32_CODEC),
  [FieldType.DOUBLE]: fixed(FLOAT64_CODEC),
  [FieldType.STRING]: { write: (out, value: string) => out.writeString(value), read: input => input.readString() },
  [FieldType.BYTE_ARRAY]: {
    write: (out, value: Uint8Array | null) => out.writeByteArray(value),
    read: input => input.readByteArray(),
  },
  [FieldType.BOOLEAN_ARRAY]: fixedArray(BOOLEAN_CODEC),
  [FieldType.CHAR_ARRAY]: fixedArray(CHAR_CODEC),
  [FieldType.SHORT_ARRAY]: fixedArray(INT16_CODEC),
  [FieldType.INT_ARRAY]: fixedArray(INT32_CODEC),
  [FieldType.LONG_ARRAY]: fixedArray(INT64_CODEC),
  [FieldType.FLOAT_ARRAY]: fixedArray(FLOAT32_CODEC),
  [FieldType.DOUBLE_ARRAY]: fixedArray(FLOAT64_CODEC),
  [FieldType.STRING_ARRAY]: {
    write: (out, value: string[] | null) => out.writeStringArray(value),
    read: input => input.readStringArray(),
  },
  [FieldType.DECIMAL]: nullable(writeBigDecimal, readBigDecimal),
  [FieldType.DECIMAL_ARRAY]: listed(writeBigDecimal, readBigDecimal),
  [FieldType.TIME]: nullable(writeLocalTime, readLocalTime),
  [FieldType.TIME_ARRAY]: listed(writeLocalTime, readLocalTime),
  [FieldType.DATE]: nullable(writeDate, readDate),
  [FieldType.DATE_ARRAY]: listed(writeDate, readDate),
  [FieldType.TIMESTAMP]: nullable(writeTimestamp, readTimestamp),
  [FieldType.TIMESTAMP_ARRAY]: listed(writeTimestamp, readTimestamp),
  [FieldType.TIMESTAMP_WITH_TIMEZONE]: nullable(writeZoned, readZoned),
  [FieldType.TIMESTAMP_WITH_TIMEZONE_ARRAY]: listed(writeZoned, readZoned),
};
