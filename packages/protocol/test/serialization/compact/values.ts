import * as fc from 'fast-check';
import Long from 'long';
import {
  array,
  BigDecimal,
  bigint64,
  bigInteger,
  boolean,
  bytes,
  char,
  type CompactField,
  type DataType,
  date,
  decimal,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  json,
  LocalDate,
  LocalDateTime,
  LocalTime,
  nullable,
  OffsetDateTime,
  type ScalarType,
  string,
  time,
  timestamp,
  timestampWithTimezone,
  uuid,
} from '../../../src/serialization/index.js';
import { UUID } from '../../../src/uuid.js';

const localDate = fc
  .tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(parts => new LocalDate(...parts));
const localTime = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999_999))
  .map(parts => new LocalTime(...parts));
const local = fc.tuple(localDate, localTime).map(parts => new LocalDateTime(...parts));
const int64s = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);

/** A type, and values of it. */
interface Sampled<Type> {
  readonly type: Type;
  readonly values: fc.Arbitrary<unknown>;
}

/** Every type that Compact has a kind for, but for arrays and records. */
const SCALARS: readonly Sampled<ScalarType<unknown>>[] = [
  sampled(boolean, fc.boolean()),
  sampled(int8, fc.integer({ min: -128, max: 127 })),
  sampled(int16, fc.integer({ min: -32_768, max: 32_767 })),
  sampled(int32, fc.integer()),
  sampled(
    int64,
    int64s.map(value => Long.fromString(value.toString())),
  ),
  sampled(bigint64, int64s),
  sampled(float32, fc.float()),
  sampled(float64, fc.double()),
  sampled(string, fc.string({ unit: 'binary', maxLength: 40 })),
  sampled(
    decimal,
    fc.tuple(fc.bigInt(), fc.integer()).map(parts => new BigDecimal(...parts)),
  ),
  sampled(time, localTime),
  sampled(date, localDate),
  sampled(timestamp, local),
  sampled(
    timestampWithTimezone,
    fc.tuple(local, fc.integer({ min: -64_800, max: 64_800 })).map(parts => new OffsetDateTime(...parts)),
  ),
];

export interface SampledField {
  readonly field: CompactField<unknown>;
  readonly values: fc.Arbitrary<unknown>;
}

/** Every kind: each scalar as it is, nullable, and in arrays of all sorts. */
export const FIELDS: readonly SampledField[] = [
  ...SCALARS.flatMap(({ type, values }) => [
    { field: type, values },
    { field: nullable(type), values: fc.option(values) },
    { field: array(type), values: fc.array(values, { maxLength: 12 }) },
    { field: nullable(array(type)), values: fc.option(fc.array(values, { maxLength: 12 })) },
    { field: array(nullable(type)), values: fc.array(fc.option(values), { maxLength: 12 }) },
    { field: nullable(array(nullable(type))), values: fc.option(fc.array(fc.option(values), { maxLength: 12 })) },
  ]),
  { field: bytes, values: fc.uint8Array({ maxLength: 40 }) },
  { field: nullable(bytes), values: fc.option(fc.uint8Array({ maxLength: 40 })) },
];

function sampled<T>(type: ScalarType<T>, values: fc.Arbitrary<T>): Sampled<ScalarType<unknown>> {
  return { type: type as unknown as ScalarType<unknown>, values };
}

function ofType<T>(type: DataType<T>, values: fc.Arbitrary<T>): Sampled<DataType<unknown>> {
  return { type: type as unknown as DataType<unknown>, values };
}

const word = fc.integer();

/** Every type of keys and values. */
export const VALUES: readonly Sampled<DataType<unknown>>[] = [
  ...SCALARS,
  ofType(bytes, fc.uint8Array({ maxLength: 40 })),
  ofType(char, fc.string({ unit: fc.nat(0xffff).map(unit => String.fromCharCode(unit)), minLength: 1, maxLength: 1 })),
  ofType(bigInteger, fc.bigInt()),
  ofType(
    uuid,
    fc.tuple(word, word, word, word).map(words => new UUID(...words)),
  ),
  ofType(
    json<unknown>(),
    fc
      .jsonValue()
      .map(value => JSON.parse(JSON.stringify(value)) as unknown)
      .filter(value => value !== null),
  ),
];
