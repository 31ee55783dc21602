// Portable objects: a field of each type, nested ones, null ones, other versions. This client has no raw data.
import { BigDecimal, LocalTime, type Portable, type PortableReader, type PortableWriter } from 'hazelcast-client';
import {
  call,
  DATE,
  DECIMAL,
  fieldName,
  TEXT,
  TheirLong,
  TIME,
  TIMESTAMP,
  TIMESTAMP_WITH_TIMEZONE,
  type Values,
} from './common.js';

export const PORTABLE_FACTORY = 1;

const primitives: Values = {
  Boolean: true,
  Byte: 127,
  Char: 'ж',
  Short: -32768,
  Int: -(2 ** 31),
  Long: TheirLong.MIN_VALUE,
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

/** Version 1; the next one has a `note`, too. */
class Growing implements Portable {
  readonly factoryId = PORTABLE_FACTORY;
  readonly classId = 3;
  readonly version = 1;

  constructor(
    public name: string | null = null,
    public count = 0,
  ) {}

  writePortable(writer: PortableWriter): void {
    writer.writeString('name', this.name);
    writer.writeInt('count', this.count);
  }

  readPortable(reader: PortableReader): void {
    this.name = reader.readString('name');
    this.count = reader.readInt('count');
  }
}

export function createPortable(classId: number): Portable {
  const made = [new EveryType(), new Inner(), new Growing()].find(each => each.classId === classId);
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
  Long: TheirLong.ZERO,
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
  ByteArray: Buffer.of(1, 255),
  CharArray: ['a', 'ж'],
  ShortArray: [1, -1],
  IntArray: [1, -1],
  LongArray: [TheirLong.fromNumber(1), TheirLong.fromNumber(-1)],
  FloatArray: [1.5, -0.25],
  DoubleArray: [0.1, -2.5],
  StringArray: ['a', 'ж'],
  DecimalArray: [DECIMAL, BigDecimal.fromString('1.5')],
  TimeArray: [TIME, LocalTime.fromString('00:00:00')],
  DateArray: [DATE],
  TimestampArray: [TIMESTAMP],
  TimestampWithTimezoneArray: [TIMESTAMP_WITH_TIMEZONE],
  PortableArray: [new Inner('one'), new Inner('two')],
};

export const portableSamples: Readonly<Record<string, unknown>> = {
  'portable every type': new EveryType(full),
  'portable nulls': new EveryType(nulls),
  'portable growing': new Growing('old', 7),
};
