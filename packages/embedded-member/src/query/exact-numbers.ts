// What aggregators take a number for, and which ones they refuse.
import { BigDecimal } from '@hazelrx/protocol';
import { wholeOf } from './convert.js';
import { wholePart } from './decimals.js';
import { classCast, illegalArgument, nullPointer } from './java-error.js';
import { Floating, Integral, textOf } from './java-value.js';
import { classOfFound } from './queried-entry.js';

type JavaNumber = Integral | Floating | bigint | BigDecimal;

function numberOf(value: unknown): JavaNumber {
  if (value instanceof Integral || value instanceof Floating || value instanceof BigDecimal) return value;
  if (typeof value === 'bigint') return value;
  if (value === null) throw nullPointer('Cannot invoke "Object.getClass()" because "number" is null');
  throw classCast(classOfFound(value), 'java.lang.Number');
}

/** Whole, and within that many bits. */
function exactly(value: unknown, bits: number, what: string): bigint {
  const number = numberOf(value);
  let whole: bigint | undefined;
  if (number instanceof Integral) whole = number.value;
  else if (number instanceof Floating && Number.isInteger(number.value) && !Object.is(number.value, -0))
    whole = BigInt(number.value);
  if (whole !== undefined && BigInt.asIntN(bits, whole) === whole) return whole;
  throw illegalArgument(`Can't represent ${textOf(number)} as ${what} exactly`);
}

export function asInt(value: unknown): bigint {
  return exactly(value, 32, 'int');
}

export function asLong(value: unknown): bigint {
  return exactly(value, 64, 'long');
}

export function asDouble(value: unknown): number {
  const number = numberOf(value);
  if (number instanceof Floating) return number.value;
  if (number instanceof Integral && BigInt(Number(number.value)) === number.value) return Number(number.value);
  throw illegalArgument(`Can't represent ${textOf(number)} as double exactly`);
}

/** Cut to 64 bits. */
export function longOf(value: unknown): bigint {
  const number = numberOf(value);
  if (typeof number === 'bigint') return BigInt.asIntN(64, number);
  return number instanceof BigDecimal ? BigInt.asIntN(64, wholePart(number)) : wholeOf(number);
}

/** The nearest there is. */
export function doubleOf(value: unknown): number {
  const number = numberOf(value);
  return typeof number === 'bigint' || number instanceof BigDecimal ? Number(number.toString()) : Number(number.value);
}
