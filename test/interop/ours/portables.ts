// Portable objects: a field of each type, nested ones, null ones, raw data, other versions.
import { BigDecimal, LocalTime, type Portable, type PortableReader, type PortableWriter } from 'hazelrx';
import Long from 'long';
import {
  call,
  DATE,
  DECIMAL,
  fieldName,
  MINUS_ONE,
  TEXT,
  TIME,
  TIMESTAMP,
  TIMESTAMP_WITH_TIMEZONE,
  type Values,
} from './common.js';
import { type Line, NUT } from './compact-classes.js';

export const PORTABLE_FACTORY = 1;

const primitives: Values = {
  Boolean: true,
  Byte: 127,
  Char: 'ж',
  Short: -32768,
  Int: -(2 ** 31),
  Long: Long.MIN_VALUE,
  Float: 1.5,
  Double: 0.1,
};
const others = ['String', 'Decimal', 'Time', 'Date', 'Timestamp', 'TimestampWithTimezone', 'Portable'];
const types = [...Object.keys(primitives), ...others];

/** A field of each type, which has the name of the type. */
class EveryType implements Portable {
  readonly factoryId = PORTABLE_FACTORY;
  readonly classId = 1;

  constructor(readonly values: Values = {}) {}

  writePortable(writer: PortableWriter): void {
    for (const type of types) {
      if (type === 'Portable' && this.values[type] === null) writer.writeNullPortable('portable', PORTABLE_FACTORY, 2);
      else call(writer, `write${type}`, fieldName(type), this.values[type]);
    }
    for (const type of types) call(writer, `write${type}Array`, `${fieldName(type)}Array`, this.values[`${type}Array`]);
  }

  readPortable(reader: PortableReader): void {
    for (const type of types) {
      this.values[type] = call(reader, `read${type}`, fieldName(type));
      this.values[`${type}Array`] = call(reader, `read${type}Array`, `${fieldName(type)}Array`);
    }
  }
}

class Inner implements Portable {
  readonly factoryId = PORTABLE_FACTORY;
  readonly classId = 2;

  constructor(public name: string | null = null) {}

  writePortable(writer: PortableWriter): void {
    writer.writeString('name', this.name);
  }

  readPortable(reader: PortableReader): void {
    this.name = reader.readString('name');
  }
}

/** Version 2; the other programs have the one before, without `note`. */
class Growing implements Portable {
  readonly factoryId = PORTABLE_FACTORY;
  readonly classId = 3;
  readonly version = 2;

  constructor(
    public name: string | null = null,
    public count = 0,
    public note: string | null = null,
  ) {}

  writePortable(writer: PortableWriter): void {
    writer.writeString('name', this.name);
    writer.writeInt('count', this.count);
    writer.writeString('note', this.note);
  }

  readPortable(reader: PortableReader): void {
    this.name = reader.readString('name');
    this.count = reader.readInt('count');
    this.note = reader.hasField('note') ? reader.readString('note') : 'none';
  }
}

/** Version 2, with wider fields than the one before. */
class Widening implements Portable {
  readonly factoryId = PORTABLE_FACTORY;
  readonly classId = 4;
  readonly version = 2;

  constructor(readonly values: Values = {}) {}

  writePortable(writer: PortableWriter): void {
    writer.writeInt('fromByte', this.values['byte'] as number);
    writer.writeInt('fromChar', this.values['char'] as number);
    writer.writeInt('fromShort', this.values['short'] as number);
    writer.writeLong('fromInt', this.values['int'] as Long);
    writer.writeDouble('fromFloat', this.values['float'] as number);
  }

  readPortable(reader: PortableReader): void {
    this.values['byte'] = reader.readInt('fromByte');
    this.values['char'] = reader.readInt('fromChar');
    this.values['short'] = reader.readInt('fromShort');
    this.values['int'] = reader.readLong('fromInt');
    this.values['float'] = reader.readDouble('fromFloat');
  }
}

/** Data without names, after a field that has one. */
class Raw implements Portable {
  readonly factoryId = PORTABLE_FACTORY;
  readonly classId = 5;

  constructor(
    public name: string | null = null,
    public number = 0,
    public line: Line | null = null,
  ) {}

  writePortable(writer: PortableWriter): void {
    writer.writeString('name', this.name);
    const raw = writer.getRawDataOutput();
    raw.writeInt(this.number);
    raw.writeObject(this.line);
  }

  readPortable(reader: PortableReader): void {
    this.name = reader.readString('name');
    const raw = reader.getRawDataInput();
    this.number = raw.readInt();
    this.line = raw.readObject() as Line;
  }
}

export function createPortable(classId: number): Portable {
  const made = [new EveryType(), new Inner(), new Growing(), new Widening(), new Raw()].find(
    each => each.classId === classId,
  );
  if (made === undefined) throw new RangeError(`class ${classId}`);
  return made;
}

const nulls: Values = {
  ...Object.fromEntries(types.flatMap(type => [type, `${type}Array`]).map(name => [name, null])),
  Boolean: false,
  Byte: 0,
  Char: '\0',
  Short: 0,
  Int: 0,
  Long: Long.ZERO,
  Float: 0,
  Double: 0,
};

const full: Values = {
  ...primitives,
  String: TEXT,
  Decimal: DECIMAL,
  Time: TIME,
  Date: DATE,
  Timestamp: TIMESTAMP,
  TimestampWithTimezone: TIMESTAMP_WITH_TIMEZONE,
  Portable: new Inner('one'),
  BooleanArray: [true, false],
  ByteArray: Uint8Array.of(1, 255),
  CharArray: ['a', 'ж'],
  ShortArray: [1, -1],
  IntArray: [1, -1],
  LongArray: [Long.ONE, MINUS_ONE],
  FloatArray: [1.5, -0.25],
  DoubleArray: [0.1, -2.5],
  StringArray: ['a', 'ж'],
  DecimalArray: [DECIMAL, BigDecimal.parse('1.5')],
  TimeArray: [TIME, LocalTime.fromString('00:00:00')],
  DateArray: [DATE],
  TimestampArray: [TIMESTAMP],
  TimestampWithTimezoneArray: [TIMESTAMP_WITH_TIMEZONE],
  PortableArray: [new Inner('one'), new Inner('two')],
};

export const portableSamples: Readonly<Record<string, object>> = {
  'portable every type': new EveryType(full),
  'portable nulls': new EveryType(nulls),
  'portable growing': new Growing('old', 7, 'none'),
  'portable raw data': new Raw('named', 42, NUT),
};

/** What Java writes as version 1. */
export const widened = new Widening({
  byte: -1,
  char: 'ж'.charCodeAt(0),
  short: -2,
  int: Long.fromNumber(-3),
  float: 1.5,
});
