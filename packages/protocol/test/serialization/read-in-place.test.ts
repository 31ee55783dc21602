import Long from 'long';
import { describe, expect, it } from 'vitest';
import { Data } from '../../src/data.js';
import {
  BigDecimal,
  type DataInput,
  type IdentifiedReader,
  Serialization,
  TopicMessage,
} from '../../src/serialization/index.js';
import { Writer } from '../../src/wire/writer.js';
import { bigEndian, blob, littleEndian, orders, thrownBy } from './bytes.js';

const values = [
  'text',
  'a longer text than fits a short one',
  1.5,
  Long.ONE,
  new Uint8Array([1, 2, 3]),
  { a: [1] },
  -(2n ** 70n),
];

describe.each(orders)('in a chunk, $order', ({ codec }) => {
  it.each([
    ['Uint8Array', (size: number) => new Uint8Array(size)],
    ['Buffer', (size: number) => Buffer.alloc(size)],
  ])('%s: many values in one writer, read where they lie, kept when the chunk is used again', (_name, allocate) => {
    const writer = new Writer(codec, 8);
    const ends = values.map(value => {
      codec.write(writer, value);
      return writer.position;
    });
    const chunk = allocate(writer.position + 10);
    chunk.set(writer.bytes.subarray(0, writer.position), 5);
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const read = values.map((_, i) => codec.read(chunk, view, 5 + (ends[i - 1] ?? 0), 5 + ends[i]!));
    chunk.fill(0xff);
    expect(read).toEqual(values);
  });

  it.each([
    ['short', 'text'],
    ['long', 'a text that is too long for a memory of its own. '.repeat(200)],
  ])('the payload of a topic message is kept when the chunk is used again: %s', (_name, text) => {
    const payload = codec.toData(text);
    const { bytes } = codec.toData(new TopicMessage(Long.ONE, null, payload));
    const chunk = Uint8Array.from(bytes);
    const read = codec.toObject(new Data(chunk)) as TopicMessage;
    const another = codec.toObject(new Data(chunk)) as TopicMessage;
    chunk.fill(0xff);
    another.payload.bytes.fill(0xff);
    expect(read).toMatchObject({ publishTime: Long.ONE, publisher: null });
    expect(read.payload.equals(payload)).toBe(true);
    expect(codec.toObject(read.payload)).toBe(text);
  });

  it('never reads behind the end of the blob', () => {
    const message = new TopicMessage(Long.ONE, null, codec.toData('a'));
    const others = [[1, 2], ['a'], new Map([['k', [true]]]), BigDecimal.parse('1.5'), new Date(5), message];
    for (const value of [...values, ...others]) {
      const { bytes } = codec.toData(value);
      const view = new DataView(bytes.buffer);
      for (let end = 1; end < bytes.length; end++) {
        expect(() => codec.read(bytes, view, 0, end)).toThrow(expect.objectContaining({ name: 'DataError' }));
      }
    }
  });
});

it('nothing and type 0 are null', () => {
  expect(bigEndian.toObject(new Data(new Uint8Array(0)))).toBeNull();
  expect(bigEndian.toObject(new Data(new Uint8Array(8)))).toBeNull();
});

it('writes behind what is there', () => {
  const writer = new Writer(bigEndian, 4);
  writer.writeUtf8('head');
  bigEndian.write(writer, 'a');
  expect(Buffer.from(writer.copy()).toString('hex')).toBe('6865616400000000fffffff50000000161');
});

it('null arrays and strings', () => {
  for (const type of ['f4', 'f3', 'f2', 'f1', 'f0', 'ef', 'ee', 'ed', 'ec', 'e3', 'dd', 'd9', 'f5', '7e']) {
    expect(bigEndian.toObject(blob(`00000000 ffffff${type} ffffffff`))).toBeNull();
  }
});

