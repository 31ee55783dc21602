import type { FieldFormat } from './compact/field-format.js';
import type { CompactRegistry } from './compact/registry.js';
import type { DataInput } from './data-input.js';
import type { DataOutput } from './data-output.js';
import { Marked } from './marked.js';

/** How a type is written and read. */
export const TYPE: unique symbol = /* @__PURE__ */ Symbol('type');
/** How it is written and read as a field of a Compact record. */
export const FIELD: unique symbol = /* @__PURE__ */ Symbol('field');
/** How arrays of it are, as such fields. */
export const ITEM: unique symbol = /* @__PURE__ */ Symbol('item');

/** How arrays of it and nulls are. */
export const NULLABLE_ITEM: unique symbol = /* @__PURE__ */ Symbol('nullable item');

/** A declared type of keys and values. It is also a function that marks one value with it. */
export interface DataType<T> extends AnyDataType {
  (value: T): Marked;
  readonly [TYPE]: TypeFormat<T>;
}

/** A declared type of whatever. */
export interface AnyDataType {
  /** As messages name it: `int32`, `order`, `int32[]`. */
  readonly name: string;
  readonly [TYPE]: TypeFormat<unknown>;
}

/** What may be a field of a Compact type. */
export interface CompactField<T> {
  readonly [FIELD]: FieldFormat<T>;
}

/** A type that may be a field of a Compact type, and the item of an array that is one. */
export interface ScalarType<T> extends DataType<T>, CompactField<T>, CompactItem<T> {}

/** An array that may be a field of a Compact type. */
export interface ArrayType<T> extends DataType<T>, CompactField<T> {}

/** What may be the item of an array that is a field of a Compact type. */
export interface CompactItem<T> {
  readonly [ITEM]: ItemFormats<T>;
}

/** A field that may be null, which is also the item of such an array. */
export interface NullableField<T> extends CompactField<T | null> {
  readonly [NULLABLE_ITEM]: FieldFormat<(T | null)[]>;
}

export interface ItemFormats<T> {
  readonly array: FieldFormat<T[]>;
  readonly arrayOfNullable: FieldFormat<(T | null)[]>;
}

/** The values of a type: `type Order = Infer<typeof Order>`. */
export type Infer<Type> = Type extends { readonly [TYPE]: TypeFormat<infer T> } ? T : never;

/** The body that follows a type id. */
export interface TypeFormat<T> {
  readonly typeId: number;
  /** Java's own array of it. All other arrays are an ArrayList. */
  readonly array?: TypeFormat<T[]>;
  writeBody(out: DataOutput, value: T): void;
  /** Throws a `DataError` for what is of another Compact type. */
  readBody(input: DataInput): T;
  /** Makes the Compact types in it known. Throws a `DataError` when another one has the name of one of them. */
  register?(compact: CompactRegistry): void;
}

/** A value with a type that is no primitive of Java. */
export class TypedValue<T = unknown> extends Marked<T> {
  constructor(
    readonly type: DataType<T>,
    override readonly value: T,
  ) {
    super();
  }

  override get typeId(): number {
    return this.type[TYPE].typeId;
  }

  /** @internal */
  override writeBody(out: DataOutput): void {
    const format = this.type[TYPE];
    if (out.bodies !== undefined) format.register?.(out.bodies.compact);
    format.writeBody(out, this.value);
  }
}

interface Parts<T> {
  readonly [TYPE]: TypeFormat<T>;
  readonly [FIELD]?: FieldFormat<T>;
  readonly [ITEM]?: ItemFormats<T>;
}

/** Makes a type of its parts. `mark` is what calling it does, if not what calling most of them does. */
export function defineType<Type extends AnyDataType, T>(
  name: string,
  parts: Parts<T>,
  mark?: (value: never) => Marked,
): Type {
  const type = ((value: T) => (mark ?? markTyped)(value as never)) as DataType<T>;
  const markTyped = (value: T): Marked => new TypedValue(type, value);
  Object.defineProperty(type, 'name', { value: name });
  return Object.assign(type, parts) as unknown as Type;
}
