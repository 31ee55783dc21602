import Long from 'long';
import { describe, expect, it } from 'vitest';
import { Data, rawData } from '../../src/data.js';
import { type SqlPage, sqlPage } from '../../src/operations/sql-page.js';
import {
  BigDecimal,
  HazelcastJsonValue,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  Serialization,
} from '../../src/serialization/index.js';
import { WireError } from '../../src/wire/frame.js';
import { Reader } from '../../src/wire/reader.js';
import { Writer } from '../../src/wire/writer.js';
import { frame } from '../wire/frames.js';
import { bytesInUse } from '../wire/memory.js';

const date = new LocalDate(-1, 2, 28);
const time = new LocalTime(23, 59, 58, 999_999_999);
const dateTime = new LocalDateTime(date, time);
const offsetDateTime = new OffsetDateTime(
  new LocalDateTime(new LocalDate(2026, 12, 31), new LocalTime(0, 0, 0, 1)),
  -64800,
);

/** SQL types: id, size of an item where it is fixed, two values. */
const types: [string, number, number | undefined, unknown[]][] = [
  ['VARCHAR', 0, undefined, ['', 'Straße']],
  ['BOOLEAN', 1, 1, [true, false]],
  ['TINYINT', 2, 1, [-128, 127]],
  ['SMALLINT', 3, 2, [-32768, 32767]],
  ['INTEGER', 4, 4, [-(2 ** 31), 2 ** 31 - 1]],
  ['BIGINT', 5, 8, [Long.MIN_VALUE, Long.ONE]],
  ['DECIMAL', 6, undefined, [new BigDecimal(-(10n ** 40n), 12), new BigDecimal(0n, -3)]],
  ['REAL', 7, 4, [1.5, -0]],
  ['DOUBLE', 8, 8, [0.1, NaN]],
  ['DATE', 9, 6, [date, new LocalDate(2024, 2, 29)]],
  ['TIME', 10, 7, [time, new LocalTime(0, 0, 0, 0)]],
  ['TIMESTAMP', 11, 13, [dateTime, offsetDateTime.localDateTime]],
  ['TIMESTAMP_WITH_TIME_ZONE', 12, 17, [offsetDateTime, new OffsetDateTime(dateTime, 3600)]],
  ['OBJECT', 13, undefined, [new Data(new Uint8Array(9).fill(1)), new Data(new Uint8Array(8).fill(2))]],
  ['JSON', 15, undefined, [new HazelcastJsonValue('{"a":1}'), new HazelcastJsonValue('null')]],
];
const fixedTypes = types.flatMap(([name, id, size, values]) =>
  size === undefined ? [] : [{ name, id, size, values }],
);

function written(page: SqlPage): Buffer {
  const writer = new Writer(rawData, 0);
  sqlPage.write(writer, page);
  return Buffer.from(writer.copy());
}

function read(...frames: Buffer[]): SqlPage {
  return sqlPage.read(Reader.over(Buffer.concat(frames)));
}

const pageOf = (type: number, column: unknown[]): SqlPage => ({ last: false, columnTypes: [type], columns: [column] });
const roundTrip = (page: SqlPage): SqlPage => read(written(page));

const begin = frame(0x1000);
const end = frame(0x0800);
const head = (...columnTypes: number[]): Buffer =>
  Buffer.concat([begin, frame(0, '\u0001'), frame(0, ints(...columnTypes))]);
const ints = (...values: number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);
const column = (mode: number, count: number, values: Uint8Array | string = ''): Buffer =>
  frame(0, Buffer.concat([Buffer.from([mode]), ints(count), Buffer.from(values)]));

describe.each(types)('%s', (_, id, _size, [one, two]) => {
  it.each([
    ['no rows', []],
    ['no nulls', [one, two, one]],
    ['only nulls', [null, null, null]],
    ['some nulls', [one, null, two]],
    [
      'nulls over several masks',
      [...Array.from({ length: 8 }, () => null), one, null, two, null, one, two, one, two, null],
    ],
    ['a value in the last place of a mask', [null, null, null, null, null, null, null, one, two]],
  ])('%s', (_name, values) => {
    expect(roundTrip(pageOf(id, values))).toStrictEqual(pageOf(id, values));
  });

  it('undefined is written as null', () => {
    expect(written(pageOf(id, [one, undefined]))).toEqual(written(pageOf(id, [one, null])));
  });

  it('a value of another type is refused', () => {
    const wrong = id === 0 ? 5 : 'text';
    const error = id === 13 ? /expected Data/ : /^column 0: /;
    expect(() => written(pageOf(id, [one, wrong]))).toThrow(error);
  });
});

