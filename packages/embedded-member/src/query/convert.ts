// What a value in a predicate becomes before it is compared: members make it of the attribute's class, where they can.
import { BigDecimal, LocalDate, LocalDateTime, LocalTime, OffsetDateTime, UUID } from '@hazelrx/protocol';
import { isNumber } from './compare.js';
import { wholePart } from './decimals.js';
import { illegalArgument, noNumber, queryError } from './java-error.js';
import { Character, classOf, Floating, Integral, textOf, textOfDouble } from './java-value.js';

type Convert = (given: unknown) => unknown;

const LEAST_LONG = -(2n ** 63n);
const MOST_LONG = 2n ** 63n - 1n;
const WHOLE = /^[+-]?\d+$/;
const DOUBLE = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/;

const CONVERTERS: Readonly<Record<string, Convert>> = {
  'java.lang.String': textOf,
  'java.lang.Byte': toWhole,
  'java.lang.Short': toWhole,
  'java.lang.Integer': toWhole,
  'java.lang.Long': toWhole,
  'java.lang.Float': toDouble,
  'java.lang.Double': toDouble,
  'java.lang.Boolean': toBoolean,
  'java.lang.Character': toCharacter,
  'java.math.BigInteger': toBigInteger,
  'java.math.BigDecimal': toBigDecimal,
  'java.util.UUID': parsing(UUID.parse.bind(UUID), 'java.util.UUID'),
  'java.util.Date': parsing(
    text => new Date(dateOf(text)),
    'java.util.Date',
    millis => new Date(millis),
  ),
  'java.time.LocalDate': parsing(
    LocalDate.fromString.bind(LocalDate),
    'java.time.LocalDate',
    millis => at(millis).localDate,
  ),
  'java.time.LocalTime': parsing(
    LocalTime.fromString.bind(LocalTime),
    'java.time.LocalTime',
    millis => at(millis).localTime,
  ),
  'java.time.LocalDateTime': parsing(LocalDateTime.fromString.bind(LocalDateTime), 'java.time.LocalDateTime', at),
  'java.time.OffsetDateTime': parsing(
    OffsetDateTime.fromString.bind(OffsetDateTime),
    'java.time.OffsetDateTime',
    millis => new OffsetDateTime(at(millis), 0),
  ),
};

/** `given` as it is compared with an attribute that is not null. Null stays null. Throws for what cannot be converted. */
export function convert(attribute: unknown, given: unknown): unknown {
  if (given === null || classOf(given) === classOf(attribute)) return given;
  const converter = CONVERTERS[classOf(attribute)];
  if (!converter) throw queryError(`Unknown attribute type: ${classOf(given)} for attribute: ${textOf(attribute)}`);
  return converter(given);
}

/** Primitive numbers are compared whatever their class; only text has to become one. */
function toWhole(given: unknown): unknown {
  if (typeof given !== 'string') return asNumber(given);
  if (!WHOLE.test(given)) return toDouble(given);
  const value = BigInt(given.replace('+', ''));
  return value < LEAST_LONG || value > MOST_LONG ? toDouble(given) : new Integral('Long', value);
}

function toDouble(given: unknown): unknown {
  if (typeof given !== 'string') return asNumber(given);
  const text = given.trim();
  if (!DOUBLE.test(text)) throw noNumber(given);
  return new Floating('Double', Number.parseFloat(text));
}

function asNumber(given: unknown): unknown {
  if (isNumber(given) || typeof given === 'bigint' || given instanceof BigDecimal) return given;
  throw illegalArgument(`Cannot convert [${textOf(given)}] to number`);
}

function toBoolean(given: unknown): boolean {
  if (typeof given === 'string') return given.toLowerCase() === 'true';
  if (isNumber(given)) return wholeOf(given) !== 0n;
  throw illegalArgument(`Cannot convert [${textOf(given)}] to boolean`);
}

function toCharacter(given: unknown): Character {
  if (isNumber(given)) return new Character(String.fromCharCode(Number(BigInt.asUintN(16, wholeOf(given)))));
  if (typeof given === 'string' && given.length === 1) return new Character(given);
  throw illegalArgument(`Cannot convert [${textOf(given)}] to char`);
}

function toBigInteger(given: unknown): bigint {
  if (given instanceof BigDecimal) return wholePart(given);
  if (isNumber(given)) return wholeOf(given);
  if (typeof given === 'boolean') return given ? 1n : 0n;
  const text = textOf(given);
  if (!WHOLE.test(text)) throw noNumber(text);
  return BigInt(text.replace('+', ''));
}

function toBigDecimal(given: unknown): BigDecimal {
  if (typeof given === 'bigint') return new BigDecimal(given, 0);
  if (given instanceof Integral) return new BigDecimal(given.value, 0);
  if (typeof given === 'boolean') return new BigDecimal(given ? 1n : 0n, 0);
  const text = given instanceof Floating ? textOfDouble(given.value) : textOf(given);
  try {
    return BigDecimal.parse(text);
  } catch {
    throw noNumber(text);
  }
}

/** Java's cast to a long: without the fraction, and no further than a long goes. */
export function wholeOf({ value }: Integral | Floating): bigint {
  if (typeof value === 'bigint') return value;
  if (Number.isNaN(value)) return 0n;
  const whole = Math.trunc(Math.min(Math.max(value, -(2 ** 63)), 2 ** 63));
  return BigInt(whole) > MOST_LONG ? MOST_LONG : BigInt(whole);
}

/** Numbers are milliseconds since 1970; members take their own time zone for them, here it is UTC. */
function parsing(parse: (text: string) => unknown, className: string, ofMillis?: (millis: number) => unknown): Convert {
  return given => {
    if (isNumber(given) && ofMillis) return ofMillis(Number(wholeOf(given)));
    if (typeof given !== 'string') throw illegalArgument(`Cannot convert [${textOf(given)}] to ${className}`);
    try {
      return parse(given);
    } catch {
      throw illegalArgument(`Cannot convert [${given}] to ${className}`);
    }
  };
}

function at(millis: number): LocalDateTime {
  return LocalDateTime.fromString(new Date(millis).toISOString().slice(0, -1));
}

/** As Java prints a date: `Sat Feb 29 12:00:00 UTC 2020`. */
function dateOf(text: string): number {
  const millis = /^\w{3} \w{3} \d\d \d\d:\d\d:\d\d (?:UTC|GMT) \d{4}$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(millis)) throw new RangeError(text);
  return millis;
}
