import { BEGIN_STRUCTURE, END_STRUCTURE, FRAME_HEADER, IS_FINAL, IS_NULL } from './frame.js';
import { allocate, copyBytes } from './bytes.js';
import { writeUtf8 } from './text.js';

/** Stands between the Data fields of a message and the values of an application. */
export interface DataCodec {
  /** Appends the blob of `value` at the writer's position. */
  write(writer: Writer, value: unknown): void;
  /** The value of the blob at `start`–`end`. The bytes belong to the connection: keep a copy, never a view. */
  read(bytes: Uint8Array, view: DataView, start: number, end: number): unknown;
}

/** What is between the Data fields of a message and values: by what a field is in its structure. */
export interface Codecs {
  readonly key: DataCodec;
  readonly value: DataCodec;
  /** Anything else: predicates, processors, what they bring. */
  readonly object: DataCodec;
}

/** One codec for all. */
export function alike(codec: DataCodec): Codecs {
  return { key: codec, value: codec, object: codec };
}

const KEPT_BYTES = 1 << 20;

/**
 * A growing buffer that messages are encoded into. One is enough for a whole client: encode, copy out, `reset`.
 * `bytes` and `view` are replaced when it grows: never keep them across a call that may write.
 */
export class Writer {
  bytes: Uint8Array;
  view: DataView;
  position = 0;
  /** Where the blob of the last encoded request's `key` lies; `keyEnd` is 0 when the row has none. */
  keyStart = 0;
  keyEnd = 0;
  /** Turn the values of Data fields into bytes, until the next `reset`. */
  codecs: Codecs;
  readonly #own: Codecs;
  #lastFrame = 0;

  /** `codec`: for all Data fields, unless `codecs` are set. */
  constructor(codec: DataCodec, capacity = 1024) {
    this.codecs = this.#own = alike(codec);
    this.bytes = allocate(capacity);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  }

  /** Starts anew, with its own codec. A buffer that one large message made large is not kept for ever. */
  reset(): void {
    if (this.bytes.length > KEPT_BYTES) this.#replace(KEPT_BYTES);
    this.position = 0;
    this.keyEnd = 0;
    this.codecs = this.#own;
  }

  /** Makes room for `count` bytes at `position`. */
  ensure(count: number): void {
    const needed = this.position + count;
    if (needed <= this.bytes.length) return;
    const written = this.bytes.subarray(0, this.position);
    this.#replace(Math.max(needed, this.bytes.length * 2));
    this.bytes.set(written);
  }

  #replace(capacity: number): void {
    this.bytes = allocate(capacity);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, capacity);
  }

  /** Opens a frame and returns its start, which `endFrame` wants back. */
  beginFrame(flags = 0): number {
    this.ensure(FRAME_HEADER);
    const start = this.position;
    this.view.setUint16(start + 4, flags, true);
    this.position = start + FRAME_HEADER;
    this.#lastFrame = start;
    return start;
  }

  endFrame(start: number): void {
    this.view.setInt32(start, this.position - start, true);
  }

  /** A frame without content. */
  emptyFrame(flags: number): void {
    this.endFrame(this.beginFrame(flags));
  }

  nullFrame(): void {
    this.emptyFrame(IS_NULL);
  }

  beginStructure(): void {
    this.emptyFrame(BEGIN_STRUCTURE);
  }

  endStructure(): void {
    this.emptyFrame(END_STRUCTURE);
  }

  /** Marks the last frame as the end of the message. */
  endMessage(): void {
    const at = this.#lastFrame + 4;
    this.view.setUint16(at, this.view.getUint16(at, true) | IS_FINAL, true);
  }

  writeUtf8(text: string): void {
    this.ensure(text.length * 3);
    this.position += writeUtf8(this.bytes, this.position, text);
  }

  writeBytes(bytes: Uint8Array): void {
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.position);
    this.position += bytes.length;
  }

  /** A copy of what has been written since `start`. */
  copy(start = 0): Uint8Array {
    return copyBytes(this.bytes, start, this.position);
  }
}
