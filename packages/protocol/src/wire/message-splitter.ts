import { adopt, allocate, copyBytes } from './bytes.js';
import { BEGIN_FRAGMENT, END_FRAGMENT, FRAME_HEADER, IS_FINAL, UNFRAGMENTED, WireError } from './frame.js';

/**
 * Called for each whole message, `start`–`end` in `bytes`. The bytes are the connection's own and are overwritten
 * once the call returns.
 */
export type OnMessage = (bytes: Uint8Array, view: DataView, start: number, end: number) => void;

/** A gathering buffer larger than this is not kept for the next message. */
const KEPT_BYTES = 1 << 22;
const FRAGMENT_HEADER = FRAME_HEADER + 8;
/** What a waiting fragment takes beside its bytes: without it empty ones would cost nothing and could be endless. */
const FRAGMENT_COST = 256;

/**
 * Cuts the bytes of a connection into messages. A message that came whole in one chunk is handed on in place; what is
 * cut is gathered in one buffer that grows with what has really arrived, never with what a length field claims.
 */
export class MessageSplitter {
  #gathered: Uint8Array = new Uint8Array(0);
  #gatheredView = new DataView(this.#gathered.buffer);
  #gatheredLength = 0;
  /** End of the frames already known to be part of the unfinished message at the start of `#gathered`. */
  #scanned = 0;
  readonly #fragments = new Map<string, Uint8Array[]>();
  #fragmentBytes = 0;

  /** `maxMessageBytes` bounds what one message, or all unfinished fragments together, may take. */
  constructor(
    readonly onMessage: OnMessage,
    public maxMessageBytes: number,
  ) {}

  /** Takes the next chunk. Throws `WireError` on bytes that are no messages; the connection is then of no more use. */
  push(chunk: Uint8Array): void {
    if (this.#gatheredLength === 0) {
      const bytes = adopt(chunk);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const rest = this.#split(bytes, view, bytes.length);
      if (rest < bytes.length) this.#gather(bytes, rest);
      return;
    }
    this.#gather(chunk, 0);
    const rest = this.#split(this.#gathered, this.#gatheredView, this.#gatheredLength);
    if (rest > 0) this.#drop(rest);
  }

  /** Drops what has been handed on, and the buffer with it where only a large message needed it. */
  #drop(count: number): void {
    const left = this.#gathered.subarray(count, this.#gatheredLength);
    if (this.#gathered.length > KEPT_BYTES && left.length < KEPT_BYTES) {
      this.#gathered = new Uint8Array(0);
      this.#gatheredView = new DataView(this.#gathered.buffer);
      this.#gatheredLength = 0;
      if (left.length > 0) this.#gather(left, 0);
      return;
    }
    this.#gathered.copyWithin(0, count, this.#gatheredLength);
    this.#gatheredLength = left.length;
  }

  #gather(chunk: Uint8Array, from: number): void {
    const length = this.#gatheredLength + chunk.length - from;
    if (length > this.#gathered.length) {
      const grown = allocate(Math.max(length, this.#gathered.length * 2, 16_384));
      grown.set(this.#gathered.subarray(0, this.#gatheredLength));
      this.#gathered = grown;
      this.#gatheredView = new DataView(grown.buffer, grown.byteOffset, grown.byteLength);
    }
    this.#gathered.set(from === 0 ? chunk : chunk.subarray(from), this.#gatheredLength);
    this.#gatheredLength = length;
  }

  /** Hands on the whole messages in `bytes`; returns where the first unfinished one starts. */
  #split(bytes: Uint8Array, view: DataView, end: number): number {
    let start = 0;
    let at = this.#scanned;
    while (at + FRAME_HEADER <= end) {
      const length = view.getInt32(at, true);
      if (length < FRAME_HEADER) throw new WireError(`impossible frame length ${length}`);
      if (at + length - start > this.maxMessageBytes) {
        throw new WireError(`a message of more than ${this.maxMessageBytes} bytes`);
      }
      if (at + length > end) break;
      const final = (view.getUint16(at + 4, true) & IS_FINAL) !== 0;
      at += length;
      if (!final) continue;
      this.#deliver(bytes, view, start, at);
      start = at;
    }
    this.#scanned = at - start;
    return start;
  }

  #deliver(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const flags = view.getUint16(start + 4, true);
    if ((flags & UNFRAGMENTED) === UNFRAGMENTED) this.onMessage(bytes, view, start, end);
    else this.#join(bytes, view, start, end, flags);
  }

  /** Fragments of one message share an id and come in order; other messages may come between them. */
  #join(bytes: Uint8Array, view: DataView, start: number, end: number, flags: number): void {
    if (view.getInt32(start, true) < FRAGMENT_HEADER) throw new WireError('a fragment without an id');
    const id = `${view.getInt32(start + FRAME_HEADER, true)}:${view.getInt32(start + FRAME_HEADER + 4, true)}`;
    const body = copyBytes(bytes, start + view.getInt32(start, true), end);
    if (flags & BEGIN_FRAGMENT) {
      if (this.#fragments.has(id)) throw new WireError('a fragmented message that begins again');
      this.#fragments.set(id, []);
    }
    const parts = this.#fragments.get(id);
    if (!parts) throw new WireError('a fragment of a message that has not begun');
    parts.push(body);
    this.#fragmentBytes += body.length + FRAGMENT_COST;
    if (this.#fragmentBytes > this.maxMessageBytes) {
      throw new WireError(`fragments of more than ${this.maxMessageBytes} bytes`);
    }
    if (flags & END_FRAGMENT) this.#deliverJoined(id, parts);
  }

  #deliverJoined(id: string, parts: readonly Uint8Array[]): void {
    this.#fragments.delete(id);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#fragmentBytes -= length + parts.length * FRAGMENT_COST;
    const joined = allocate(length);
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    if (length < FRAME_HEADER) throw new WireError('a fragmented message without frames');
    this.onMessage(joined, new DataView(joined.buffer, joined.byteOffset, length), 0, length);
  }
}
