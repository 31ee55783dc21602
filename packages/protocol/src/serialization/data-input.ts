import type Long from 'long';
import { UUID } from '../uuid.js';
import { readInt64 } from '../wire/int64.js';
import { Data } from '../data.js';
import { adopt, copyBytes, copyPooled } from '../wire/bytes.js';
import { readUtf8 } from '../wire/text.js';
import { readBigInteger } from './big-integer.js';
import type { CompactRegistry } from './compact/registry.js';
import { DataError } from './data-error.js';
import { failed } from './failed.js';
import {
  BOOLEAN_CODEC,
  CHAR_CODEC,
  type FixedCodec,
  FLOAT32_CODEC,
  FLOAT64_CODEC,
  INT16_CODEC,
  INT32_CODEC,
  INT64_CODEC,
} from './fixed-codec.js';
import { checkDepth, MAX_DEPTH, within } from './nesting.js';

/** Reads the body that follows a type id. */
export interface BodyReader {
  readonly compact: CompactRegistry;
  read(input: DataInput, typeId: number): unknown;
}

const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);
const NO_VIEW: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));

/**
 * A cursor over the body of one object, in place in the bytes it arrived in and in the cluster's byte order: what
 * `DataOutput` wrote. Every read moves it on and throws a `DataError` rather than pass the end of the blob; counts are
 * checked against what is left before anything is made for them. A count of −1 is a null. It is only good until the
 * reader that it was given to returns.
 */
export class DataInput {
  #bytes = NO_BYTES;
  #view = NO_VIEW;
  #start = 0;
  #position = 0;
  #end = 0;
  #depth = 0;
  #visited = 0;

  /** @internal */
  constructor(
    readonly littleEndian: boolean,
    readonly bodies: BodyReader,
  ) {}

  /** @internal Points the cursor at the blob at `start`–`end`. */
  reset(bytes: Uint8Array, view: DataView, start: number, end: number): this {
    this.#bytes = adopt(bytes);
    this.#view = view;
    this.#start = start;
    this.#position = start;
    this.#end = end;
    this.#depth = 0;
    this.#visited = 0;
    return this;
  }

  /** @internal For readers that jump: the bytes, where the cursor is in them, and where the body ends. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** @internal */
  get view(): DataView {
    return this.#view;
  }

  /** @internal */
  get end(): number {
    return this.#end;
  }

  /** @internal */
  get cursor(): number {
    return this.#position;
  }

  /** @internal `at` must lie within the body. */
  set cursor(at: number) {
    this.#position = at;
  }

  /** @internal Lets go of the bytes, so that an idle cursor does not keep a whole chunk alive. */
  release(): this {
    this.#bytes = NO_BYTES;
    this.#view = NO_VIEW;
    this.#start = this.#position = this.#end = 0;
    return this;
  }

  isBigEndian(): boolean {
    return !this.littleEndian;
  }

  /** How far the cursor is from the start of the blob, whose header has 8 bytes. */
  position(): number {
    return this.#position - this.#start;
  }

  /** Bytes that are left of the blob. */
  available(): number {
    return this.#end - this.#position;
  }

  skipBytes(count: number): void {
    this.#takeAny(count);
  }

  /** @internal Moves the cursor to a place that the bytes themselves tell, counted from the start of the blob. */
  seek(position: number): void {
    const size = this.#end - this.#start;
    if (position < 0 || position > size) throw new DataError(`an offset of ${position} in ${size} bytes: damaged`);
    this.#position = this.#start + position;
  }

  /** @internal Lets the bytes end at a place within them, from here on; returns where they ended before. */
  limit(position: number): number {
    const before = this.#end - this.#start;
    if (position < this.position() || position > before) {
      throw new DataError(`an end at ${position}, with ${this.position()} of ${before} bytes read: they are damaged`);
    }
    this.#end = this.#start + position;
    return before;
  }

  /** @internal Takes a limit back. */
  unlimit(before: number): void {
    this.#end = this.#start + before;
  }

  /**
   * @internal Counts the bytes of a part that offsets lead to. Honest parts lie in each other or beside each other; damaged
   * ones may share bytes, and reading them could double with every level.
   */
  visit(size: number): void {
    this.#visited += size;
    if (size < 0 || this.#visited > MAX_DEPTH * (this.#end - this.#start)) {
      throw new DataError('offsets lead to the same bytes again and again: they are damaged');
    }
  }

  /** An unsigned byte. */
  read(): number {
    return this.#view.getUint8(this.take(1));
  }

  readByte(): number {
    return this.#view.getInt8(this.take(1));
  }

  readUnsignedByte(): number {
    return this.read();
  }

  readBoolean(): boolean {
    return this.readByte() !== 0;
  }

  readChar(): string {
    return String.fromCharCode(this.readUnsignedShort());
  }

  readShort(): number {
    return this.#view.getInt16(this.take(2), this.littleEndian);
  }

  readUnsignedShort(): number {
    return this.#view.getUint16(this.take(2), this.littleEndian);
  }

