import { Data } from '../data.js';
import { refusalOf, writeView } from './binary-view.js';
import type { CompactTypes } from './compact/compact-types.js';
import type { CustomSerializers } from './custom.js';
import { DataError } from './data-error.js';
import type { BodyWriter, DataOutput } from './data-output.js';
import { failed } from './failed.js';
import type { IdentifiedObjects } from './identified.js';
import { JavaPrimitive } from './java-primitive.js';
import { writeJavaValue } from './java-value.js';
import { jsonText } from './json-text.js';
import { HazelcastJsonValue } from './json-value.js';
import { Marked } from './marked.js';
import { checkDepth, entryStep, within } from './nesting.js';
import { NUMBER_ARRAYS, type NumberFormat } from './number-format.js';
import { partitionHash } from './partition.js';
import type { Portable } from './portable/portable.js';
import type { Portables } from './portable/portables.js';
import * as TypeId from './type-id.js';
import type { ValueTypes } from './value-type.js';

const BLOB_HEADER = 8;

/** Writes the types of an application. */
export interface Applied {
  readonly types: ValueTypes;
  readonly compact: CompactTypes;
  readonly identified: IdentifiedObjects;
  readonly portables: Portables;
  readonly custom: CustomSerializers;
}

/** From values to bytes. A body is written first and tells its type id, which then goes in front of it. */
export class ValueWriter implements BodyWriter {
  readonly #number: NumberFormat;
  readonly #types: ValueTypes;

  constructor(private readonly applied: Applied) {
    this.#types = applied.types;
    this.#number = applied.types.number;
  }

  get compact(): CompactTypes {
    return this.applied.compact;
  }

  /** Appends partition hash and type id, both big-endian, and the body. */
  writeBlob(out: DataOutput, value: unknown, depth = 0): void {
    if (value instanceof Data) return out.writer.writeBytes(value.bytes);
    const hash = typeof value === 'object' && value !== null ? this.keyHash(out, value, depth) : 0;
    const start = out.beginBlob();
    const typeId = this.#writeBody(out, value, depth);
    out.writer.view.setInt32(start, hash);
    out.writer.view.setInt32(start + 4, typeId);
  }

  keyHash(out: DataOutput, value: object, depth = 0): number {
    const { partitionKey } = value as { partitionKey?: unknown };
    if (partitionKey === undefined || partitionKey === null) {
      const marked = value instanceof Marked ? value.value : null;
      return typeof marked === 'object' && marked !== null ? this.keyHash(out, marked, depth) : 0;
    }
    const { writer, blobStart } = out;
    const start = writer.position;
    try {
      checkDepth(depth);
      this.writeBlob(out, partitionKey, depth + 1);
    } catch (error) {
      throw within('.partitionKey', error);
    }
    const hash = partitionHash(writer.bytes, writer.view, start, writer.position);
    writer.position = start;
    out.blobStart = blobStart;
    return hash;
  }

  writeNested(out: DataOutput, value: unknown, depth: number): void {
    checkDepth(depth);
    const start = out.reserve(4) - out.blobStart;
    out.setInt(start, value === null ? TypeId.NULL : this.#writeBody(out, value, depth));
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
    if (value instanceof Marked) return writeMarked(out, value, depth);
    if (value instanceof Data) return writeNestedBlob(out, value);
    const typeId = this.#types.ofObject(value);
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
      case TypeId.COMPACT:
      case TypeId.IDENTIFIED:
      case TypeId.PORTABLE:
        this.#writeApplied(out, value, typeId, depth);
        return typeId;
      default:
        if (typeId > 0) this.#writeApplied(out, value, typeId, depth);
        else if (ArrayBuffer.isView(value)) writeView(out, value, typeId);
        else writeJavaValue(out, value, typeId);
        return typeId;
    }
  }

  /** What the application has said how to write; it may come back for objects in it. */
  #writeApplied(out: DataOutput, value: object, typeId: number, depth: number): void {
    out.depth = depth;
    const { compact, identified, portables, custom } = this.applied;
    try {
      if (typeId === TypeId.COMPACT) compact.write(out, value);
      else if (typeId === TypeId.IDENTIFIED) identified.write(out, value);
      else if (typeId === TypeId.PORTABLE) portables.write(out, value as Portable);
      else custom.write(out, value, typeId);
    } catch (error) {
      throw failed('write', typeId, error);
    }
  }

  #writeArray(out: DataOutput, items: readonly unknown[], depth: number): number {
    const typeId = this.#types.ofArray(items, depth);
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
        for (const item of items) out.writeString((item ?? null) as string | null);
        break;
      case TypeId.BOOLEAN_ARRAY:
        out.writeInt(items.length);
        for (const item of items) out.writeBoolean(item as boolean);
        break;
      default:
        if (typeId > 0) this.#writeApplied(out, items, typeId, depth);
        else this.#writeNumbers(out, items, NUMBER_ARRAYS[typeId]!);
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
        this.writeNested(out, items[i], depth + 1);
      } catch (error) {
        throw within(`[${i}]`, error);
      }
    }
  }

  #writeMap(out: DataOutput, map: ReadonlyMap<unknown, unknown>, depth: number): void {
    out.writeInt(map.size);
    for (const [key, value] of map) {
      let isKey = true;
      try {
        this.writeNested(out, key, depth + 1);
        isKey = false;
        this.writeNested(out, value, depth + 1);
      } catch (error) {
        throw within(isKey ? '.keys()' : entryStep(key), error);
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

function writeMarked(out: DataOutput, marked: Marked, depth: number): number {
  out.depth = depth;
  try {
    marked.writeBody(out);
  } catch (error) {
    throw failed('write', marked.typeId, error);
  }
  return marked.typeId;
}

/** A nested object keeps its type and body, not its partition hash. */
function writeNestedBlob(out: DataOutput, blob: Data): number {
  if (blob.typeId === TypeId.PORTABLE) {
    throw refuse('the offsets in the Data of a Portable are only good in a blob of its own: give the object');
  }
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
