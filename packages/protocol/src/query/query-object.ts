import type { DataOutput } from '../serialization/data-output.js';
import type { IdentifiedDataSerializable } from '../serialization/identified-class.js';
import type { LongLike } from '../wire/int64.js';

/**
 * How one field of a query's object is written. `text` may be null, as the items of `texts`; `object` is of any type, with
 * its type before it; `objects` are a count and as many of them.
 */
export type QueryField = 'text' | 'texts' | 'object' | 'objects' | 'boolean' | 'int' | 'long' | 'double';

/** A class of predicates, aggregators or projections: where members find it, and its fields in their order. */
export interface QueryClass {
  readonly factoryId: number;
  readonly classId: number;
  readonly fields: readonly QueryField[];
}

/** A predicate, an aggregator or a projection: a class, and a value for each of its fields. */
export class QueryObject implements IdentifiedDataSerializable {
  constructor(
    readonly type: QueryClass,
    readonly values: readonly unknown[],
  ) {}

  get factoryId(): number {
    return this.type.factoryId;
  }

  get classId(): number {
    return this.type.classId;
  }

  writeData(output: DataOutput): void {
    this.type.fields.forEach((field, i) => writeField(output, field, this.values[i]));
  }

  readData(): never {
    throw new TypeError('an object of a query is made from what is read');
  }
}

function writeField(output: DataOutput, field: QueryField, value: unknown): void {
  switch (field) {
    case 'text':
      return output.writeString(value as string | null);
    case 'texts':
      return output.writeStringArray(value as readonly (string | null)[]);
    case 'object':
      return output.writeObject(value);
    case 'objects': {
      const objects = value as readonly unknown[];
      output.writeInt(objects.length);
      for (const object of objects) output.writeObject(object);
      return;
    }
    case 'boolean':
      return output.writeBoolean(value as boolean);
    case 'int':
      return output.writeInt(value as number);
    case 'long':
      return output.writeLong(value as LongLike);
    case 'double':
      return output.writeDouble(value as number);
  }
}