  readInt(): number {
    return this.#view.getInt32(this.take(4), this.littleEndian);
  }

  readLong(): Long {
    return readInt64(this.#view, this.take(8), this.littleEndian);
  }

  readFloat(): number {
    return this.#view.getFloat32(this.take(4), this.littleEndian);
  }

  readDouble(): number {
    return this.#view.getFloat64(this.take(8), this.littleEndian);
  }

  readString(): string | null {
    const length = this.readCount(1);
    if (length < 0) return null;
    const start = this.take(length);
    return readUtf8(this.#bytes, start, start + length);
  }

  readUuid(): UUID {
    const at = this.take(16);
    const view = this.#view;
    if (!this.littleEndian) {
      return new UUID(view.getInt32(at), view.getInt32(at + 4), view.getInt32(at + 8), view.getInt32(at + 12));
    }
    const word = (offset: number): number => view.getInt32(at + offset, true);
    return new UUID(word(4), word(0), word(12), word(8));
  }

  readBigInteger(): bigint {
    const length = this.readCount(1);
    const start = this.take(Math.max(length, 0));
    return readBigInteger(this.#bytes, start, start + length);
  }

  /** A copy of that many bytes, which have no count before them. */
  readBytes(count: number): Uint8Array {
    const start = this.#takeAny(count);
    return copyBytes(this.#bytes, start, start + count);
  }

  /** A copy: the bytes it is read from will be used again. */
  readByteArray(): Uint8Array | null {
    const length = this.readCount(1);
    return length < 0 ? null : this.readBytes(length);
  }

  readBooleanArray(): boolean[] | null {
    return this.readFixedArray(BOOLEAN_CODEC);
  }

  readCharArray(): string[] | null {
    return this.readFixedArray(CHAR_CODEC);
  }

  readShortArray(): number[] | null {
    return this.readFixedArray(INT16_CODEC);
  }

  readIntArray(): number[] | null {
    return this.readFixedArray(INT32_CODEC);
  }

  readLongArray(): Long[] | null {
    return this.readFixedArray(INT64_CODEC);
  }

  readFloatArray(): number[] | null {
    return this.readFixedArray(FLOAT32_CODEC);
  }

  readDoubleArray(): number[] | null {
    return this.readFixedArray(FLOAT64_CODEC);
  }

  readStringArray(): (string | null)[] | null {
    return this.readArray(4, readString);
  }

  /** @internal */
  readFixed<T>(codec: FixedCodec<T>): T {
    return codec.get(this.#view, this.take(codec.size), this.littleEndian);
  }

  /** @internal A count and the items. */
  readFixedArray<T>(codec: FixedCodec<T>): T[] | null {
    const count = this.readCount(codec.size);
    if (count < 0) return null;
    return codec.getAll(this.#view, this.take(count * codec.size), count, this.littleEndian);
  }

  /** A blob within this one, copied too: it is read on its own. A null is one without bytes. */
  readData(): Data {
    const length = Math.max(this.readCount(1), 0);
    const start = this.take(length);
    return new Data(copyPooled(this.#bytes, start, start + length));
  }

  /** A count and that many items, each of at least `itemSize` bytes. */
  readArray<T>(itemSize: number, readItem: (input: DataInput) => T): T[] | null {
    const count = this.readCount(itemSize);
    if (count < 0) return null;
    const items: T[] = [];
    try {
      for (let i = 0; i < count; i++) items.push(readItem(this));
    } catch (error) {
      throw within(`[${items.length}]`, error);
    }
    return items;
  }

  /** @internal A whole blob: partition hash, type id (both big-endian) and body. */
  readBlob(): unknown {
    const typeId = this.#view.getInt32(this.take(8) + 4);
    return this.bodies.read(this, typeId);
  }

  /** A nested object: its type id and body. */
  readObject(): unknown {
    const typeId = this.readInt();
    return this.nested(typeId, this.bodies);
  }

  /** @internal An object inside this one, of which the type id has been read. */
  nested(typeId: number, bodies: Pick<BodyReader, 'read'>): unknown {
    checkDepth(++this.#depth);
    try {
      return bodies.read(this, typeId);
    } catch (error) {
      throw failed('read', typeId, error);
    } finally {
      this.#depth--;
    }
  }

  /** @internal A count of items of at least that size, or −1. */
  readCount(itemSize: number): number {
    const count = this.readInt();
    const left = this.#end - this.#position;
    if (count < -1 || count * itemSize > left) {
      throw new DataError(
        `a count of ${count} where ${left} bytes are left: the bytes are damaged or of another byte order`,
      );
    }
    return count;
  }

  /** A count that an application gives. */
  #takeAny(count: number): number {
    if (!(count >= 0)) throw new DataError(`${count} bytes cannot be read`);
    return this.take(count);
  }

  /** @internal Moves on by as many bytes, and returns where they begin in `bytes`. */
  take(count: number): number {
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

const readString = (input: DataInput): string | null => input.readString();
