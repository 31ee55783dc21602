import Long from 'long';
import type { UUID } from '../uuid.js';
import type { LongLike } from '../wire/int64.js';
import type { BigDecimal } from './big-decimal.js';
import { loose, packed } from './compact/array-codec.js';
import * as Forms from './compact/built-in-forms.js';
import type { VariableCodec } from './compact/field-format.js';
import type { Forms as FormsOf } from './compact/forms.js';
import {
  type ArrayType,
  type CompactField,
  type DataType,
  defineType,
  FIELD,
  ITEM,
  NULLABLE_ITEM,
  type NullableField,
  type ScalarType,
  TYPE,
  type TypeFormat,
} from './data-type.js';
import { DataError } from './data-error.js';
import type { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from './date-time.js';
import * as Fixed from './fixed-codec.js';
import type { FixedCodec } from './fixed-codec.js';
import { JavaPrimitive } from './java-primitive.js';
import * as NumberFormat from './number-format.js';
import { BIG_INTEGER_CODEC, JSON_CODEC, nested, sequence, UUID_CODEC } from './object-codec.js';
import { unfit } from './refusal.js';
import * as TypeId from './type-id.js';

/** The least an object in a list takes: its type id. */
const OBJECT_SIZE = 4;

/** A type of Java's primitives: calling it makes what `Given` is a value of that type. */
export interface PrimitiveType<T, Given, Kept extends number | Long | string> extends DataType<T> {
  /** Throws a RangeError when the value does not fit. */
  (value: Given): JavaPrimitive<Kept>;
}

/** Of those that may be fields of Compact types. */
export interface NumberType<T, Given, Kept extends number | Long> extends ScalarType<T> {
  /** Throws a RangeError when the value does not fit. */
  (value: Given): JavaPrimitive<Kept>;
}

/** A `Byte`, −128 to 127. */
export const int8 = /* @__PURE__ */ numberType('int8', NumberFormat.BYTE, Fixed.INT8_CODEC, Forms.INT8);

/** A `Short`. */
export const int16 = /* @__PURE__ */ numberType('int16', NumberFormat.SHORT, Fixed.INT16_CODEC, Forms.INT16);

/** An `Integer`. */
export const int32 = /* @__PURE__ */ numberType('int32', NumberFormat.INTEGER, Fixed.INT32_CODEC, Forms.INT32);

/** A `Long`; where a number is given it must be a safe integer. */
export const int64 = /* @__PURE__ */ longType<Long>('int64', Fixed.INT64_CODEC, Forms.INT64);

/** A `Long` that is a bigint here. */
export const bigint64 = /* @__PURE__ */ longType<bigint>('bigint64', Fixed.BIGINT64_CODEC, Forms.BIGINT64);

/** A `Float`: rounded to its 24 bits, refused when it is beyond its range. */
export const float32 = /* @__PURE__ */ numberType('float32', NumberFormat.FLOAT, Fixed.FLOAT32_CODEC, Forms.FLOAT32);

/** A `Double`. */
export const float64 = /* @__PURE__ */ numberType('float64', NumberFormat.DOUBLE, Fixed.FLOAT64_CODEC, Forms.FLOAT64);

/** A `Character`: a string of one UTF-16 unit. */
export const char: PrimitiveType<string, string, string> = /* @__PURE__ */ charType();

/** A `Boolean`. */
export const boolean: ScalarType<boolean> = /* @__PURE__ */ booleanType();

/** A `String`. */
export const string: ScalarType<string> = /* @__PURE__ */ stringType();

/** A `byte[]`. */
export const bytes: ArrayType<Uint8Array> = /* @__PURE__ */ bytesType();

/** A `java.math.BigDecimal`. */
export const decimal: ScalarType<BigDecimal> = /* @__PURE__ */ valueType(TypeId.BIG_DECIMAL, Forms.DECIMAL);

/** A `java.math.BigInteger`. */
export const bigInteger: DataType<bigint> = /* @__PURE__ */ otherType(
  'bigInteger',
  TypeId.BIG_INTEGER,
  BIG_INTEGER_CODEC,
);

/** A `java.util.UUID`. */
export const uuid: DataType<UUID> = /* @__PURE__ */ otherType('uuid', TypeId.UUID, UUID_CODEC);

/** A `java.time.LocalDate`. */
export const date: ScalarType<LocalDate> = /* @__PURE__ */ valueType(TypeId.LOCAL_DATE, Forms.DATE);

/** A `java.time.LocalTime`. */
export const time: ScalarType<LocalTime> = /* @__PURE__ */ valueType(TypeId.LOCAL_TIME, Forms.TIME);

/** A `java.time.LocalDateTime`. */
export const timestamp: ScalarType<LocalDateTime> = /* @__PURE__ */ valueType(TypeId.LOCAL_DATE_TIME, Forms.TIMESTAMP);

/** A `java.time.OffsetDateTime`. */
export const timestampWithTimezone: ScalarType<OffsetDateTime> = /* @__PURE__ */ valueType(
  TypeId.OFFSET_DATE_TIME,
  Forms.TIMESTAMP_WITH_TIMEZONE,
);

/** What JSON can hold, stored as `HazelcastJsonValue`. Whether what is read is a `T` is not checked. */
export function json<T>(): DataType<T> {
  return otherType('json', TypeId.JSON, JSON_CODEC as VariableCodec<T>);
}

/**
 * An array. As a key or value of its own it is what Java has for it: `int[]`, `String[]`, an `ArrayList` of objects.
 * As a field of a Compact type its items may be nullable, but no arrays.
 */
export function array<T>(item: ScalarType<T>): ArrayType<T[]>;
export function array<T>(item: NullableField<T>): CompactField<(T | null)[]>;
export function array<T>(item: DataType<T>): DataType<T[]>;
export function array<T>(item: DataType<T> | NullableField<T>): CompactField<(T | null)[]> | DataType<T[]> {
  const given = item as Partial<DataType<T> & NullableField<T>> | undefined;
  if (given?.[TYPE] === undefined && given?.[NULLABLE_ITEM] === undefined) {
    throw new DataError('the item of an array must be a type, such as int32, or nullable(int32)');
  }
  if (NULLABLE_ITEM in item) return { [FIELD]: item[NULLABLE_ITEM] };
  const name = `${item.name}[]`;
  const parts = { [TYPE]: item[TYPE].array ?? listFormat(item[TYPE], item.name) };
  return defineType(name, ITEM in item ? { ...parts, [FIELD]: (item as ScalarType<T>)[ITEM].array } : parts);
}

/** An ArrayList of items of one type. */
function listFormat<T>(item: TypeFormat<T>, name: string): TypeFormat<T[]> {
  const format = formatOf(TypeId.ARRAY_LIST, sequence(nested(item, name), OBJECT_SIZE, `${name}[]`));
  return item.register === undefined ? format : { ...format, register: types => item.register!(types) };
}

function formatOf<T>(typeId: number, codec: VariableCodec<T>, array?: TypeFormat<T[]>): TypeFormat<T> {
  const format: TypeFormat<T> = {
    typeId,
    writeBody: (out, value) => codec.write(out, value, 0),
    readBody: input => codec.read(input, 0),
  };
  return array === undefined ? format : { ...format, array };
}

function primitiveFormat<T>({ typeId, arrayTypeId }: NumberFormat.NumberFormat, codec: FixedCodec<T>, name: string) {
  return formatOf(typeId, loose(codec), formatOf(arrayTypeId, packed(codec, `${name}[]`)));
}

function numberType(
  name: string,
  number: NumberFormat.NumberFormat,
  codec: FixedCodec<number>,
  { plain, ...items }: FormsOf<number>,
): NumberType<number, number, number> {
  const parts = { [TYPE]: primitiveFormat(number, codec, name), [FIELD]: plain, [ITEM]: items };
  return defineType(name, parts, (value: number) => JavaPrimitive.of(number, value));
}

function longType<T extends Long | bigint>(
  name: string,
  codec: FixedCodec<T>,
  { plain, ...items }: FormsOf<T>,
): NumberType<T, LongLike, Long> {
  const parts = { [TYPE]: primitiveFormat(NumberFormat.LONG, codec, name), [FIELD]: plain, [ITEM]: items };
  return defineType(name, parts, markedLong);
}

function markedLong(value: LongLike): JavaPrimitive<Long> {
  if (!NumberFormat.LONG.fits(value)) throw new RangeError(`${String(value)} does not fit a Java long`);
  if (typeof value === 'bigint') return JavaPrimitive.of(NumberFormat.LONG, Long.fromString(value.toString()));
  return JavaPrimitive.of(NumberFormat.LONG, typeof value === 'number' ? Long.fromNumber(value) : value);
}

function charType(): PrimitiveType<string, string, string> {
  const parts = { [TYPE]: primitiveFormat(NumberFormat.CHARACTER, Fixed.CHAR_CODEC, 'char') };
  return defineType('char', parts, (value: string) => JavaPrimitive.of(NumberFormat.CHARACTER, value));
}

function booleanType(): ScalarType<boolean> {
  const { plain, ...items } = Forms.BOOLEAN;
  const array = formatOf(TypeId.BOOLEAN_ARRAY, packed(Fixed.BOOLEAN_CODEC, 'boolean[]'));
  const type = formatOf(TypeId.BOOLEAN, loose(Fixed.BOOLEAN_CODEC), array);
  return defineType('boolean', { [TYPE]: type, [FIELD]: plain, [ITEM]: items });
}

function stringType(): ScalarType<string> {
  const text: VariableCodec<string> = {
    ...(Forms.STRING.plain.codec as VariableCodec<string>),
    read(input) {
      const value = input.readString();
      if (value === null) throw unfit(null, 'string');
      return value;
    },
  };
  return valueType(TypeId.STRING, Forms.STRING, formatOf(TypeId.STRING_ARRAY, sequence(text, 4, 'string[]')));
}

function bytesType(): ArrayType<Uint8Array> {
  const codec = Forms.BYTES.codec as VariableCodec<Uint8Array>;
  return defineType('bytes', { [TYPE]: formatOf(TypeId.BYTE_ARRAY, codec), [FIELD]: Forms.BYTES });
}

function valueType<T>(typeId: number, { plain, ...items }: FormsOf<T>, array?: TypeFormat<T[]>): ScalarType<T> {
  const format = formatOf(typeId, plain.codec as VariableCodec<T>, array);
  return defineType(plain.type, { [TYPE]: format, [FIELD]: plain, [ITEM]: items });
}

function otherType<T>(name: string, typeId: number, codec: VariableCodec<T>): DataType<T> {
  return defineType(name, { [TYPE]: formatOf(typeId, codec) });
}
