import { copyBytes } from './wire/bytes.js';
import type { DataCodec } from './wire/writer.js';

/**
 * A serialized object as the member keeps it, a blob: `int32 partition hash | int32 type id | body`, the first two
 * big-endian. Wherever a key or value is expected a `Data` is sent as it is, so it is also the way to handle bytes
 * whose type is unknown here.
 */
export class Data {
  constructor(readonly bytes: Uint8Array) {}

  get typeId(): number {
    return this.bytes.length < 8 ? 0 : new DataView(this.bytes.buffer, this.bytes.byteOffset).getInt32(4);
  }

  equals(other: Data): boolean {
    const mine = this.bytes;
    const theirs = other.bytes;
    return mine.length === theirs.length && mine.every((byte, i) => byte === theirs[i]);
  }
}

/** The codec of everyone who only moves blobs (tests, members, gateways): `Data` in, `Data` out. */
export const rawData: DataCodec = {
  write(writer, value) {
    if (!(value instanceof Data)) throw new TypeError('expected Data');
    writer.writeBytes(value.bytes);
  },
  read: (bytes, _view, start, end) => new Data(copyBytes(bytes, start, end)),
};
