import Long from 'long';
import type { TypeFormat } from '../data-type.js';
import { DataError } from '../data-error.js';
import type { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';
import { failed } from '../failed.js';
import { propertyStep, within } from '../nesting.js';
import { unfit } from '../refusal.js';
import { COMPACT } from '../type-id.js';
import type { CompactRegistry } from './registry.js';
import { type FieldCodec, type FieldFormat, readableAs, type VariableCodec } from './field-format.js';
import { IdMap } from './id-map.js';
import type { Place } from './layout.js';
import { RecordInput } from './record-input.js';
import { RecordOutput } from './record-output.js';
import { Schema } from './schema.js';
import { type Schemas, UnknownSchemaError } from './schemas.js';

type Fields = Record<string, unknown>;

/** A field as the records of one schema have it. */
interface PlannedField {
  readonly name: string;
  readonly place: Place;
  readonly codec: FieldCodec<unknown>;
  readonly format: FieldFormat<unknown>;
}

/** How the records of one schema are read. */
interface Plan {
  readonly schema: Schema;
  readonly fields: readonly PlannedField[];
  /** All fields in their order, with the values of those that the schema does not have: what every value is a copy of. */
  readonly blank: Readonly<Fields>;
  /** Of those values, the ones that whoever reads may change: each value has its own. */
  readonly changeable: readonly string[];
}

/** Writes and reads plain objects of declared fields, by plans that are made once for each schema. */
export class CompactFormat<T> implements TypeFormat<T>, VariableCodec<T> {
  readonly typeId = COMPACT;
  readonly schema: Schema;
  readonly #formats: ReadonlyMap<string, FieldFormat<unknown>>;
  readonly #own: Plan;
  readonly #plans = new IdMap<Plan>();
  /** Where the schema was replicated when last asked, and stays so. */
  #sentTo: Schemas | undefined;

  constructor(typeName: string, formats: ReadonlyMap<string, FieldFormat<unknown>>) {
    this.#formats = formats;
    this.schema = new Schema(
      typeName,
      Array.from(formats, ([name, { kind }]) => ({ name, kind })),
    );
    this.#own = this.#planFor(this.schema);
  }

  register(compact: CompactRegistry): void {
    if (compact.declare(this)) for (const format of this.#formats.values()) format.register?.(compact);
  }

  writeBody(out: DataOutput, value: T): void {
    this.write(out, value, 0);
  }

  readBody(input: DataInput): T {
    return this.read(input, 0);
  }

  write(out: DataOutput, value: T, depth: number): void {
    if (typeof value !== 'object' || value === null) throw unfit(value, this.schema.typeName);
    const { schemas } = out.bodies!.compact;
    if (this.#sentTo !== schemas) this.#checkSent(schemas);
    const record = new RecordOutput(out, this.schema, depth);
    let current: PlannedField | undefined;
    let isEmpty = true;
    try {
      for (const field of this.#own.fields) {
        current = field;
        const content = (value as Readonly<Fields>)[field.name];
        if (content !== null && content !== undefined) {
          isEmpty = false;
          record.put(field.place, field.codec, content);
        } else if (!field.format.nullable) throw unfit(content, field.format.type);
      }
    } catch (error) {
      if (isEmpty) this.#checkIsRecord(value);
      throw within(propertyStep(current!.name), failed('write', COMPACT, error));
    }
    if (isEmpty) this.#checkIsRecord(value);
    record.end();
  }

  /** A Map, a `Data` or a record of another kind has none of the fields: it must not be written as nulls. */
  #checkIsRecord(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null || this.#formats.size === 0) return;
    for (const name of this.#formats.keys()) if (name in value) return;
    throw unfit(value, this.schema.typeName);
  }

  #checkSent(schemas: Schemas): void {
    schemas.checkReplicated(this.schema);
    this.#sentTo = schemas;
  }

  read(input: DataInput, depth: number): T {
    const { littleEndian } = input;
    const at = input.take(8);
    const high = input.view.getInt32(littleEndian ? at + 4 : at, littleEndian);
    const low = input.view.getInt32(littleEndian ? at : at + 4, littleEndian);
    const { id } = this.schema;
    if (high === id.high && low === id.low) return this.#readBy(this.#own, input, depth);
    const plan = this.#plans.get(high, low) ?? this.#planFor(schemaOf(input, high, low));
    return this.#readBy(plan, input, depth);
  }

  /** What follows the id of a schema of the type's name. */
  readAs(schema: Schema, input: DataInput, depth: number): T {
    const { high, low } = schema.id;
    const isOwn = high === this.schema.id.high && low === this.schema.id.low;
    return this.#readBy(isOwn ? this.#own : (this.#plans.get(high, low) ?? this.#planFor(schema)), input, depth);
  }

  #readBy(plan: Plan, input: DataInput, depth: number): T {
    const record = new RecordInput(input, plan.schema, depth);
    const value: Fields = { ...plan.blank };
    for (const name of plan.changeable) value[name] = copied(plan.blank[name]);
    let current: PlannedField | undefined;
    try {
      for (const field of plan.fields) {
        current = field;
        const content = record.get(field.place, field.codec);
        if (content === null && !field.format.nullable) throw unfit(null, field.format.type);
        value[field.name] = content;
      }
    } catch (error) {
      throw within(propertyStep(current!.name), failed('read', COMPACT, error));
    }
    record.end();
    return value as T;
  }

  #planFor(schema: Schema): Plan {
    const { typeName, layout, id } = schema;
    const own = this.schema.typeName;
    if (typeName !== own) throw new DataError(`expected ${own}, found ${typeName}`, { typeId: COMPACT });
    const fields: PlannedField[] = [];
    const blank: Fields = {};
    for (const [name, format] of this.#formats) {
      const place = layout.places.get(name);
      try {
        blank[name] = place === undefined ? missingValue(format) : null;
        if (place !== undefined) fields.push({ name, place, codec: readableAs(format, place), format });
      } catch (error) {
        throw within(propertyStep(name), error);
      }
    }
    const changeable = Object.keys(blank).filter(name => copied(blank[name]) !== blank[name]);
    return this.#plans.set(id.high, id.low, { schema, fields, blank, changeable });
  }
}

function schemaOf(input: DataInput, high: number, low: number): Schema {
  const schema = input.bodies.compact.schemas.find(high, low);
  if (schema === undefined) throw new UnknownSchemaError(new Long(low, high));
  return schema;
}

/** Arrays and records anew; what else there is cannot be changed. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (value instanceof Uint8Array) return value.slice();
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copied(part)]));
}

function missingValue({ missing, nullable }: FieldFormat<unknown>): unknown {
  if (missing !== undefined) return missing.value;
  if (nullable) return null;
  throw new DataError('its writer had no such field, and it has no default', { path: '$', typeId: COMPACT });
}
