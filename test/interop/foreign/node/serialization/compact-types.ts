// Compact objects, with a serializer and without a class.
import {
  BigDecimal,
  type CompactReader,
  type CompactSerializer,
  type CompactWriter,
  FieldKind,
  Fields,
} from 'hazelcast-client';
import { type GenericRecord, GenericRecords } from 'hazelcast-client';
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

class Line {
  constructor(
    readonly sku: string | null,
    readonly count: number,
    readonly price: BigDecimal | null,
  ) {}
}

const NUT = new Line('nut', 3, BigDecimal.fromString('1.50'));
export const BOLT = new Line('bolt €', -1, null);

const lineSerializer: CompactSerializer<Line> = {
  getClass: () => Line,
  getTypeName: () => 'line',
  write(writer, { sku, count, price }) {
    writer.writeString('sku', sku);
    writer.writeInt32('count', count);
    writer.writeDecimal('price', price);
  },
  read: reader => new Line(reader.readString('sku'), reader.readInt32('count'), reader.readDecimal('price')),
};

const unused = new Set(['NotAvailable', 'Char', 'ArrayOfChar', 'Portable', 'ArrayOfPortable']);
const kinds = Object.values(FieldKind)
  .filter(name => typeof name === 'string')
  .map(name => name.toLowerCase().replaceAll(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase()))
  .filter(kind => !unused.has(kind));

/** A field of each kind, which has the name of the kind. */
class EveryKind {
  constructor(readonly values: Values) {}
}

const everyKindSerializer: CompactSerializer<EveryKind> = {
  getClass: () => EveryKind,
  getTypeName: () => 'every-kind',
  write(writer: CompactWriter, { values }) {
    for (const kind of kinds) call(writer, `write${kind}`, fieldName(kind), values[kind]);
  },
  read: (reader: CompactReader) =>
    new EveryKind(Object.fromEntries(kinds.map(kind => [kind, call(reader, `read${kind}`, fieldName(kind))]))),
};

/** Of which this program knows an older version: without `note`, with `gone`, `count` nullable. */
class Evolving {
  constructor(
    readonly id: number,
    readonly count: number | null,
    readonly gone: string | null,
  ) {}
}

const evolvingSerializer: CompactSerializer<Evolving> = {
  getClass: () => Evolving,
  getTypeName: () => 'evolving',
  write(writer, { id, count, gone }) {
    writer.writeInt32('id', id);
    writer.writeNullableInt32('count', count);
    writer.writeString('gone', gone);
  },
  read(reader) {
    const isOld = reader.getFieldKind('gone') !== FieldKind.NOT_AVAILABLE;
    const gone = isOld ? reader.readString('gone') : 'old';
    return new Evolving(reader.readInt32('id'), reader.readNullableInt32('count'), gone);
  },
};

export const compactSerializers = [lineSerializer, everyKindSerializer, evolvingSerializer];

const one = TheirLong.fromNumber(1);
const minusOne = TheirLong.fromNumber(-1);

const primitives: Values = {
  Boolean: true,
  Int8: -128,
  Int16: -32768,
  Int32: -(2 ** 31),
  Int64: TheirLong.MIN_VALUE,
  Float32: 1.5,
  Float64: 0.1,
};

const scalars: Values = {
  ...primitives,
  ...Object.fromEntries(Object.entries(primitives).map(([kind, value]) => [`Nullable${kind}`, value])),
  String: TEXT,
  Decimal: DECIMAL,
  Time: TIME,
  Date: DATE,
  Timestamp: TIMESTAMP,
  TimestampWithTimezone: TIMESTAMP_WITH_TIMEZONE,
  Compact: NUT,
};

const arrays: Values = {
  ArrayOfBoolean: [true, false, true, true, false, false, true, false, true],
  ArrayOfInt8: Buffer.of(1, 255),
  ArrayOfInt16: [1, -1],
  ArrayOfInt32: [1, -1],
  ArrayOfInt64: [one, minusOne],
  ArrayOfFloat32: [1.5, -0.25],
  ArrayOfFloat64: [0.1, -2.5],
  ArrayOfString: ['a', null, ''],
  ArrayOfDecimal: [BigDecimal.fromString('1.5'), null],
  ArrayOfTime: [TIME, null],
  ArrayOfDate: [DATE, null],
  ArrayOfTimestamp: [TIMESTAMP, null],
  ArrayOfTimestampWithTimezone: [TIMESTAMP_WITH_TIMEZONE, null],
  ArrayOfCompact: [NUT, null, BOLT],
  ArrayOfNullableBoolean: [true, null, false],
  ArrayOfNullableInt8: [1, null, -1],
  ArrayOfNullableInt16: [1, null, -1],
  ArrayOfNullableInt32: [1, null, -1],
  ArrayOfNullableInt64: [one, null, minusOne],
  ArrayOfNullableFloat32: [1.5, null, -0.25],
  ArrayOfNullableFloat64: [0.1, null, -2.5],
};

const emptyArrays: Values = {
  ...Object.fromEntries(Object.keys(arrays).map(kind => [kind, []])),
  ArrayOfInt8: Buffer.alloc(0),
};

const zeros: Values = { Boolean: false, Int8: 0, Int16: 0, Int32: 0, Int64: TheirLong.ZERO, Float32: 0, Float64: 0 };

/** One object for what has been written and what has been read, in the order of the kinds. */
const everyKind = (values: Values): EveryKind =>
  new EveryKind(Object.fromEntries(kinds.map(kind => [kind, values[kind] ?? null])));

export const compactSamples: Readonly<Record<string, unknown>> = {
  'compact line': NUT,
  'compact with null': BOLT,
  'compact every kind': everyKind({ ...scalars, ...arrays }),
  'compact nulls': everyKind(zeros),
  'compact empty arrays': everyKind({ ...scalars, ...emptyArrays }),
  'compact of 300': new Line('x'.repeat(300), 300, DECIMAL),
  'compact of 70000': new Line('x'.repeat(70_000), 70_000, DECIMAL),
  'compact evolving': new Evolving(7, 5, 'old'),
};

export function genericRecord(): GenericRecord {
  const inner = GenericRecords.compact('inner', { n: Fields.INT64 }, { n: minusOne });
  // In the order in which its text tells them once it was read.
  const fields = {
    flag: Fields.BOOLEAN,
    inner: Fields.GENERIC_RECORD,
    inners: Fields.ARRAY_OF_GENERIC_RECORD,
    name: Fields.STRING,
    nothing: Fields.NULLABLE_INT16,
    numbers: Fields.ARRAY_OF_INT32,
  };
  const values = { flag: true, inner, inners: [inner, null], name: TEXT, nothing: null, numbers: [1, 2, 3] };
  return GenericRecords.compact('unregistered', fields, values);
}
