import { DataError } from '../data-error.js';
import { TYPE, TypedValue } from '../data-type.js';
import * as BuiltIn from './built-in-forms.js';
import { type FieldFormat, orNull, type VariableCodec } from './field-format.js';
import { FieldKind } from './field-kind.js';
import { type Forms, variableForms } from './forms.js';
import { GenericRecord } from './generic-record.js';
import { Schema } from './schema.js';

const PRIMITIVES: readonly Forms<unknown>[] = [
  BuiltIn.BOOLEAN,
  BuiltIn.INT8,
  BuiltIn.INT16,
  BuiltIn.INT32,
  BuiltIn.INT64,
  BuiltIn.FLOAT32,
  BuiltIn.FLOAT64,
];
const OTHERS: readonly Forms<unknown>[] = [
  BuiltIn.STRING,
  BuiltIn.DECIMAL,
  BuiltIn.TIME,
  BuiltIn.DATE,
  BuiltIn.TIMESTAMP,
  BuiltIn.TIMESTAMP_WITH_TIMEZONE,
];

/** A format for every kind. All are nullable but the primitives, and so are the items of arrays that may be. */
export type KindFormats = ReadonlyMap<FieldKind, FieldFormat<unknown>>;

/** `record` writes and reads the records that are fields, and items. */
export function kindFormats(record: VariableCodec<unknown>): KindFormats {
  const formats = new Map<FieldKind, FieldFormat<unknown>>();
  const add = (format: FieldFormat<unknown>): unknown => formats.set(format.kind, format);
  for (const { plain, array, arrayOfNullable } of PRIMITIVES) {
    add(plain);
    for (const format of [plain, array, arrayOfNullable]) add(orNull<unknown>(format));
  }
  for (const { plain, arrayOfNullable } of [...OTHERS, variableForms('a record', record, FieldKind.COMPACT)]) {
    for (const format of [plain, arrayOfNullable]) add(orNull<unknown>(format));
  }
  add(orNull<unknown>(BuiltIn.BYTES));
  const records = formats.get(FieldKind.ARRAY_OF_COMPACT)!;
  add({ ...records, codec: uniform(records.codec as VariableCodec<readonly unknown[]>) });
  return formats;
}

/** Of one type: members and other clients take it from the first item. */
function uniform(items: VariableCodec<readonly unknown[]>): VariableCodec<readonly unknown[]> {
  return {
    write(out, values, depth) {
      let first: unknown;
      values.forEach((value, i) => {
        if (value === null || value === undefined) return;
        const type = typeOf(value);
        first ??= type;
        if (type !== first && !(type instanceof Schema && first instanceof Schema && type.equals(first))) {
          throw new DataError('the records of an array must be of one type', { path: `$[${i}]` });
        }
      });
      items.write(out, values, depth);
    },
    read: (input, depth) => items.read(input, depth),
  };
}

function typeOf(record: {}): unknown {
  if (record instanceof GenericRecord) return record.schema;
  return record instanceof TypedValue ? record.type[TYPE] : Object.getPrototypeOf(record);
}
