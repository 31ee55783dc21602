import Long from 'long';
import { DataError } from '../data-error.js';
import type { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';
import { TYPE, TypedValue } from '../data-type.js';
import { checkDepth } from '../nesting.js';
import { unfit } from '../refusal.js';
import type { AnyCompactType } from './compact.js';
import { CompactFormat } from './compact-format.js';
import type { CompactSerializer } from './compact-serializer.js';
import { GenericFormat } from './generic-format.js';
import { GenericRecord } from './generic-record.js';
import { IdMap } from './id-map.js';
import { type KindFormats, kindFormats } from './kind-formats.js';
import { type Schemas, UnknownSchemaError } from './schemas.js';
import { SerializerFormat } from './serializer-format.js';

/** What `compact.serializers` takes: serializers of classes, and declared types. */
export type CompactRegistration = CompactSerializer | AnyCompactType;

/** Reads what follows the id of one schema. */
type RecordReader = (input: DataInput, depth: number) => unknown;

/** The Compact types of one client, by name and by class. */
export class CompactTypes {
  readonly #byName = new Map<string, CompactFormat<unknown> | SerializerFormat>();
  readonly #byClass = new Map<unknown, SerializerFormat>();
  #readers = new IdMap<RecordReader>();
  /** For serializers: the records inside are of registered types, too. */
  readonly #formats: KindFormats;
  readonly #generic: GenericFormat;

  /** Throws a `DataError` when two of them claim one type name or one class. */
  constructor(
    registrations: Iterable<CompactRegistration>,
    readonly schemas: Schemas,
  ) {
    const write = (out: DataOutput, value: unknown, depth: number): void => this.#writeRecord(out, value, depth);
    this.#formats = kindFormats({ write, read: (input, depth) => this.#readRecord(input, depth) });
    this.#generic = new GenericFormat(schemas, write);
    for (const registration of registrations) this.register(registration);
  }

  /** Adds a serializer, or a declared type and those in it. Throws a `DataError` when another one has its name. */
  register(registration: CompactRegistration): void {
    if (TYPE in registration) registration[TYPE].register(this);
    else this.#addSerializer(registration);
  }

  /** @internal Adds a declared type alone; false when it is known. */
  declare(format: CompactFormat<unknown>): boolean {
    const { schema } = format;
    const known = this.#byName.get(schema.typeName);
    if (known === format) return false;
    if (known === undefined) {
      this.schemas.add(schema);
      this.#byName.set(schema.typeName, format);
      this.#readers = new IdMap();
    } else if (!(known instanceof CompactFormat && known.schema.equals(schema))) {
      throw taken(schema.typeName);
    }
    return true;
  }

  #addSerializer(serializer: CompactSerializer): void {
    const name = serializer.getTypeName();
    const known = this.#byName.get(name);
    if (known !== undefined) throw taken(name);
    const type = serializer.getClass();
    if (this.#byClass.has(type.prototype))
      throw new DataError(`two Compact serializers are for the class ${type.name}`);
    const format = new SerializerFormat(serializer, this.#formats);
    this.#byName.set(name, format);
    this.#byClass.set(type.prototype, format);
    this.#readers = new IdMap();
  }

  /** Whether `write` takes it: an instance of a class that has a serializer, or a `GenericRecord`. */
  takes(value: object): boolean {
    return value instanceof GenericRecord || this.#byClass.has(Object.getPrototypeOf(value));
  }

  /** Writes the body that follows type id −55. Throws an `UnsentSchemaError` when a schema of it is not replicated. */
  write(out: DataOutput, value: object): void {
    this.#writeRecord(out, value, 0);
  }

  #writeRecord(out: DataOutput, value: unknown, depth: number): void {
    checkDepth(depth);
    if (value instanceof GenericRecord) return this.#generic.write(out, value, depth);
    if (value instanceof TypedValue) return this.#writeMarked(out, value, depth);
    if (typeof value !== 'object' || value === null) throw unfit(value, 'Compact');
    const format = this.#byClass.get(Object.getPrototypeOf(value));
    if (format === undefined) throw unfit(value, 'Compact: its class has no serializer');
    format.write(out, value, this.schemas, depth);
  }

  #writeMarked(out: DataOutput, { type, value }: TypedValue, depth: number): void {
    const format = type[TYPE];
    if (!(format instanceof CompactFormat)) throw unfit(value, `Compact: it is marked as ${type.name}`);
    format.register(this);
    format.write(out, value, depth);
  }

  /** Reads the body that follows type id −55. Throws an `UnknownSchemaError` when a schema of it is not known. */
  read(input: DataInput): unknown {
    return this.#readRecord(input, 0);
  }

  #readRecord(input: DataInput, depth: number): unknown {
    checkDepth(depth);
    const { littleEndian } = input;
    const at = input.take(8);
    const high = input.view.getInt32(littleEndian ? at + 4 : at, littleEndian);
    const low = input.view.getInt32(littleEndian ? at : at + 4, littleEndian);
    const read = this.#readers.get(high, low) ?? this.#readers.set(high, low, this.#readerOf(high, low));
    return read(input, depth);
  }

  #readerOf(high: number, low: number): RecordReader {
    const schema = this.schemas.find(high, low);
    if (schema === undefined) throw new UnknownSchemaError(new Long(low, high));
    const format = this.#byName.get(schema.typeName);
    if (format === undefined) return (input, depth) => this.#generic.read(schema, input, depth);
    if (format instanceof CompactFormat) return (input, depth) => format.readAs(schema, input, depth);
    return (input, depth) => format.read(schema, input, depth);
  }
}

function taken(typeName: string): DataError {
  return new DataError(`two different Compact types are named '${typeName}'`);
}
