// The frame layer: where the fixed parts of a frame and of an initial frame lie. All integers are little-endian.
//
//   frame    | int32 length (these 6 bytes included) | uint16 flags | content |
//   initial  | int32 message type | int64 correlation id | request, event: int32 partition id; response: uint8 backup acks | fixed fields |

/** First bytes a client writes on a connection, before any message: the protocol's version 2. */
export const PROTOCOL_PREAMBLE = 'CP2';

export const FRAME_HEADER = 6;

export const BEGIN_FRAGMENT = 0x8000;
export const END_FRAGMENT = 0x4000;
export const UNFRAGMENTED = BEGIN_FRAGMENT | END_FRAGMENT;
export const IS_FINAL = 0x2000;
export const BEGIN_STRUCTURE = 0x1000;
export const END_STRUCTURE = 0x0800;
export const IS_NULL = 0x0400;
export const IS_EVENT = 0x0200;
export const BACKUP_AWARE = 0x0100;
export const BACKUP_EVENT = 0x0080;

/** Offsets from the start of the initial frame (its length field), not from the start of its content. */
export const TYPE_OFFSET = FRAME_HEADER;
export const CORRELATION_OFFSET = FRAME_HEADER + 4;
export const PARTITION_OFFSET = FRAME_HEADER + 12;
export const BACKUP_ACKS_OFFSET = FRAME_HEADER + 12;

/** Bytes of content before the fixed fields. */
export const REQUEST_HEADER = 16;
export const RESPONSE_HEADER = 13;
export const EVENT_HEADER = 16;

/** Message type of an answer that carries an error instead of the row's response. */
export const ERROR_RESPONSE_TYPE = 0;

/** Bytes that no message of the protocol can be: a broken or foreign peer, or a table that does not match it. */
export class WireError extends Error {
  override readonly name = 'WireError';
}
