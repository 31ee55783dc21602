import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Data } from '../../src/data.js';
import { DataError, type PortableReader, Serialization, UnknownSchemaError } from '../../src/serialization/index.js';
import { blob, orders, thrownBy } from './bytes.js';
import { everything, everythingCodec } from './everything.js';
import { factory, Inner, Scripted } from './scripted-portable.js';

const HUGE = ['7fffffff', '00ffffff', 'fffffffe', '80000000'];
const countedTypes = [
  -11, -12, -13, -14, -15, -16, -17, -18, -19, -20, -26, -27, -28, -29, -30, -31, -32, -34, -35, -37, -39, -40, -42,
  -48, -130,
];
const comparedTypes = [-33, -36, -38, -41, -45, -49];

const typeHex = (typeId: number): string => (typeId >>> 0).toString(16).padStart(8, '0');

describe('counts that the bytes cannot hold', () => {
  const { codec } = orders[0]!;
  it.each([...countedTypes, ...comparedTypes])('type %i', typeId => {
    const comparator = comparedTypes.includes(typeId) ? '00000000' : '';
    const before = process.memoryUsage().heapUsed;
    for (const count of HUGE) {
      const data = blob(`00000000 ${typeHex(typeId)} ${comparator} ${count} 0000000000000000`);
      expect(thrownBy(() => codec.toObject(data))).toBeInstanceOf(DataError);
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50e6);
  });
});

describe.each(orders)('nesting, $order', ({ order, codec }) => {
  const int = (value: number): string => {
    const bytes = Buffer.alloc(4);
    if (order === 'big-endian') bytes.writeInt32BE(value);
    else bytes.writeInt32LE(value);
    return bytes.toString('hex');
  };
  it.each([
    ['lists', typeHex(-29), int(1) + int(-29)],
    ['maps', typeHex(-35), int(1) + int(-35)],
    ['comparators', typeHex(-36), int(-36)],
    ['optionals', typeHex(-50), `01${int(-50)}`],
    ['entries', typeHex(-22), int(-22)],
  ])('of %s has a limit', (_name, typeId, level) => {
    const data = blob(`00000000${typeId}${level.repeat(200_000)}`);
    const error = thrownBy(() => codec.toObject(data)) as Error;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain('lie in each other');
  });

  it('within the limit is read', () => {
    let value: unknown = [1n];
    for (let i = 0; i < 400; i++) value = new Map([['k', value]]);
    expect(codec.toObject(codec.toData(value))).toEqual(value);
  });

  it('JSON may be as deep as it likes', () => {
    const depth = 100_000;
    const text = '['.repeat(depth) + ']'.repeat(depth);
    const size = int(text.length);
    const outcome = readOrError(codec, blob(`00000000${typeHex(-130)}${size}${Buffer.from(text).toString('hex')}`));
    expect(outcome instanceof DataError || Array.isArray(outcome)).toBe(true);
  });
});

