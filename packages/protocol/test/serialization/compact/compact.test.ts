import Long from 'long';
import { describe, expect, it } from 'vitest';
import {
  array,
  bigint64,
  boolean,
  bytes,
  char,
  compact,
  type CompactField,
  DataError,
  float32,
  GenericRecord,
  type Infer,
  int16,
  int32,
  int64,
  int8,
  json,
  LocalTime,
  nullable,
  Serialization,
  string,
  time,
  timestamp,
  uuid,
  withDefault,
} from '../../../src/serialization/index.js';
import { roundTrip, thrownBy } from '../bytes.js';

const Line = compact('line', { sku: string, count: int32 });
const Order = compact('order', { id: int64, lines: array(Line), note: nullable(string), paid: boolean });
const order = { id: Long.fromNumber(7), lines: [{ sku: 'a', count: 1 }], note: null, paid: true };

describe('a declared type', () => {
  it('names itself, and its schema', () => {
    expect([Order.name, array(Order).name, int32.name, array(string).name]).toEqual([
      'order',
      'order[]',
      'int32',
      'string[]',
    ]);
    expect(Order.schema.fields.map(({ name }) => name)).toEqual(['id', 'lines', 'note', 'paid']);
  });

  it('marks values, which are stored and read as plain objects', () => {
    expect(roundTrip(Order(order), new Serialization())).toEqual(order);
    expect(new Serialization().toData(Order(order)).typeId).toBe(-55);
    expect(roundTrip([Order(order), Line(order.lines[0]!)], new Serialization())).toEqual([order, order.lines[0]]);
  });

  it('reads its fields in the order of their declaration', () => {
    const Unsorted = compact('unsorted', { z: string, a: int32, m: nullable(boolean) });
    const read = roundTrip(Unsorted({ m: null, a: 1, z: 'z' }), new Serialization()) as object;
    expect(Object.keys(read)).toEqual(['z', 'a', 'm']);
  });

  it('takes undefined and what is missing for null, but only where null may be', () => {
    const without: Record<string, unknown> = { ...order };
    delete without['note'];
    expect(roundTrip(Order(without as never), new Serialization())).toEqual(order);
    delete without['paid'];
    expect(() => new Serialization().toData(Order(without as never))).toThrow('$.paid: undefined does not fit boolean');
  });

  it.each<[field: CompactField<unknown>, value: unknown, message: string]>([
    [int8, 128, '$.f: 128 does not fit int8'],
    [int16, -32_769, '$.f: -32769 does not fit int16'],
    [int32, 1.5, '$.f: 1.5 does not fit int32'],
    [int32, 2 ** 31, '$.f: 2147483648 does not fit int32'],
    [int32, '1', '$.f: "1" does not fit int32'],
    [int32, 1n, '$.f: 1n does not fit int32'],
    [int32, null, '$.f: null does not fit int32'],
    [int64, 2 ** 60, '$.f: 1152921504606847000 does not fit int64'],
    [bigint64, 2n ** 63n, '$.f: 9223372036854775808n does not fit int64'],
    [float32, 1e300, '$.f: 1e+300 does not fit float32'],
    [boolean, 1, '$.f: 1 does not fit boolean'],
    [string, 1, '$.f: 1 does not fit string'],
    [string, null, '$.f: null does not fit string'],
    [timestamp, new Date(0), '$.f: a value of class Date does not fit timestamp'],
    [nullable(int32), 1.5, '$.f: 1.5 does not fit int32'],
    [array(int32), [1, 2, 3.5], '$.f[2]: 3.5 does not fit int32'],
    [array(int32), [1, null], '$.f[1]: null does not fit int32'],
    [array(int32), 'abc', '$.f: "abc" does not fit int32[]'],
    [array(boolean), [true, 0], '$.f[1]: 0 does not fit boolean'],
    [array(string), ['a', null], '$.f[1]: string[] holds no nulls'],
    [array(nullable(int32)), [1, null, 'x'], '$.f[2]: "x" does not fit int32'],
    [array(Line), [{ sku: 'a', count: 1.5 }], '$.f[0].count: 1.5 does not fit int32'],
    [Line, 5, '$.f: 5 does not fit line'],
  ])('refuses a value that does not fit, %#', (field, value, message) => {
    const Type = compact('type', { first: int32, f: field });
    const error = thrownBy(() => new Serialization().toData(Type({ first: 1, f: value }))) as DataError;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(message);
    expect(error.typeId).toBe(-55);
  });

  it('writes int64 from numbers and bigint, too', () => {
    const Type = compact('type', { a: int64, b: bigint64, many: array(int64) });
    const value = { a: 5, b: Long.fromNumber(-6), many: [7n, 8, Long.fromNumber(9)] };
    expect(roundTrip(Type(value as never), new Serialization())).toEqual({
      a: Long.fromNumber(5),
      b: -6n,
      many: [7, 8, 9].map(number => Long.fromNumber(number)),
    });
  });

  it('refuses what has its fields elsewhere, also where all of them may be null', () => {
    const Type = compact('nulls', { a: nullable(string), b: nullable(int32) });
    const reading = new Serialization();
    reading.schemas.add(Type.schema);
    const record = reading.toObject(new Serialization().toData(Type({ a: 'a', b: 1 })));
    expect(record).toBeInstanceOf(GenericRecord);
    for (const other of [Type({ a: 'a', b: 1 }), record, ['a', 1], new Map([['a', 'a']]), reading.toData('a')]) {
      expect(() => new Serialization().toData(Type(other as never))).toThrow(
        /^\$: a value of class .* does not fit nulls/,
      );
    }
    class Nulls {
      constructor(readonly a = null) {}
    }
    expect(roundTrip(Type(new Nulls() as never), new Serialization())).toEqual({ a: null, b: null });
    const refused = '$: a value of class GenericRecord does not fit order';
    expect(() => new Serialization().toData(Order(record as never))).toThrow(refused);
  });

  it.each<[field: unknown, message: string]>([
    [char, 'Compact has no fields of type char'],
    [uuid, 'Compact has no fields of type uuid'],
    [json(), 'Compact has no fields of type json'],
    [array(char), 'Compact has no fields of type char[]'],
    [array(array(int32)), 'Compact has no fields of type int32[][]'],
    [undefined, 'Compact has no fields of type undefined'],
    ['int32', 'Compact has no fields of type string'],
  ])('refuses fields that Compact has no kind for, %#', (field, message) => {
    const error = thrownBy(() => compact('bad', { fine: int32, 'not fine': field as never })) as DataError;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(`$["not fine"]: ${message}`);
    expect(() => nullable(char as never)).toThrow('Compact has no fields of type char');
    expect(() => withDefault(uuid as never, null)).toThrow('Compact has no fields of type uuid');
  });

  it.each([undefined, 'int32', withDefault(int32, 1), nullable(array(int32))])(
    'refuses arrays of what is no type, %#',
    item => {
      expect(thrownBy(() => array(item as never))).toMatchObject({ name: 'DataError' });
    },
  );

  it('refuses a field that would replace the prototype', () => {
    expect(() => compact('bad', { ['__proto__']: int32 })).toThrow(DataError);
  });
});

