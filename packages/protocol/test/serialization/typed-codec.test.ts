import Long from 'long';
import { describe, expect, it } from 'vitest';
import { Data } from '../../src/data.js';
import {
  type AnyDataType,
  array,
  bigint64,
  bigInteger,
  boolean,
  bytes,
  char,
  compact,
  DataError,
  type DataType,
  float64,
  HazelcastJsonValue,
  int16,
  int32,
  int64,
  int8,
  json,
  nullable,
  partitionHash,
  string,
  uuid,
} from '../../src/serialization/index.js';
import { UUID } from '../../src/uuid.js';
import { Writer } from '../../src/wire/writer.js';
import { bigEndian, hex, thrownBy } from './bytes.js';

const Point = compact('point', { x: int32, y: nullable(int32) });

function written<T>(type: DataType<T>, value: T | Data, codec = bigEndian.codecOf(type)): Data {
  const writer = new Writer(codec);
  codec.write(writer, value);
  return new Data(writer.copy());
}

function read<T>(type: DataType<T>, { bytes: blob }: Data): T {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  return bigEndian.codecOf(type).read(blob, view, 0, blob.length) as T;
}

describe('a typed value', () => {
  it('is what Java has for it', () => {
    expect(written(int32, 1)).toEqual(bigEndian.toData(int32(1)));
    expect(written(int64, Long.ONE)).toEqual(bigEndian.toData(Long.ONE));
    expect(written(bigint64, 1n)).toEqual(bigEndian.toData(Long.ONE));
    expect(written(string, 'x')).toEqual(bigEndian.toData('x'));
    expect(written(boolean, true)).toEqual(bigEndian.toData(true));
    expect(written(char, 'x')).toEqual(bigEndian.toData(char('x')));
    expect(written(bigInteger, 5n)).toEqual(bigEndian.toData(5n));
    expect(written(uuid, UUID.NIL)).toEqual(bigEndian.toData(UUID.NIL));
    expect(written(json<object>(), { a: 1 })).toEqual(bigEndian.toData({ a: 1 }));
    expect(written(bytes, Uint8Array.of(1))).toEqual(bigEndian.toData(Uint8Array.of(1)));
    expect(written(Point, { x: 1, y: 2 })).toEqual(bigEndian.toData(Point({ x: 1, y: 2 })));
  });

  it.each<[type: AnyDataType, typeId: number, value: unknown]>([
    [array(int8), -12, [1, -1]],
    [array(boolean), -13, [true, false]],
    [array(char), -14, ['a', 'b']],
    [array(int16), -15, [1]],
    [array(int32), -16, []],
    [array(bigint64), -17, [1n]],
    [array(float64), -19, [0.5]],
    [array(string), -20, ['a']],
    [array(uuid), -29, [UUID.NIL]],
    [array(Point), -29, [{ x: 1, y: null }]],
    [array(array(int32)), -29, [[1, 2], []]],
    [array(array(Point)), -29, [[{ x: 1, y: 2 }], []]],
    [array(json()), -29, [1, 'x', { a: [] }]],
  ])('may be an array, %#', (type, typeId, value) => {
    const data = written(type as DataType<unknown>, value);
    expect(data.typeId).toBe(typeId);
    expect(read(type as DataType<unknown>, data)).toEqual(value);
  });

  it('of JSON is any value but null', () => {
    for (const value of [1, 'x', true, [], { a: null }]) expect(read(json(), written(json(), value))).toEqual(value);
    expect(read(json(), written(json<unknown>(), new HazelcastJsonValue('{"a":1}')))).toEqual({ a: 1 });
    expect(() => written(json<unknown>(), null)).toThrow('null does not fit json');
    expect(() => written(json<unknown>(), { a: 1n })).toThrow('$.a');
  });

  it('may be a Data of whatever type, written as it is', () => {
    const data = bigEndian.toData('text');
    expect(written(int32, data)).toEqual(data);
  });

  it('with a partition key lives where that lives', () => {
    const blob = written(Point, { x: 1, y: 2, partitionKey: 'p' } as never);
    const key = bigEndian.toData('p').bytes;
    const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
    expect(new DataView(blob.bytes.buffer).getInt32(0)).toBe(partitionHash(key, view, 0, key.length));
    expect(hex(blob).slice(8)).toBe(hex(written(Point, { x: 1, y: 2 })).slice(8));
  });

  it('is null where the blob has no bytes', () => {
    expect(read(int32, new Data(new Uint8Array(0)))).toBeNull();
  });

  it.each<[type: AnyDataType, value: unknown, message: string]>([
    [int32, 1.5, '$: 1.5 does not fit int32'],
    [int32, null, '$: null does not fit int32'],
    [string, undefined, '$: undefined does not fit string'],
    [uuid, 'x', '$: "x" does not fit uuid'],
    [bigInteger, 1, '$: 1 does not fit bigInteger'],
    [char, 'xy', '$: "xy" does not fit char'],
    [array(int32), [1, 2n], '$[1]: 2n does not fit int32'],
    [array(Point), [{ x: 1.5, y: null }], '$[0].x: 1.5 does not fit int32'],
    [array(string), ['x', null], '$[1]: null does not fit string'],
    [int64, Long.MAX_UNSIGNED_VALUE, '$: 18446744073709551615 does not fit int64'],
    [array(int64), [1, Long.MAX_UNSIGNED_VALUE], '$[1]: 18446744073709551615 does not fit int64'],
    [array(Point), 1, '$: 1 does not fit point[]'],
    [Point, null, '$: null does not fit point'],
  ])('that does not fit is refused, %#', (type, value, message) => {
    const error = thrownBy(() => written(type as DataType<unknown>, value)) as DataError;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(message);
  });
});

