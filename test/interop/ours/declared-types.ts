// The Compact types of the samples as this client declares them, and values of them.
import {
  array,
  BigDecimal,
  boolean,
  bytes,
  compact,
  type DataType,
  date,
  decimal,
  float32,
  float64,
  type Infer,
  int16,
  int32,
  int64,
  int8,
  nullable,
  type Storable,
  string,
  time,
  timestamp,
  timestampWithTimezone,
  withDefault,
} from 'hazelrx';
import Long from 'long';
import { DATE, DECIMAL, MINUS_ONE, TEXT, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE } from './common.js';

const Line = compact('line', { sku: string, count: int32, price: nullable(decimal) });
type Line = Infer<typeof Line>;

const NUT: Line = { sku: 'nut', count: 3, price: BigDecimal.parse('1.50') };
const BOLT: Line = { sku: 'bolt €', count: -1, price: null };

const EveryKind = compact('every-kind', {
  boolean,
  arrayOfBoolean: nullable(array(boolean)),
  int8,
  arrayOfInt8: nullable(bytes),
  int16,
  arrayOfInt16: nullable(array(int16)),
  int32,
  arrayOfInt32: nullable(array(int32)),
  int64,
  arrayOfInt64: nullable(array(int64)),
  float32,
  arrayOfFloat32: nullable(array(float32)),
  float64,
  arrayOfFloat64: nullable(array(float64)),
  string: nullable(string),
  arrayOfString: nullable(array(nullable(string))),
  decimal: nullable(decimal),
  arrayOfDecimal: nullable(array(nullable(decimal))),
  time: nullable(time),
  arrayOfTime: nullable(array(nullable(time))),
  date: nullable(date),
  arrayOfDate: nullable(array(nullable(date))),
  timestamp: nullable(timestamp),
  arrayOfTimestamp: nullable(array(nullable(timestamp))),
  timestampWithTimezone: nullable(timestampWithTimezone),
  arrayOfTimestampWithTimezone: nullable(array(nullable(timestampWithTimezone))),
  compact: nullable(Line),
  arrayOfCompact: nullable(array(nullable(Line))),
  nullableBoolean: nullable(boolean),
  arrayOfNullableBoolean: nullable(array(nullable(boolean))),
  nullableInt8: nullable(int8),
  arrayOfNullableInt8: nullable(array(nullable(int8))),
  nullableInt16: nullable(int16),
  arrayOfNullableInt16: nullable(array(nullable(int16))),
  nullableInt32: nullable(int32),
  arrayOfNullableInt32: nullable(array(nullable(int32))),
  nullableInt64: nullable(int64),
  arrayOfNullableInt64: nullable(array(nullable(int64))),
  nullableFloat32: nullable(float32),
  arrayOfNullableFloat32: nullable(array(nullable(float32))),
  nullableFloat64: nullable(float64),
  arrayOfNullableFloat64: nullable(array(nullable(float64))),
});
type EveryKind = Infer<typeof EveryKind>;

/** A newer version than the other programs have: with `note`, without `gone`, and `count` is never null. */
const Evolving = compact('evolving', { id: int32, count: int32, note: withDefault(string, 'none') });

/** What Java makes of the record `CompactTypes.Order`. */
const Order = compact('interop.CompactTypes$Order', {
  id: int64,
  customer: string,
  status: string,
  grade: int16,
  mark: nullable(int16),
  priority: nullable(int32),
  at: timestamp,
  first: Line,
  lines: array(Line),
  counts: array(int32),
  history: array(nullable(string)),
  tags: array(string),
  'stock!keys': array(string),
  'stock!values': array(nullable(int32)),
  note: nullable(string),
});

/** What Java makes of the class `CompactTypes.Parcel`. */
const Parcel = compact('interop.CompactTypes$Parcel', {
  zone: int8,
  shelf: int16,
  isInsured: boolean,
  height: float32,
  weight: float64,
  discount: nullable(float64),
  prices: array(nullable(decimal)),
  lines: array(Line),
});