describe('a page', () => {
  const page: SqlPage = {
    last: true,
    columnTypes: [4, 0, 14, 5],
    columns: [
      [1, null],
      ['a', 'b'],
      [null, null],
      [null, null],
    ],
  };

  it('has columns of many types', () => {
    expect(roundTrip(page)).toStrictEqual(page);
    expect(roundTrip({ last: false, columnTypes: [], columns: [] })).toStrictEqual({
      last: false,
      columnTypes: [],
      columns: [],
    });
  });

  it('gives objects as the codec reads them', () => {
    const codec = new Serialization();
    const writer = new Writer(codec);
    sqlPage.write(writer, pageOf(13, ['text', null, 5]));
    expect(sqlPage.read(Reader.over(writer.copy(), codec)).columns).toEqual([['text', null, 5]]);
  });

  it('is written in the bytes of the protocol', () => {
    const bytes = written({
      last: true,
      columnTypes: [4, 4, 4],
      columns: [
        [1, 2],
        [null, null],
        [null, 3],
      ],
    });
    const none = column(2, 2, ints(1, 2));
    const some = column(3, 2, Buffer.concat([Buffer.of(0b10), ints(3)]));
    expect(bytes).toEqual(Buffer.concat([head(4, 4, 4), none, column(1, 2), some, end]));
  });

  it.each(fixedTypes)('$name takes the fewest bytes', ({ id, size, values: [one, two] }) => {
    const around = 6 + 7 + 10 + 6 + 6 + 5;
    expect(written(pageOf(id, [null, null]))).toHaveLength(around);
    expect(written(pageOf(id, [one, two]))).toHaveLength(around + 2 * size);
    expect(written(pageOf(id, [one, null]))).toHaveLength(around + 1 + size);
  });

  it('may be followed by what a newer member adds', () => {
    const newer = Buffer.concat([begin, frame(0, 'x'), begin, end, end]);
    const reader = Reader.over(
      Buffer.concat([head(4), column(2, 1, ints(7)), frame(0, 'new'), newer, end, frame(0, 'next')]),
    );
    expect(sqlPage.read(reader)).toEqual({ last: true, columnTypes: [4], columns: [[7]] });
    reader.enter();
    expect(reader.bytes.subarray(reader.start, reader.stop).toString()).toBe('next');
  });

  it('is refused where the columns do not match the types', () => {
    expect(() => written({ last: true, columnTypes: [4], columns: [] })).toThrow('0 columns for 1 types');
    expect(() => written(pageOf(14, [1]))).toThrow('column 0: a column of the type NULL holds only null');
  });

  it.each([-1, 16, 2 ** 31 - 1])('has no columns of type %i', type => {
    expect(() => read(head(type), frame(0, 'x'), end)).toThrow(new WireError(`unknown SQL column type ${type}`));
  });
});

describe('bytes that are no page', () => {
  const decimal = (length: number, bytes = ''): Buffer =>
    Buffer.concat([head(6), begin, frame(0, Buffer.concat([ints(length), Buffer.from(bytes)])), end, end]);

  it.each([
    ['no flag', [begin, frame(0), frame(0), end], 'whether it is the last'],
    ['no columns', [head(4), end], 'without its count'],
    ['no end', [head(4), column(2, 1, ints(1))], 'ends before'],
    ['half a count', [head(4), frame(0, 'xxxx'), end], 'without its count'],
    ['half a count of nulls', [head(14), frame(0, 'xxx'), end], 'without its count'],
    ['another mode', [head(4), column(4, 0), end], 'unknown mode 4'],
    ['a negative count', [head(4), column(1, -1), end], 'a column of -1 values'],
    ['a negative count of nulls', [head(14), frame(0, ints(-5)), end], 'a column of -5 values'],
    ['values that are cut', [head(4), column(2, 2, ints(1).subarray(0, 3)), end], 'a column of 2 values'],
    ['a mask that is missing', [head(1), column(3, 9, Buffer.of(1, 1)), end], 'a column of 9 values'],
    ['masked values that are cut', [head(4), column(3, 1, Buffer.of(1, 0)), end], 'a column of 1 values'],
    ['columns of different length', [head(4, 14), column(2, 1, ints(1)), frame(0, ints(2)), end], 'have 1 and 2 rows'],
    ['no such month', [head(9), column(2, 1, Buffer.concat([ints(2026), Buffer.of(13, 1)])), end], '13 is no month'],
    ['no such time', [head(10), column(2, 1, Buffer.of(24, 0, 0, 0, 0, 0, 0)), end], '24 is no hour'],
    ['a decimal without bytes', [decimal(0, '1234')], 'a decimal in 8 bytes'],
    ['a decimal of many bytes', [decimal(1 << 30, '12345')], 'a decimal in 9 bytes'],
    ['a decimal of fewer than none', [decimal(-1, '12345')], 'a decimal in 9 bytes'],
    ['a decimal without a scale', [decimal(1, '1')], 'a decimal in 5 bytes'],
  ])('%s', (_, frames, says) => {
    expect(() => read(...frames)).toThrow(WireError);
    expect(() => read(...frames)).toThrow(says);
  });

  const HUGE = 2 ** 31 - 1;

  it.each(fixedTypes)('$name: counts take no memory', ({ id }) => {
    const before = bytesInUse();
    const kept: unknown[] = [];
    for (const mode of [1, 2, 3]) {
      expect(() => kept.push(read(head(id), column(mode, HUGE, 'xxxxxxxx'), end))).toThrow(WireError);
    }
    expect(() => kept.push(read(head(14), frame(0, ints(HUGE)), end))).toThrow(WireError);
    expect(bytesInUse() - before).toBeLessThan(1e6);
  });

  it('many columns of nulls are one array', () => {
    const rows = 1000;
    const columns = Array.from({ length: 1000 }, () => column(1, rows));
    const columnTypes = columns.map(() => 4);
    const { columns: found } = read(head(...columnTypes, 1), ...columns, column(2, rows, new Uint8Array(rows)), end);
    expect(found).toHaveLength(1001);
    expect(new Set(found).size).toBe(2);
  });
});