describe('reading', () => {
  const Other = compact('other', { x: int32 });

  it.each<[type: AnyDataType, data: () => Data, message: string]>([
    [int32, () => bigEndian.toData(Long.ONE), 'expected int32, -7 (Integer), found -8 (Long)'],
    [int32, () => bigEndian.toData(1), 'expected int32, -7 (Integer), found -10 (Double)'],
    [string, () => bigEndian.toData({}), 'expected string, -11 (String), found -130 (HazelcastJsonValue)'],
    [Point, () => bigEndian.toData({}), 'expected point, -55 (Compact), found -130 (HazelcastJsonValue)'],
    [Point, () => bigEndian.toData(Other({ x: 1 })), 'expected point, found other'],
    [array(Point), () => bigEndian.toData(['x']), 'expected point[], -29 (ArrayList), found -20 (String[])'],
    [array(int32), () => bigEndian.toData([1]), 'expected int32[], -16 (int[]), found -19 (double[])'],
    [array(string), () => bigEndian.toData(['a', null]), '$[1]: null does not fit string'],
  ])('another type is refused, %#', (type, data, message) => {
    const error = thrownBy(() => read(type as DataType<unknown>, data())) as DataError;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(message);
    expect(error.data).toEqual(data());
  });

  it('another type inside an array is refused, with its path', () => {
    const data = bigEndian.toData([Point({ x: 1, y: 2 }), 5n]);
    const error = thrownBy(() => read(array(Point), data)) as DataError;
    expect(error).toMatchObject({ name: 'DataError', path: '$[1]', typeId: -26 });
    expect(error.message).toContain('expected point, -55 (Compact), found -26 (BigInteger)');
    const others = bigEndian.toData([Point({ x: 1, y: 2 }), Other({ x: 1 })]);
    expect(thrownBy(() => read(array(Point), others))).toMatchObject({ path: '$[1]' });
  });

  it('damaged bytes are a DataError that has them', () => {
    const whole = written(Point, { x: 1, y: 2 });
    for (let length = 1; length < whole.bytes.length; length++) {
      const cut = new Data(whole.bytes.slice(0, length));
      expect(thrownBy(() => read(Point, cut))).toMatchObject({ name: 'DataError', data: cut });
    }
  });
});
