import { DataError } from '../data-error.js';
import type { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';
import { failed } from '../failed.js';
import { propertyStep, within } from '../nesting.js';
import { unfit } from '../refusal.js';
import { COMPACT } from '../type-id.js';
import { CompactReader } from './compact-reader.js';
import type { CompactSerializer } from './compact-serializer.js';
import { CompactWriter } from './compact-writer.js';
import { describeKind } from './field-kind.js';
import type { KindFormats } from './kind-formats.js';
import { RecordInput } from './record-input.js';
import { RecordOutput } from './record-output.js';
import { Schema } from './schema.js';
import type { SchemaField } from './schema-field.js';
import type { Schemas } from './schemas.js';

/** Writes and reads instances of a class by the serializer that an application gave for it. */
export class SerializerFormat {
  readonly #formats: KindFormats;
  /** Known from the first instance on. */
  #schema: Schema | undefined;

  constructor(
    readonly serializer: CompactSerializer,
    formats: KindFormats,
  ) {
    this.#formats = formats;
  }

  write(out: DataOutput, value: object, schemas: Schemas, depth: number): void {
    const schema = (this.#schema ??= this.#schemaOf(value, schemas));
    schemas.checkReplicated(schema);
    const record = new RecordOutput(out, schema, depth);
    this.serializer.write(
      new CompactWriter((name, kind, content) => {
        try {
          const place = schema.layout.places.get(name);
          if (place?.kind !== kind)
            throw new DataError(`no ${describeKind(kind)} of that name was there at first`, { path: '$' });
          const format = this.#formats.get(kind)!;
          const given = content ?? null;
          if (given !== null) record.put(place, format.codec, given);
          else if (!format.nullable) throw unfit(content, format.type);
        } catch (error) {
          throw within(propertyStep(name), failed('write', COMPACT, error));
        }
      }),
      value,
    );
    record.end();
  }

  #schemaOf(value: object, schemas: Schemas): Schema {
    const fields: SchemaField[] = [];
    this.serializer.write(new CompactWriter((name, kind) => fields.push({ name, kind })), value);
    const schema = new Schema(this.serializer.getTypeName(), fields);
    schemas.add(schema);
    return schema;
  }

  /** What follows the id of a schema of the serializer's type name. */
  read(schema: Schema, input: DataInput, depth: number): object {
    const record = new RecordInput(input, schema, depth);
    const value = this.serializer.read(new CompactReader(record, schema, this.#formats));
    record.end();
    return value;
  }
}
