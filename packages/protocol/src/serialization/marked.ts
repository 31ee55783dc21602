import type { DataOutput } from './data-output.js';

/** A value with its type said, where the default mapping would choose another. Made by calling a type: `int32(1)`. */
export abstract class Marked<T = unknown> {
  abstract readonly value: T;
  /** The type that stands before the body. */
  abstract readonly typeId: number;
  /** @internal Appends the body, which follows the type id. */
  abstract writeBody(out: DataOutput): void;

  toString(): string {
    return String(this.value);
  }
}
