import { atEndOfTurn } from '../end-of-turn.js';
import type { Transport } from '../transport/transport.js';

const CAPACITY = 16_384;

/** Gathers the messages of one connection. One chunk is with the transport at a time; what comes meanwhile is the next. */
export class Outbox {
  #filling = new Uint8Array(CAPACITY);
  #length = 0;
  #sending = new Uint8Array(CAPACITY);
  #busy = false;
  /** Of the chunk that is, or was last, with the transport. */
  #underWay = 0;
  #scheduled = false;
  readonly #flush = (): void => {
    this.#scheduled = false;
    if (!this.#busy && this.#length > 0) this.#send();
  };
  readonly #written = (): void => {
    this.#busy = false;
    if (this.#length > 0) this.#send();
  };

  constructor(readonly transport: Transport) {}

  /** Bytes that the transport has not taken yet. */
  get queuedBytes(): number {
    return this.#busy ? this.#length + this.#underWay : this.#length;
  }

  /** Copies the message `start`–`end` in; it leaves at the end of this turn of the event loop, or after the chunk before. */
  push(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#filling.length) this.#grow(length);
    this.#filling.set(bytes.subarray(start, end), this.#length);
    this.#length = length;
    if (this.#scheduled || this.#busy) return;
    this.#scheduled = true;
    atEndOfTurn(this.#flush);
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.#filling.length * 2));
    grown.set(this.#filling.subarray(0, this.#length));
    this.#filling = grown;
  }

  #send(): void {
    const chunk = this.#filling;
    const length = this.#length;
    // A buffer that one large message made large is not kept for ever.
    this.#filling = this.#sending.length > CAPACITY * 64 ? new Uint8Array(CAPACITY) : this.#sending;
    this.#sending = chunk;
    this.#length = 0;
    this.#underWay = length;
    this.#busy = true;
    this.transport.write(chunk.subarray(0, length), this.#written);
  }
}
