// Keys and values with their serialized form, by which they are told apart.
import { Data, type DataCodec, partitionHash, type Writer } from '@hazelrx/protocol';
import type { Told } from '../query/live-source.js';

/** The partition's hash at the start of a blob: members do not compare it. */
const HASH_SIZE = 4;
/** Bytes up to which a loop is faster than the platform. */
const SHORT = 24;
/** Arguments of one call. */
const BLOCK = 4096;

interface NativeText {
  /** What `toString` calls in the end; not documented, so not everywhere. */
  latin1Slice?(start: number, end: number): string;
}

/** The bytes as characters, which take a byte each in memory, too. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  const native = bytes as NativeText;
  if (end - start > SHORT && native.latin1Slice) return native.latin1Slice(start, end);
  let text = '';
  if (end - start <= SHORT) {
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
    return text;
  }
  for (let i = start; i < end; i += BLOCK) {
    text += String.fromCharCode(...bytes.subarray(i, Math.min(i + BLOCK, end)));
  }
  return text;
}

export function formOf({ bytes }: Data): string {
  return textOf(bytes, HASH_SIZE, bytes.length);
}

/** A key or value that was read. */
export class Formed<T> {
  constructor(
    readonly value: T,
    readonly form: string,
    /** That decides on the partition, of a key. */
    readonly hash: number,
  ) {}
}

/** Reads what another codec reads, and keeps the form. */
export class FormCodec implements DataCodec {
  constructor(readonly codec: DataCodec) {}

  write(writer: Writer, value: unknown): void {
    if (value instanceof Data) writer.writeBytes(value.bytes);
    else this.codec.write(writer, value);
  }

  read(bytes: Uint8Array, view: DataView, start: number, end: number): Formed<unknown> {
    const value = this.codec.read(bytes, view, start, end);
    return new Formed(value, textOf(bytes, start + HASH_SIZE, end), partitionHash(bytes, view, start, end));
  }
}

/** Where a key or value lies in a message that has not been left yet. */
export class Place<T> implements Told<T> {
  constructor(
    readonly codec: DataCodec,
    readonly bytes: Uint8Array,
    readonly view: DataView,
    readonly start: number,
    readonly end: number,
  ) {}

  get form(): string {
    return textOf(this.bytes, this.start + HASH_SIZE, this.end);
  }

  is(form: string): boolean {
    const { bytes, end } = this;
    const start = this.start + HASH_SIZE;
    if (form.length !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[i] !== form.charCodeAt(i - start)) return false;
    return true;
  }

  /** That decides on the partition, of a key. */
  get hash(): number {
    return partitionHash(this.bytes, this.view, this.start, this.end);
  }

  read(): T {
    return this.codec.read(this.bytes, this.view, this.start, this.end) as T;
  }

  data(): Data {
    return new Data(new Uint8Array(this.bytes.subarray(this.start, this.end)));
  }
}

/** Leaves keys and values where they are. */
export class PlaceCodec implements DataCodec {
  constructor(readonly codec: DataCodec) {}

  write(writer: Writer, value: unknown): void {
    this.codec.write(writer, value);
  }

  read(bytes: Uint8Array, view: DataView, start: number, end: number): Place<unknown> {
    return new Place(this.codec, bytes, view, start, end);
  }
}
