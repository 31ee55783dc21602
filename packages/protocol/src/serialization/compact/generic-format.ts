import Long from 'long';
import { copyBytes } from '../../wire/bytes.js';
import { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';
import { failed } from '../failed.js';
import { checkDepth, propertyStep, within } from '../nesting.js';
import { unfit } from '../refusal.js';
import { COMPACT } from '../type-id.js';
import type { VariableCodec } from './field-format.js';
import { FieldKind } from './field-kind.js';
import { GenericRecord } from './generic-record.js';
import { type KindFormats, kindFormats } from './kind-formats.js';
import { RecordInput } from './record-input.js';
import { RecordOutput } from './record-output.js';
import type { Schema } from './schema.js';
import { type Schemas, UnknownSchemaError } from './schemas.js';

const ID = 8;

/** Writes and reads records of which only the schema is known. Those in them are generic, too. */
export class GenericFormat {
  readonly #schemas: Schemas;
  readonly #formats: KindFormats;

  /** `write` takes whatever may be in a field that holds a record. */
  constructor(schemas: Schemas, write: VariableCodec<unknown>['write']) {
    this.#schemas = schemas;
    this.#formats = kindFormats({ write, read: (input, depth) => this.#readInner(input, depth) });
  }

  /** What follows the schema's id, read in a copy of the bytes, which the records keep. */
  read(schema: Schema, input: DataInput, depth: number): GenericRecord {
    const { littleEndian, bodies } = input;
    const start = input.cursor - ID;
    new RecordInput(input, schema, depth).end();
    const bytes = copyBytes(input.bytes, start, input.cursor);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.#readInner(new DataInput(littleEndian, bodies).reset(bytes, view, 0, bytes.length), depth);
  }

  #readInner(input: DataInput, depth: number): GenericRecord {
    checkDepth(depth);
    const { littleEndian } = input;
    const start = input.take(ID);
    const high = input.view.getInt32(littleEndian ? start + 4 : start, littleEndian);
    const low = input.view.getInt32(littleEndian ? start : start + 4, littleEndian);
    const schema = this.#schemas.find(high, low);
    if (schema === undefined) throw new UnknownSchemaError(new Long(low, high));
    const record = new RecordInput(input, schema, depth);
    const values = new Map<string, unknown>();
    for (const place of schema.layout.places.values()) {
      try {
        values.set(place.name, record.get(place, this.#formats.get(place.kind)!.codec));
      } catch (error) {
        throw within(propertyStep(place.name), failed('read', COMPACT, error));
      }
    }
    record.end();
    return new GenericRecord(schema, values, { bytes: input.bytes.subarray(start, input.cursor), littleEndian });
  }

  write(out: DataOutput, record: GenericRecord, depth: number): void {
    const { source, schema } = record;
    if (source?.littleEndian === out.littleEndian) {
      this.#checkReplicated(record);
      return out.writer.writeBytes(source.bytes);
    }
    this.#schemas.checkReplicated(schema);
    const output = new RecordOutput(out, schema, depth);
    for (const place of schema.layout.places.values()) {
      const value = record.get(place.name) ?? null;
      const format = this.#formats.get(place.kind)!;
      try {
        if (value !== null) output.put(place, format.codec, value);
        else if (!format.nullable) throw unfit(value, format.type);
      } catch (error) {
        throw within(propertyStep(place.name), failed('write', COMPACT, error));
      }
    }
    output.end();
  }

  /** Of the record and those in it, which other clients may have sent to another cluster. */
  #checkReplicated(record: GenericRecord): void {
    this.#schemas.checkReplicated(record.schema);
    for (const { name, kind } of record.schema.fields) {
      if (kind === FieldKind.COMPACT) this.#checkInner(record.get(name));
      if (kind === FieldKind.ARRAY_OF_COMPACT)
        (record.get(name) as unknown[] | null)?.forEach(item => this.#checkInner(item));
    }
  }

  #checkInner(value: unknown): void {
    if (value instanceof GenericRecord) this.#checkReplicated(value);
  }
}
