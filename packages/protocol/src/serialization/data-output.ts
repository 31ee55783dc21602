import type { Data } from '../data.js';
import type { UUID } from '../uuid.js';
import { type LongLike, writeInt64 } from '../wire/int64.js';
import { writeUtf8 } from '../wire/text.js';
import type { Writer } from '../wire/writer.js';
import { bigIntegerBytes } from './big-integer.js';
import type { CompactRegistry } from './compact/registry.js';
import { DataError } from './data-error.js';
import {
  CHAR_CODEC,
  type FixedCodec,
  FLOAT32_CODEC,
  FLOAT64_CODEC,
  INT16_CODEC,
  INT32_CODEC,
  INT64_CODEC,
} from './fixed-codec.js';
import { LONG, type NumberFormat } from './number-format.js';
import { unfit } from './refusal.js';

/** Writes what is made of other objects. */
export interface BodyWriter {
  readonly compact: CompactRegistry;
  /** The hash of a partition-aware object's key, which takes the place of the object's own; 0 for all others. */
  keyHash(out: DataOutput, value: object): number;
  /** The type id and the body of an object that is `depth` objects deep in others. */
  writeNested(out: DataOutput, value: unknown, depth: number): void;
}

const BLOB_HEADER = 8;

/**
 * Appends the parts of a body to a writer, in the cluster's byte order: what `DataInput` reads. What does not fit is
 * refused, never cut. It is only good until the writer that it was given to returns.
 */
export class DataOutput {
  /** @internal Where the blob begins in the writer: offsets within it count from there. */
  blobStart = 0;
  /** @internal In how many objects the one that is being written lies. */
  depth = 0;

  /** @internal */
  constructor(
    readonly writer: Writer,
    readonly littleEndian: boolean,
    /** None where only primitives are written. */
    readonly bodies?: BodyWriter,
  ) {}

  isBigEndian(): boolean {
    return !this.littleEndian;
  }

  /** Bytes of the blob so far, with the 8 of its header. */
  position(): number {
    return this.writer.position - this.blobStart;
  }

  /** One byte, −128 to 255, or bytes without a count before them. */
  write(bytes: number | Uint8Array): void {
    if (typeof bytes === 'number') this.writeByte(bytes);
    else this.writer.writeBytes(checkedBytes(bytes));
  }

  /** −128 to 255: what `readByte` or `readUnsignedByte` reads. */
  writeByte(value: number): void {
    if ((value | 0) !== value || value < -0x80 || value > 0xff) throw unfit(value, 'a byte');
    const at = this.reserve(1);
    this.writer.bytes[at] = value;
  }

  writeBoolean(value: boolean): void {
    this.writeByte(value ? 1 : 0);
  }

  /** A string of one UTF-16 unit. */
  writeChar(value: string): void {
    this.writeFixed(CHAR_CODEC, value);
  }

  /** −32,768 to 65,535: what `readShort` or `readUnsignedShort` reads. */
  writeShort(value: number): void {
    if ((value | 0) !== value || value < -0x8000 || value > 0xffff) throw unfit(value, 'a short');
    const at = this.reserve(2);
    this.writer.view.setInt16(at, value, this.littleEndian);
  }

  writeInt(value: number): void {
    if ((value | 0) !== value) throw unfit(value, 'an int');
    const at = this.reserve(4);
    this.writer.view.setInt32(at, value, this.littleEndian);
  }

  /** Big-endian also where the cluster is not. */
  writeIntBE(value: number): void {
    const at = this.reserve(4);
    INT32_CODEC.put(this.writer.view, at, value, false);
  }

  writeLong(value: LongLike): void {
    if (!LONG.fits(value)) throw unfit(value, 'a long');
    const at = this.reserve(8);
    writeInt64(this.writer.view, at, value, this.littleEndian);
  }

  writeFloat(value: number): void {
    this.writeFixed(FLOAT32_CODEC, value);
  }

  writeDouble(value: number): void {
    this.writeFixed(FLOAT64_CODEC, value);
  }

  writeString(text: string | null): void {
    if (typeof text !== 'string') {
      if (text !== null) throw unfit(text, 'a String');
      return this.writeInt(-1);
    }
    const { writer } = this;
    writer.ensure(4 + 3 * text.length);
    const at = writer.position;
    const length = writeUtf8(writer.bytes, at + 4, text);
    writer.view.setInt32(at, length, this.littleEndian);
    writer.position = at + 4 + length;
  }

  /** The UTF-16 units of a string, without a count before them. */
  writeChars(text: string): void {
    const at = this.reserve(2 * text.length);
    for (let i = 0; i < text.length; i++) {
      this.writer.view.setUint16(at + 2 * i, text.charCodeAt(i), this.littleEndian);
    }
  }

