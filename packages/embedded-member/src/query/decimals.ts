// What members do with BigDecimals.
import { BigDecimal } from '@hazelrx/protocol';
import { Refusal } from '../refusal.js';

export function plus(one: BigDecimal, other: BigDecimal): BigDecimal {
  const scale = Math.max(one.scale, other.scale);
  return new BigDecimal(unscaled(one, scale) + unscaled(other, scale), scale);
}

/** By value: 1.0 and 1.00 are the same here. */
export function compareDecimals(one: BigDecimal, other: BigDecimal): number {
  const scale = Math.max(one.scale, other.scale);
  const [a, b] = [unscaled(one, scale), unscaled(other, scale)];
  return a < b ? -1 : a > b ? 1 : 0;
}

export function wholePart({ unscaledValue, scale }: BigDecimal): bigint {
  return scale > 0 ? unscaledValue / 10n ** BigInt(scale) : unscaledValue * 10n ** BigInt(-scale);
}

/** Exactly, with as few digits as that takes but no smaller scale. Throws where no end of digits is in sight. */
export function dividedBy({ unscaledValue, scale }: BigDecimal, count: bigint): BigDecimal {
  let digits = unscaledValue;
  let at = scale;
  // A divisor that is nothing but twos and fives needs a digit for each of them at most.
  for (let left = count.toString(2).length; digits % count !== 0n; left--) {
    if (left < 0) throw noEnd();
    digits *= 10n;
    at++;
  }
  return new BigDecimal(digits / count, at);
}

function noEnd(): Refusal {
  const message = 'Non-terminating decimal expansion; no exact representable decimal result.';
  return new Refusal('UNDEFINED', message, 'java.lang.ArithmeticException');
}

function unscaled({ unscaledValue, scale }: BigDecimal, wanted: number): bigint {
  return unscaledValue * 10n ** BigInt(wanted - scale);
}