describe('offsets', () => {
  it.each([253, 254, 255, 256, 65_533, 65_534, 65_535, 65_536, 70_000])('of %i bytes of data', length => {
    const Type = compact('type', { first: string, none: nullable(string), last: string });
    // Two lengths, and the three letters of the last.
    const value = { first: 'x'.repeat(length - 11), none: null, last: 'end' };
    expect(roundTrip(Type(value), new Serialization())).toEqual(value);
  });

  it.each([254, 255, 65_534, 65_535])('of arrays of %i bytes', length => {
    const Type = compact('type', { many: array(nullable(boolean)) });
    const many = [...Array.from({ length }, (_, i) => i % 3 === 0), null];
    expect(roundTrip(Type({ many }), new Serialization())).toEqual({ many });
  });

  it('of 10,000 numbers and 10,000 texts', () => {
    const Type = compact('type', { numbers: array(int32), texts: array(string), bits: array(boolean) });
    const numbers = Array.from({ length: 10_000 }, (_, i) => i);
    const value = { numbers, texts: numbers.map(String), bits: numbers.map(i => i % 2 === 0) };
    expect(roundTrip(Type(value), new Serialization())).toEqual(value);
  });
});

describe('evolution', () => {
  /** Reads with one type of the same name what the other wrote. */
  function readAs(
    written: Record<string, CompactField<unknown>>,
    value: Record<string, unknown>,
    fields: Record<string, CompactField<unknown>>,
  ): unknown {
    const Written = compact('evolving', written);
    const serialization = new Serialization();
    serialization.schemas.add(Written.schema);
    const codec = serialization.codecOf(compact('evolving', fields));
    const { bytes } = new Serialization().toData(Written(value));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // The second time by the plan that the first one made.
    const first = codec.read(bytes, view, 0, bytes.length);
    expect(codec.read(bytes, view, 0, bytes.length)).toEqual(first);
    return first;
  }

  it('fields that are gone are passed over', () => {
    const written = { a: string, b: int32, c: array(string), d: boolean };
    expect(readAs(written, { a: 'a', b: 1, c: ['c'], d: true }, { d: boolean, a: string })).toEqual({
      a: 'a',
      d: true,
    });
  });

  it('fields that are new have their default, null where that may be, or are an error', () => {
    const fields = { a: int32, b: withDefault(string, 'none'), c: nullable(time), d: withDefault(nullable(int32), 4) };
    expect(readAs({ a: int32 }, { a: 1 }, fields)).toEqual({ a: 1, b: 'none', c: null, d: 4 });
    const error = thrownBy(() => readAs({ a: int32 }, { a: 1 }, { a: int32, b: string })) as DataError;
    expect(error).toMatchObject({ name: 'DataError', path: '$.b', typeId: -55 });
    expect(error.message).toContain('no such field');
  });

  it('defaults that can be changed are those of one value only', () => {
    const Old = compact('old', { a: int32 });
    const Inner = compact('inner', { n: int32 });
    const lines = withDefault(array(Inner), [{ n: 1 }]);
    const New = compact('old', { a: int32, lines, bytes: withDefault(bytes, Uint8Array.of(1)) });
    const serialization = new Serialization({ compact: { serializers: [New] } });
    serialization.schemas.add(Old.schema);
    const data = new Serialization().toData(Old({ a: 1 }));
    const first = serialization.toObject(data) as Infer<typeof New>;
    expect(first).toEqual({ a: 1, lines: [{ n: 1 }], bytes: Uint8Array.of(1) });
    first.lines[0]!.n = 2;
    first.lines.push({ n: 3 });
    first.bytes[0] = 9;
    expect(serialization.toObject(data)).toEqual({ a: 1, lines: [{ n: 1 }], bytes: Uint8Array.of(1) });
  });

  it.each([
    [int32, 5],
    [boolean, true],
    [int8, -1],
    [float32, 0.5],
    [bigint64, 9n],
  ] as [CompactField<never> & typeof int32, unknown][])(
    'primitives with and without null are read as each other, %#',
    (type, value) => {
      const written = { f: type, many: array(type), nulls: nullable(type), manyNulls: array(nullable(type)) };
      const fields = { f: nullable(type), many: array(nullable(type)), nulls: type, manyNulls: array(type) };
      const values = { f: value, many: [value], nulls: value, manyNulls: [value, value] };
      expect(readAs(written, values, fields)).toEqual(values);
      expect(() => readAs({ f: nullable(type) }, { f: null }, { f: type })).toThrow('$.f: null does not fit');
      expect(() => readAs({ f: array(nullable(type)) }, { f: [value, null] }, { f: array(type) })).toThrow('$.f[1]');
    },
  );

  it('null where the type has none is an error that names the field', () => {
    expect(() => readAs({ f: nullable(string) }, { f: null }, { f: string })).toThrow('$.f: null does not fit string');
    expect(() => readAs({ f: nullable(array(string)) }, { f: null }, { f: array(string) })).toThrow('$.f: null');
    expect(() => readAs({ f: array(nullable(string)) }, { f: [null] }, { f: array(string) })).toThrow('$.f[0]');
  });

  it('another kind is an error that names both', () => {
    const error = thrownBy(() => readAs({ f: int32 }, { f: 1 }, { f: int64 })) as DataError;
    expect(error).toMatchObject({ name: 'DataError', path: '$.f' });
    expect(error.message).toContain('expected INT64, found INT32');
    expect(() => readAs({ f: array(int32) }, { f: [1] }, { f: int32 })).toThrow('expected INT32, found ARRAY_OF_INT32');
  });

  it('goes on inside', () => {
    const Old = compact('inner', { a: int32 });
    const New = compact('inner', { a: nullable(int32), b: withDefault(string, 'new') });
    const serialization = new Serialization();
    serialization.schemas.add(Old.schema);
    const data = new Serialization().toData(
      compact('outer', { in: Old, many: array(Old) })({ in: { a: 1 }, many: [{ a: 2 }] }),
    );
    const codec = serialization.codecOf(compact('outer', { in: New, many: array(New) }));
    const view = new DataView(data.bytes.buffer, data.bytes.byteOffset, data.bytes.byteLength);
    expect(codec.read(data.bytes, view, 0, data.bytes.length)).toEqual({
      in: { a: 1, b: 'new' },
      many: [{ a: 2, b: 'new' }],
    });
  });

  it('reads a blob that the type itself did not write where it is only registered', () => {
    const Old = compact('evolving', { a: int32 });
    const New = compact('evolving', { a: int32, at: withDefault(time, new LocalTime(1, 2, 3, 4)) });
    const serialization = new Serialization({ compact: { serializers: [New] } });
    serialization.schemas.add(Old.schema);
    const data = new Serialization().toData(Old({ a: 1 }));
    expect(serialization.toObject(data)).toEqual({ a: 1, at: new LocalTime(1, 2, 3, 4) });
  });
});

describe('two types of one name', () => {
  const Same = compact('line', { count: int32, sku: string });
  const Other = compact('line', { sku: string });

  it('are one when their fields are', () => {
    const serialization = new Serialization({ compact: { serializers: [Line] } });
    expect(roundTrip(Same({ count: 1, sku: 'a' }), serialization)).toEqual({ sku: 'a', count: 1 });
    expect(serialization.codecOf(Same)).not.toBe(serialization.codecOf(Line));
    expect(serialization.codecOf(Line)).toBe(serialization.codecOf(Line));
  });

  it('are refused otherwise, wherever the second one comes from', () => {
    const refused = `two different Compact types are named 'line'`;
    expect(() => new Serialization({ compact: { serializers: [Line, Other] } })).toThrow(DataError);
    const serialization = new Serialization({ compact: { serializers: [Order] } });
    expect(() => serialization.codecOf(Other)).toThrow(refused);
    expect(() => serialization.codecOf(array(Other))).toThrow(refused);
    expect(() => serialization.codecOf(compact('outer', { other: nullable(Other) }))).toThrow(refused);
    expect(() => serialization.toData(Other({ sku: 'a' }))).toThrow(refused);
  });
});
