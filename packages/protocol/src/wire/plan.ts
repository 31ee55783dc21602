import {
  type Decoded,
  type Encodable,
  type Field,
  type Fields,
  type FixedField,
  type FrameField,
  isFixed,
} from './field.js';
import { BEGIN_STRUCTURE, WireError } from './frame.js';
import type { Reader } from './reader.js';
import type { Writer } from './writer.js';

interface FixedStep {
  readonly name: string;
  readonly field: FixedField<unknown, unknown>;
  /** From the start of the frame's content. */
  readonly offset: number;
  readonly newer: boolean;
}

interface FrameStep {
  readonly name: string;
  readonly field: FrameField<unknown, unknown>;
  readonly newer: boolean;
}

/** A plan whose fields are not known at compile time. */
export interface AnyPlan {
  readonly fields: Fields;
  encodeMessage(writer: Writer, values: never, flags: number): number;
  decodeMessage(reader: Reader, values?: Record<string, unknown>): Readonly<Record<string, unknown>>;
}

/**
 * The order of a list of fields on the wire, worked out once: all fixed fields in one frame behind a header of
 * `headerSize` bytes, then the others. Encoding and decoding are one loop each over it.
 */
export class Plan<F extends Fields = Fields> {
  readonly #fixed: readonly FixedStep[];
  readonly #frames: readonly FrameStep[];
  readonly #headerSize: number;
  readonly #fixedSize: number;
  readonly #keyStep: number;

  /** `keyField` names the field whose blob decides the partition; its place is left in the writer. */
  constructor(
    readonly fields: F,
    headerSize: number,
    keyField?: string,
  ) {
    const fixed: FixedStep[] = [];
    const frames: FrameStep[] = [];
    let offset = headerSize;
    for (const [name, field] of Object.entries(fields) as [string, Field<unknown, unknown>][]) {
      const newer = field.since !== undefined;
      if (isFixed(field)) {
        fixed.push({ name, field, offset, newer });
        offset += field.size;
      } else frames.push({ name, field: field, newer });
    }
    this.#fixed = fixed;
    this.#frames = frames;
    this.#headerSize = headerSize;
    this.#fixedSize = offset;
    this.#keyStep = keyField === undefined ? -1 : frames.findIndex(step => step.name === keyField);
  }

  /** Appends a message: the initial frame with `flags` and a zeroed header, then the frames. Returns its start. */
  encodeMessage(writer: Writer, values: Encodable<F>, flags: number): number {
    const start = this.#encodeFixed(writer, values, flags);
    this.#encodeFrames(writer, values);
    writer.endMessage();
    return start;
  }

  /** Reads the message the reader stands at, its initial frame included, into `values`. */
  decodeMessage(reader: Reader, values: Record<string, unknown> = {}): Decoded<F> {
    reader.enter();
    this.#decodeFixed(reader, values);
    for (const { name, field, newer } of this.#frames) {
      values[name] = newer && reader.atEnd ? undefined : field.read(reader);
    }
    return values as Decoded<F>;
  }

  /** Appends the fields as a structure. */
  encodeStructure(writer: Writer, values: Encodable<F>): void {
    writer.beginStructure();
    if (this.#fixed.length > 0) this.#encodeFixed(writer, values, 0);
    this.#encodeFrames(writer, values);
    writer.endStructure();
  }

  decodeStructure(reader: Reader): Decoded<F> {
    const values: Record<string, unknown> = {};
    reader.enterStructure();
    if (this.#fixed.length > 0) {
      reader.enter();
      if (reader.flags & BEGIN_STRUCTURE) throw new WireError('a structure without its fixed fields');
      this.#decodeFixed(reader, values);
    }
    for (const { name, field, newer } of this.#frames) {
      values[name] = newer && reader.structureEnds ? undefined : field.read(reader);
    }
    reader.leaveStructure();
    return values as Decoded<F>;
  }

  #encodeFixed(writer: Writer, values: Record<string, unknown>, flags: number): number {
    writer.ensure(this.#fixedSize + 6);
    const start = writer.beginFrame(flags);
    const content = writer.position;
    for (let i = content; i < content + this.#headerSize; i++) writer.bytes[i] = 0;
    let stop = this.#headerSize;
    for (const { name, field, offset, newer } of this.#fixed) {
      const value = values[name];
      if (newer && value === undefined) continue;
      if (offset !== stop) throw new TypeError(`${name} is given, but not the field before it`);
      try {
        field.write(writer.view, content + offset, value);
      } catch (cause) {
        throw badField(name, cause);
      }
      stop = offset + field.size;
    }
    writer.position = content + stop;
    writer.endFrame(start);
    return start;
  }

  #encodeFrames(writer: Writer, values: Record<string, unknown>): void {
    let left: string | undefined;
    for (let i = 0; i < this.#frames.length; i++) {
      const { name, field, newer } = this.#frames[i]!;
      const value = values[name];
      if (newer && value === undefined) {
        left = name;
        continue;
      }
      if (left !== undefined) throw new TypeError(`${name} is given, but not ${left}, which comes before it`);
      const before = writer.position;
      try {
        field.write(writer, value);
      } catch (cause) {
        throw badField(name, cause);
      }
      if (i === this.#keyStep) {
        writer.keyStart = before + 6;
        writer.keyEnd = writer.position;
      }
    }
  }

  #decodeFixed(reader: Reader, values: Record<string, unknown>): void {
    const { view, start, stop } = reader;
    for (const { name, field, offset, newer } of this.#fixed) {
      if (start + offset + field.size <= stop) values[name] = field.read(view, start + offset);
      else if (newer) values[name] = undefined;
      else throw new WireError(`the message ends before its field ${name}`);
    }
  }
}

/** Errors of the codec keep their own type; what a field says of a bad argument is told with the field's name. */
export function badField(name: string, cause: unknown): unknown {
  if (cause instanceof TypeError || cause instanceof RangeError)
    return new TypeError(`${name}: ${cause.message}`, { cause });
  return cause;
}
