import { Data } from '../data.js';
import { refusalOf, writeView } from './binary-view.js';
import { DataError } from './data-error.js';
import type { DataOutput } from './data-output.js';
import { JavaPrimitive } from './java-primitive.js';
import { writeJavaValue } from './java-value.js';
import { jsonText } from './json-text.js';
import { HazelcastJsonValue } from './json-value.js';
import { checkDepth, propertyStep, within } from './nesting.js';
import { NUMBER_ARRAYS, type NumberFormat } from './number-format.js';
import { partitionHash } from './partition.js';
import * as TypeId from './type-id.js';
import { arrayType, objectType } from './value-type.js';

const BLOB_HEADER = 8;

/** From values to bytes. A body is written first and tells its type id, which then goes in front of it. */
export class ValueWriter {
  readonly #number: NumberFormat;

  /** `number` is what plain numbers are written as. */
  constructor(number: NumberFormat) {
    this.#number = number;
  }

  /** Appends partition hash and type id, both big-endian, and the body. */
  writeBlob(out: DataOutput, value: unknown, depth = 0): void {
    if (value instanceof Data) return out.writer.writeBytes(value.bytes);
    const hash = typeof value === 'object' && value !== null ? this.#keyHash(out, value, depth) : 0;
    const start = out.reserve(BLOB_HEADER);
    const typeId = this.#writeBody(out, value, depth);
    out.writer.view.setInt32(start, hash);
    out.writer.view.setInt32(start + 4, typeId);
  }

  /** The hash of a partition-aware object's key, which takes the place of the object's own; 0 for all others. */
  #keyHash(out: DataOutput, value: object, depth: number): number {
    const { partitionKey } = value as { partitionKey?: unknown };
    if (partitionKey === undefined || partitionKey === null) return 0;
    const { writer } = out;
    const start = writer.position;
    try {
      checkDepth(depth);
      this.writeBlob(out, partitionKey, depth + 1);
    } catch (error) {
      throw within('.partitionKey', error);
    }
    const hash = partitionHash(writer.bytes, writer.view, start, writer.position);
    writer.position = start;
    return hash;
  }

  /** An object inside another: type id, in the order of the body, and body. */
  #writeNested(out: DataOutput, value: unknown, depth: number): void {
    checkDepth(depth);
    const start = out.reserve(4);
    const typeId = value === null ? TypeId.NULL : this.#writeBody(out, value, depth);
    out.writer.view.setInt32(start, typeId, out.littleEndian);
  }

  #writeBody(out: DataOutput, value: unknown, depth: number): number {
    switch (typeof value) {
      case 'string':
        out.writeString(value);
        return TypeId.STRING;
      case 'number':
        this.#checkNumber(value);
        out.writeNumber(this.#number, value);
        return this.#number.typeId;
      case 'boolean':
        out.writeBoolean(value);
        return TypeId.BOOLEAN;
      case 'bigint':
        out.writeBigInteger(value);
        return TypeId.BIG_INTEGER;
      case 'object':
        if (value !== null) return this.#writeObject(out, value, depth);
        throw refuse('Hazelcast cannot hold null here');
      default:
        throw refuse(`Hazelcast cannot hold ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`);
    }
  }

  #writeObject(out: DataOutput, value: object, depth: number): number {
    if (Array.isArray(value)) return this.#writeArray(out, value, depth);
    if (value instanceof JavaPrimitive) {
      out.writeNumber(value.format, value.value);
      return value.format.typeId;
    }
    if (value instanceof Data) return writeNestedBlob(out, value);
    const typeId = objectType(value);
    switch (typeId) {
      case undefined:
        throw refuse(refusalOf(value));
      case TypeId.JSON:
        out.writeString(value instanceof HazelcastJsonValue ? value.text : jsonText(value));
        return typeId;
      case TypeId.LINKED_HASH_MAP:
        this.#writeMap(out, value as Map<unknown, unknown>, depth);
        return typeId;
      case TypeId.LINKED_HASH_SET:
        this.#writeItems(out, [...(value as Set<unknown>)], depth);
        return typeId;
      default:
        if (ArrayBuffer.isView(value)) writeView(out, value, typeId);
        else writeJavaValue(out, value, typeId);
        return typeId;
    }
  }

  #writeArray(out: DataOutput, items: readonly unknown[], depth: number): number {
    const typeId = arrayType(items, this.#number, depth);
    switch (typeId) {
      case TypeId.JSON:
        out.writeString(jsonText(items));
        break;
      case TypeId.ARRAY_LIST:
        // As in JSON, a hole or an undefined in an array is a null.
        this.#writeItems(out, Array.from(items, nullIfMissing), depth);
        break;
      case TypeId.STRING_ARRAY:
        out.writeInt(items.length);
        for (const item of items) out.writeNullableString((item ?? null) as string | null);
        break;
      case TypeId.BOOLEAN_ARRAY:
        out.writeInt(items.length);
        for (const item of items) out.writeBoolean(item as boolean);
        break;
      default:
        this.#writeNumbers(out, items, NUMBER_ARRAYS[typeId]!);
    }
    return typeId;
  }

  #writeNumbers(out: DataOutput, items: readonly unknown[], format: NumberFormat): void {
    let wrapped = false;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (typeof item === 'number') this.#checkNumber(item, i);
      else wrapped ||= item instanceof JavaPrimitive;
    }
    out.writeNumbers(format, wrapped ? items.map(unwrapped) : items);
  }

  #writeItems(out: DataOutput, items: readonly unknown[], depth: number): void {
    out.writeInt(items.length);
    for (let i = 0; i < items.length; i++) {
      try {
        this.#writeNested(out, items[i], depth + 1);
      } catch (error) {
        throw within(`[${i}]`, error);
      }
    }
  }

  #writeMap(out: DataOutput, map: ReadonlyMap<unknown, unknown>, depth: number): void {
    out.writeInt(map.size);
    for (const [key, value] of map) {
      let step = '.keys()';
      try {
        this.#writeNested(out, key, depth + 1);
        step = '.values()';
        this.#writeNested(out, value, depth + 1);
      } catch (error) {
        throw within(step === '.values()' && typeof key === 'string' ? propertyStep(key) : step, error);
      }
    }
  }

  #checkNumber(value: number, index?: number): void {
    if (this.#number.fits(value)) return;
    const { name, typeId } = this.#number;
    throw new DataError(
      `${value} does not fit '${name}', the defaultNumberType: give it a type, as in float64(${value}), or change that option`,
      { path: index === undefined ? '$' : `$[${index}]`, typeId },
    );
  }
}

/** A nested object keeps its type and body, not its partition hash. */
function writeNestedBlob(out: DataOutput, blob: Data): number {
  out.writer.writeBytes(blob.bytes.subarray(BLOB_HEADER));
  return blob.typeId;
}

function unwrapped(item: unknown): unknown {
  return item instanceof JavaPrimitive ? item.value : item;
}

function nullIfMissing(item: unknown): unknown {
  return item ?? null;
}

function refuse(reason: string): DataError {
  return new DataError(reason, { path: '$' });
}
