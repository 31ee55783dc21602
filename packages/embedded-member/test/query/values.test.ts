import { BigDecimal, LocalDate, OffsetDateTime, UUID } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import { compare, compareSameClass, equal } from '../../src/query/compare.js';
import { convert } from '../../src/query/convert.js';
import { dividedBy } from '../../src/query/decimals.js';
import { javaHash } from '../../src/query/java-hash.js';
import { Character, Floating, Integral, textOfDouble } from '../../src/query/java-value.js';

const integer = (n: number): Integral => new Integral('Integer', BigInt(n));
const long = (n: bigint): Integral => new Integral('Long', n);
const double = (n: number): Floating => new Floating('Double', n);
const decimal = (text: string): BigDecimal => BigDecimal.parse(text);

describe('equal', () => {
  it.each([
    [integer(1), long(1n), true],
    [integer(1), double(1), true],
    [long(2n ** 53n + 1n), double(2 ** 53), false],
    [double(0), double(-0), false],
    [long(0n), double(-0), false],
    [double(Number.NaN), double(Number.NaN), true],
    [integer(1), 1n, false],
    [decimal('1.0'), decimal('1.00'), false],
    ['1', integer(1), false],
    ['a', null, false],
  ])('%o and %o: %j', (one, other, expected) => {
    expect(equal(one, other)).toBe(expected);
  });
});

describe('compare', () => {
  it.each([
    [long(2n ** 63n - 1n), double(2 ** 63), -1],
    [integer(1), double(0.5), 1],
    [double(Number.NaN), double(Infinity), 1],
    [double(-0), integer(0), -1],
    ['a', 'B', 1],
    [false, true, -1],
    [decimal('1.0'), decimal('1.00'), 0],
    [new Character('a'), new Character('b'), -1],
    [new LocalDate(2020, 2, 1), new LocalDate(2020, 1, 31), 1],
    [UUID.parse('80000000-0000-0000-0000-000000000000'), UUID.NIL, -1],
    [OffsetDateTime.fromString('2020-01-01T01:00+01:00'), OffsetDateTime.fromString('2020-01-01T00:00Z'), 1],
  ])('%o with %o: %j', (one, other, expected) => {
    expect(Math.sign(compare(one, other))).toBe(expected);
  });

  it('refuses classes that have nothing to do with each other, and all that differ where Java does', () => {
    const refused = expect.objectContaining({ code: 'CLASS_CAST' });
    expect(() => compare('1', integer(1))).toThrow(refused);
    expect(() => compare(1n, integer(1))).toThrow(refused);
    expect(() => compareSameClass(integer(1), long(1n))).toThrow(refused);
  });
});

describe('convert', () => {
  it.each([
    [integer(0), '5', long(5n)],
    [integer(0), '1.5', double(1.5)],
    [integer(0), ' 5', double(5)],
    [double(0), '1e3', double(1000)],
    ['x', integer(5), '5'],
    ['x', double(5), '5.0'],
    [true, 'TRUE', true],
    [true, integer(0), false],
    [1n, decimal('2.9'), 2n],
    [1n, '12', 12n],
    [decimal('1'), double(0.1), decimal('0.1')],
    [decimal('1'), integer(3), decimal('3')],
    [new Character('x'), 'a', new Character('a')],
    [new LocalDate(2020, 1, 1), '2021-02-03', new LocalDate(2021, 2, 3)],
    [integer(0), null, null],
  ])('for %o: %o is %o', (attribute, given, expected) => {
    expect(convert(attribute, given)).toEqual(expected);
  });

  it.each([
    [integer(0), 'x', 'UNDEFINED'],
    [integer(0), true, 'ILLEGAL_ARGUMENT'],
    [1n, '1.5', 'UNDEFINED'],
    [new Character('x'), 'ab', 'ILLEGAL_ARGUMENT'],
    [true, new LocalDate(2020, 1, 1), 'ILLEGAL_ARGUMENT'],
  ])('for %o refuses %o: %s', (attribute, given, code) => {
    expect(() => convert(attribute, given)).toThrow(expect.objectContaining({ code }));
  });
});

describe('dividedBy', () => {
  it.each([
    ['1', 8n, '0.125'],
    ['10', 2n, '5'],
    ['1.00', 2n, '0.50'],
    ['-3', 4n, '-0.75'],
  ])('%s by %s is %s', (one, count, expected) => {
    expect(dividedBy(decimal(one), count).toString()).toBe(expected);
  });

  it('refuses what has no end', () => {
    expect(() => dividedBy(decimal('1'), 3n)).toThrow(/Non-terminating/);
  });
});

describe('as Java has them', () => {
  it.each([
    [1, '1.0'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [1e7, '1.0E7'],
    [1.5e10, '1.5E10'],
    [-0, '-0.0'],
    [Number.NaN, 'NaN'],
  ])('%d is written %s', (value, expected) => {
    expect(textOfDouble(value)).toBe(expected);
  });

  it.each([
    ['hello', 99_162_322],
    [integer(-5), -5],
    [long(2n ** 32n), 1],
    [long(-1n), 0],
    [double(1.5), 1_073_217_536],
    [true, 1231],
    [new Character('a'), 97],
  ])('%o has the hash %d', (value, expected) => {
    expect(javaHash(value)).toBe(expected);
  });
});