  writeZeroBytes(count: number): void {
    const at = this.reserve(count);
    this.writer.bytes.fill(0, at, at + count);
  }

  writeUuid({ w0, w1, w2, w3 }: UUID): void {
    const at = this.reserve(16);
    const { view } = this.writer;
    const words = this.littleEndian ? [w1, w0, w3, w2] : [w0, w1, w2, w3];
    for (let i = 0; i < 4; i++) view.setInt32(at + 4 * i, words[i]!, this.littleEndian);
  }

  writeBigInteger(value: bigint): void {
    this.writeByteArray(bigIntegerBytes(value));
  }

  writeByteArray(bytes: Uint8Array | null): void {
    if (bytes === null) return this.writeInt(-1);
    this.writeInt(checkedBytes(bytes).length);
    this.writer.writeBytes(bytes);
  }

  writeBooleanArray(items: readonly boolean[] | null): void {
    this.#writeArray(items, item => this.writeBoolean(item));
  }

  writeCharArray(items: readonly string[] | null): void {
    this.writeFixedArray(CHAR_CODEC, items);
  }

  writeShortArray(items: ArrayLike<number> | null): void {
    this.writeFixedArray(INT16_CODEC, items);
  }

  writeIntArray(items: ArrayLike<number> | null): void {
    this.writeFixedArray(INT32_CODEC, items);
  }

  writeLongArray(items: ArrayLike<LongLike> | null): void {
    this.writeFixedArray(INT64_CODEC, items);
  }

  writeFloatArray(items: ArrayLike<number> | null): void {
    this.writeFixedArray(FLOAT32_CODEC, items);
  }

  writeDoubleArray(items: ArrayLike<number> | null): void {
    this.writeFixedArray(FLOAT64_CODEC, items);
  }

  writeStringArray(items: readonly (string | null)[] | null): void {
    this.#writeArray(items, item => this.writeString(item));
  }

  /** A blob within this one, with a count before it: what `readData` reads. */
  writeData(data: Data | null): void {
    this.writeByteArray(data && data.bytes);
  }

  /** An object of any kind, with its type before it, or null: what `readObject` reads. */
  writeObject(value: unknown): void {
    if (this.bodies === undefined) throw new DataError('no object can be written here');
    const { depth } = this;
    this.bodies.writeNested(this, value ?? null, depth + 1);
    this.depth = depth;
  }

  /** @internal A value that fits the format. */
  writeNumber(format: NumberFormat, value: unknown): void {
    const at = this.reserve(format.size);
    format.put(this.writer.view, at, value as never, this.littleEndian);
  }

  /** @internal A count and the items, all of which fit the format. */
  writeNumbers(format: NumberFormat, items: ArrayLike<unknown>): void {
    const count = items.length;
    const { size } = format;
    this.writeInt(count);
    const at = this.reserve(count * size);
    const { view } = this.writer;
    for (let i = 0; i < count; i++) format.put(view, at + i * size, items[i] as never, this.littleEndian);
  }

  /** @internal */
  writeFixed<T>(codec: FixedCodec<T>, value: T): void {
    const at = this.reserve(codec.size);
    codec.put(this.writer.view, at, value, this.littleEndian);
  }

  /** @internal A count and the items. */
  writeFixedArray<T>(codec: FixedCodec<T>, items: ArrayLike<T> | null): void {
    if (items === null) return this.writeInt(-1);
    this.writeInt(items.length);
    const at = this.reserve(items.length * codec.size);
    codec.putAll(this.writer.view, at, items, this.littleEndian);
  }

  /** @internal Makes room for `size` bytes, to be written at the returned offset of `writer`. */
  reserve(size: number): number {
    const { writer } = this;
    writer.ensure(size);
    const at = writer.position;
    writer.position = at + size;
    return at;
  }

  /** @internal Makes room for the header of a blob that begins here. */
  beginBlob(): number {
    this.depth = 0;
    return (this.blobStart = this.reserve(BLOB_HEADER));
  }

  /** @internal Fills in an int of this blob that had to wait for what comes after it. */
  setInt(position: number, value: number): void {
    this.writer.view.setInt32(this.blobStart + position, value, this.littleEndian);
  }

  #writeArray<T>(items: readonly T[] | null, writeItem: (item: T) => void): void {
    this.writeInt(items?.length ?? -1);
    items?.forEach(writeItem);
  }
}

/** What is copied into bytes as it is: of other arrays, what does not fit a byte would be cut. */
function checkedBytes(bytes: Uint8Array): Uint8Array {
  if (bytes instanceof Uint8Array || (bytes as object) instanceof Int8Array) return bytes;
  throw unfit(bytes, 'bytes');
}
