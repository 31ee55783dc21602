import Long from 'long';
import { describe, expect, it } from 'vitest';
import { Data } from '../../src/data.js';
import {
  BigDecimal,
  type DefaultNumberType,
  HazelcastJsonValue,
  JavaClass,
  LocalDate,
  LocalTime,
  Serialization,
  char,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
} from '../../src/serialization/index.js';
import { UUID } from '../../src/uuid.js';
import { bigEndian, hex, orders, roundTrip, thrownBy } from './bytes.js';

const typeOf = (value: unknown, codec = bigEndian): number => codec.toData(value).typeId;

describe('the type a value is written as', () => {
  it.each<[string, unknown, number]>([
    ['number', 1, -10],
    ['NaN', Number.NaN, -10],
    ['Long', Long.ONE, -8],
    ['bigint', 1n, -26],
    ['BigDecimal', BigDecimal.parse('1.5'), -27],
    ['boolean', false, -4],
    ['string', '', -11],
    ['Uint8Array', new Uint8Array(1), -12],
    ['Buffer', Buffer.from('a'), -12],
    ['Int8Array', new Int8Array(1), -12],
    ['Uint16Array', new Uint16Array(1), -14],
    ['Int16Array', new Int16Array(1), -15],
    ['Int32Array', new Int32Array(1), -16],
    ['BigInt64Array', new BigInt64Array(1), -17],
    ['Float32Array', new Float32Array(1), -18],
    ['Float64Array', new Float64Array(1), -19],
    ['UUID', UUID.NIL, -21],
    ['JavaClass', new JavaClass('java.lang.String'), -24],
    ['Date', new Date(0), -25],
    ['LocalDate', new LocalDate(2024, 2, 29), -51],
    ['Map', new Map(), -35],
    ['Set', new Set(), -39],
    ['plain object', {}, -130],
    ['object without prototype', Object.assign(Object.create(null) as object, { a: 1 }), -130],
    [
      'class instance',
      new (class Point {
        x = 1;
      })(),
      -130,
    ],
    ['HazelcastJsonValue', new HazelcastJsonValue('{"a":1}'), -130],
    ['int8', int8(1), -3],
    ['char', char('a'), -5],
    ['int16', int16(1), -6],
    ['int32', int32(1), -7],
    ['int64', int64(1), -8],
    ['float32', float32(1), -9],
    ['float64', float64(1), -10],
  ])('%s', (_name, value, typeId) => {
    expect(typeOf(value)).toBe(typeId);
  });

  it('int32(1) is the key that Java writes for Integer 1', () => {
    expect(hex(bigEndian.toData(int32(1)))).toBe('00000000fffffff900000001');
  });

  it('Data is written as it is, also inside other values', () => {
    const data = bigEndian.toData(int32(7));
    expect(bigEndian.toData(data)).toBe(data);
    expect(roundTrip([data, 1n])).toEqual([7, 1n]);
    expect(roundTrip(new Map([['k', new Data(new Uint8Array(0))]]))).toEqual(new Map([['k', null]]));
  });
});

describe('the type an array is written as: every item decides', () => {
  const object = { a: 1 };
  it.each<[string, unknown[], number]>([
    ['nothing', [], -19],
    ['numbers', [1, 2.5, Number.NaN], -19],
    ['booleans', [true, false], -13],
    ['strings', ['a', 'b'], -20],
    ['strings and nulls', [null, 'a', undefined], -20],
    ['Long', [Long.ONE, Long.MAX_VALUE], -17],
    ['int8', [int8(1), int8(2)], -12],
    ['char', [char('a')], -14],
    ['int16', [int16(1)], -15],
    ['int32', [int32(1), int32(2)], -16],
    ['int64', [int64(1), Long.ONE], -17],
    ['float32', [float32(1)], -18],
    ['float64 and numbers', [float64(1), 2], -19],
    ['nulls only', [null, null], -130],
    ['numbers and nulls', [1, null], -130],
    ['numbers and strings', [1, 'a'], -130],
    ['a string after numbers', [1, 2, 3, 'a'], -130],
    ['objects', [object, null, object], -130],
    ['arrays', [[1, 2], ['a'], []], -130],
    ['wrappers of two kinds', [int32(1), int16(1)], -29],
    ['wrappers and nulls', [int32(1), null], -29],
    ['Long and numbers', [Long.ONE, 2], -29],
    ['bigint', [1n], -29],
    ['Date', [new Date(0)], -29],
    ['UUID and null', [UUID.NIL, null], -29],
    ['Map', [new Map()], -29],
    ['typed arrays', [new Float64Array(1)], -29],
    ['a bigint in an array in an array', [[[1n]]], -29],
    ['an object and a Date', [object, new Date(0)], -29],
    ['HazelcastJsonValue', [new HazelcastJsonValue('1')], -29],
  ])('%s', (_name, items, typeId) => {
    expect(typeOf(items)).toBe(typeId);
  });

  it('each item of an ArrayList goes by the default mapping', () => {
    const items = [1, 'a', true, null, 1n, { b: [2] }, [3, 4], new Set(['x']), [5n]];
    expect(roundTrip(items)).toEqual(items);
  });

  it('undefined and holes become null', () => {
    // eslint-disable-next-line no-sparse-arrays
    expect(roundTrip([1, undefined, , 'a'])).toEqual([1, null, null, 'a']);
    expect(roundTrip([1n, undefined])).toEqual([1n, null]);
    expect(roundTrip(['a', undefined])).toEqual(['a', null]);
  });

  it.each(['byte', 'short', 'integer', 'float', 'double', 'long'] as const)('[] is [] when numbers are %s', type => {
    expect(roundTrip([], new Serialization({ defaultNumberType: type }))).toEqual([]);
  });
});

