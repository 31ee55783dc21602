import { describe, expect, it } from 'vitest';
import { partitionHash, partitionHashOfName, partitionId, partitionKeyOfName } from '../../src/serialization/index.js';
import { orders } from './bytes.js';

describe('partitionKeyOfName', () => {
  it.each([
    ['foo', 'foo'],
    ['', ''],
    ['foo@bar', 'bar'],
    ['foo@', ''],
    ['@bar', 'bar'],
    ['foo@bar@nii', 'bar@nii'],
  ])('%s → "%s"', (name, key) => {
    expect(partitionKeyOfName(name)).toBe(key);
  });
});

describe('partitionId', () => {
  it('is never negative', () => {
    expect(partitionId(-0x8000_0000, 271)).toBe(0);
    expect(partitionId(-1, 271)).toBe(1);
    expect(partitionId(0x7fff_ffff, 271)).toBe(244);
  });
});

describe.each(orders)('partitionHash, $order', ({ order, codec }) => {
  it('of a name is that of its key as a String', () => {
    for (const name of ['my-queue@node-7', 'node-7', 'grün', 'q@', 'x'.repeat(100)]) {
      const { bytes } = codec.toData(partitionKeyOfName(name));
      const hash = partitionHash(bytes, new DataView(bytes.buffer), 0, bytes.length);
      expect(partitionHashOfName(name, order === 'big-endian')).toBe(hash);
    }
  });

  it('is the same wherever the blob lies', () => {
    for (let length = 0; length < 20; length++) {
      const { bytes } = codec.toData('ü'.repeat(length));
      const chunk = new Uint8Array(200).fill(0xee);
      chunk.set(bytes, 7);
      const inChunk = partitionHash(chunk, new DataView(chunk.buffer), 7, 7 + bytes.length);
      expect(inChunk).toBe(partitionHash(bytes, new DataView(bytes.buffer), 0, bytes.length));
    }
  });
});
