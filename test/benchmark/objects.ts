// The values of the works of serialization: one object of ten fields in three forms, and an array of numbers.
import { KEYS } from './entries.js';

/** What one operation of such a work puts or gets. */
export type Form = 'Compact' | 'Json' | 'Text' | 'Array';

export const FORMS: readonly Form[] = ['Compact', 'Json', 'Text', 'Array'];

/** Ten fields, as many kinds as both JSON and Compact have. `serial` is what an int32 holds, `total` a float64. */
export interface Parcel {
  readonly serial: number;
  readonly customer: string;
  readonly street: string;
  readonly city: string;
  readonly country: string;
  readonly express: boolean;
  readonly insured: boolean;
  readonly total: number;
  readonly weight: number;
  readonly stops: string[];
}

/** The name of the type in Compact, for both clients the same. */
export const PARCEL = 'parcel';

const ELEMENTS = 10_000;
/** Of 80 KB each. */
const ARRAYS = 100;
const TEXTS: ReadonlyMap<string, string> = new Map(KEYS.map(key => [key, JSON.stringify(parcelOf(key))]));
const PARCELS: ReadonlyMap<string, Parcel> = new Map(KEYS.map(key => [key, parcelOf(key)]));
/** Doubles, most of them with a fraction. */
const NUMBERS: readonly number[] = Array.from({ length: ELEMENTS }, (_, n) => n / 3);

/** Each form in a map of its own. */
export function mapOf(form: Form): string {
  return `benchmark-${form.toLowerCase()}`;
}

export function keysOf(form: Form): readonly string[] {
  return form === 'Array' ? KEYS.slice(0, ARRAYS) : KEYS;
}

/** What is put under a key. Of `Compact` it is the object, which the client knows how to write. */
export function valueIn(form: Form, key: string): Parcel | string | number[] {
  if (form === 'Array') return NUMBERS as number[];
  return form === 'Text' ? TEXTS.get(key)! : PARCELS.get(key)!;
}

/** The key ends with a number. */
export function parcelOf(key: string): Parcel {
  const serial = Number(key.slice(key.indexOf('-') + 1));
  return {
    serial,
    customer: `customer ${key}`,
    street: `${serial} Analytical Engine Street`,
    city: 'Malmö',
    country: 'SE',
    express: serial % 2 === 0,
    insured: serial % 3 === 0,
    total: serial * 1.25,
    weight: serial % 40,
    stops: ['Ystad', 'Lund', key],
  };
}

/** So that an answer that is none does not pass for a fast one. */
export function check(form: Form, value: unknown): void {
  const holds =
    form === 'Array'
      ? (value as readonly number[])?.length === ELEMENTS
      : form === 'Text'
        ? (value as string)?.length > 0
        : (value as Parcel)?.stops?.length === 3;
  if (!holds) throw new Error(`not what was put: ${String(value)}`);
}
