import type Long from 'long';
import type { LongLike } from './int64.js';
import { readInt64, readInt64s, writeInt64 } from './int64.js';
import { type Data, rawData } from '../data.js';
import { UUID } from '../uuid.js';
import { copyBytes } from './bytes.js';
import { WireError } from './frame.js';
import type { Reader } from './reader.js';
import { readUtf8 } from './text.js';
import type { DataCodec, Writer } from './writer.js';

/** A field of constant size, packed with its like into one frame. */
export interface FixedField<Out, In = Out> {
  readonly size: number;
  read(view: DataView, offset: number): Out;
  write(view: DataView, offset: number, value: In): void;
}

/** A field with frames of its own: one, or a structure of several. */
export interface FrameField<Out, In = Out> {
  readonly size: 0;
  read(reader: Reader): Out;
  write(writer: Writer, value: In): void;
}

/** `Out` is what decoding gives, `In` what encoding accepts. `since` is set where the field is newer than its owner. */
export type Field<Out, In = Out> = (FixedField<Out, In> | FrameField<Out, In>) & { readonly since?: string };

export type Fields = Readonly<Record<string, Field<unknown, never>>>;
type Out<F> = F extends { read(...from: never): infer O } ? O : never;
type In<F> = F extends FrameField<unknown, infer I> ? I : F extends FixedField<unknown, infer I> ? I : never;
type OptionalKeys<F extends Fields> = { [K in keyof F]: undefined extends In<F[K]> ? K : never }[keyof F];
/** The same type, shown as one object. */
export type Flat<T> = { [K in keyof T]: T[K] };

/** What decoding a list of fields gives. */
export type Decoded<F extends Fields> = Flat<{ readonly [K in keyof F]: Out<F[K]> }>;
/** What encoding a list of fields takes; fields newer than their owner may be left out, and then are for the peer too. */
export type Encodable<F extends Fields> = Flat<
  { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: In<F[K]> } & { readonly [K in OptionalKeys<F>]?: In<F[K]> }
>;

export function isFixed<O, I>(field: Field<O, I>): field is FixedField<O, I> & { readonly since?: string } {
  return field.size !== 0;
}

function number(value: number): number {
  if (typeof value !== 'number') throw new TypeError(`expected a number, got ${typeof value}`);
  return value;
}

function integer(value: number, bits: number): number {
  if ((value << (32 - bits)) >> (32 - bits) !== value)
    throw new RangeError(`${String(value)} is not a ${bits}-bit integer`);
  return value;
}

export const boolean: FixedField<boolean> = {
  size: 1,
  read: (view, offset) => view.getUint8(offset) !== 0,
  write(view, offset, value) {
    if (typeof value !== 'boolean') throw new TypeError(`expected a boolean, got ${typeof value}`);
    view.setUint8(offset, value ? 1 : 0);
  },
};

export const byte: FixedField<number> = {
  size: 1,
  read: (view, offset) => view.getInt8(offset),
  write: (view, offset, value) => view.setInt8(offset, integer(value, 8)),
};

export const short: FixedField<number> = {
  size: 2,
  read: (view, offset) => view.getInt16(offset, true),
  write: (view, offset, value) => view.setInt16(offset, integer(value, 16), true),
};

export const int: FixedField<number> = {
  size: 4,
  read: (view, offset) => view.getInt32(offset, true),
  write: (view, offset, value) => view.setInt32(offset, integer(value, 32), true),
};

export const long: FixedField<Long, LongLike> = {
  size: 8,
  read: (view, offset) => readInt64(view, offset, true),
  write: (view, offset, value) => writeInt64(view, offset, value, true),
};

export const float: FixedField<number> = {
  size: 4,
  read: (view, offset) => view.getFloat32(offset, true),
  write: (view, offset, value) => view.setFloat32(offset, number(value), true),
};

export const double: FixedField<number> = {
  size: 8,
  read: (view, offset) => view.getFloat64(offset, true),
  write: (view, offset, value) => view.setFloat64(offset, number(value), true),
};

