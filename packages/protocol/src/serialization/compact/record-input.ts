import type { DataInput } from '../data-input.js';
import type { FixedCodec } from '../fixed-codec.js';
import { BIT, type FieldCodec, type VariableCodec } from './field-format.js';
import type { Place } from './layout.js';
import { damaged, readOffset, tableSize } from './offsets.js';
import type { Schema } from './schema.js';

/** One record being read, after its schema's id: values in any order, then `end`. */
export class RecordInput {
  readonly #input: DataInput;
  readonly #depth: number;
  /** Where the data starts, how long it is, and where the offset table is behind it. */
  readonly #start: number;
  readonly #length: number;
  readonly #table: number;
  readonly #end: number;
  #taken: number;

  /** `depth` is how many records lie around this one. */
  constructor(input: DataInput, { layout }: Schema, depth: number) {
    const { fixedBytes, variables } = layout;
    const length = variables === 0 ? fixedBytes : input.readInt();
    if (length < fixedBytes) throw damaged(`${length} bytes of data where there are at least ${fixedBytes}`);
    this.#input = input;
    this.#depth = depth;
    this.#length = length;
    this.#taken = fixedBytes;
    this.#start = input.take(length);
    this.#table = variables === 0 ? input.cursor : input.take(tableSize(length, variables));
    this.#end = input.cursor;
  }

  /** The value at a place of the record's own schema, by a codec of its kind. `again`: it has been read before. */
  get({ at, index }: Place, codec: FieldCodec<unknown>, again = false): unknown {
    const input = this.#input;
    if (at < 0) return this.#variable(index, codec as VariableCodec<unknown>, again);
    if (codec === BIT) return ((input.bytes[this.#start + at]! >> index) & 1) === 1;
    return (codec as FixedCodec<unknown>).get(input.view, this.#start + at, input.littleEndian);
  }

  #variable(index: number, codec: VariableCodec<unknown>, again: boolean): unknown {
    const input = this.#input;
    const offset = readOffset(input, this.#table, this.#length, index);
    if (offset < 0) return null;
    const at = this.#start + offset;
    input.cursor = at;
    const value = codec.read(input, this.#depth + 1);
    if (!again) this.#taken += input.cursor - at;
    // Fields that share their bytes, and so on inward, would make a little data read for ever.
    if (this.#taken > this.#length) throw damaged('values that overlap');
    return value;
  }

  /** Moves the cursor behind the record. */
  end(): void {
    this.#input.cursor = this.#end;
  }
}
