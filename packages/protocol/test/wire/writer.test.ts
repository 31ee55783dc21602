import { expect, it } from 'vitest';
import { rawData } from '../../src/data.js';
import { Writer } from '../../src/wire/writer.js';

const MIB = 1 << 20;

it('gives a large buffer back when it starts anew, and works on', () => {
  const writer = new Writer(rawData, 64);
  writer.writeBytes(new Uint8Array(2 * MIB).fill(7));
  expect(writer.copy()).toHaveLength(2 * MIB);
  writer.reset();
  expect(writer.bytes.length).toBeLessThanOrEqual(MIB);
  expect([writer.position, writer.view.byteLength]).toEqual([0, writer.bytes.length]);
  writer.writeBytes(Uint8Array.of(1, 2, 3));
  writer.view.setUint8(0, 9);
  expect([...writer.copy()]).toEqual([9, 2, 3]);
});

it('keeps a buffer up to 1 MiB', () => {
  const writer = new Writer(rawData, 64);
  writer.writeBytes(new Uint8Array(MIB));
  const { bytes } = writer;
  writer.reset();
  expect(writer.bytes).toBe(bytes);
});

it('keeps what was written while it grows', () => {
  const writer = new Writer(rawData, 4);
  for (let i = 0; i < 100; i++) writer.writeBytes(Uint8Array.of(i));
  expect([...writer.copy()]).toEqual(Array.from({ length: 100 }, (_, i) => i));
});
