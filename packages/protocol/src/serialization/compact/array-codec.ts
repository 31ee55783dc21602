import { DataError } from '../data-error.js';
import type { FixedCodec } from '../fixed-codec.js';
import { within } from '../nesting.js';
import { unfit } from '../refusal.js';
import type { VariableCodec } from './field-format.js';
import { damaged, readOffset, tableSize, writeOffsets } from './offsets.js';

/** A primitive that may be null: as it is, in the variable part of its record. */
export function loose<T>(codec: FixedCodec<T>): VariableCodec<T> {
  return {
    write: (out, value) => out.writeFixed(codec, value),
    read: input => input.readFixed(codec),
  };
}

/** A count and the items side by side: Java's arrays of primitives, here and as values of their own. */
export function packed<T>(codec: FixedCodec<T>, type: string): VariableCodec<T[]> {
  return {
    write(out, items) {
      checkItems(items, type);
      out.writeFixedArray(codec, items);
    },
    read(input) {
      const items = input.readFixedArray(codec);
      if (items === null) throw damaged('an array without a count');
      return items;
    },
  };
}

/** Bytes as such, copied. Also given as an array of signed ones. */
export function byteArray(signed: VariableCodec<number[]>): VariableCodec<Uint8Array> {
  return {
    write(out, items, depth) {
      if (Array.isArray(items)) signed.write(out, items, depth);
      else if (items instanceof Uint8Array || (items as object) instanceof Int8Array) out.writeByteArray(items);
      else throw unfit(items, 'bytes');
    },
    read(input) {
      const bytes = input.readByteArray();
      if (bytes === null) throw damaged('an array without a count');
      return bytes;
    },
  };
}

/** A count and 8 items in each byte, the first one lowest. */
export const PACKED_BITS: VariableCodec<boolean[]> = {
  write(out, items) {
    checkItems(items, 'boolean[]');
    const count = items.length;
    out.writeInt(count);
    const start = out.reserve(Math.ceil(count / 8));
    const { bytes } = out.writer;
    for (let i = 0; i < count; i += 8) {
      let byte = 0;
      const end = Math.min(i + 8, count);
      for (let item = i; item < end; item++) {
        const value = items[item];
        if (typeof value !== 'boolean') throw within(`[${item}]`, unfit(value, 'boolean'));
        if (value) byte |= 1 << (item - i);
      }
      bytes[start + i / 8] = byte;
    }
  },
  read(input) {
    const count = nonNull(input.readCount(1 / 8));
    const start = input.take(Math.ceil(count / 8));
    const { bytes } = input;
    const items: boolean[] = [];
    for (let i = 0; i < count; i++) items.push(((bytes[start + (i >> 3)]! >> (i & 7)) & 1) === 1);
    return items;
  },
};

/** Values of any size: length of their bytes, count, the values, and the table of where each of them starts. */
export function scattered<T>(
  item: VariableCodec<T>,
  { type, nullable }: { type: string; nullable: boolean },
): VariableCodec<(T | null)[]> {
  return {
    write(out, items, depth) {
      checkItems(items, type);
      const { writer } = out;
      const at = out.reserve(8);
      const offsets: number[] = [];
      for (let i = 0; i < items.length; i++) {
        const value = items[i] ?? null;
        if (value === null && nullable) {
          offsets.push(-1);
          continue;
        }
        offsets.push(writer.position - at - 8);
        try {
          if (value === null) throw nullItem(type);
          item.write(out, value, depth);
        } catch (error) {
          throw within(`[${i}]`, error);
        }
      }
      const length = writer.position - at - 8;
      writer.view.setInt32(at, length, out.littleEndian);
      writer.view.setInt32(at + 4, items.length, out.littleEndian);
      writeOffsets(out, offsets, length);
    },
    read(input, depth) {
      const length = nonNull(input.readCount(1));
      const count = nonNull(input.readCount(1));
      const start = input.take(length);
      const table = input.take(tableSize(length, count));
      const end = input.cursor;
      const items: (T | null)[] = [];
      let taken = 0;
      for (let i = 0; i < count; i++) {
        const offset = readOffset(input, table, length, i);
        if (offset < 0 && nullable) {
          items.push(null);
          continue;
        }
        try {
          if (offset < 0) throw nullItem(type);
          input.cursor = start + offset;
          items.push(item.read(input, depth));
        } catch (error) {
          throw within(`[${i}]`, error);
        }
        taken += input.cursor - start - offset;
        // Many items at one place would make little data read for ever.
        if (taken > length) throw damaged('values that overlap');
      }
      input.cursor = end;
      return items;
    },
  };
}

/** Refuses what is neither an array nor a typed array. */
export function checkItems(items: unknown, type: string): void {
  if (!Array.isArray(items) && !ArrayBuffer.isView(items)) throw unfit(items, type);
}

/** A count that says how many there are. */
export function nonNull(count: number): number {
  if (count < 0) throw damaged('an array without a count');
  return count;
}

function nullItem(type: string): DataError {
  return new DataError(`${type} holds no nulls`, { path: '$' });
}
