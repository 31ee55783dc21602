import Long from 'long';
import { describe, expect, it } from 'vitest';
import { type LongLike, nextInt64 } from '../../src/wire/int64.js';

describe('nextInt64', () => {
  it.each<[LongLike, string]>([
    [0, '1'],
    [41, '42'],
    [-1, '0'],
    [2 ** 32 - 1, '4294967296'],
    [Number.MAX_SAFE_INTEGER, '9007199254740992'],
    [Number.MIN_SAFE_INTEGER, '-9007199254740990'],
    [0n, '1'],
    [-1n, '0'],
    [2n ** 62n, '4611686018427387905'],
    [-(2n ** 63n), '-9223372036854775807'],
    [Long.fromNumber(7), '8'],
    [new Long(-1, 0), '4294967296'],
    [Long.NEG_ONE, '0'],
  ])('of %s is %s', (value, next) => {
    expect(nextInt64(value).toString()).toBe(next);
  });

  it('wraps around', () => {
    expect(nextInt64(2n ** 63n - 1n).equals(Long.MIN_VALUE)).toBe(true);
    expect(nextInt64(Long.MAX_VALUE).equals(Long.MIN_VALUE)).toBe(true);
  });

  it('leaves what it was given', () => {
    const value = Long.fromNumber(7);
    expect(nextInt64(value)).not.toBe(value);
    expect(value.toNumber()).toBe(7);
  });
});
