import Long from 'long';
import { describe, expect, it } from 'vitest';
import {
  BigDecimal,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  char,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
} from '../../src/serialization/index.js';
import { bigEndian, hex, orders, roundTrip } from './bytes.js';

describe('BigDecimal', () => {
  // Texts as java.math.BigDecimal prints them.
  it.each([
    ['0E+7', '0E+7'],
    ['-1.23E-12', '-1.23E-12'],
    ['1234.5E-4', '0.12345'],
    ['0.0000001', '1E-7'],
    ['0.000001', '0.000001'],
    ['-0.00', '0.00'],
    ['123E10', '1.23E+12'],
    ['-.5', '-0.5'],
    ['+12.', '12'],
  ])('%s prints as %s', (text, printed) => {
    expect(BigDecimal.parse(text).toString()).toBe(printed);
  });

  it.each(['', '.', '-', '1e', 'e5', '1.2.3', '0x1', ' 1', '1E99999999999'])('"%s" is refused', text => {
    expect(() => BigDecimal.parse(text)).toThrow(RangeError);
  });

  it('keeps its scale', () => {
    expect(roundTrip(BigDecimal.parse('1.00'))).toEqual(new BigDecimal(100n, 2));
    expect(BigDecimal.parse('1.0').equals(BigDecimal.parse('1.00'))).toBe(false);
    expect(() => new BigDecimal(1n, 2 ** 31)).toThrow(RangeError);
  });
});

describe('dates and times', () => {
  it.each<[string, () => unknown]>([
    ['month 0', () => new LocalDate(2024, 0, 1)],
    ['month 13', () => new LocalDate(2024, 13, 1)],
    ['29 February of 2023', () => new LocalDate(2023, 2, 29)],
    ['29 February of 1900', () => new LocalDate(1900, 2, 29)],
    ['31 April', () => new LocalDate(2024, 4, 31)],
    ['day 0', () => new LocalDate(2024, 1, 0)],
    ['year 10⁹', () => new LocalDate(1e9, 1, 1)],
    ['half a day', () => new LocalDate(2024, 1, 1.5)],
    ['hour 24', () => new LocalTime(24, 0, 0, 0)],
    ['second 60', () => new LocalTime(0, 0, 60, 0)],
    ['nanosecond 10⁹', () => new LocalTime(0, 0, 0, 1e9)],
    ['offset over 18 h', () => new OffsetDateTime(LocalDateTime.fromString('2024-01-01T00:00'), 64801)],
    ['text', () => LocalDate.fromString('2024-1-1')],
    ['text with more', () => LocalTime.fromString('01:02:03x')],
    ['a date without time', () => LocalDateTime.fromString('2024-01-01')],
    ['no offset', () => OffsetDateTime.fromString('2024-01-01T00:00')],
  ])('%s is refused', (_name, make) => {
    expect(make).toThrow(RangeError);
  });

  it.each([
    ['2000-02-29T23:59:59.999999999Z', '2000-02-29T23:59:59.999Z'],
    ['2021-06-28T11:22:41+05:30', '2021-06-28T05:52:41.000Z'],
    ['2021-06-28T11:22:41.500000000-05:30:15', '2021-06-28T16:52:56.500Z'],
    ['0035-01-01T00:00:00+18:00', '0034-12-31T06:00:00.000Z'],
  ])('%s is the instant %s', (text, instant) => {
    const value = OffsetDateTime.fromString(text);
    expect(value.toString()).toBe(text);
    expect(value.asDate().toISOString()).toBe(instant);
    expect(roundTrip(value)).toEqual(value);
  });
});

describe.each(orders)('wrappers, $order', ({ codec }) => {
  it('come back as plain values', () => {
    const values = [int8(-128), int16(-500), int32(2 ** 31 - 1), float32(0.5), float64(0.1), char('ğ')];
    expect(values.map(value => roundTrip(value, codec))).toEqual([-128, -500, 2 ** 31 - 1, 0.5, 0.1, 'ğ']);
    for (const long of [int64(-5), int64(-5n), int64(Long.fromNumber(-5))]) {
      expect(roundTrip(long, codec)).toEqual(Long.fromNumber(-5));
    }
    expect(roundTrip(int64(-(2n ** 63n)), codec)).toEqual(Long.MIN_VALUE);
  });

  it('make arrays', () => {
    expect(roundTrip([int8(-1), int8(2)], codec)).toEqual(new Uint8Array([255, 2]));
    expect(roundTrip([char('a'), char('ğ')], codec)).toEqual(['a', 'ğ']);
    expect(roundTrip([int64(1), int64(-2)], codec)).toEqual([Long.ONE, Long.fromNumber(-2)]);
    expect(roundTrip(Int16Array.of(1, -2), codec)).toEqual([1, -2]);
    expect(roundTrip(BigInt64Array.of(1n, -2n), codec)).toEqual([Long.ONE, Long.fromNumber(-2)]);
    expect(roundTrip(Uint16Array.of(97, 98), codec)).toEqual(['a', 'b']);
  });
});

it('wrappers are frozen and checked when made', () => {
  expect(Object.isFrozen(int32(1))).toBe(true);
  for (const make of [
    () => int8(128),
    () => int16(1.5),
    () => int32(2 ** 31),
    () => int64(2 ** 53),
    () => int64(2n ** 63n),
    () => float32(1e39),
    () => char(''),
    () => char('😀'),
    () => int32('1' as unknown as number),
  ]) {
    expect(make).toThrow(RangeError);
  }
});

it('bigint takes the fewest bytes, and superfluous ones are read', () => {
  const bytesOf = (value: bigint): string => hex(bigEndian.toData(value)).slice(24);
  expect([0n, -1n, 127n, 128n, -128n, -129n, 255n, 256n].map(bytesOf)).toEqual([
    '00',
    'ff',
    '7f',
    '0080',
    '80',
    'ff7f',
    '00ff',
    '0100',
  ]);
});
