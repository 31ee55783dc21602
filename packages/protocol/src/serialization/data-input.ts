import type Long from 'long';
import { UUID } from '../uuid.js';
import { readInt64 } from '../wire/int64.js';
import { Data } from '../data.js';
import { adopt, copyBytes, copyPooled } from '../wire/bytes.js';
import { readUtf8 } from '../wire/text.js';
import { readBigInteger } from './big-integer.js';
import { DataError } from './data-error.js';
import { checkDepth } from './nesting.js';

/** Reads the body that follows a type id. */
export interface BodyReader {
  read(input: DataInput, typeId: number): unknown;
}

const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);
const NO_VIEW: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));

/**
 * A cursor over the body of one object, in place in the bytes it arrived in and in the cluster's byte order. Every read
 * moves it on and throws a `DataError` rather than pass the end of the blob; counts are checked against what is left
 * before anything is made for them. A count of −1 is a null.
 */
export class DataInput {
  #bytes = NO_BYTES;
  #view = NO_VIEW;
  #position = 0;
  #end = 0;
  #depth = 0;

  constructor(
    readonly littleEndian: boolean,
    readonly bodies: BodyReader,
  ) {}

  /** Points the cursor at `start`–`end`. */
  reset(bytes: Uint8Array, view: DataView, start: number, end: number): this {
    this.#bytes = adopt(bytes);
    this.#view = view;
    this.#position = start;
    this.#end = end;
    this.#depth = 0;
    return this;
  }

  /** Lets go of the bytes, so that an idle cursor does not keep a whole chunk alive. */
  release(): this {
    this.#bytes = NO_BYTES;
    this.#view = NO_VIEW;
    return this;
  }

  readByte(): number {
    return this.#view.getInt8(this.#take(1));
  }

  readBoolean(): boolean {
    return this.readByte() !== 0;
  }

  readChar(): string {
    return String.fromCharCode(this.#view.getUint16(this.#take(2), this.littleEndian));
  }

  readShort(): number {
    return this.#view.getInt16(this.#take(2), this.littleEndian);
  }

  readInt(): number {
    return this.#view.getInt32(this.#take(4), this.littleEndian);
  }

  readLong(): Long {
    return readInt64(this.#view, this.#take(8), this.littleEndian);
  }

  readFloat(): number {
    return this.#view.getFloat32(this.#take(4), this.littleEndian);
  }

  readDouble(): number {
    return this.#view.getFloat64(this.#take(8), this.littleEndian);
  }

  readString(): string | null {
    const length = this.#readCount(1);
    if (length < 0) return null;
    const start = this.#take(length);
    return readUtf8(this.#bytes, start, start + length);
  }

  readUuid(): UUID {
    const at = this.#take(16);
    const view = this.#view;
    if (!this.littleEndian) {
      return new UUID(view.getInt32(at), view.getInt32(at + 4), view.getInt32(at + 8), view.getInt32(at + 12));
    }
    const word = (offset: number): number => view.getInt32(at + offset, true);
    return new UUID(word(4), word(0), word(12), word(8));
  }

  readBigInteger(): bigint {
    const length = this.#readCount(1);
    const start = this.#take(Math.max(length, 0));
    return readBigInteger(this.#bytes, start, start + length);
  }

  /** A copy: the bytes it is read from will be used again. */
  readByteArray(): Uint8Array | null {
    const length = this.#readCount(1);
    if (length < 0) return null;
    const start = this.#take(length);
    return copyBytes(this.#bytes, start, start + length);
  }

  /** A blob within this one, copied too: it is read on its own. A null is one without bytes. */
  readData(): Data {
    const length = Math.max(this.#readCount(1), 0);
    const start = this.#take(length);
    return new Data(copyPooled(this.#bytes, start, start + length));
  }

  /** A count and that many items, each of at least `itemSize` bytes. */
  readArray<T>(itemSize: number, readItem: (input: DataInput) => T): T[] | null {
    const count = this.#readCount(itemSize);
    if (count < 0) return null;
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(readItem(this));
    return items;
  }

  /** A whole blob: partition hash, type id (both big-endian) and body. */
  readBlob(): unknown {
    const typeId = this.#view.getInt32(this.#take(8) + 4);
    return this.bodies.read(this, typeId);
  }

  /** A nested object: its type id and body. */
  readObject(): unknown {
    const typeId = this.readInt();
    checkDepth(++this.#depth);
    const value = this.bodies.read(this, typeId);
    this.#depth--;
    return value;
  }

  #readCount(itemSize: number): number {
    const count = this.readInt();
    const left = this.#end - this.#position;
    if (count < -1 || count * itemSize > left) {
      throw new DataError(
        `a count of ${count} where ${left} bytes are left: the bytes are damaged or of another byte order`,
      );
    }
    return count;
  }

  #take(count: number): number {
    const start = this.#position;
    if (count > this.#end - start) {
      throw new DataError(
        `the bytes end ${count - (this.#end - start)} short of the value: they are damaged or of another type`,
      );
    }
    this.#position = start + count;
    return start;
  }
}
