import { allocate } from '../wire/bytes.js';
import { readUtf8 } from '../wire/text.js';
import { DataError } from './data-error.js';

// Through hexadecimal text: the one way between bytes and a bigint that takes time in proportion to their number.

const DIGITS = '0123456789abcdef';

/** The fewest bytes that hold `value` in two's complement, most significant first, as Java keeps them. */
export function bigIntegerBytes(value: bigint): Uint8Array {
  const negative = value < 0n;
  const digits = (negative ? ~value : value).toString(16);
  const hex = digits.length % 2 ? `0${digits}` : digits;
  const signByte = hex >= '8' ? 1 : 0;
  const flip = negative ? 0xff : 0;
  const bytes = new Uint8Array(hex.length / 2 + signByte);
  bytes[0] = flip;
  for (let i = signByte, at = 0; i < bytes.length; i++, at += 2) {
    bytes[i] = ((digitAt(hex, at) << 4) | digitAt(hex, at + 1)) ^ flip;
  }
  return bytes;
}

/** Reads two's complement, most significant byte first. The official Node client writes a needless leading 00. */
export function readBigInteger(bytes: Uint8Array, start: number, end: number): bigint {
  if (start >= end) throw new DataError('a BigInteger without bytes');
  const hex = allocate((end - start) * 2);
  for (let i = start, at = 0; i < end; i++) {
    hex[at++] = DIGITS.charCodeAt(bytes[i]! >> 4);
    hex[at++] = DIGITS.charCodeAt(bytes[i]! & 15);
  }
  const unsigned = BigInt(`0x${readUtf8(hex, 0, hex.length)}`);
  return bytes[start]! < 0x80 ? unsigned : BigInt.asIntN((end - start) * 8, unsigned);
}

function digitAt(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 0x3a ? code - 0x30 : code - 0x57;
}
