import { DataError } from '../data-error.js';
import type { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';
import type { FixedCodec } from '../fixed-codec.js';
import { COMPACT } from '../type-id.js';
import type { CompactRegistry } from './registry.js';
import { describeKind, type FieldKind, fixedSize } from './field-kind.js';
import type { SchemaField } from './schema-field.js';

/** A boolean is one bit of its record. */
export const BIT: unique symbol = /* @__PURE__ */ Symbol('bit');

/** A value of any size, not null. `depth` is how many records lie around it. */
export interface VariableCodec<T> {
  write(out: DataOutput, value: T, depth: number): void;
  read(input: DataInput, depth: number): T;
}

export type FieldCodec<T> = FixedCodec<T> | typeof BIT | VariableCodec<T>;

/** How a field of a Compact record is written and read. */
export interface FieldFormat<T> {
  readonly kind: FieldKind;
  /** The type as messages name it. */
  readonly type: string;
  readonly codec: FieldCodec<unknown>;
  readonly nullable: boolean;
  /** The kind that is read as this one: with nulls where this is without them, and the other way round. */
  readonly other?: { readonly kind: FieldKind; readonly codec: FieldCodec<unknown> };
  /** What is read where the writer had no such field. */
  readonly missing?: { readonly value: T };
  /** Of a record, and of an array of records: the fields of those. */
  readonly fields?: ReadonlyMap<string, FieldFormat<unknown>>;
  /** Makes the Compact types in it known. */
  register?(compact: CompactRegistry): void;
}

/** The codec that reads a field of another schema as `format`. Throws a `DataError` when its kind has none. */
export function readableAs({ kind, codec, other }: FieldFormat<unknown>, field: SchemaField): FieldCodec<unknown> {
  if (field.kind === kind) return codec;
  if (field.kind === other?.kind) return other.codec;
  throw new DataError(`expected ${describeKind(kind)}, found ${describeKind(field.kind)}`, {
    path: '$',
    typeId: COMPACT,
  });
}

/** The same field with room for null. A primitive is of another kind then: that which it is read from, too. */
export function orNull<T>(format: FieldFormat<T>): FieldFormat<T | null> {
  const { kind, codec, other } = format;
  if (fixedSize(kind) < 0 || other === undefined) return { ...format, nullable: true };
  return { ...format, ...other, other: { kind, codec }, nullable: true };
}
