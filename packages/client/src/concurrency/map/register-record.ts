// What the map entry of a register holds: who wrote it when, and the state.
import { type Data, UUID } from '@hazelrx/protocol';
import Long from 'long';
import { HazelcastError } from '../../errors.js';

/** How a state is kept, and which one there is while there is no entry. */
export interface StateCodec<S> {
  readonly initial: S;
  /** Bytes that it takes. */
  size(state: S): number;
  write(state: S, view: DataView, at: number): void;
  /** Up to the end of the view, whose memory will hold other states. */
  read(view: DataView, at: number): S;
}

/** One write. No two writes of a register have the same, by whomever and whenever they are made. */
export interface WriteId {
  readonly writer: Long;
  /** Grows from write to write of one writer. */
  readonly number: number;
}

/** Makes blobs of their own. */
export type ToData = (value: unknown) => Data;

/**
 * Writers whose last write is remembered. A lost answer can be made up for unless as many others have written before the
 * writer is back. 20 bytes each, which every change sends twice.
 */
const WINDOW = 64;

const VERSION = 1;
/** Version; the birth of the entry, which another one has that is made after it was removed; writes since then; … */
const BIRTH = 1;
const SEQUENCE = 9;
/** … the sequence of the newest write that was taken out of those below for want of room, 0 for none; how many those are. */
const FORGOTTEN = 17;
const COUNT = 25;
/** The last write of each writer, newest first: who, its number, its sequence. Then the state. */
const HEADER = 26;
const ENTRY = 20;

/** A random number that nobody else draws. */
export function randomLong(): Long {
  const { w0, w3 } = UUID.random();
  return new Long(w0, w3);
}

/**
 * A record as it was read, or is to be written. It is worked with as the bytes it is kept in: a change of a known record touches few
 * of them, and who has written before is looked up only where the outcome of a write is uncertain.
 */
export class RegisterRecord<S> {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(
    /** Whose end is the record. */
    readonly blob: Data,
    length: number,
    public state: S,
  ) {
    const { bytes } = blob;
    this.#bytes = bytes.subarray(bytes.length - length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - length, length);
  }

  /** The record by which an entry begins: it holds what is there without it, so that writing it late does no harm. */
  static first<S>(codec: StateCodec<S>, toData: ToData): RegisterRecord<S> {
    const length = HEADER + codec.size(codec.initial);
    const record = new RegisterRecord(toData(new Uint8Array(length)), length, codec.initial);
    record.#view.setUint8(0, VERSION);
    putLong(record.#view, BIRTH, randomLong());
    codec.write(codec.initial, record.#view, HEADER);
    return record;
  }

  /** Throws `HAZELCAST_SERIALIZATION` for what no register has written. */
  static read<S>(codec: StateCodec<S>, toData: ToData, value: unknown): RegisterRecord<S> {
    const length = checkedLength(value);
    const record = new RegisterRecord(toData(value), length, codec.initial);
    record.state = codec.read(record.#view, record.#end);
    return record;
  }

  /** The record after this one. It takes the memory of `spare`, which nobody needs any more, where that is as large. */
  next(codec: StateCodec<S>, { writer, number }: WriteId, state: S, tools: Tools<S>): RegisterRecord<S> {
    const place = this.#placeOf(writer);
    const count = Math.min(Math.max(this.#count, place + 1), WINDOW);
    const start = HEADER + count * ENTRY;
    const length = start + codec.size(state);
    const { spare } = tools;
    const next =
      spare?.length === length ? spare : new RegisterRecord(tools.toData(new Uint8Array(length)), length, state);
    next.#follow(this, place);
    const view = next.#view;
    const sequence = this.sequence + 1;
    view.setFloat64(SEQUENCE, sequence);
    view.setUint8(COUNT, count);
    putLong(view, HEADER, writer);
    view.setUint32(HEADER + 8, number);
    view.setFloat64(HEADER + 12, sequence);
    codec.write(state, view, start);
    next.state = state;
    return next;
  }

  /** Takes over what `base` has, up to the state, with the room for the newest write in front of the others. */
  #follow(base: RegisterRecord<S>, place: number): void {
    const mine = this.#bytes;
    const others = base.#bytes;
    // Nobody else has written: all is where it was.
    if (place === 0 && others.length === mine.length) return mine.set(others);
    mine.set(others.subarray(0, HEADER));
    const moved = HEADER + Math.min(place, WINDOW - 1) * ENTRY;
    mine.set(others.subarray(HEADER, moved), HEADER + ENTRY);
    if (place < base.#count) mine.set(others.subarray(moved + ENTRY, base.#end), moved + ENTRY);
    // The oldest is left out.
    if (place === WINDOW)
      this.#view.setFloat64(FORGOTTEN, Math.max(base.#view.getFloat64(moved + 12), base.#forgotten));
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Writes since the birth of the entry. */
  get sequence(): number {
    return this.#view.getFloat64(SEQUENCE);
  }

  has({ writer, number }: WriteId): boolean {
    const place = this.#placeOf(writer);
    return place < this.#count && this.#view.getUint32(HEADER + place * ENTRY + 8) === number;
  }

  isOfAge(other: RegisterRecord<S>): boolean {
    return isLong(this.#view, BIRTH, getLong(other.#view, BIRTH));
  }

  /** Whether a write to `base` would be remembered here, had it been done. */
  remembers(base: RegisterRecord<S>): boolean {
    return this.isOfAge(base) && this.sequence > base.sequence && this.#forgotten <= base.sequence;
  }

  get #forgotten(): number {
    return this.#view.getFloat64(FORGOTTEN);
  }

  get #count(): number {
    return this.#view.getUint8(COUNT);
  }

  /** Of the writes, and the place of the state. */
  get #end(): number {
    return HEADER + this.#count * ENTRY;
  }

  /** Among the writes; as many as there are where it is not there. */
  #placeOf(writer: Long): number {
    const count = this.#count;
    for (let place = 0; place < count; place++) if (isLong(this.#view, HEADER + place * ENTRY, writer)) return place;
    return count;
  }
}

/** What the next record is made with. */
export interface Tools<S> {
  readonly toData: ToData;
  readonly spare: RegisterRecord<S> | undefined;
}

function checkedLength(value: unknown): number {
  if (value instanceof Uint8Array && value.length >= HEADER && value[0] === VERSION) {
    const { length } = value;
    if (length >= HEADER + value[COUNT]! * ENTRY) return length;
  }
  throw new HazelcastError('HAZELCAST_SERIALIZATION', 'the entry holds something else than a record of this client');
}

/** Big-endian, as all of a record. */
export function putLong(view: DataView, at: number, { high, low }: Long): void {
  view.setInt32(at, high);
  view.setInt32(at + 4, low);
}

export function getLong(view: DataView, at: number): Long {
  return new Long(view.getInt32(at + 4), view.getInt32(at));
}

function isLong(view: DataView, at: number, { high, low }: Long): boolean {
  return view.getInt32(at + 4) === low && view.getInt32(at) === high;
}