/** `boolean isNull | int64 most significant | int64 least significant`, the two little-endian. */
export const nullableUuid: FixedField<UUID | null> = {
  size: 17,
  read: (view, offset) =>
    view.getUint8(offset) !== 0
      ? null
      : new UUID(
          view.getInt32(offset + 5, true),
          view.getInt32(offset + 1, true),
          view.getInt32(offset + 13, true),
          view.getInt32(offset + 9, true),
        ),
  write(view, offset, value) {
    if (value != null && !(value instanceof UUID)) throw new TypeError('expected a UUID');
    const { w0, w1, w2, w3 } = value ?? UUID.NIL;
    view.setUint8(offset, value == null ? 1 : 0);
    view.setInt32(offset + 1, w1, true);
    view.setInt32(offset + 5, w0, true);
    view.setInt32(offset + 9, w3, true);
    view.setInt32(offset + 13, w2, true);
  },
};

export const uuid: FixedField<UUID> = {
  size: 17,
  read: (view, offset) => nullableUuid.read(view, offset) ?? UUID.NIL,
  write(view, offset, value) {
    if (value == null) throw new TypeError('must not be null or undefined');
    nullableUuid.write(view, offset, value);
  },
};

export const string: FrameField<string> = {
  size: 0,
  read(reader) {
    reader.enter();
    return readUtf8(reader.bytes, reader.start, reader.stop);
  },
  write(writer, value) {
    if (typeof value !== 'string') throw new TypeError(`expected a string, got ${typeof value}`);
    const frame = writer.beginFrame();
    writer.writeUtf8(value);
    writer.endFrame(frame);
  },
};

export const byteArray: FrameField<Uint8Array> = {
  size: 0,
  read(reader) {
    reader.enter();
    return copyBytes(reader.bytes, reader.start, reader.stop);
  },
  write(writer, value) {
    if (!(value instanceof Uint8Array)) throw new TypeError('expected a Uint8Array');
    const frame = writer.beginFrame();
    writer.writeBytes(value);
    writer.endFrame(frame);
  },
};

/** A serialized object. What goes in and comes out is the codec's choice: application values in a client, blobs elsewhere. */
export const data: FrameField<unknown, NonNullable<unknown>> = {
  size: 0,
  read: reader => readBlob(reader, reader.codecs.object),
  write: (writer, value) => writeBlob(writer, writer.codecs.object, value),
};

/** `data` that is a key of the structure. */
export const keyData: typeof data = {
  size: 0,
  read: reader => readBlob(reader, reader.codecs.key),
  write: (writer, value) => writeBlob(writer, writer.codecs.key, value),
};

/** `data` that is a value of the structure. */
export const valueData: typeof data = {
  size: 0,
  read: reader => readBlob(reader, reader.codecs.value),
  write: (writer, value) => writeBlob(writer, writer.codecs.value, value),
};

/** `data` that is sent back as it came, whatever it is. */
export const blob: FrameField<Data> = {
  size: 0,
  read: reader => readBlob(reader, rawData) as Data,
  write: (writer, value) => writeBlob(writer, rawData, value),
};

function readBlob(reader: Reader, codec: DataCodec): unknown {
  reader.enter();
  return codec.read(reader.bytes, reader.view, reader.start, reader.stop);
}

function writeBlob(writer: Writer, codec: DataCodec, value: unknown): void {
  if (value == null) throw new TypeError('must not be null or undefined');
  const frame = writer.beginFrame();
  codec.write(writer, value);
  writer.endFrame(frame);
}

/** Fixed fields one behind the other in one frame, as many as fit. */
function packed<O, I>(item: FixedField<O, I>): FrameField<O[], readonly I[]> {
  return {
    size: 0,
    read(reader) {
      reader.enter();
      const items: O[] = [];
      for (let at = reader.start; at + item.size <= reader.stop; at += item.size)
        items.push(item.read(reader.view, at));
      return items;
    },
    write(writer, values) {
      const frame = writer.beginFrame();
      writer.ensure(values.length * item.size);
      for (const value of values) {
        item.write(writer.view, writer.position, value);
        writer.position += item.size;
      }
      writer.endFrame(frame);
    },
  };
}

export const longArray: FrameField<Long[], readonly LongLike[]> = {
  size: 0,
  read(reader) {
    reader.enter();
    return readInt64s(reader.view, reader.start, reader.stop);
  },
  write: (writer, values) => packed(long).write(writer, values),
};

export const floatArray: FrameField<Float32Array, ArrayLike<number>> = {
  size: 0,
  read: reader => Float32Array.from(packed(float).read(reader)),
  write: (writer, values) => packed(float).write(writer, Array.from(values)),
};

/** A frame field that may be a single null frame. `null` and `undefined` are written alike. */
/* @__NO_SIDE_EFFECTS__ */
export function nullable<O, I>(field: FrameField<O, I>): FrameField<O | null, I | null> {
  return {
    size: 0,
    read: reader => (reader.enterNull() ? null : field.read(reader)),
    write: (writer, value) => (value == null ? writer.nullFrame() : field.write(writer, value)),
  };
}

