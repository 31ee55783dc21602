import Long from 'long';
import { describe, expect, it } from 'vitest';
import { Data } from '../../src/data.js';
import { DataError, type DataInput, type DataOutput, Serialization } from '../../src/serialization/index.js';
import { hex, thrownBy } from './bytes.js';

/** Writes the body of type 5 by one, and reads it by the other. */
function through(write: (output: DataOutput) => void, read: (input: DataInput) => unknown, isBigEndian = true) {
  const customSerializers = [{ id: 5, write, read: (input: DataInput) => ({ read: read(input) }) }];
  const codec = new Serialization({ customSerializers, isBigEndian });
  const data = codec.toData({ hzCustomId: 5 });
  return { body: hex(data).slice(16), read: (codec.toObject(data) as { read: unknown }).read };
}

const data = new Data(new Uint8Array([0, 0, 0, 0, 255, 255, 255, 249, 0, 0, 0, 1]));

const parts: [string, (output: DataOutput) => void, (input: DataInput) => unknown, unknown, string, string][] = [
  ['byte', o => o.writeByte(-1), i => i.readByte(), -1, 'ff', 'ff'],
  ['unsigned byte', o => o.writeByte(255), i => i.readUnsignedByte(), 255, 'ff', 'ff'],
  ['a byte by write', o => o.write(128), i => i.read(), 128, '80', '80'],
  ['boolean', o => o.writeBoolean(true), i => i.readBoolean(), true, '01', '01'],
  ['char', o => o.writeChar('€'), i => i.readChar(), '€', '20ac', 'ac20'],
  ['short', o => o.writeShort(-2), i => i.readShort(), -2, 'fffe', 'feff'],
  ['unsigned short', o => o.writeShort(0xfffe), i => i.readUnsignedShort(), 0xfffe, 'fffe', 'feff'],
  ['int', o => o.writeInt(1), i => i.readInt(), 1, '00000001', '01000000'],
  ['int, big-endian', o => o.writeIntBE(1), i => i.skipBytes(4), undefined, '00000001', '00000001'],
  ['long', o => o.writeLong(1n), i => i.readLong().toString(), '1', '0000000000000001', '0100000000000000'],
  ['float', o => o.writeFloat(0.5), i => i.readFloat(), 0.5, '3f000000', '0000003f'],
  ['double', o => o.writeDouble(0.5), i => i.readDouble(), 0.5, '3fe0000000000000', '000000000000e03f'],
  ['string', o => o.writeString('é'), i => i.readString(), 'é', '00000002c3a9', '02000000c3a9'],
  ['no string', o => o.writeString(null), i => i.readString(), null, 'ffffffff', 'ffffffff'],
  ['chars', o => o.writeChars('a€'), i => i.readChar() + i.readChar(), 'a€', '006120ac', '6100ac20'],
  ['zero bytes', o => o.writeZeroBytes(3), i => i.skipBytes(3), undefined, '000000', '000000'],
  ['bytes', o => o.write(new Uint8Array([7, 8])), i => i.readBytes(2), new Uint8Array([7, 8]), '0708', '0708'],
  [
    'byte[]',
    o => o.writeByteArray(new Uint8Array([7])),
    i => i.readByteArray(),
    new Uint8Array([7]),
    '0000000107',
    '0100000007',
  ],
  ['boolean[]', o => o.writeBooleanArray([true]), i => i.readBooleanArray(), [true], '0000000101', '0100000001'],
  ['char[]', o => o.writeCharArray(['€']), i => i.readCharArray(), ['€'], '0000000120ac', '01000000ac20'],
  ['short[]', o => o.writeShortArray([-2]), i => i.readShortArray(), [-2], '00000001fffe', '01000000feff'],
  ['int[]', o => o.writeIntArray([1]), i => i.readIntArray(), [1], '0000000100000001', '0100000001000000'],
  [
    'long[]',
    o => o.writeLongArray([1, Long.ONE, 1n]),
    i => i.readLongArray()!.map(String),
    ['1', '1', '1'],
    `00000003${'0000000000000001'.repeat(3)}`,
    `03000000${'0100000000000000'.repeat(3)}`,
  ],
  ['float[]', o => o.writeFloatArray([0.5]), i => i.readFloatArray(), [0.5], '000000013f000000', '010000000000003f'],
  [
    'double[]',
    o => o.writeDoubleArray([0.5]),
    i => i.readDoubleArray(),
    [0.5],
    '000000013fe0000000000000',
    '01000000000000000000e03f',
  ],
  [
    'String[]',
    o => o.writeStringArray(['a', null]),
    i => i.readStringArray(),
    ['a', null],
    '000000020000000161ffffffff',
    '020000000100000061ffffffff',
  ],
  ['no array', o => o.writeIntArray(null), i => i.readIntArray(), null, 'ffffffff', 'ffffffff'],
  ['no bytes', o => o.writeByteArray(null), i => i.readByteArray(), null, 'ffffffff', 'ffffffff'],
  ['Data', o => o.writeData(data), i => i.readData().typeId, -7, `0000000c${hex(data)}`, `0c000000${hex(data)}`],
  ['an object', o => o.writeObject('a'), i => i.readObject(), 'a', 'fffffff50000000161', 'f5ffffff0100000061'],
  ['null', o => o.writeObject(null), i => i.readObject(), null, '00000000', '00000000'],
];

