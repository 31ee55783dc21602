import Long from 'long';
import { describe, expect, it } from 'vitest';
import { Data, rawData } from '../../src/data.js';
import { DataError, Serialization } from '../../src/serialization/index.js';
import { UUID } from '../../src/uuid.js';
import { decodeErrorResponse, encodeErrorResponse } from '../../src/wire/error-response.js';
import {
  boolean,
  byte,
  byteArray,
  data,
  double,
  entryList,
  type Field,
  float,
  floatArray,
  int,
  list,
  long,
  longArray,
  mapOf,
  nullable,
  nullableUuid,
  short,
  string,
  uuid,
} from '../../src/wire/field.js';
import { IS_EVENT, IS_FINAL, IS_NULL, UNFRAGMENTED, WireError } from '../../src/wire/frame.js';
import {
  decodeRequest,
  decodeResponse,
  encodeEvent,
  encodeRequest,
  encodeResponse,
  op,
} from '../../src/wire/operation.js';
import { Reader } from '../../src/wire/reader.js';
import { structure } from '../../src/wire/structure.js';
import { Writer } from '../../src/wire/writer.js';
import { frame } from './frames.js';

const id = UUID.parse('00112233-4455-6677-8899-aabbccddeeff');
const point = structure('Point', () => ({ name: string, x: int }));
const pair = structure('Pair', () => ({ left: point, right: nullable(point) }));

/** The request of a row with one field `a` of the given type. */
function rowOf<O, I>(field: Field<O, I>) {
  return op(0x010100, 'Map.one', () => ({ request: { a: field }, response: {} }));
}

function written(field: Field<any, any>, value: unknown): Uint8Array {
  const writer = new Writer(rawData);
  encodeRequest(rowOf(field), writer, { a: value });
  return writer.copy();
}

function roundTrip(field: Field<any, any>, value: unknown): unknown {
  return (decodeRequest(rowOf(field), Reader.over(written(field, value))) as { a: unknown }).a;
}

describe('values', () => {
  const values: [string, Field<any, any>, unknown[]][] = [
    ['boolean', boolean, [true, false]],
    ['byte', byte, [-128, 0, 127]],
    ['short', short, [-32768, 0, 32767]],
    ['int', int, [-(2 ** 31), 0, 2 ** 31 - 1]],
    ['long', long, [Long.MIN_VALUE, Long.MAX_VALUE, Long.ZERO, Long.NEG_ONE]],
    ['float', float, [1.5, -0, Infinity, NaN]],
    ['double', double, [0.1, -0, -Infinity, NaN, Number.MAX_VALUE]],
    ['uuid', uuid, [id, UUID.NIL]],
    ['nullable uuid', nullableUuid, [id, UUID.NIL, null]],
    ['string', string, ['', 'a', 'x'.repeat(23), 'x'.repeat(24), 'Straße', '😀'.repeat(5000), '\0']],
    ['byte array', byteArray, [new Uint8Array(0), Uint8Array.of(1, 2), new Uint8Array(5000).fill(7)]],
    ['data', data, [new Data(new Uint8Array(8)), new Data(new Uint8Array(3000).fill(1))]],
    ['long array', longArray, [[], [Long.ONE, Long.MIN_VALUE]]],
    ['float array', floatArray, [new Float32Array(0), Float32Array.of(1.5, -2)]],
    ['list of fixed', list(uuid), [[], [id, UUID.NIL]]],
    ['list of frames', list(string), [[], ['', 'a'], Array.from({ length: 2000 }, (_, i) => `item ${i}`)]],
    ['list of nullables', list(nullable(string)), [[null], ['a', null, '']]],
    ['list of lists', list(list(int)), [[], [[]], [[1, 2], [], [3]]]],
    ['list of structures', list(point), [[], [{ name: 'a', x: 1 }]]],
    ['structure in structure', pair, [{ left: { name: 'l', x: -1 }, right: { name: 'r', x: 2 } }]],
    ['null in a structure', pair, [{ left: { name: 'l', x: -1 }, right: null }]],
    [
      'fixed pairs',
      entryList(int, long),
      [
        [],
        [
          [1, Long.ONE],
          [2, Long.NEG_ONE],
        ],
      ],
    ],
    [
      'fixed keys, framed values',
      entryList(uuid, list(int)),
      [
        [],
        [
          [id, [1]],
          [UUID.NIL, []],
        ],
      ],
    ],
    ['framed pairs', entryList(string, data), [[], [['k', new Data(new Uint8Array(9))]]]],
    ['map', mapOf(string, point), [new Map(), new Map([['k', { name: 'v', x: 1 }]])]],
    ['nullable list', nullable(list(int)), [null, [], [1]]],
    ['nullable map', nullable(mapOf(string, string)), [null, new Map([['a', 'b']])]],
  ];

  it.each(values)('%s', (_, field, samples) => {
    for (const sample of samples) expect(roundTrip(field, sample)).toStrictEqual(sample);
  });

  it('64-bit integers are taken as number, bigint or Long', () => {
    for (const value of [-5, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 32, -(2 ** 32) - 1]) {
      expect(roundTrip(long, value)).toStrictEqual(Long.fromNumber(value));
      expect(roundTrip(long, BigInt(value))).toStrictEqual(Long.fromNumber(value));
    }
    expect(roundTrip(long, -(2n ** 63n))).toStrictEqual(Long.MIN_VALUE);
  });

  it('null and undefined are the same null', () => {
    for (const field of [nullable(string), nullable(list(string)), nullable(data), nullable(point)]) {
      const bytes = Buffer.from(written(field, null));
      expect(bytes.subarray(-6)).toEqual(frame(IS_NULL | IS_FINAL));
      expect(written(field, undefined)).toEqual(written(field, null));
    }
    expect(written(nullableUuid, undefined)).toEqual(written(nullableUuid, null));
  });

  it('do not share memory with the bytes they were read from', () => {
    const bytes = written(byteArray, Uint8Array.of(1, 2));
    const { a } = decodeRequest(rowOf(byteArray), Reader.over(bytes));
    bytes.fill(0);
    expect(a).toEqual(Uint8Array.of(1, 2));
  });
});