/** A field that members and clients before protocol `version` neither write nor expect. */
/* @__NO_SIDE_EFFECTS__ */
export function since<O, I>(version: string, field: Field<O, I>): Field<O | undefined, I | undefined> {
  return { ...field, since: version };
}

/** A list: fixed items packed into one frame, others as a structure. */
/* @__NO_SIDE_EFFECTS__ */
export function list<O, I>(item: Field<O, I>): FrameField<O[], readonly I[]> {
  if (isFixed(item)) return packed(item);
  return {
    size: 0,
    read(reader) {
      const items: O[] = [];
      reader.enterStructure();
      while (!reader.structureEnds) items.push(item.read(reader));
      reader.leaveStructure();
      return items;
    },
    write(writer, values) {
      writer.beginStructure();
      for (const value of values) item.write(writer, value);
      writer.endStructure();
    },
  };
}

/**
 * Pairs, in order. Both fixed: packed into one frame; only the key fixed: a list of the values, then one frame with the
 * packed keys; else a structure of alternating keys and values.
 */
/* @__NO_SIDE_EFFECTS__ */
export function entryList<KO, KI, VO, VI>(
  key: Field<KO, KI>,
  value: Field<VO, VI>,
): FrameField<[KO, VO][], Iterable<readonly [KI, VI]> | EncodedEntries> {
  if (isFixed(key)) return isFixed(value) ? packedPairs(key, value) : valuesThenKeys(key, value);
  if (isFixed(value)) throw new TypeError('no message has entries with framed keys and fixed values');
  return {
    size: 0,
    read(reader) {
      const entries: [KO, VO][] = [];
      reader.enterStructure();
      while (!reader.structureEnds) entries.push([key.read(reader), value.read(reader)]);
      reader.leaveStructure();
      return entries;
    },
    write(writer, entries) {
      writer.beginStructure();
      if (entries instanceof EncodedEntries) {
        writer.writeBytes(entries.frames);
        // The writer must know the last frame of a message.
        return writer.endStructure();
      }
      for (const [k, v] of entries) {
        key.write(writer, k);
        value.write(writer, v);
      }
      writer.endStructure();
    },
  };
}

function packedPairs<KO, KI, VO, VI>(
  key: FixedField<KO, KI>,
  value: FixedField<VO, VI>,
): FrameField<[KO, VO][], Iterable<readonly [KI, VI]>> {
  const pairs = packed<[KO, VO], readonly [KI, VI]>({
    size: key.size + value.size,
    read: (view, offset) => [key.read(view, offset), value.read(view, offset + key.size)],
    write(view, offset, [k, v]) {
      key.write(view, offset, k);
      value.write(view, offset + key.size, v);
    },
  });
  return { size: 0, read: reader => pairs.read(reader), write: (writer, entries) => pairs.write(writer, [...entries]) };
}

function valuesThenKeys<KO, KI, VO, VI>(
  key: FixedField<KO, KI>,
  value: FrameField<VO, VI>,
): FrameField<[KO, VO][], Iterable<readonly [KI, VI]>> {
  const keys = packed(key);
  const values = list(value);
  return {
    size: 0,
    read(reader) {
      const read = values.read(reader);
      const paired = keys.read(reader);
      if (paired.length !== read.length) throw new WireError(`${paired.length} keys for ${read.length} values`);
      return paired.map((k, i) => [k, read[i]!]);
    },
    write(writer, entries) {
      const all = [...entries];
      values.write(
        writer,
        all.map(([, v]) => v),
      );
      keys.write(
        writer,
        all.map(([k]) => k),
      );
    },
  };
}

/** An entry list without order or duplicates. */
/* @__NO_SIDE_EFFECTS__ */
export function mapOf<KO, KI, VO, VI>(
  key: Field<KO, KI>,
  value: Field<VO, VI>,
): FrameField<Map<KO, VO>, Iterable<readonly [KI, VI]>> {
  const entries = entryList(key, value);
  return {
    size: 0,
    read: reader => new Map(entries.read(reader)),
    write: (writer, value_) => entries.write(writer, value_),
  };
}

/** Entries of a list with frames of their own, encoded before: what stands between the list's begin and end. */
export class EncodedEntries {
  constructor(readonly frames: Uint8Array) {}
}