const scalars = {
  boolean: true,
  int8: -128,
  int16: -32768,
  int32: -(2 ** 31),
  int64: Long.MIN_VALUE,
  float32: 1.5,
  float64: 0.1,
  nullableBoolean: true,
  nullableInt8: -128,
  nullableInt16: -32768,
  nullableInt32: -(2 ** 31),
  nullableInt64: Long.MIN_VALUE,
  nullableFloat32: 1.5,
  nullableFloat64: 0.1,
  string: TEXT,
  decimal: DECIMAL,
  time: TIME,
  date: DATE,
  timestamp: TIMESTAMP,
  timestampWithTimezone: TIMESTAMP_WITH_TIMEZONE,
  compact: NUT,
};

const full: EveryKind = {
  ...scalars,
  arrayOfBoolean: [true, false, true, true, false, false, true, false, true],
  arrayOfInt8: Uint8Array.of(1, 255),
  arrayOfInt16: [1, -1],
  arrayOfInt32: [1, -1],
  arrayOfInt64: [Long.ONE, MINUS_ONE],
  arrayOfFloat32: [1.5, -0.25],
  arrayOfFloat64: [0.1, -2.5],
  arrayOfString: ['a', null, ''],
  arrayOfDecimal: [BigDecimal.parse('1.5'), null],
  arrayOfTime: [TIME, null],
  arrayOfDate: [DATE, null],
  arrayOfTimestamp: [TIMESTAMP, null],
  arrayOfTimestampWithTimezone: [TIMESTAMP_WITH_TIMEZONE, null],
  arrayOfCompact: [NUT, null, BOLT],
  arrayOfNullableBoolean: [true, null, false],
  arrayOfNullableInt8: [1, null, -1],
  arrayOfNullableInt16: [1, null, -1],
  arrayOfNullableInt32: [1, null, -1],
  arrayOfNullableInt64: [Long.ONE, null, MINUS_ONE],
  arrayOfNullableFloat32: [1.5, null, -0.25],
  arrayOfNullableFloat64: [0.1, null, -2.5],
};

const namesOfArrays = Object.keys(full).filter(name => name.startsWith('arrayOf'));
const emptyArrays = Object.fromEntries(namesOfArrays.map(name => [name, []]));
const allNull = Object.fromEntries(Object.keys(full).map(name => [name, null]));

/** A type, and a value of it. */
interface Declared {
  readonly type: DataType<Storable>;
  readonly value: Storable;
}

const declared = <T extends Storable>(type: DataType<T>, value: NoInfer<T>): Declared => ({
  type: type as unknown as DataType<Storable>,
  value,
});

/** The same objects as the other programs have, by the same names. */
export const declaredSamples: ReadonlyMap<string, Declared> = new Map([
  ['compact line', declared(Line, NUT)],
  ['compact with null', declared(Line, BOLT)],
  ['compact every kind', declared(EveryKind, full)],
  [
    'compact nulls',
    declared(EveryKind, {
      ...(allNull as unknown as EveryKind),
      boolean: false,
      int8: 0,
      int16: 0,
      int32: 0,
      int64: Long.ZERO,
      float32: 0,
      float64: 0,
    }),
  ],
  [
    'compact empty arrays',
    declared(EveryKind, { ...full, ...(emptyArrays as unknown as EveryKind), arrayOfInt8: new Uint8Array() }),
  ],
  ['compact of 300', declared(Line, { sku: 'x'.repeat(300), count: 300, price: DECIMAL })],
  ['compact of 70000', declared(Line, { sku: 'x'.repeat(70_000), count: 70_000, price: DECIMAL })],
  ['compact list', declared(array(Line), [NUT, BOLT])],
  ['compact evolving', declared(Evolving, { id: 7, count: 5, note: 'none' })],
  [
    'compact record',
    declared(Order, {
      id: Long.MAX_VALUE,
      customer: TEXT,
      status: 'SHIPPED',
      grade: 'ж'.charCodeAt(0),
      mark: null,
      priority: null,
      at: TIMESTAMP,
      first: NUT,
      lines: [NUT, BOLT],
      counts: [1, -1],
      history: ['OPEN', null],
      tags: ['fragile'],
      'stock!keys': ['nut'],
      'stock!values': [3],
      note: null,
    }),
  ],
  [
    'compact class',
    declared(Parcel, {
      zone: -1,
      shelf: 500,
      isInsured: true,
      height: 1.5,
      weight: 0.1,
      discount: null,
      prices: [DECIMAL, null],
      lines: [BOLT, NUT],
    }),
  ],
]);
