import { writeInt64 } from '../../wire/int64.js';
import type { DataOutput } from '../data-output.js';
import type { FixedCodec } from '../fixed-codec.js';
import { unfit } from '../refusal.js';
import { BIT, type FieldCodec, type VariableCodec } from './field-format.js';
import type { Place } from './layout.js';
import { writeOffsets } from './offsets.js';
import type { Schema } from './schema.js';

const ID = 8;
const LENGTH = 4;

/** One record being appended: its schema's id, then values in any order, then `end`. What is left out is null or 0. */
export class RecordOutput {
  readonly #out: DataOutput;
  readonly #depth: number;
  /** Where the data starts. Positions outlive the buffer, which is replaced as it grows. */
  readonly #start: number;
  readonly #offsets: number[] = [];

  /** `depth` is how many records lie around this one. */
  constructor(out: DataOutput, { id, layout }: Schema, depth: number) {
    const { fixedBytes, variables } = layout;
    const header = variables === 0 ? ID : ID + LENGTH;
    const at = out.reserve(header + fixedBytes);
    writeInt64(out.writer.view, at, id, out.littleEndian);
    this.#out = out;
    this.#depth = depth;
    this.#start = at + header;
    const { bytes } = out.writer;
    for (let i = this.#start; i < this.#start + fixedBytes; i++) bytes[i] = 0;
    for (let i = 0; i < variables; i++) this.#offsets.push(-1);
  }

  /** `codec` is one of the place's kind. Null only where the kind has room for it. */
  put({ at, index }: Place, codec: FieldCodec<unknown>, value: unknown): void {
    const { writer, littleEndian } = this.#out;
    if (at < 0) {
      if (value === null) return;
      this.#offsets[index] = writer.position - this.#start;
      (codec as VariableCodec<unknown>).write(this.#out, value, this.#depth + 1);
    } else if (codec === BIT) {
      if (typeof value !== 'boolean') throw unfit(value, 'boolean');
      if (value) writer.bytes[this.#start + at]! |= 1 << index;
    } else {
      (codec as FixedCodec<unknown>).put(writer.view, this.#start + at, value, littleEndian);
    }
  }

  end(): void {
    const offsets = this.#offsets;
    if (offsets.length === 0) return;
    const { writer, littleEndian } = this.#out;
    const length = writer.position - this.#start;
    writer.view.setInt32(this.#start - LENGTH, length, littleEndian);
    writeOffsets(this.#out, offsets, length);
  }
}
