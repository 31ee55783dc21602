import { Floating, Integral } from './java-value.js';

/** JSON as members see it: objects are Maps, whole numbers are Longs, those with a point or an exponent Doubles. */
export type Json = Map<string, Json> | Json[] | Integral | Floating | string | boolean | null;

/** A text, or a number outside of one. */
const TEXT_OR_NUMBER = /"((?:[^"\\]|\\.)*)"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Undefined for what is no JSON. */
export function parseJson(text: string): Json | undefined {
  // JSON.parse forgets how numbers were written, so it gets them as texts: every text is told from them by its first letter.
  const marked = text.replace(TEXT_OR_NUMBER, (found, inside?: string) =>
    inside === undefined ? `"n${found}"` : `"s${inside}"`,
  );
  try {
    return jsonOf(JSON.parse(marked));
  } catch {
    return undefined;
  }
}

function jsonOf(value: unknown): Json {
  if (typeof value === 'string') return value.startsWith('s') ? value.slice(1) : numberOf(value.slice(1));
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value as boolean | null;
  return new Map(Object.entries(value).map(([name, each]) => [name.slice(1), jsonOf(each)]));
}

function numberOf(text: string): Json {
  const whole = /[.eE]/.test(text) ? undefined : BigInt(text);
  const isLong = whole !== undefined && BigInt.asIntN(64, whole) === whole;
  return isLong ? new Integral('Long', whole) : new Floating('Double', Number(text));
}
