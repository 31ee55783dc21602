import type { UUID } from '../uuid.js';
import { type LongLike, writeInt64 } from '../wire/int64.js';
import { writeUtf8 } from '../wire/text.js';
import type { Writer } from '../wire/writer.js';
import { bigIntegerBytes } from './big-integer.js';
import type { NumberFormat } from './number-format.js';

/** Appends the parts of a body to a writer, in the cluster's byte order: what `DataInput` reads. */
export class DataOutput {
  constructor(
    readonly writer: Writer,
    readonly littleEndian: boolean,
  ) {}

  writeByte(value: number): void {
    const at = this.reserve(1);
    this.writer.bytes[at] = value;
  }

  writeBoolean(value: boolean): void {
    this.writeByte(value ? 1 : 0);
  }

  writeInt(value: number): void {
    const at = this.reserve(4);
    this.writer.view.setInt32(at, value, this.littleEndian);
  }

  writeLong(value: LongLike): void {
    const at = this.reserve(8);
    writeInt64(this.writer.view, at, value, this.littleEndian);
  }

  writeString(text: string): void {
    const { writer } = this;
    writer.ensure(4 + 3 * text.length);
    const at = writer.position;
    const length = writeUtf8(writer.bytes, at + 4, text);
    writer.view.setInt32(at, length, this.littleEndian);
    writer.position = at + 4 + length;
  }

  writeNullableString(text: string | null): void {
    if (text === null) this.writeInt(-1);
    else this.writeString(text);
  }

  writeUuid({ w0, w1, w2, w3 }: UUID): void {
    const at = this.reserve(16);
    const { view } = this.writer;
    const words = this.littleEndian ? [w1, w0, w3, w2] : [w0, w1, w2, w3];
    for (let i = 0; i < 4; i++) view.setInt32(at + 4 * i, words[i]!, this.littleEndian);
  }

  writeByteArray(bytes: Uint8Array): void {
    this.writeInt(bytes.length);
    this.writer.writeBytes(bytes);
  }

  writeBigInteger(value: bigint): void {
    this.writeByteArray(bigIntegerBytes(value));
  }

  /** A value that fits the format. */
  writeNumber(format: NumberFormat, value: unknown): void {
    const at = this.reserve(format.size);
    format.put(this.writer.view, at, value as never, this.littleEndian);
  }

  /** A count and the items, all of which fit the format. */
  writeNumbers(format: NumberFormat, items: ArrayLike<unknown>): void {
    const count = items.length;
    const { size } = format;
    this.writeInt(count);
    const at = this.reserve(count * size);
    const { view } = this.writer;
    for (let i = 0; i < count; i++) format.put(view, at + i * size, items[i] as never, this.littleEndian);
  }

  /** Makes room for `size` bytes, to be written at the returned offset of `writer`. */
  reserve(size: number): number {
    const { writer } = this;
    writer.ensure(size);
    const at = writer.position;
    writer.position = at + size;
    return at;
  }
}
