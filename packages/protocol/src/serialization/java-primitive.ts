import Long from 'long';
import type { LongLike } from '../wire/int64.js';
import { BYTE, CHARACTER, DOUBLE, FLOAT, INTEGER, LONG, type NumberFormat, SHORT } from './number-format.js';

/**
 * A value with its Java type said, where the default mapping would choose another: `map.get(int32(1))` finds the
 * `Integer` 1 that a Java client has put, `map.get(1)` the `Double` 1.0. Made by `int8` … `char`; reading gives plain
 * numbers, `Long` and strings back.
 */
export class JavaPrimitive<V extends number | Long | string = number | Long | string> {
  private constructor(
    readonly format: NumberFormat,
    readonly value: V,
  ) {
    Object.freeze(this);
  }

  /** @internal Throws a RangeError when the value does not fit. */
  static of<V extends number | Long | string>(format: NumberFormat, value: V): JavaPrimitive<V> {
    if (!format.fits(value)) throw new RangeError(`${String(value)} does not fit a Java ${format.name}`);
    return new JavaPrimitive(format, value);
  }

  toString(): string {
    return String(this.value);
  }
}

/** A `Byte`, −128 to 127. */
export const int8 = (value: number): JavaPrimitive<number> => JavaPrimitive.of(BYTE, value);

/** A `Short`. */
export const int16 = (value: number): JavaPrimitive<number> => JavaPrimitive.of(SHORT, value);

/** An `Integer`. */
export const int32 = (value: number): JavaPrimitive<number> => JavaPrimitive.of(INTEGER, value);

/** A `Long`; a number must be a safe integer. */
export function int64(value: LongLike): JavaPrimitive<Long> {
  if (!LONG.fits(value)) throw new RangeError(`${String(value)} does not fit a Java long`);
  if (typeof value === 'bigint') return JavaPrimitive.of(LONG, Long.fromString(value.toString()));
  return JavaPrimitive.of(LONG, typeof value === 'number' ? Long.fromNumber(value) : value);
}

/** A `Float`: rounded to its 24 bits, refused when it is beyond its range. */
export const float32 = (value: number): JavaPrimitive<number> => JavaPrimitive.of(FLOAT, value);

/** A `Double`. */
export const float64 = (value: number): JavaPrimitive<number> => JavaPrimitive.of(DOUBLE, value);

/** A `Character`: a string of one UTF-16 unit. */
export const char = (value: string): JavaPrimitive<string> => JavaPrimitive.of(CHARACTER, value);
