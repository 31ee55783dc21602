import { Data } from '../../src/data.js';
import { Serialization } from '../../src/serialization/index.js';

export const bigEndian = new Serialization();
export const littleEndian = new Serialization({ isBigEndian: false });

export const orders = [
  { order: 'big-endian', codec: bigEndian },
  { order: 'little-endian', codec: littleEndian },
];

export function blob(hex: string): Data {
  return new Data(new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
}

export function hex(data: Data): string {
  return Buffer.from(data.bytes).toString('hex');
}

/** Writes and reads again. */
export function roundTrip(value: unknown, codec = bigEndian): unknown {
  return codec.toObject(codec.toData(value));
}

/** What `action` throws, as a value to look at. */
export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