describe('values that do not fit', () => {
  const wrong: [string, Field<any, any>, unknown[]][] = [
    ['boolean', boolean, [1, 'true', null]],
    ['byte', byte, [128, -129, 1.5, '1', NaN, null]],
    ['short', short, [32768, '1', null]],
    ['int', int, [2 ** 31, -(2 ** 31) - 1, 0.5, '5', 5n, null]],
    ['long', long, [2 ** 53, 0.5, 2n ** 63n, -(2n ** 63n) - 1n, '1', NaN, null, { low: 1, high: 0 }]],
    ['float', float, ['1', null]],
    ['double', double, ['1', 1n, null]],
    ['uuid', uuid, [null, id.toString(), { w0: 1, w1: 2, w2: 3, w3: 4 }]],
    ['nullable uuid', nullableUuid, [id.toString(), 5]],
    ['string', string, [5, null, Symbol.iterator, { toString: () => 'a' }]],
    ['byte array', byteArray, [[1, 2], 'ab', null, new Int8Array(2)]],
    ['data', data, [null, 'blob', new Uint8Array(8)]],
    ['long array', longArray, [null, [null], ['1'], 5]],
    ['list of fixed', list(int), [null, [1, 'a'], [undefined]]],
    ['list of frames', list(string), [null, ['a', null], [1]]],
    ['structure', point, [null, {}, { name: 'a' }, { name: 1, x: 1 }, 5]],
    ['pairs', entryList(string, string), [null, [['a']], [1]]],
    ['map', mapOf(string, string), [null, { a: 'b' }, new Map([['a', 1]])]],
    ['nullable', nullable(string), [5]],
  ];

  it.each(wrong)('%s: the error names the field', (_, field, samples) => {
    for (const sample of samples.includes(null) ? [...samples, undefined] : samples) {
      expect(() => written(field, sample)).toThrow(
        expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(/^a: ./) }),
      );
    }
  });

  it('the error names the fields on the way to it', () => {
    expect(() => written(list(pair), [{ left: { name: 'l', x: 'one' }, right: null }])).toThrow(
      new TypeError('a: left: x: one is not a 32-bit integer'),
    );
  });

  it('an error of the codec stays what it is', () => {
    const writer = new Writer(new Serialization());
    expect(() => encodeRequest(rowOf(data), writer, { a: () => 1 })).toThrow(DataError);
  });

  it('after an error the writer works on', () => {
    const writer = new Writer(rawData);
    expect(() => encodeRequest(rowOf(list(string)), writer, { a: ['a', 5 as never] })).toThrow(TypeError);
    writer.reset();
    encodeRequest(rowOf(string), writer, { a: 'b' });
    expect(writer.copy()).toEqual(written(string, 'b'));
  });
});

