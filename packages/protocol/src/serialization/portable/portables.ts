import { DataError } from '../data-error.js';
import type { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';
import { checkDepth } from '../nesting.js';
import * as TypeId from '../type-id.js';
import { ClassDefinition, classKey, describeClass, versionOf } from './class-definition.js';
import { DefinitionWriter } from './definition-writer.js';
import { readFieldTable } from './field-table.js';
import { ObjectWriter } from './object-writer.js';
import type { ClassIds, Portable, PortableFactory } from './portable.js';
import { FieldReader } from './field-reader.js';

export type PortableFactories = Readonly<Record<number, PortableFactory>>;

/** Writes and reads portables: what follows type id −1. */
export class Portables {
  readonly #definitions = new Map<string, ClassDefinition>();
  /** Of fields that were read: which class their portables are of. Says it when one that is null is to be written. */
  readonly #nested = new Map<string, Map<string, ClassIds>>();

  /** `version` is that of classes without a version of their own. */
  constructor(
    private readonly factories: PortableFactories,
    private readonly version: number,
  ) {}

  write(out: DataOutput, value: Portable): void {
    out.writeInt(value.factoryId);
    out.writeInt(value.classId);
    this.#writeFields(out, value);
  }

  read(input: DataInput): Portable {
    return this.#readFields(input, { factoryId: input.readInt(), classId: input.readInt() });
  }

  #writeFields = (out: DataOutput, value: Portable): void => {
    checkDepth(++out.depth);
    const definition = this.#definitionOf(out, value);
    out.writeInt(definition.version);
    const fields = new ObjectWriter(out, definition, this.#writeFields);
    value.writePortable(fields);
    fields.end();
    out.depth--;
  };

  #definitionOf(out: DataOutput, value: Portable): ClassDefinition {
    const version = versionOf(value, this.version);
    const key = classKey(value, version);
    let definition = this.#definitions.get(key);
    if (definition === undefined) {
      definition = this.#define(out, value, version);
      this.#definitions.set(key, definition);
    }
    return definition;
  }

  #define(out: DataOutput, value: Portable, version: number): ClassDefinition {
    const definition = new ClassDefinition(value, version);
    const nested = this.#nested.get(classKey(value, version));
    const writer = new DefinitionWriter(definition, out, name => nested?.get(name));
    try {
      value.writePortable(writer);
    } catch (error) {
      // What is wrong with raw data is told when it is written.
      if (!writer.isComplete) throw error;
    }
    return definition;
  }

  #readFields(input: DataInput, ids: ClassIds): Portable {
    const start = input.position();
    const value = this.#make(ids);
    const version = input.readInt();
    const ownVersion = versionOf(value, this.version);
    const end = input.readInt();
    input.visit(end - start);
    const before = input.limit(end);
    try {
      const table = readFieldTable(input);
      const isOwnVersion = version === ownVersion;
      const name = describeClass(ids, version);
      const readNested = (from: DataInput, field: string, of: ClassIds, isNull: boolean): Portable | null => {
        if (isOwnVersion) this.#learn(classKey(ids, version), field, of);
        return isNull ? null : this.#readNested(from, of);
      };
      value.readPortable(new FieldReader(input, table, { name, version, isOwnVersion, readNested }));
    } finally {
      input.unlimit(before);
    }
    input.seek(end);
    return value;
  }

  #readNested(input: DataInput, of: ClassIds): Portable {
    return input.nested(TypeId.PORTABLE, { read: () => this.#readFields(input, of) }) as Portable;
  }

  #learn(key: string, field: string, of: ClassIds): void {
    let fields = this.#nested.get(key);
    if (fields === undefined) this.#nested.set(key, (fields = new Map<string, ClassIds>()));
    fields.set(field, of);
  }

  #make({ factoryId, classId }: ClassIds): Portable {
    const what = `class ${classId} of Portable factory ${factoryId}`;
    const factory = Object.hasOwn(this.factories, factoryId) ? this.factories[factoryId] : undefined;
    const value = factory?.(classId) as Portable | null | undefined;
    if (value && isPortable(value)) return value;
    const reason = factory === undefined ? 'there is no such factory' : 'the factory made none';
    throw new DataError(`no reader for ${what}: ${reason}`, { typeId: TypeId.PORTABLE });
  }
}

export function isPortable(value: object): value is Portable {
  const object = value as Partial<Portable>;
  return typeof object.writePortable === 'function' && typeof object.readPortable === 'function';
}
