/** A frame's header, and of an initial frame what reaches to the low half of the correlation id. */
const HEADER = 6;
const UP_TO_CORRELATION = 14;
const CORRELATION = 10;
const IS_FINAL = 0x2000;

/** Finds the ends of messages in the bytes of a connection and looks at nothing else. */
export class MessageCounter {
  /** The beginning of a frame whose header was cut, copied: the bytes are the connection's. */
  #cut: Buffer | undefined;
  /** Bytes of the current frame that are still to come. */
  #missing = 0;
  #final = true;
  #correlation = 0;

  constructor(readonly onMessage: (correlation: number) => void) {}

  push(chunk: Buffer): void {
    const bytes = this.#cut ? Buffer.concat([this.#cut, chunk]) : chunk;
    this.#cut = undefined;
    if (this.#missing > bytes.length) {
      this.#missing -= bytes.length;
      return;
    }
    let at = this.#missing;
    if (this.#missing > 0) {
      this.#missing = 0;
      if (this.#final) this.onMessage(this.#correlation);
    }
    for (;;) {
      if (at + (this.#final ? UP_TO_CORRELATION : HEADER) > bytes.length) break;
      if (this.#final) this.#correlation = bytes.readInt32LE(at + CORRELATION);
      this.#final = (bytes.readUInt16LE(at + 4) & IS_FINAL) !== 0;
      const end = at + bytes.readInt32LE(at);
      if (end > bytes.length) {
        this.#missing = end - bytes.length;
        return;
      }
      at = end;
      if (this.#final) this.onMessage(this.#correlation);
    }
    if (at < bytes.length) this.#cut = Buffer.from(bytes.subarray(at));
  }
}
