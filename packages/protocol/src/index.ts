// The public door: blobs and values, and what it takes to read and write messages by the table.
export { Data, rawData } from './data.js';
export * from './query/index.js';
export * from './serialization/index.js';
export { UUID } from './uuid.js';
export { decodeErrorResponse, encodeErrorResponse, type MemberError } from './wire/error-response.js';
export { EncodedEntries } from './wire/field.js';
export type { Decoded, Encodable, Field, Fields, FixedField, FrameField } from './wire/field.js';
export {
  BACKUP_ACKS_OFFSET,
  BACKUP_AWARE,
  BACKUP_EVENT,
  CORRELATION_OFFSET,
  ERROR_RESPONSE_TYPE,
  IS_EVENT,
  PARTITION_OFFSET,
  PROTOCOL_PREAMBLE,
  TYPE_OFFSET,
  UNFRAGMENTED,
  WireError,
} from './wire/frame.js';
export type { LongLike } from './wire/int64.js';
export { MessageSplitter, type OnMessage } from './wire/message-splitter.js';
export {
  type AnyEvent,
  type AnyOperation,
  decodeEvent,
  decodeRequest,
  decodeResponse,
  encodeEvent,
  encodeRequest,
  encodeResponse,
  type EventOf,
  type GiveBack,
  type NoEvents,
  type Operation,
  type RequestOf,
  type ResponseOf,
  type Route,
} from './wire/operation.js';
export type { AnyPlan, Plan } from './wire/plan.js';
export { Reader } from './wire/reader.js';
export { type Codecs, type DataCodec, Writer } from './wire/writer.js';
