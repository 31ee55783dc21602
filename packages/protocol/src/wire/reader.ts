import { rawData } from '../data.js';
import { adopt, copyBytes } from './bytes.js';
import { alike, type Codecs, type DataCodec } from './writer.js';
import { BEGIN_STRUCTURE, END_STRUCTURE, FRAME_HEADER, IS_NULL, WireError } from './frame.js';

/**
 * A cursor over the frames of one message, in place in the bytes it arrived in. `enter` opens the next frame: its
 * content is then `start`–`stop`, and the cursor stands behind it. Never reads past the message.
 */
export class Reader {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  /** Content of the frame entered last. */
  start = 0;
  stop = 0;
  flags = 0;
  /** Turn the bytes of Data fields into values, until the next `reset`. */
  codecs: Codecs;
  readonly #own: Codecs;
  #start = 0;
  #next = 0;
  #end = 0;

  /** `codec`: for all Data fields, unless `codecs` are set. */
  constructor(codec: DataCodec = rawData) {
    this.codecs = this.#own = alike(codec);
  }

  /** Points the cursor at a whole message, `start`–`end` in `bytes` as `MessageSplitter` hands them on. */
  reset(bytes: Uint8Array, view: DataView, start: number, end: number): this {
    this.bytes = bytes;
    this.view = view;
    this.#start = this.#next = start;
    this.#end = end;
    this.codecs = this.#own;
    return this;
  }

  /** For callers outside the connection: a message in a buffer of its own. */
  static over(bytes: Uint8Array, codec?: DataCodec): Reader {
    const own = adopt(bytes);
    return new Reader(codec).reset(own, new DataView(own.buffer, own.byteOffset, own.byteLength), 0, own.length);
  }

  /** The message, in bytes of its own, which can be read as those were. */
  copy(): Uint8Array {
    return adopt(copyBytes(this.bytes, this.#start, this.#end));
  }

  get atEnd(): boolean {
    return this.#next >= this.#end;
  }

  /** Flags of the next frame, without entering it; 0 at the end of the message. */
  peekFlags(): number {
    return this.#next + FRAME_HEADER > this.#end ? 0 : this.view.getUint16(this.#next + 4, true);
  }

  enter(): void {
    const at = this.#next;
    if (at + FRAME_HEADER > this.#end) throw new WireError('the message ends before its last field');
    const length = this.view.getInt32(at, true);
    if (length < FRAME_HEADER || at + length > this.#end) throw new WireError(`impossible frame length ${length}`);
    this.flags = this.view.getUint16(at + 4, true);
    this.start = at + FRAME_HEADER;
    this.stop = this.#next = at + length;
  }

  /** Enters the next frame if it is a null; false leaves the cursor where it is. */
  enterNull(): boolean {
    if ((this.peekFlags() & IS_NULL) === 0) return false;
    this.enter();
    return true;
  }

  enterStructure(): void {
    this.enter();
    if ((this.flags & BEGIN_STRUCTURE) === 0) throw new WireError('expected the begin of a structure');
  }

  /** True when the open structure, or the message, holds no further frame. */
  get structureEnds(): boolean {
    return this.atEnd || (this.peekFlags() & END_STRUCTURE) !== 0;
  }

  /** Leaves the open structure, skipping what a newer peer put behind the fields known here. */
  leaveStructure(): void {
    for (let depth = 1; depth > 0;) {
      this.enter();
      if (this.flags & BEGIN_STRUCTURE) depth++;
      else if (this.flags & END_STRUCTURE) depth--;
    }
  }
}
