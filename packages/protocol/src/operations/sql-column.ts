// The values of one column of an SQL page, by the SQL type of the column.
import type Long from 'long';
import { BigDecimal } from '../serialization/big-decimal.js';
import { bigIntegerBytes, readBigInteger } from '../serialization/big-integer.js';
import { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from '../serialization/date-time.js';
import { HazelcastJsonValue } from '../serialization/json-value.js';
import {
  boolean,
  byte,
  data,
  double,
  type FixedField,
  float,
  type FrameField,
  int,
  list,
  long,
  nullable,
  short,
  string,
} from '../wire/field.js';
import { IS_NULL, WireError } from '../wire/frame.js';
import { readInt64s } from '../wire/int64.js';
import type { Reader } from '../wire/reader.js';
import { NearbyTexts } from '../wire/text.js';
import type { Writer } from '../wire/writer.js';
import { hazelcastJsonValue } from './types.js';

/** The values of a column, or, where the bytes say that all are null, only how many. */
export type ReadColumn = readonly unknown[] | number;

interface SqlColumn {
  read(reader: Reader): ReadColumn;
  write(writer: Writer, values: readonly unknown[]): void;
}

/** How the nulls of a column of fixed-size values are told: `int8 mode | int32 count`, then the values. */
const ALL_NULL = 1;
const NONE_NULL = 2;
/** Before each eight values a byte, whose bit `i` says that value `i` is there. */
const SOME_NULL = 3;
const HEADER = 5;

const localDate: FixedField<LocalDate> = {
  size: 6,
  read: (view, at) => valid(() => new LocalDate(view.getInt32(at, true), view.getInt8(at + 4), view.getInt8(at + 5))),
  write(view, at, value) {
    const { year, month, date } = expectClass(value, LocalDate);
    view.setInt32(at, year, true);
    view.setInt8(at + 4, month);
    view.setInt8(at + 5, date);
  },
};

const localTime: FixedField<LocalTime> = {
  size: 7,
  read: (view, at) =>
    valid(
      () => new LocalTime(view.getInt8(at), view.getInt8(at + 1), view.getInt8(at + 2), view.getInt32(at + 3, true)),
    ),
  write(view, at, value) {
    const { hour, minute, second, nano } = expectClass(value, LocalTime);
    view.setInt8(at, hour);
    view.setInt8(at + 1, minute);
    view.setInt8(at + 2, second);
    view.setInt32(at + 3, nano, true);
  },
};

const localDateTime: FixedField<LocalDateTime> = {
  size: 13,
  read: (view, at) => new LocalDateTime(localDate.read(view, at), localTime.read(view, at + 6)),
  write(view, at, value) {
    const dateTime = expectClass(value, LocalDateTime);
    localDate.write(view, at, dateTime.localDate);
    localTime.write(view, at + 6, dateTime.localTime);
  },
};

const offsetDateTime: FixedField<OffsetDateTime> = {
  size: 17,
  read: (view, at) => valid(() => new OffsetDateTime(localDateTime.read(view, at), view.getInt32(at + 13, true))),
  write(view, at, value) {
    const { localDateTime: local, offsetSeconds } = expectClass(value, OffsetDateTime);
    localDateTime.write(view, at, local);
    view.setInt32(at + 13, offsetSeconds, true);
  },
};

/** `int32 length | unscaled value | int32 scale`. */
const decimal: FrameField<BigDecimal> = {
  size: 0,
  read(reader) {
    reader.enter();
    const { bytes, view, start, stop } = reader;
    const length = stop - start < 8 ? -1 : view.getInt32(start, true);
    if (length < 1 || length > stop - start - 8) throw new WireError(`a decimal in ${stop - start} bytes`);
    const end = start + 4 + length;
    return new BigDecimal(readBigInteger(bytes, start + 4, end), view.getInt32(end, true));
  },
  write(writer, value) {
    const { unscaledValue, scale } = expectClass(value, BigDecimal);
    const unscaled = bigIntegerBytes(unscaledValue);
    const frame = writer.beginFrame();
    writer.ensure(unscaled.length + 8);
    writer.view.setInt32(writer.position, unscaled.length, true);
    writer.position += 4;
    writer.writeBytes(unscaled);
    writer.view.setInt32(writer.position, scale, true);
    writer.position += 4;
    writer.endFrame(frame);
  },
};

const json: FrameField<HazelcastJsonValue> = {
  size: 0,
  read: reader => new HazelcastJsonValue(hazelcastJsonValue.read(reader).value),
  write: (writer, value) => hazelcastJsonValue.write(writer, { value: expectClass(value, HazelcastJsonValue).text }),
};

const texts: SqlColumn = {
  read(reader) {
    const values: (string | null)[] = [];
    reader.enterStructure();
    const nearby = new NearbyTexts(reader.bytes);
    while (!reader.structureEnds) {
      reader.enter();
      values.push(reader.flags & IS_NULL ? null : nearby.read(reader.start, reader.stop));
    }
    reader.leaveStructure();
    return values;
  },
  write: (writer, values) => framed(string).write(writer, values),
};

/** A column of the type NULL: one frame, the count. */
const nulls: SqlColumn = {
  read(reader) {
    reader.enter();
    if (reader.stop - reader.start < 4) throw new WireError('a column without its count');
    return countAt(reader, reader.start);
  },
  write(writer, values) {
    if (values.some(value => value != null)) throw new TypeError('a column of the type NULL holds only null');
    const frame = writer.beginFrame();
    writer.ensure(4);
    writer.view.setInt32(writer.position, values.length, true);
    writer.position += 4;
    writer.endFrame(frame);
  },
};

const columns: readonly SqlColumn[] = /* @__PURE__ */ (() => [
  texts,
  fixed(boolean),
  fixed(byte),
  fixed(short),
  fixed(int, ints),
  fixed(long, longs),
  framed(decimal),
  fixed(float),
  fixed(double, doubles),
  fixed(localDate),
  fixed(localTime),
  fixed(localDateTime),
  fixed(offsetDateTime),
  framed(data),
  nulls,
  framed(json),
])();

/** How the columns of an SQL type are read and written. */
export function sqlColumn(type: number): SqlColumn {
  const column = columns[type];
  if (column === undefined) throw new WireError(`unknown SQL column type ${type}`);
  return column;
}

function framed<O, I>(item: FrameField<O, I>): SqlColumn {
  const items = list(nullable(item));
  return {
    read: reader => items.read(reader),
    write: (writer, values) => items.write(writer, values as readonly (I | null)[]),
  };
}

/** `readAll`: reads values none of which is null, from a place on. */
function fixed<O, I>(item: FixedField<O, I>, readAll = eachOf(item)): SqlColumn {
  return {
    read(reader) {
      reader.enter();
      if (reader.stop - reader.start < HEADER) throw new WireError('a column without its count');
      const mode = reader.view.getInt8(reader.start);
      const count = countAt(reader, reader.start + 1);
      if (mode === ALL_NULL) return count;
      if (mode === NONE_NULL) {
        if (count * item.size > reader.stop - reader.start - HEADER) throw tooMany(count);
        return readAll(reader.view, reader.start + HEADER, count);
      }
      if (mode === SOME_NULL) return readSome(reader, item, count);
      throw new WireError(`unknown mode ${mode} of an SQL column`);
    },
    write(writer, values) {
      const present = values.reduce<number>((sum, value) => (value == null ? sum : sum + 1), 0);
      const mode = present === 0 ? ALL_NULL : present === values.length ? NONE_NULL : SOME_NULL;
      const frame = writer.beginFrame();
      writer.ensure(HEADER + Math.ceil(values.length / 8) + present * item.size);
      writer.view.setInt8(writer.position, mode);
      writer.view.setInt32(writer.position + 1, values.length, true);
      writer.position += HEADER;
      if (mode !== ALL_NULL) writeValues(writer, item, values as readonly (I | null)[], mode === SOME_NULL);
      writer.endFrame(frame);
    },
  };
}

type ReadAll<O> = (view: DataView, start: number, count: number) => O[];

function eachOf<O, I>(item: FixedField<O, I>): ReadAll<O> {
  return (view, start, count) => {
    const values: O[] = [];
    for (let i = 0, at = start; i < count; i++, at += item.size) values.push(item.read(view, at));
    return values;
  };
}

// Loops of their own, for the types that most columns are of: a quarter to a half of what a call for each value takes.

function ints(view: DataView, start: number, count: number): number[] {
  const values: number[] = [];
  for (let at = start; at < start + count * 4; at += 4) values.push(view.getInt32(at, true));
  return values;
}

function longs(view: DataView, start: number, count: number): Long[] {
  return readInt64s(view, start, start + count * 8);
}

function doubles(view: DataView, start: number, count: number): number[] {
  const values: number[] = [];
  for (let at = start; at < start + count * 8; at += 8) values.push(view.getFloat64(at, true));
  return values;
}

function readSome<O, I>({ view, start, stop }: Reader, item: FixedField<O, I>, count: number): (O | null)[] {
  if (Math.ceil(count / 8) > stop - start - HEADER) throw tooMany(count);
  const values: (O | null)[] = [];
  let at = start + HEADER;
  let mask = 0;
  for (let i = 0; i < count; i++) {
    if (i % 8 === 0) {
      if (at >= stop) throw tooMany(count);
      mask = view.getUint8(at++);
    }
    if (((mask >> (i % 8)) & 1) === 0) {
      values.push(null);
      continue;
    }
    if (at + item.size > stop) throw tooMany(count);
    values.push(item.read(view, at));
    at += item.size;
  }
  return values;
}

/** Writes the values that are not null, where there is room for them; `masked` with the byte before each eight. */
function writeValues<O, I>(
  writer: Writer,
  item: FixedField<O, I>,
  values: readonly (I | null)[],
  masked: boolean,
): void {
  const { view } = writer;
  for (const [i, value] of values.entries()) {
    if (masked && i % 8 === 0) view.setUint8(writer.position++, maskOf(values, i));
    if (value == null) continue;
    item.write(view, writer.position, value);
    writer.position += item.size;
  }
}

function maskOf(values: readonly unknown[], from: number): number {
  let mask = 0;
  for (let i = 0; i < 8; i++) if (values[from + i] != null) mask |= 1 << i;
  return mask;
}

function countAt({ view }: Reader, at: number): number {
  const count = view.getInt32(at, true);
  if (count < 0) throw tooMany(count);
  return count;
}

function tooMany(count: number): WireError {
  return new WireError(`a column of ${count} values without bytes for them`);
}

/** Bytes that make no date or time are the peer's fault, not an argument's. */
function valid<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof RangeError) throw new WireError(cause.message, { cause });
    throw cause;
  }
}

function expectClass<T>(value: unknown, type: new (...args: never[]) => T): T {
  if (value instanceof type) return value;
  throw new TypeError(`expected a ${type.name}`);
}