describe('headers', () => {
  const row = op(0x010200, 'Map.get', () => ({
    route: 'key',
    request: { name: string, key: data, threadId: long },
    response: { response: nullable(data) },
    events: { Entry: { key: nullable(data) }, Other: {} },
  }));
  const key = new Data(Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1));

  it('a request tells its type, no correlation, no partition', () => {
    const writer = new Writer(rawData, 0);
    writer.writeBytes(Uint8Array.of(1, 2, 3));
    const start = encodeRequest(row, writer, { name: 'm', key, threadId: 1 });
    expect(start).toBe(3);
    const head = Buffer.from(writer.copy(start));
    expect(head.readInt32LE(0)).toBe(6 + 16 + 8);
    expect(head.readUInt16LE(4)).toBe(UNFRAGMENTED);
    expect(head.readInt32LE(6)).toBe(0x010200);
    expect(head.readBigInt64LE(10)).toBe(0n);
    expect(head.readInt32LE(18)).toBe(-1);
    expect(Buffer.from(writer.bytes.subarray(writer.keyStart, writer.keyEnd))).toEqual(Buffer.from(key.bytes));
  });

  it('the writer forgets the key when it starts anew', () => {
    const writer = new Writer(rawData);
    encodeRequest(row, writer, { name: 'm', key, threadId: 1 });
    writer.reset();
    encodeRequest(rowOf(string), writer, { a: 'a' });
    expect(writer.keyEnd).toBe(0);
  });

  it('no earlier bytes of the buffer show through', () => {
    const writer = new Writer(rawData);
    writer.writeBytes(new Uint8Array(200).fill(0xff));
    writer.reset();
    encodeRequest(row, writer, { name: 'm', key, threadId: 1 });
    const fresh = new Writer(rawData);
    encodeRequest(row, fresh, { name: 'm', key, threadId: 1 });
    expect(writer.copy()).toEqual(fresh.copy());
  });

  it('a response tells its type and the backup acks', () => {
    const writer = new Writer(rawData);
    encodeResponse(row, writer, { response: null }, 2);
    const head = Buffer.from(writer.copy());
    expect([head.readInt32LE(6), head.readUInt8(18)]).toEqual([0x010201, 2]);
    expect(decodeResponse(row, Reader.over(head))).toEqual({ response: null });
  });

  it('an event tells its type and that it is one', () => {
    const writer = new Writer(rawData);
    encodeEvent(row.events.Entry, writer, { key: null });
    encodeEvent(row.events.Other, writer, {});
    const bytes = Buffer.from(writer.copy());
    expect([bytes.readInt32LE(6), bytes.readUInt16LE(4)]).toEqual([0x010202, UNFRAGMENTED | IS_EVENT]);
    const second = bytes.subarray(6 + 16 + 6);
    expect([second.readInt32LE(6), second.readUInt16LE(4)]).toEqual([0x010203, UNFRAGMENTED | IS_EVENT | IS_FINAL]);
  });
});

describe('bytes that do not match the row', () => {
  const header = Buffer.alloc(16);
  const read =
    (field: Field<any, any>, ...frames: Buffer[]) =>
    () =>
      decodeRequest(rowOf(field), Reader.over(Buffer.concat([frame(UNFRAGMENTED, header), ...frames])));
  const begin = frame(0x1000);
  const end = frame(0x0800);

  it.each([
    ['no fixed field', read(int), 'ends before its field a'],
    ['no frame', read(string), 'ends before its last field'],
    ['a frame that goes on behind the message', read(string, frame(0, 'x', 100)), 'impossible frame length 100'],
    ['a frame of 5 bytes', read(string, frame(0, 'x', 5)), 'impossible frame length 5'],
    ['a frame of −1 bytes', read(string, frame(0, 'x', -1)), 'impossible frame length -1'],
    ['half a frame header', read(string, Buffer.alloc(5)), 'ends before its last field'],
    ['a list that does not begin', read(list(string), frame(0, 'x')), 'expected the begin'],
    ['a list that does not end', read(list(string), begin, frame(0, 'x')), 'ends before'],
    ['a structure that does not end', read(point, begin, frame(0, '1234'), frame(0, 'x')), 'ends before'],
    ['a structure without its fixed fields', read(point, begin, begin, end, end), 'without its fixed fields'],
    ['a structure whose fixed fields are cut', read(point, begin, frame(0, '123')), 'before its field x'],
    [
      'fewer keys than values',
      read(entryList(int, string), begin, frame(0, 'x'), frame(0, 'y'), end, frame(0, '1234')),
      '1 keys for 2 values',
    ],
  ])('%s', (_, decode, says) => {
    expect(decode).toThrow(WireError);
    expect(decode).toThrow(says);
  });
});

describe('error answers', () => {
  const trace = { className: 'com.example.A', methodName: 'run', fileName: null, lineNumber: -2 };
  const cause = { errorCode: 22, className: 'java.io.IOException', message: null, stackTraceElements: [] };
  const error = {
    errorCode: 1000,
    className: 'com.example.E',
    message: 'broken',
    stackTraceElements: [trace, { ...trace, fileName: 'A.java', lineNumber: 7 }],
  };

  it.each([[[error]], [[error, cause]], [[error, cause, error]], [[]]])('with its causes', holders => {
    const writer = new Writer(rawData);
    const start = encodeErrorResponse(writer, holders);
    const bytes = writer.copy(start);
    expect(Buffer.from(bytes).readInt32LE(6)).toBe(0);
    expect(decodeErrorResponse(Reader.over(bytes))).toStrictEqual(holders);
  });

  it('cut anywhere is a broken message', () => {
    const writer = new Writer(rawData);
    encodeErrorResponse(writer, [error, cause]);
    const bytes = writer.copy();
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeErrorResponse(Reader.over(bytes.slice(0, length)))).toThrow(WireError);
    }
  });
});