describe('what DataOutput writes, DataInput reads', () => {
  it.each(parts)('%s', (_name, write, read, value, bigEndian, littleEndian) => {
    expect(through(write, read)).toEqual({ body: bigEndian, read: value });
    expect(through(write, read, false)).toEqual({ body: littleEndian, read: value });
  });

  it('both tell where they are, and in which order of bytes', () => {
    const seen: unknown[] = [];
    through(
      output => {
        seen.push(output.position(), output.isBigEndian());
        output.writeInt(1);
        seen.push(output.position());
      },
      input => seen.push(input.position(), input.available(), input.isBigEndian(), input.readInt(), input.available()),
    );
    expect(seen).toEqual([8, true, 12, 8, 4, true, 1, 0]);
  });
});

describe('refused', () => {
  it.each<[string, (output: DataOutput) => void, string]>([
    ['byte', o => o.writeByte(256), '256'],
    ['byte that is no number', o => o.writeByte('1' as unknown as number), '1'],
    ['char', o => o.writeChar('ab'), 'ab'],
    ['short', o => o.writeShort(65_536), '65536'],
    ['int', o => o.writeInt(2 ** 31), '2147483648'],
    ['fraction', o => o.writeInt(0.5), '0.5'],
    ['nothing', o => o.writeInt(undefined as unknown as number), 'undefined'],
    ['long', o => o.writeLong(2 ** 60), '1152921504606847000'],
    ['float', o => o.writeFloat(1e300), '1e+300'],
    ['string', o => o.writeString({} as string), 'Object'],
    ['item', o => o.writeIntArray([1, 2 ** 31]), '2147483648'],
    ['object', o => o.writeObject(() => 1), 'function'],
    ['bytes', o => o.writeByteArray([300] as unknown as Uint8Array), 'Array'],
    ['bytes without a count', o => o.write(Uint16Array.of(300) as unknown as Uint8Array), 'Uint16Array'],
  ])('%s', (_name, write, shown) => {
    const error = thrownBy(() => through(write, () => null)) as Error;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(shown);
  });

  it.each<[string, (input: DataInput) => unknown]>([
    ['past the end', i => i.readLong()],
    ['backwards', i => i.skipBytes(-1)],
    ['no number of bytes', i => i.readBytes(Number.NaN)],
    ['bytes past the end', i => i.readBytes(5)],
  ])('%s', (_name, read) => {
    expect(thrownBy(() => through(o => o.writeInt(1), read))).toMatchObject({ name: 'DataError', typeId: 5 });
  });
});
