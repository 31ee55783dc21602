import { type AnyDataType, type CompactField, FIELD } from '../serialization/data-type.js';

/** What queries have to know of a declared type, or of a field of one. */
export interface AttributeField {
  /** `int32`, `order`, `int32[]`. */
  readonly type: string;
  readonly nullable: boolean;
  /** Of a record, and of an array of records: the fields of those. */
  readonly fields?: ReadonlyMap<string, AttributeField>;
}

export function attributeField(type: AnyDataType): AttributeField {
  const format = (type as Partial<CompactField<unknown>>)[FIELD];
  return format ?? { type: type.name, nullable: false };
}
