import type { FixedCodec } from '../fixed-codec.js';
import type { ItemFormats } from '../data-type.js';
import { loose, packed, PACKED_BITS, scattered } from './array-codec.js';
import { BIT, type FieldFormat, type VariableCodec } from './field-format.js';
import { FieldKind } from './field-kind.js';

/** The ways in which a type is a field: by itself and in arrays. */
export interface Forms<T> extends ItemFormats<T> {
  readonly plain: FieldFormat<T>;
}

/** Of a primitive: its kinds with and without null differ, and each is read as the other. */
export function primitiveForms<T>(
  type: string,
  codec: FixedCodec<T>,
  plainKind: FieldKind,
  nullableKind: FieldKind,
): Forms<T> {
  const isBoolean = plainKind === FieldKind.BOOLEAN;
  const arrayType = `${type}[]`;
  const plain: Pick<FieldFormat<T>, 'kind' | 'codec'> = { kind: plainKind, codec: isBoolean ? BIT : codec };
  const array = {
    kind: itemsOf(plainKind),
    codec: isBoolean ? PACKED_BITS : (packed(codec, arrayType) as VariableCodec<unknown>),
  };
  const scatteredAs = (nulls: boolean) => ({
    kind: itemsOf(nullableKind),
    codec: scattered(loose(codec), { type: arrayType, nullable: nulls }) as VariableCodec<unknown>,
  });
  return {
    plain: { ...plain, type, nullable: false, other: { kind: nullableKind, codec: loose(codec) } },
    array: { ...array, type: arrayType, nullable: false, other: scatteredAs(false) },
    arrayOfNullable: { ...scatteredAs(true), type: arrayType, nullable: false, other: array },
  };
}

/** Of a type whose kind has room for null anyway. */
export function variableForms<T>(
  type: string,
  codec: VariableCodec<T>,
  kind: FieldKind,
  rest: Pick<FieldFormat<T>, 'register' | 'fields'> = {},
): Forms<T> {
  const arrayType = `${type}[]`;
  const plain = { kind, type, codec, nullable: false, ...rest };
  const arrayWith = (nulls: boolean) => ({
    kind: itemsOf(kind),
    type: arrayType,
    codec: scattered(codec, { type: arrayType, nullable: nulls }) as VariableCodec<unknown>,
    nullable: false,
    ...rest,
  });
  return { plain, array: arrayWith(false), arrayOfNullable: arrayWith(true) };
}

function itemsOf(kind: FieldKind): FieldKind {
  return (kind + 1) as FieldKind;
}