describe('what cannot be read', () => {
  it.each([
    [-1, 'Portable'],
    [-55, 'Compact'],
    [-56, 'GenericCompact'],
    [-100, 'java.io.Serializable'],
    [-101, 'java.io.Externalizable'],
    [-110, '.NET object'],
    [-120, 'Python pickle'],
    [-140, 'Go gob'],
    [7, 'custom serializer'],
    [-57, ''],
    [-9999, ''],
    [-0x8000_0000, ''],
  ])('type %i is named, and its bytes are kept', (typeId, name) => {
    const bytes = new Uint8Array(12).fill(1);
    new DataView(bytes.buffer).setInt32(4, typeId);
    const error = thrownBy(() => bigEndian.toObject(new Data(bytes))) as Error & { data: Data };
    expect(error).toMatchObject({ name: 'DataError', typeId });
    expect(error.message).toContain(String(typeId));
    expect(error.message).toContain(name);
    expect(error.data.bytes).toEqual(bytes);
    expect(error.data.bytes.buffer).not.toBe(bytes.buffer);
  });

  it('the type inside a list is the one named, with the bytes of all', () => {
    const data = blob('00000000 ffffffe3 00000001 ffffffff 00000001');
    expect(thrownBy(() => bigEndian.toObject(data))).toMatchObject({ typeId: -1, data });
  });

  it.each([
    ['LocalDate of 30 February', '00000000 ffffffcd 000007e5 02 1e'],
    ['LocalTime at 25 h', '00000000 ffffffcc 19 00 00 00000000'],
    ['offset over 18 h', '00000000 ffffffca 000007e5 0101 000000 00000000 7fffffff'],
    ['Date beyond Date', '00000000 ffffffe7 7fffffffffffffff'],
    ['BigInteger without bytes', '00000000 ffffffe6 00000000'],
    ['BigInteger null', '00000000 ffffffe6 ffffffff'],
    ['Class null', '00000000 ffffffe8 ffffffff'],
  ])('%s', (_name, hex) => {
    const data = blob(hex);
    expect(thrownBy(() => bigEndian.toObject(data))).toMatchObject({ name: 'DataError', typeId: data.typeId, data });
  });
});

describe('IdentifiedDataSerializable', () => {
  const topicMessage: IdentifiedReader = (input: DataInput) => ({
    published: input.readLong().toNumber(),
    from: input.readObject(),
    payload: serialization.toObject(new Data(input.readByteArray()!)),
  });
  const serialization: Serialization = new Serialization({ identified: new Map([[-9, new Map([[2, topicMessage]])]]) });
  const fields = '0000000000000005 00000000 0000000d 00000000fffffff50000000161';

  it('is read by the reader of its class, which may read blobs inside', () => {
    const expected = { published: 5, from: null, payload: 'a' };
    const message = `fffffffe 01 fffffff7 00000002 ${fields}`;
    expect(serialization.toObject(blob(`00000000 ${message}`))).toEqual(expected);
    expect(serialization.toObject(blob(`00000000 ffffffe3 00000002 ${message} ${message}`))).toEqual([
      expected,
      expected,
    ]);
  });

  it('may be versioned', () => {
    expect(serialization.toObject(blob(`00000000 fffffffe 03 fffffff7 00000002 0507 ${fields}`))).toMatchObject({
      published: 5,
    });
  });

  it('of an unknown class names factory and class', () => {
    for (const codec of [bigEndian, littleEndian]) {
      const ids = codec === bigEndian ? 'fffffff7 00000007' : 'f7ffffff 07000000';
      const error = thrownBy(() => codec.toObject(blob(`00000000 fffffffe 01 ${ids}`))) as Error;
      expect(error).toMatchObject({ name: 'DataError', typeId: -2 });
      expect(error.message).toMatch(/factory -9, class 7/);
    }
  });

  it('without the identified flag is refused', () => {
    const error = thrownBy(() => serialization.toObject(blob('00000000 fffffffe 00 00000001 61')));
    expect(error).toMatchObject({ name: 'DataError', typeId: -2 });
  });

  it('an error of the reader is its cause', () => {
    const cause = new TypeError('mine');
    const fail = (): never => {
      throw cause;
    };
    const failing = new Serialization({ identified: new Map([[1, new Map([[1, fail]])]]) });
    expect(thrownBy(() => failing.toObject(blob('00000000 fffffffe 01 00000001 00000001')))).toMatchObject({
      typeId: -2,
      cause,
    });
  });
});
