import { type DataCodec, Writer } from '@hazelrx/protocol';

const CAPACITY = 65_536;

/**
 * The buffers that requests are encoded into: one, unless encoding a value makes the application send another request
 * (by a `toJSON`, say), which then takes a second one.
 */
export class Scratch {
  readonly #idle: Writer[] = [];

  constructor(readonly codec: DataCodec) {}

  /** An empty writer, to be given back. */
  take(): Writer {
    const writer = this.#idle.pop() ?? new Writer(this.codec, CAPACITY);
    writer.reset();
    return writer;
  }

  giveBack(writer: Writer): void {
    this.#idle.push(writer);
  }
}
