import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Data } from '../../../src/data.js';
import {
  array,
  compact,
  DataError,
  nullable,
  Schema,
  Serialization,
  string,
  UnknownSchemaError,
} from '../../../src/serialization/index.js';
import { orders, thrownBy } from '../bytes.js';
import { FIELDS } from './values.js';

/** Of every kind. */
const All = compact('all', Object.fromEntries(FIELDS.map(({ field }, i) => [`f${i}`, field])));
/** May hold itself, twice and in arrays: declared types cannot. */
const TREE = new Schema('tree', [
  { name: 'left', kind: 29 },
  { name: 'right', kind: 29 },
  { name: 'more', kind: 30 },
  { name: 'text', kind: 17 },
]);
const Pair = compact('pair', { one: nullable(string), two: array(nullable(string)) });

describe.each(orders)('bytes that no writer makes, $order', ({ order }) => {
  const isBigEndian = order === 'big-endian';
  const serialization = new Serialization({ isBigEndian, compact: { serializers: [Pair] } });
  const generic = new Serialization({ isBigEndian });
  for (const schema of [TREE, All.schema, Pair.schema]) generic.schemas.add(schema);
  const typed = serialization.codecOf(All);
  const readers = [
    { read: (data: Data) => serialization.toObject(data) },
    { read: (data: Data) => generic.toObject(data) },
    {
      read: ({ bytes }: Data) =>
        typed.read(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length),
    },
  ];

  /** A value, or what may be thrown. */
  function read(data: Data): void {
    for (const reader of readers) {
      try {
        reader.read(data);
      } catch (error) {
        if (!(error instanceof DataError || error instanceof UnknownSchemaError)) throw error;
        if (error instanceof DataError) expect(error.data?.equals(data)).toBe(true);
      }
    }
  }

  it('behind the id of a schema', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      // Plausible lengths and offsets, so that it gets past the first of them.
      fc.array(fc.oneof(fc.nat(60), fc.constant(255)), { maxLength: 80 }).map(Uint8Array.from.bind(Uint8Array)),
      fc
        .tuple(fc.nat(60), fc.uint8Array({ minLength: 60, maxLength: 120 }))
        .map(([length, rest]) => Uint8Array.of(...int(length, isBigEndian), ...rest)),
    );
    fc.assert(
      fc.property(fc.constantFrom(TREE, All.schema, Pair.schema), body, (schema, bytes) => {
        read(record(schema, bytes, isBigEndian));
      }),
      { numRuns: 5_000 },
    );
  });

  it('in a damaged record', () => {
    const values = fc.record(Object.fromEntries(FIELDS.map((sampled, i) => [`f${i}`, sampled.values])));
    const [sample] = fc.sample(values, { numRuns: 1, seed: 8 });
    const honest = serialization.toData(All(sample!)).bytes;
    fc.assert(
      fc.property(fc.nat(honest.length - 1), fc.nat(255), fc.nat(honest.length), (at, byte, end) => {
        const damaged = new Uint8Array(honest.subarray(0, end));
        if (at < end) damaged[at] = byte;
        read(new Data(damaged));
      }),
      { numRuns: 3_000 },
    );
  });

  it('in a record whose parts share their bytes', () => {
    // Every level holds the next one twice: 60 levels, read as they say, would be 2^60 records.
    let inner = [...id(TREE, isBigEndian), ...int(0, isBigEndian), 255, 255, 255, 255];
    for (let level = 0; level < 60; level++) {
      const width = inner.length < 255 ? 1 : 2;
      const offset = width === 1 ? [0] : [0, 0];
      const none = width === 1 ? [255] : [255, 255];
      // By name: left, more, right, text.
      inner = [
        ...id(TREE, isBigEndian),
        ...int(inner.length, isBigEndian),
        ...inner,
        ...offset,
        ...none,
        ...offset,
        ...none,
      ];
    }
    const error = thrownBy(() => generic.toObject(blobOf(Uint8Array.from(inner)))) as DataError;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain('overlap');
  });

  it('in an array whose items share their bytes', () => {
    const text = [...int(4, isBigEndian), ...Buffer.from('abcd')];
    const items = [...int(8, isBigEndian), ...int(200, isBigEndian), ...text, ...Array.from({ length: 200 }, () => 0)];
    const data = record(Pair.schema, Uint8Array.of(...int(items.length, isBigEndian), ...items, 255, 0), isBigEndian);
    expect(thrownBy(() => serialization.toObject(data))).toMatchObject({ name: 'DataError', path: '$.two' });
  });

  it('in records that lie in each other without end', () => {
    let inner: number[] = [...id(TREE, isBigEndian), ...int(0, isBigEndian), 255, 255, 255, 255];
    for (let level = 0; level < 600; level++) {
      const width = inner.length < 255 ? 1 : 2;
      const none = width === 1 ? [255] : [255, 255];
      inner = [
        ...id(TREE, isBigEndian),
        ...int(inner.length, isBigEndian),
        ...inner,
        ...(width === 1 ? [0] : [0, 0]),
        ...none,
        ...none,
        ...none,
      ];
    }
    const error = thrownBy(() => generic.toObject(blobOf(Uint8Array.from(inner)))) as DataError;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain('lie in each other');
  });

  it('in counts that the bytes cannot hold', () => {
    const before = process.memoryUsage().heapUsed;
    for (const count of [0x7fff_ffff, 0x00ff_ffff, -2, -0x8000_0000]) {
      for (const schema of [All.schema, Pair.schema]) {
        const body = Uint8Array.of(...int(count, isBigEndian), ...Array.from({ length: 80 }, () => 0));
        expect(thrownBy(() => generic.toObject(record(schema, body, isBigEndian)))).toBeInstanceOf(DataError);
      }
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50e6);
  });
});

function record(schema: Schema, body: Uint8Array, isBigEndian: boolean): Data {
  return blobOf(Uint8Array.of(...id(schema, isBigEndian), ...body));
}

function blobOf(body: Uint8Array): Data {
  return new Data(Uint8Array.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0xc9, ...body));
}

function id({ id: { high, low } }: Schema, isBigEndian: boolean): number[] {
  return isBigEndian ? [...int(high, true), ...int(low, true)] : [...int(low, false), ...int(high, false)];
}

function int(value: number, isBigEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setInt32(0, value, !isBigEndian);
  return new Uint8Array(view.buffer);
}
