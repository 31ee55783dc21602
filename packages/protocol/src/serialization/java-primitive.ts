import type Long from 'long';
import type { DataOutput } from './data-output.js';
import { Marked } from './marked.js';
import type { NumberFormat } from './number-format.js';

/**
 * A value with its Java type said, where the default mapping would choose another: `map.get(int32(1))` finds the
 * `Integer` 1 that a Java client has put, `map.get(1)` the `Double` 1.0. Made by `int8` … `char`; reading gives plain
 * numbers, `Long` and strings back.
 */
export class JavaPrimitive<V extends number | Long | string = number | Long | string> extends Marked<V> {
  private constructor(
    readonly format: NumberFormat,
    override readonly value: V,
  ) {
    super();
    Object.freeze(this);
  }

  /** @internal Throws a RangeError when the value does not fit. */
  static of<V extends number | Long | string>(format: NumberFormat, value: V): JavaPrimitive<V> {
    if (!format.fits(value)) throw new RangeError(`${String(value)} does not fit a Java ${format.name}`);
    return new JavaPrimitive(format, value);
  }

  override get typeId(): number {
    return this.format.typeId;
  }

  /** @internal */
  override writeBody(out: DataOutput): void {
    out.writeNumber(this.format, this.value);
  }
}
