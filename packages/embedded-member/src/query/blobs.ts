// The blobs of what members answer queries with.
import { Data, type Serialization } from '@hazelrx/protocol';
import Long from 'long';
import { notHere } from '../refusal.js';
import { JsonPart, JsonRoot, Several } from './found.js';
import { reading, serializationError } from './java-error.js';
import { type Character, type Floating, type Integral, JavaArray, storable } from './java-value.js';
import { PortableRecord } from './portable-record.js';

/** Before the type of a blob there are as many bytes. */
const HASH_SIZE = 4;
const OBJECT_ARRAY = -28;
/** Members answer with such an object what is an object or an array in JSON, and arrays of most classes: no client reads it. */
const ONLY_JAVA = -100;
const IDENTIFIED = -2;
const IS_IDENTIFIED = 1;
/** Factory and class of the entries that members answer with, and of their sets of distinct values. */
const ENTRY = [-4, 120] as const;
const DISTINCT = [-29, 19] as const;

/** Null for null. Throws for what members cannot write, and for what clients could not read. */
export function blobOf(serialization: Serialization, value: unknown): Data | null {
  if (value === null) return null;
  if (value instanceof Several)
    throw serializationError("Failed to serialize 'com.hazelcast.query.impl.getters.MultiResult'");
  if (value instanceof JsonPart || value instanceof JsonRoot) return blob(ONLY_JAVA);
  if (value instanceof PortableRecord) throw notHere('Portables as results');
  if (value instanceof JavaArray) return arrayBlob(serialization, value);
  return reading(() => serialization.toData(storable(value)));
}

/** Object[], in which anything may be. */
export function objectsBlob(items: readonly (Data | null)[]): Data {
  return blob(OBJECT_ARRAY, ints(items.length), ...items.map(inner));
}

export function entryBlob(key: Data, value: Data | null): Data {
  return identified(ENTRY, inner(key), inner(value));
}

export function distinctBlob(values: readonly (Data | null)[]): Data {
  return identified(DISTINCT, ints(values.length), ...values.map(inner));
}

function identified([factoryId, classId]: readonly [number, number], ...parts: readonly Uint8Array[]): Data {
  return blob(IDENTIFIED, Uint8Array.of(IS_IDENTIFIED), ints(factoryId, classId), ...parts);
}

/** Arrays of primitives, by what serialization takes for them. */
const VIEWS: Readonly<Record<string, (items: readonly never[]) => unknown>> = {
  '[B': (items: readonly Integral[]) => Int8Array.from(items, ({ value }) => Number(value)),
  '[Z': (items: readonly boolean[]) => items,
  '[C': (items: readonly Character[]) => Uint16Array.from(items, ({ value }) => value.charCodeAt(0)),
  '[S': (items: readonly Integral[]) => Int16Array.from(items, ({ value }) => Number(value)),
  '[I': (items: readonly Integral[]) => Int32Array.from(items, ({ value }) => Number(value)),
  '[J': (items: readonly Integral[]) => BigInt64Array.from(items, ({ value }) => value),
  '[F': (items: readonly Floating[]) => Float32Array.from(items, ({ value }) => value),
  '[D': (items: readonly Floating[]) => Float64Array.from(items, ({ value }) => value),
};

/** The arrays that clients read. An empty one of texts is sent as one of anything. */
const SENT = new Set([...Object.keys(VIEWS), '[Ljava.lang.String;', '[Ljava.lang.Object;']);

function arrayBlob(serialization: Serialization, { type, items }: JavaArray): Data {
  const view = VIEWS[type];
  if (view && !(type === '[Z' && items.length === 0)) return serialization.toData(view(items as never));
  if (type === '[Ljava.lang.String;' && items.length > 0) return serialization.toData(items);
  if (!SENT.has(type)) return blob(ONLY_JAVA);
  return objectsBlob(items.map(item => blobOf(serialization, item)));
}

/** A blob within another: its type and body. */
function inner(data: Data | null): Uint8Array {
  return data ? data.bytes.subarray(HASH_SIZE) : ints(0);
}

function blob(typeId: number, ...parts: readonly Uint8Array[]): Data {
  const all = [ints(0, typeId), ...parts];
  const bytes = new Uint8Array(all.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Data(bytes);
}

function ints(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap(value => Long.fromInt(value).toBytesBE().slice(4)));
}
