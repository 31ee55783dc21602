// What the map entry of a register holds: who wrote it when, and the state.
import { UUID } from '@hazelrx/protocol';
import Long from 'long';
import { HazelcastError } from '../../errors.js';

/** How a state is kept, and which one there is while there is no entry. */
export interface StateCodec<S> {
  encode(state: S): Uint8Array;
  decode(bytes: Uint8Array): S;
  readonly initial: S;
}

/** One write. No two writes of a register have the same, by whomever and whenever they are made. */
export interface WriteId {
  readonly writer: Long;
  /** Grows from write to write of one writer. */
  readonly number: number;
}

interface Written extends WriteId {
  readonly sequence: number;
}

/** A record as it was read, or is to be written. */
export interface RegisterRecord<S> {
  readonly bytes: Uint8Array;
  /** That of the entry: an entry that is removed and made again has another one. */
  readonly birth: Long;
  /** Writes since then. */
  readonly sequence: number;
  /** The last write of each writer, newest first. */
  readonly written: readonly Written[];
  /** Sequence of the newest write that was taken out of `written` for want of room; 0 for none. */
  readonly forgotten: number;
  readonly state: S;
}

/**
 * Writers whose last write is remembered. A lost answer can be made up for unless as many others have written before the
 * writer is back. 20 bytes each, which every change sends twice.
 */
const WINDOW = 64;

const VERSION = 1;
const HEADER = 26;
const ENTRY = 20;

/** A random number that nobody else draws. */
export function randomLong(): Long {
  const { w0, w3 } = UUID.random();
  return new Long(w0, w3);
}

/** The record by which an entry begins: it holds what is there without it, so that writing it late does no harm. */
export function firstRecord<S>(codec: StateCodec<S>): RegisterRecord<S> {
  return encoded(codec, { birth: randomLong(), sequence: 0, written: [], forgotten: 0, state: codec.initial });
}

/** The record after this one. */
export function nextRecord<S>(
  codec: StateCodec<S>,
  { birth, sequence, written, forgotten }: RegisterRecord<S>,
  { writer, number }: WriteId,
  state: S,
): RegisterRecord<S> {
  const mine = { writer, number, sequence: sequence + 1 };
  const all = [mine, ...written.filter(other => !other.writer.equals(writer))];
  const oldest = all[WINDOW];
  return encoded(codec, {
    birth,
    sequence: mine.sequence,
    written: all.slice(0, WINDOW),
    forgotten: oldest ? Math.max(oldest.sequence, forgotten) : forgotten,
    state,
  });
}

export function hasWrite({ written }: RegisterRecord<unknown>, { writer, number }: WriteId): boolean {
  return written.some(write => write.number === number && write.writer.equals(writer));
}

/** Whether a write to `base` would be remembered in `record`, had it been done. */
export function remembers(record: RegisterRecord<unknown>, base: RegisterRecord<unknown>): boolean {
  return record.birth.equals(base.birth) && record.sequence > base.sequence && record.forgotten <= base.sequence;
}

export function sameRecord(
  { bytes: one }: RegisterRecord<unknown>,
  { bytes: other }: RegisterRecord<unknown>,
): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function encoded<S>(codec: StateCodec<S>, content: Omit<RegisterRecord<S>, 'bytes'>): RegisterRecord<S> {
  const { birth, sequence, written, forgotten, state } = content;
  const body = codec.encode(state);
  const start = HEADER + written.length * ENTRY;
  const bytes = new Uint8Array(start + body.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = VERSION;
  putLong(view, 1, birth);
  view.setFloat64(9, sequence);
  view.setFloat64(17, forgotten);
  bytes[25] = written.length;
  for (const [i, write] of written.entries()) {
    const at = HEADER + i * ENTRY;
    putLong(view, at, write.writer);
    view.setUint32(at + 8, write.number);
    view.setFloat64(at + 12, write.sequence);
  }
  bytes.set(body, start);
  return { bytes, ...content };
}

/** Throws `HAZELCAST_SERIALIZATION` for what no register has written. */
export function decodeRecord<S>(codec: StateCodec<S>, value: unknown): RegisterRecord<S> {
  if (!(value instanceof Uint8Array) || value[0] !== VERSION || value.length < HEADER) throw foreign();
  const count = value[25]!;
  const start = HEADER + count * ENTRY;
  if (value.length < start) throw foreign();
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const written = Array.from({ length: count }, (_, i) => {
    const at = HEADER + i * ENTRY;
    return { writer: getLong(view, at), number: view.getUint32(at + 8), sequence: view.getFloat64(at + 12) };
  });
  return {
    bytes: value,
    birth: getLong(view, 1),
    sequence: view.getFloat64(9),
    forgotten: view.getFloat64(17),
    written,
    state: codec.decode(value.subarray(start)),
  };
}

function foreign(): HazelcastError {
  return new HazelcastError('HAZELCAST_SERIALIZATION', 'the entry holds something else than a record of this client');
}

/** Big-endian, as all of a record. */
export function putLong(view: DataView, at: number, { high, low }: Long): void {
  view.setInt32(at, high);
  view.setInt32(at + 4, low);
}

export function getLong(view: DataView, at: number): Long {
  return new Long(view.getInt32(at + 4), view.getInt32(at));
}
