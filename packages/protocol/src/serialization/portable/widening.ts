import Long from 'long';
import { FieldType } from './field-type.js';

const { BYTE, CHAR, SHORT, INT, LONG, FLOAT, DOUBLE } = FieldType;

/** What another version may have written where this one reads a number: what Java's reader takes. */
const NARROWER: Readonly<Partial<Record<FieldType, readonly FieldType[]>>> = {
  [SHORT]: [BYTE],
  [INT]: [BYTE, CHAR, SHORT],
  [LONG]: [BYTE, CHAR, SHORT, INT],
  [FLOAT]: [BYTE, CHAR, SHORT, INT],
  [DOUBLE]: [BYTE, CHAR, SHORT, INT, LONG, FLOAT],
};

/** How a value of one type becomes one of a wider type; undefined where it does not. */
export function widened(from: FieldType, to: FieldType): ((value: unknown) => unknown) | undefined {
  if (!NARROWER[to]?.includes(from)) return undefined;
  if (to === LONG) return value => Long.fromNumber(asNumber(value));
  return to === FLOAT ? value => Math.fround(asNumber(value)) : asNumber;
}

function asNumber(value: unknown): number {
  if (typeof value === 'string') return value.charCodeAt(0);
  return Long.isLong(value) ? value.toNumber() : (value as number);
}
