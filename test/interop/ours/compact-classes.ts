// The Compact types of the samples with serializers written by hand, as the official clients have them.
import { BigDecimal, type CompactReader, type CompactSerializer, type CompactWriter, FieldKind } from 'hazelrx';
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

export class Line {
  constructor(
    readonly sku: string | null,
    readonly count: number,
    readonly price: BigDecimal | null,
  ) {}
}

export const NUT = new Line('nut', 3, BigDecimal.parse('1.50'));
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

const primitives: Values = {
  Boolean: true,
  Int8: -128,
  Int16: -32768,
  Int32: -(2 ** 31),
  Int64: Long.MIN_VALUE,
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
  ArrayOfInt8: Uint8Array.of(1, 255),
  ArrayOfInt16: [1, -1],
  ArrayOfInt32: [1, -1],
  ArrayOfInt64: [Long.ONE, MINUS_ONE],
  ArrayOfFloat32: [1.5, -0.25],
  ArrayOfFloat64: [0.1, -2.5],
  ArrayOfString: ['a', null, ''],
  ArrayOfDecimal: [BigDecimal.parse('1.5'), null],
  ArrayOfTime: [TIME, null],
  ArrayOfDate: [DATE, null],
  ArrayOfTimestamp: [TIMESTAMP, null],
  ArrayOfTimestampWithTimezone: [TIMESTAMP_WITH_TIMEZONE, null],
  ArrayOfCompact: [NUT, null, BOLT],
  ArrayOfNullableBoolean: [true, null, false],
  ArrayOfNullableInt8: [1, null, -1],
  ArrayOfNullableInt16: [1, null, -1],
  ArrayOfNullableInt32: [1, null, -1],
  ArrayOfNullableInt64: [Long.ONE, null, MINUS_ONE],
  ArrayOfNullableFloat32: [1.5, null, -0.25],
  ArrayOfNullableFloat64: [0.1, null, -2.5],
};

const emptyArrays: Values = {
  ...Object.fromEntries(Object.keys(arrays).map(kind => [kind, []])),
  ArrayOfInt8: new Uint8Array(),
};

const zeros: Values = { Boolean: false, Int8: 0, Int16: 0, Int32: 0, Int64: Long.ZERO, Float32: 0, Float64: 0 };

/** In the order in which all programs write them, so that the bytes are the same. */
const kinds = Object.keys(FieldKind)
  .filter(name => name !== 'NOT_AVAILABLE')
  .map(name => name.toLowerCase().replaceAll(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase()));

/** A field of each kind, which has the name of the kind. */
class EveryKind {
  constructor(readonly values: Values) {}
}

const everyKindSerializer: CompactSerializer<EveryKind> = {
  getClass: () => EveryKind,
  getTypeName: () => 'every-kind',
  write(writer: CompactWriter, { values }) {
    for (const kind of kinds) call(writer, `write${kind}`, fieldName(kind), values[kind] ?? null);
  },
  read: (reader: CompactReader) =>
    new EveryKind(Object.fromEntries(kinds.map(kind => [kind, call(reader, `read${kind}`, fieldName(kind))]))),
};

/** A newer version than the other programs have: with `note`, without `gone`, and `count` is never null. */
class Evolving {
  constructor(
    readonly id: number,
    readonly count: number,
    readonly note: string | null,
  ) {}
}

const evolvingSerializer: CompactSerializer<Evolving> = {
  getClass: () => Evolving,
  getTypeName: () => 'evolving',
  write(writer, { id, count, note }) {
    writer.writeInt32('id', id);
    writer.writeInt32('count', count);
    writer.writeString('note', note);
  },
  read(reader) {
    const isNew = reader.getFieldKind('note') !== FieldKind.NOT_AVAILABLE;
    const note = isNew ? reader.readString('note') : 'none';
    return new Evolving(reader.readInt32('id'), reader.readInt32('count'), note);
  },
};

export const compactSerializers = [lineSerializer, everyKindSerializer, evolvingSerializer];

const everyKind = (values: Values): EveryKind =>
  new EveryKind(Object.fromEntries(kinds.map(kind => [kind, values[kind] ?? null])));

export const compactSamples: Readonly<Record<string, object>> = {
  'compact line': NUT,
  'compact with null': BOLT,
  'compact every kind': everyKind({ ...scalars, ...arrays }),
  'compact nulls': everyKind(zeros),
  'compact empty arrays': everyKind({ ...scalars, ...emptyArrays }),
  'compact of 300': new Line('x'.repeat(300), 300, DECIMAL),
  'compact of 70000': new Line('x'.repeat(70_000), 70_000, DECIMAL),
  'compact list': [NUT, BOLT],
  'compact evolving': new Evolving(7, 5, 'none'),
};
