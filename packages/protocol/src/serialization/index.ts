export { BigDecimal } from './big-decimal.js';
export { cardinalityHash } from './cardinality-hash.js';
export { type AnyCompactType, compact, type CompactType, nullable, withDefault } from './compact/compact.js';
export type { CompactReader } from './compact/compact-reader.js';
export type { CompactSerializer } from './compact/compact-serializer.js';
export type { CompactRegistration } from './compact/compact-types.js';
export type { CompactWriter } from './compact/compact-writer.js';
export { FieldKind } from './compact/field-kind.js';
export { GenericRecord } from './compact/generic-record.js';
export { Schema } from './compact/schema.js';
export type { SchemaField } from './compact/schema-field.js';
export { Schemas, UnknownSchemaError, UnsentSchemaError } from './compact/schemas.js';
export { DataError } from './data-error.js';
export type { CustomSerializer, GlobalSerializer } from './custom.js';
export type { DataInput } from './data-input.js';
export type { DataOutput } from './data-output.js';
export type { AnyDataType, ArrayType, CompactField, DataType, Infer, NullableField, ScalarType } from './data-type.js';
export {
  array,
  bigint64,
  bigInteger,
  boolean,
  bytes,
  char,
  date,
  decimal,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  json,
  type NumberType,
  type PrimitiveType,
  string,
  time,
  timestamp,
  timestampWithTimezone,
  uuid,
} from './data-types.js';
export { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from './date-time.js';
export type {
  IdentifiedDataSerializable,
  IdentifiedFactories,
  IdentifiedFactory,
  IdentifiedReader,
  IdentifiedReaders,
} from './identified-class.js';
export { JavaClass } from './java-class.js';
export { JournalMapEvent } from './journal-event.js';
export type { JavaPrimitive } from './java-primitive.js';
export { HazelcastJsonValue } from './json-value.js';
export type { DefaultNumberType } from './number-format.js';
export { partitionHash, partitionHashOfName, partitionId, partitionKeyOfName } from './partition.js';
export { FieldType } from './portable/field-type.js';
export type { Portable, PortableFactory, PortableReader, PortableWriter } from './portable/portable.js';
export type { PortableFactories } from './portable/portables.js';
export { Serialization, type SerializationOptions } from './serialization.js';
export type { SerializationConfig } from './serialization-config.js';
export { type PublisherAddress, TopicMessage } from './topic-message.js';
export { Marked } from './marked.js';
export { TypedCodec } from './typed-codec.js';