describe('defaultNumberType', () => {
  it.each<[DefaultNumberType, number, number]>([
    ['byte', -3, -12],
    ['short', -6, -15],
    ['integer', -7, -16],
    ['long', -8, -17],
    ['float', -9, -18],
    ['double', -10, -19],
  ])('%s', (defaultNumberType, single, array) => {
    const codec = new Serialization({ defaultNumberType });
    expect(typeOf(1, codec)).toBe(single);
    expect(typeOf([1, 2], codec)).toBe(array);
    expect(typeOf([1, null], codec)).toBe(-130);
  });

  it.each<[DefaultNumberType, number[]]>([
    ['byte', [128, -129, 0.5, Number.NaN, Infinity]],
    ['short', [32768, -32769, 0.5]],
    ['integer', [2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN]],
    ['long', [2 ** 53, 0.5, Number.NaN]],
    ['float', [1e300, -1e300]],
  ])('%s refuses what does not fit', (defaultNumberType, numbers) => {
    const codec = new Serialization({ defaultNumberType });
    for (const number of numbers) {
      expect(thrownBy(() => codec.toData(number))).toMatchObject({ name: 'DataError', path: '$' });
      expect(thrownBy(() => codec.toData([1, number]))).toMatchObject({ name: 'DataError', path: '$[1]' });
      expect(thrownBy(() => codec.toData(new Map([['n', number]])))).toMatchObject({ path: '$.n' });
    }
  });

  it('keeps the limits of the integer types', () => {
    for (const [defaultNumberType, limit] of [
      ['byte', 128],
      ['short', 32768],
      ['integer', 2 ** 31],
    ] as const) {
      const codec = new Serialization({ defaultNumberType });
      expect(roundTrip(limit - 1, codec)).toBe(limit - 1);
      expect(roundTrip(-limit, codec)).toBe(-limit);
    }
    const long = new Serialization({ defaultNumberType: 'long' });
    expect(roundTrip(Number.MIN_SAFE_INTEGER, long)).toEqual(Long.fromNumber(Number.MIN_SAFE_INTEGER));
  });
});

describe('partition-aware objects', () => {
  it.each(orders)('the hash of the key is in the blob, $order', ({ codec }) => {
    const value = { id: 17, partitionKey: 'customer-3' };
    const plain = codec.toData({ id: 17 });
    const data = codec.toData(value);
    expect(new DataView(plain.bytes.buffer).getInt32(0)).toBe(0);
    expect(new DataView(data.bytes.buffer).getInt32(0)).not.toBe(0);
    expect(codec.toObject(data)).toEqual(value);
  });

  it('the key may itself be partition-aware, come from a getter, or be null', () => {
    const hashOf = (value: unknown): number => new DataView(bigEndian.toData(value).bytes.buffer).getInt32(0);
    class Line {
      id = 1;
      get partitionKey(): string {
        return 'part';
      }
    }
    expect(hashOf({ partitionKey: 'part' })).toBe(985822221);
    expect(hashOf({ partitionKey: { partitionKey: 'part' } })).toBe(985822221);
    expect(hashOf(new Line())).toBe(985822221);
    expect(hashOf({ partitionKey: null })).toBe(0);
  });
});

describe('small things', () => {
  it('text of any length and script, also a byte order mark', () => {
    for (const text of [
      '',
      'a',
      '\u0000',
      '\ufeffx',
      '\ufeff'.repeat(30),
      'ğ'.repeat(23),
      '😀'.repeat(9),
      'x'.repeat(100_000),
    ]) {
      expect(roundTrip(text)).toBe(text);
    }
  });

  it('a LocalTime inside JSON is its text', () => {
    expect(roundTrip({ at: new LocalTime(1, 2, 3, 0), id: UUID.NIL })).toEqual({
      at: '01:02:03',
      id: UUID.NIL.toString(),
    });
  });
});
