import { rawData } from '../../data.js';
import { Writer } from '../../wire/writer.js';
import { DataError } from '../data-error.js';
import { DataOutput } from '../data-output.js';
import { propertyStep, within } from '../nesting.js';
import * as TypeId from '../type-id.js';
import type { ClassDefinition } from './class-definition.js';
import type { FieldType } from './field-type.js';
import type { ClassIds, Portable } from './portable.js';
import { FieldWriter } from './field-writer.js';

/** Writes nothing, but learns which fields a class has. */
export class DefinitionWriter extends FieldWriter {
  /** True once all fields have been seen: raw data comes last. */
  isComplete = false;

  /** `classOf` tells of which class a null portable is, where that is known. */
  constructor(
    readonly definition: ClassDefinition,
    private readonly out: DataOutput,
    private readonly classOf: (fieldName: string) => ClassIds | undefined,
  ) {
    super();
  }

  override getRawDataOutput(): DataOutput {
    this.isComplete = true;
    return new DataOutput(new Writer(rawData, 64), this.out.littleEndian, this.out.bodies);
  }

  protected override writeField(name: string, type: FieldType): void {
    this.#add(name, type, null);
  }

  protected override writeObjects(
    name: string,
    type: FieldType,
    _value: Portable | readonly Portable[] | null,
    of: ClassIds | null,
  ): void {
    const known = of ?? this.classOf(name);
    if (known === undefined) {
      const reason = `the class of a null portable or empty array is not known: put a ${this.definition.toString()}, with this field filled, into serialization.classDefinitions, or use writeNullPortable`;
      throw within(propertyStep(name), new DataError(reason, { path: '$', typeId: TypeId.PORTABLE }));
    }
    this.#add(name, type, { factoryId: known.factoryId, classId: known.classId });
  }

  #add(name: string, type: FieldType, of: ClassIds | null): void {
    try {
      this.definition.add(name, type, of);
    } catch (error) {
      throw within(propertyStep(name), error);
    }
  }
}
