import Long from 'long';
import { type LongLike, writeInt64 } from '../wire/int64.js';
import * as TypeId from './type-id.js';

/** One of Java's primitive types: how a value of it lies in a body, alone and as an array's item. */
export interface NumberFormat {
  /** The name in `defaultNumberType`. */
  readonly name: string;
  readonly typeId: number;
  readonly arrayTypeId: number;
  readonly size: number;
  /** True when the value can be written without losing more than the precision of the type. */
  fits(value: unknown): boolean;
  /** Writes a value that fits. */
  put(view: DataView, offset: number, value: never, littleEndian: boolean): void;
}

export const BYTE: NumberFormat = {
  name: 'byte',
  typeId: TypeId.BYTE,
  arrayTypeId: TypeId.BYTE_ARRAY,
  size: 1,
  fits: value => isInteger(value, 8),
  put: (view, offset, value: number) => view.setInt8(offset, value),
};

export const SHORT: NumberFormat = {
  name: 'short',
  typeId: TypeId.SHORT,
  arrayTypeId: TypeId.SHORT_ARRAY,
  size: 2,
  fits: value => isInteger(value, 16),
  put: (view, offset, value: number, littleEndian) => view.setInt16(offset, value, littleEndian),
};

export const INTEGER: NumberFormat = {
  name: 'integer',
  typeId: TypeId.INTEGER,
  arrayTypeId: TypeId.INTEGER_ARRAY,
  size: 4,
  fits: value => isInteger(value, 32),
  put: (view, offset, value: number, littleEndian) => view.setInt32(offset, value, littleEndian),
};

export const LONG: NumberFormat = {
  name: 'long',
  typeId: TypeId.LONG,
  arrayTypeId: TypeId.LONG_ARRAY,
  size: 8,
  fits(value) {
    if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value;
    if (typeof value === 'number') return Number.isSafeInteger(value);
    return Long.isLong(value) && !(value.unsigned && value.high < 0);
  },
  put: (view, offset, value: LongLike, littleEndian) => writeInt64(view, offset, value, littleEndian),
};

export const FLOAT: NumberFormat = {
  name: 'float',
  typeId: TypeId.FLOAT,
  arrayTypeId: TypeId.FLOAT_ARRAY,
  size: 4,
  fits: value => typeof value === 'number' && (Number.isFinite(Math.fround(value)) || !Number.isFinite(value)),
  put: (view, offset, value: number, littleEndian) => view.setFloat32(offset, value, littleEndian),
};

export const DOUBLE: NumberFormat = {
  name: 'double',
  typeId: TypeId.DOUBLE,
  arrayTypeId: TypeId.DOUBLE_ARRAY,
  size: 8,
  fits: value => typeof value === 'number',
  put: (view, offset, value: number, littleEndian) => view.setFloat64(offset, value, littleEndian),
};

/** A UTF-16 unit, given as its number or as a string of that one unit. */
export const CHARACTER: NumberFormat = {
  name: 'char',
  typeId: TypeId.CHARACTER,
  arrayTypeId: TypeId.CHARACTER_ARRAY,
  size: 2,
  fits: value => typeof value === 'string' && value.length === 1,
  put: (view, offset, value: string | number, littleEndian) =>
    view.setUint16(offset, typeof value === 'string' ? value.charCodeAt(0) : value, littleEndian),
};

/** What a plain `number` is written as. */
export type DefaultNumberType = 'byte' | 'short' | 'integer' | 'float' | 'double' | 'long';

export const NUMBER_TYPES: Readonly<Record<DefaultNumberType, NumberFormat>> = {
  byte: BYTE,
  short: SHORT,
  integer: INTEGER,
  float: FLOAT,
  double: DOUBLE,
  long: LONG,
};

/** Array types by the format of their items. */
export const NUMBER_ARRAYS: Readonly<Record<number, NumberFormat>> = {
  [TypeId.BYTE_ARRAY]: BYTE,
  [TypeId.CHARACTER_ARRAY]: CHARACTER,
  [TypeId.SHORT_ARRAY]: SHORT,
  [TypeId.INTEGER_ARRAY]: INTEGER,
  [TypeId.LONG_ARRAY]: LONG,
  [TypeId.FLOAT_ARRAY]: FLOAT,
  [TypeId.DOUBLE_ARRAY]: DOUBLE,
};

function isInteger(value: unknown, bits: number): boolean {
  return typeof value === 'number' && (value << (32 - bits)) >> (32 - bits) === value;
}
