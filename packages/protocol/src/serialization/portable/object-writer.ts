import { DataError } from '../data-error.js';
import type { DataOutput } from '../data-output.js';
import { propertyStep, within } from '../nesting.js';
import * as TypeId from '../type-id.js';
import type { ClassDefinition, FieldDefinition } from './class-definition.js';
import { FIELD_FORMATS, writeItems } from './field-format.js';
import { describeFieldType, FieldType } from './field-type.js';
import type { ClassIds, Portable } from './portable.js';
import { FieldWriter } from './field-writer.js';

/** Writes what of an object follows its version. */
export type WriteObject = (out: DataOutput, value: Portable) => void;

/**
 * Writes the fields of one object: `int32 end | int32 count | int32 offset of each, and of raw data | fields`. Offsets
 * count from the start of the blob; they are in the order of the definition, the fields in the order of writing.
 */
export class ObjectWriter extends FieldWriter {
  readonly #start: number;
  readonly #written = new Set<FieldDefinition>();
  #isRaw = false;

  constructor(
    private readonly out: DataOutput,
    private readonly definition: ClassDefinition,
    private readonly writeObject: WriteObject,
  ) {
    super();
    this.#start = out.position();
    out.writeZeroBytes(4);
    out.writeInt(definition.fields.size);
    out.writeZeroBytes(4 * (definition.fields.size + 1));
  }

  /** Tells where the object ends. */
  end(): void {
    for (const [name, field] of this.definition.fields) {
      if (!this.#written.has(field)) throw within(propertyStep(name), this.#refuse('the field was not written'));
    }
    this.out.setInt(this.#start, this.out.position());
  }

  override getRawDataOutput(): DataOutput {
    if (!this.#isRaw) this.#setOffset(this.definition.fields.size);
    this.#isRaw = true;
    return this.out;
  }

  protected override writeField(name: string, type: FieldType, value: unknown): void {
    try {
      this.#begin(name, type);
      FIELD_FORMATS[type]!.write(this.out, value as never);
    } catch (error) {
      throw within(propertyStep(name), error);
    }
  }

  protected override writeObjects(
    name: string,
    type: FieldType,
    value: Portable | readonly Portable[] | null,
    of: ClassIds | null,
  ): void {
    try {
      const field = this.#begin(name, type);
      if (of !== null) this.#check(of, field);
      if (type === FieldType.PORTABLE) this.#writeOne(value as Portable | null, field);
      else this.#writeArray(value as readonly Portable[] | null, field);
    } catch (error) {
      throw within(propertyStep(name), error);
    }
  }

  #writeOne(value: Portable | null, { of }: FieldDefinition): void {
    this.out.writeBoolean(value === null);
    this.#writeIds(of!);
    if (value !== null) this.writeObject(this.out, value);
  }

  #writeArray(values: readonly Portable[] | null, field: FieldDefinition): void {
    this.out.writeInt(values?.length ?? -1);
    this.#writeIds(field.of!);
    if (values === null) return;
    writeItems(this.out, values, (out, value) => {
      this.#check(value, field);
      this.writeObject(out, value);
    });
  }

  #writeIds({ factoryId, classId }: ClassIds): void {
    this.out.writeInt(factoryId);
    this.out.writeInt(classId);
  }

  /** Writes what stands before the value. */
  #begin(name: string, type: FieldType): FieldDefinition {
    if (this.#isRaw) throw this.#refuse('fields cannot be written after raw data');
    const field = this.definition.fields.get(name);
    if (field === undefined) throw this.#refuse('the first object had no such field: all must have the same fields');
    if (field.type !== type) {
      throw this.#refuse(`the field was ${describeFieldType(field.type)} first, and is ${describeFieldType(type)} now`);
    }
    if (this.#written.has(field)) throw this.#refuse('the field is written twice');
    this.#written.add(field);
    this.#setOffset(field.index);
    this.out.writeShort(field.nameBytes.length);
    this.out.write(field.nameBytes);
    this.out.writeByte(type);
    return field;
  }

  #setOffset(index: number): void {
    this.out.setInt(this.#start + 8 + 4 * index, this.out.position());
  }

  #check({ factoryId, classId }: ClassIds, { of }: FieldDefinition): void {
    if (factoryId === of!.factoryId && classId === of!.classId) return;
    throw this.#refuse(
      `a portable of class ${classId} of factory ${factoryId}, where class ${of!.classId} of factory ${of!.factoryId} was first`,
    );
  }

  #refuse(reason: string): DataError {
    return new DataError(`${reason} (${this.definition.toString()})`, { path: '$', typeId: TypeId.PORTABLE });
  }
}
