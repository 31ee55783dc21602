import { DataError } from '../data-error.js';
import { propertyStep } from '../nesting.js';
import type { FieldKind } from './field-kind.js';
import type { Schema } from './schema.js';

/** The bytes that a record was read from: id of the schema, data and offsets. */
export interface RecordBytes {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
}

/**
 * A Compact record of a type that is not registered here. It is never changed, and is written again as it was read, byte
 * for byte. `Long`s, `BigDecimal`s and dates are as in declared types, an `ARRAY_OF_INT8` is a Uint8Array.
 */
export class GenericRecord {
  /** @internal */
  readonly schema: Schema;
  /** @internal The bytes it was read from, if it is still the same. */
  readonly source: RecordBytes | undefined;
  readonly #values: ReadonlyMap<string, unknown>;

  /** @internal */
  constructor(schema: Schema, values: ReadonlyMap<string, unknown>, source?: RecordBytes) {
    this.schema = schema;
    this.source = source;
    this.#values = values;
  }

  get typeName(): string {
    return this.schema.typeName;
  }

  /** In the order of their UTF-16 units. */
  get fieldNames(): readonly string[] {
    return this.schema.fields.map(({ name }) => name);
  }

  /** Undefined when there is no such field. */
  kindOf(name: string): FieldKind | undefined {
    return this.schema.layout.places.get(name)?.kind;
  }

  /** Throws a `DataError` when there is no such field. */
  get(name: string): unknown {
    if (!this.#values.has(name)) throw this.#unknown(name);
    return this.#values.get(name);
  }

  /** A record with other values in some fields. Whether they are of the fields' kinds is checked when it is written. */
  with(changes: Readonly<Record<string, unknown>>): GenericRecord {
    const values = new Map(this.#values);
    for (const [name, value] of Object.entries(changes)) {
      if (!values.has(name)) throw this.#unknown(name);
      values.set(name, value);
    }
    return new GenericRecord(this.schema, values);
  }

  /** The fields as a plain object, and those of the records inside. */
  toObject(): Record<string, unknown> {
    // Object.fromEntries makes an own property even of `__proto__`.
    return Object.fromEntries(Array.from(this.#values, ([name, value]) => [name, plain(value)]));
  }

  toJSON(): Record<string, unknown> {
    return this.toObject();
  }

  #unknown(name: string): DataError {
    return new DataError(`'${this.typeName}' has no such field`, { path: `$${propertyStep(name)}` });
  }
}

function plain(value: unknown): unknown {
  if (value instanceof GenericRecord) return value.toObject();
  return Array.isArray(value) ? value.map(plain) : value;
}
