import type { DataInput } from '../serialization/data-input.js';
import type { IdentifiedReader, IdentifiedReaders } from '../serialization/identified-class.js';
import { aggregatorClasses, predicateClasses, projectionClasses } from './query-classes.js';
import { type QueryClass, type QueryField, QueryObject } from './query-object.js';
import { readTyped } from './typed-object.js';

/** Reads what clients query by into a `QueryObject`: for `SerializationOptions.identified` of an embedded member. */
export const queryReaders: IdentifiedReaders = /* @__PURE__ */ readersOf([
  ...Object.values(predicateClasses),
  ...Object.values(aggregatorClasses),
  ...Object.values(projectionClasses),
]);

function readersOf(classes: readonly QueryClass[]): IdentifiedReaders {
  const readers = new Map<number, Map<number, IdentifiedReader>>();
  for (const type of classes) {
    const ofFactory = readers.get(type.factoryId) ?? new Map<number, IdentifiedReader>();
    readers.set(type.factoryId, ofFactory);
    ofFactory.set(
      type.classId,
      input =>
        new QueryObject(
          type,
          type.fields.map(field => readField(input, field)),
        ),
    );
  }
  return readers;
}

/** The least an object takes: its type. */
const OBJECT_SIZE = 4;

function readField(input: DataInput, field: QueryField): unknown {
  switch (field) {
    case 'text':
      return input.readString();
    case 'texts':
      return input.readStringArray();
    case 'object':
      return readTyped(input);
    case 'objects':
      return input.readArray(OBJECT_SIZE, readTyped) ?? [];
    case 'boolean':
      return input.readBoolean();
    case 'int':
      return input.readInt();
    case 'long':
      return input.readLong();
    case 'double':
      return input.readDouble();
  }
}
