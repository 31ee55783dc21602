import { Data } from '../data.js';
import { copyBytes } from '../wire/bytes.js';
import type { DataCodec, Writer } from '../wire/writer.js';
import { type BodyReader, DataInput } from './data-input.js';
import { type BodyWriter, DataOutput } from './data-output.js';
import { type DataType, TYPE, type TypeFormat } from './data-type.js';
import { failed, unreadable } from './failed.js';
import { checkTypeId } from './object-codec.js';

const BLOB_HEADER = 8;

/** The blobs of one declared type. A `Data` is written as it is, of whatever type; what is read has to be of the type. */
export class TypedCodec<T> implements DataCodec {
  readonly #format: TypeFormat<T>;
  /** Kept between calls; taken while in use, as a reader of a class may come back for another blob. */
  #input: DataInput | undefined;
  #output: DataOutput | undefined;

  /** Makes the Compact types in it known. Throws a `DataError` when others have their names. */
  constructor(
    readonly type: DataType<T>,
    readonly littleEndian: boolean,
    readonly writer: BodyWriter,
    readonly reader: BodyReader,
  ) {
    this.#format = type[TYPE];
    this.#format.register?.(writer.compact);
  }

  write(writer: Writer, value: unknown): void {
    if (value instanceof Data) return writer.writeBytes(value.bytes);
    let output = this.#output;
    if (output?.writer !== writer) output = this.#output = new DataOutput(writer, this.littleEndian, this.writer);
    const { typeId } = this.#format;
    try {
      const hash = typeof value === 'object' && value !== null ? this.writer.keyHash(output, value) : 0;
      const start = output.beginBlob();
      this.#format.writeBody(output, value as T);
      writer.view.setInt32(start, hash);
      writer.view.setInt32(start + 4, typeId);
    } catch (error) {
      throw failed('write', typeId, error);
    }
  }

  read(bytes: Uint8Array, view: DataView, start: number, end: number): T | null {
    if (start === end) return null;
    const input = this.#input ?? new DataInput(this.littleEndian, this.reader);
    this.#input = undefined;
    const { typeId } = this.#format;
    try {
      const header = input.reset(bytes, view, start, end).take(BLOB_HEADER);
      checkTypeId(view.getInt32(header + 4), typeId, this.type.name);
      return this.#format.readBody(input);
    } catch (error) {
      throw unreadable(error, new Data(copyBytes(bytes, start, end)), typeId);
    } finally {
      this.#input = input.release();
    }
  }
}
