import {
  type AnyDataType,
  type CompactField,
  defineType,
  FIELD,
  ITEM,
  NULLABLE_ITEM,
  type NullableField,
  type ScalarType,
  TYPE,
} from '../data-type.js';
import { DataError } from '../data-error.js';
import { propertyStep, within } from '../nesting.js';
import { CompactFormat } from './compact-format.js';
import { type FieldFormat, orNull } from './field-format.js';
import { FieldKind } from './field-kind.js';
import { variableForms } from './forms.js';
import type { Schema } from './schema.js';

/** A declared type of plain objects, stored as Hazelcast's Compact. */
export interface CompactType<T> extends ScalarType<T> {
  readonly schema: Schema;
  readonly [TYPE]: CompactFormat<T>;
}

export interface AnyCompactType extends AnyDataType {
  readonly [TYPE]: CompactFormat<unknown>;
}

/** The values of declared fields. */
export type FieldValues<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends CompactField<infer T> ? T : never;
} & {};

/**
 * Declares a type of objects by the name under which all clients know it, and its fields. Throws a `DataError` for a
 * field of a type that Compact has no kind for.
 */
export function compact<Fields extends Readonly<Record<string, CompactField<unknown>>>>(
  typeName: string,
  fields: Fields,
): CompactType<FieldValues<Fields>> {
  const formats = new Map<string, FieldFormat<unknown>>();
  for (const [name, field] of Object.entries(fields)) {
    try {
      if (name === '__proto__') throw new DataError('no object can have a field of that name');
      formats.set(name, fieldFormat(field));
    } catch (error) {
      throw within(propertyStep(name), error);
    }
  }
  const format = new CompactFormat<FieldValues<Fields>>(typeName, formats);
  const { plain, ...forms } = variableForms(typeName, format, FieldKind.COMPACT, {
    register: types => format.register(types),
    fields: formats,
  });
  const type = defineType<ScalarType<FieldValues<Fields>>, FieldValues<Fields>>(typeName, {
    [TYPE]: format,
    [FIELD]: plain,
    [ITEM]: forms,
  });
  return Object.assign(type, { schema: format.schema, [TYPE]: format });
}

/** What a field becomes when it may also be null. */
export type Nullable<Field> =
  Field extends ScalarType<infer T>
    ? NullableField<T>
    : Field extends CompactField<infer T>
      ? CompactField<T | null>
      : never;

/** The same field, which may also be null: only for fields of Compact types, and the items of arrays that are such. */
export function nullable<Field extends CompactField<unknown>>(field: Field): Nullable<Field> {
  const own = { [FIELD]: orNull(fieldFormat(field)) };
  const items =
    ITEM in field ? { [NULLABLE_ITEM]: (field as unknown as ScalarType<unknown>)[ITEM].arrayOfNullable } : {};
  return { ...own, ...items } as Nullable<Field>;
}

/** The same field, read as `value` where the writer had no such field. It is not written in place of another value. */
export function withDefault<T>(field: CompactField<T>, value: NoInfer<T>): CompactField<T> {
  return { [FIELD]: { ...(fieldFormat(field) as FieldFormat<T>), missing: { value } } };
}

function fieldFormat(field: unknown): FieldFormat<unknown> {
  const format = (field as Partial<CompactField<unknown>> | undefined)?.[FIELD];
  if (format !== undefined) return format;
  throw new DataError(`Compact has no fields of type ${typeof field === 'function' ? field.name : typeof field}`);
}