describe.each(orders)('any bytes, $order', ({ codec }) => {
  const known = fc.constantFrom(...Array.from({ length: 57 }, (_, i) => -i), -130, -140, 5);
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // Small numbers and plausible type ids, so that the fuzz gets past the first count.
    fc
      .array(fc.oneof(fc.nat(3), known), { maxLength: 40 })
      .map(
        ints =>
          new Uint8Array(new Uint32Array(ints.map(value => swap(value >>> 0, codec === orders[0]!.codec))).buffer),
      ),
  );

  it('give a value or a DataError', () => {
    fc.assert(
      fc.property(known, body, (typeId, bytes) => {
        const whole = new Uint8Array(8 + bytes.length);
        new DataView(whole.buffer).setInt32(4, typeId);
        whole.set(bytes, 8);
        readOrError(codec, new Data(whole));
      }),
      { numRuns: 20_000 },
    );
  });

  it('also without a header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        readOrError(codec, new Data(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it('also where an honest blob was damaged', () => {
    const honest = codec.toData([
      1n,
      new Map([['k', [true, 'x', { a: 1 }]]]),
      new Date(0),
      ['a', null],
      [1, 2, 3],
    ]).bytes;
    fc.assert(
      fc.property(fc.nat(honest.length - 1), fc.nat(255), fc.nat(honest.length), (at, byte, end) => {
        const damaged = honest.slice(0, end);
        if (at < end) damaged[at] = byte;
        readOrError(codec, new Data(damaged));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe.each([true, false])('objects of an application, isBigEndian %s', isBigEndian => {
  const codec = everythingCodec(isBigEndian);
  const honest = codec.toData(everything()).bytes;

  it('are read where nothing is damaged', () => {
    expect(codec.toObject(new Data(honest))).toEqual(everything());
  });

  it('give a value or a DataError where a byte is', () => {
    fc.assert(
      fc.property(fc.nat(honest.length - 1), fc.nat(255), (at, byte) => {
        const damaged = honest.slice();
        damaged[at] = byte;
        readOrError(codec, new Data(damaged));
      }),
      { numRuns: 5_000 },
    );
  });

  it('give a value or a DataError where four bytes are an offset or a count', () => {
    const ints = fc.oneof(fc.integer(), fc.integer({ min: -2, max: honest.length + 2 }));
    fc.assert(
      fc.property(fc.nat(honest.length - 4), ints, fc.nat(honest.length), (at, value, end) => {
        const damaged = honest.slice();
        new DataView(damaged.buffer).setInt32(at, value, !isBigEndian);
        readOrError(codec, new Data(damaged));
        readOrError(codec, new Data(damaged.slice(0, end)));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('portables whose offsets lead to the same bytes', () => {
  const reads = (reader: PortableReader): unknown => [reader.readPortable('p'), reader.readPortable('q')];
  const portableFactories = { 7: () => new Scripted(1, () => undefined, reads, 1) };

  it('from each of two fields, level by level, end soon', () => {
    const error = thrownBy(() => new Serialization({ portableFactories }).toObject(doublingPortable(60)));
    expect(error).toMatchObject({ name: 'DataError', typeId: -1 });
    expect((error as Error).message).toContain('again and again');
  });

  it('in few levels are read', () => {
    expect(new Serialization({ portableFactories }).toObject(doublingPortable(3))).toBeInstanceOf(Scripted);
  });

  it('from all items of an array are refused', () => {
    const codec = new Serialization({ portableFactories: factory(reader => reader.readPortableArray('ps')) });
    const { bytes } = codec.toData(
      new Scripted(1, writer => writer.writePortableArray('ps', [new Inner(1), new Inner(2)])),
    );
    const table = 8 + 8 + 12 + 8 + 5 + 12;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    view.setInt32(table + 4, view.getInt32(table));
    expect(() => codec.toObject(new Data(bytes))).toThrow(/item 1 is at/);
  });
});

/** Two portables on each level, in both of which two fields lead to the two portables of the next level. */
function doublingPortable(levels: number): Data {
  const object = 24;
  const pair = 2 * (13 + object);
  const bytes = new Uint8Array(16 + object + levels * pair);
  const view = new DataView(bytes.buffer);
  const ids = (at: number): void => {
    view.setInt32(at, 7);
    view.setInt32(at + 4, 1);
  };
  const writeObject = (at: number, level: number): void => {
    const next = 16 + object + level * pair;
    view.setInt32(at + 4, bytes.length);
    view.setInt32(at + 8, 2);
    view.setInt32(at + 12, level < levels ? next : 0);
    view.setInt32(at + 16, level < levels ? next + pair / 2 : 0);
  };
  view.setInt32(4, -1);
  ids(8);
  writeObject(16, 0);
  for (let level = 1; level <= levels; level++) {
    for (const [i, name] of ['p', 'q'].entries()) {
      const at = 16 + object + (level - 1) * pair + (i * pair) / 2;
      view.setInt16(at, 1);
      bytes[at + 2] = name.charCodeAt(0);
      ids(at + 5);
      writeObject(at + 13, level);
    }
  }
  return new Data(bytes);
}

function swap(value: number, needed: boolean): number {
  if (!needed) return value;
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return view.getUint32(0, true);
}

/** The value, or the error that names the type or the schema that is missing; anything else is thrown. */
function readOrError(codec: { toObject(data: Data): unknown }, data: Data): unknown {
  try {
    return codec.toObject(data);
  } catch (error) {
    if (error instanceof DataError && error.typeId !== undefined && error.data!.equals(data)) return error;
    if (error instanceof UnknownSchemaError) return error;
    throw error;
  }
}
