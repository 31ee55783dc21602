// Order and equality of values as members have them: numbers of different classes can be compared, nothing else can.
import {
  BigDecimal,
  HazelcastJsonValue,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  UUID,
} from '@hazelrx/protocol';
import { compareDecimals } from './decimals.js';
import { Character, classOf, Floating, Integral } from './java-value.js';
import { classCast } from './java-error.js';

type Order = (one: never, other: never) => number;

/** The classes whose values have an order, with what it is. */
const ORDERS: readonly (readonly [new (...given: never[]) => object, Order])[] = [
  [Character, (one: Character, other: Character) => natural(one.value, other.value)],
  [BigDecimal, compareDecimals],
  [UUID, (one: UUID, other: UUID) => firstOf(uuidWords(one), uuidWords(other))],
  [Date, (one: Date, other: Date) => natural(one.getTime(), other.getTime())],
  [LocalDate, (one: LocalDate, other: LocalDate) => firstOf(dateParts(one), dateParts(other))],
  [LocalTime, (one: LocalTime, other: LocalTime) => firstOf(timeParts(one), timeParts(other))],
  [LocalDateTime, (one: LocalDateTime, other: LocalDateTime) => firstOf(momentParts(one), momentParts(other))],
  [OffsetDateTime, (one: OffsetDateTime, other: OffsetDateTime) => firstOf(instantParts(one), instantParts(other))],
  [HazelcastJsonValue, (one: HazelcastJsonValue, other: HazelcastJsonValue) => natural(String(one), String(other))],
];

export function isNumber(value: unknown): value is Integral | Floating {
  return value instanceof Integral || value instanceof Floating;
}

/** Whether values of its class have an order. */
export function isComparable(value: unknown): boolean {
  const type = typeof value;
  if (type === 'string' || type === 'boolean' || type === 'bigint' || isNumber(value)) return true;
  return ORDERS.some(([of]) => value instanceof of);
}

/** Below 0 where `one` comes first. Throws for values of different classes that are not both primitive numbers. */
export function compare(one: unknown, other: unknown): number {
  if (isNumber(one) && isNumber(other)) return compareNumbers(one, other);
  return compareSameClass(one, other);
}

/** As Java's `compareTo`, for which two classes of numbers are two classes. */
export function compareSameClass(one: unknown, other: unknown): number {
  if (classOf(one) !== classOf(other)) throw classCast(classOf(other), classOf(one));
  if (isNumber(one)) return compareNumbers(one, other as Integral | Floating);
  const order = ORDERS.find(([of]) => one instanceof of)?.[1];
  if (order) return order(one as never, other as never);
  if (!isComparable(one)) throw classCast(classOf(one), 'java.lang.Comparable');
  return natural(one as string, other as string);
}

/** `other` may be null. */
export function equal(one: unknown, other: unknown): boolean {
  return other !== null && identityOf(one) === identityOf(other);
}

/** Two values that are equal to members have the same: 1 and 1L and 1.0, but not 1.0 and 1.00 of BigDecimals. */
export function identityOf(value: unknown): string {
  if (value instanceof Integral) return `number ${value.value}`;
  if (value instanceof Floating) {
    const isWhole = Number.isInteger(value.value) && Math.abs(value.value) < 2 ** 63 && !Object.is(value.value, -0);
    return isWhole ? `number ${BigInt(value.value)}` : `double ${Object.is(value.value, -0) ? '-0' : value.value}`;
  }
  if (value instanceof Character) return `${classOf(value)} ${value.value}`;
  return `${classOf(value)} ${value instanceof Date ? value.getTime() : String(value)}`;
}

function compareNumbers(one: Integral | Floating, other: Integral | Floating): number {
  const [a, b] = [one.value, other.value];
  const [aIsNaN, bIsNaN] = [Number.isNaN(a), Number.isNaN(b)];
  // NaN is greater than all others, and 0.0 than -0.0.
  if (aIsNaN || bIsNaN) return Number(aIsNaN) - Number(bIsNaN);
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Object.is(b, -0)) - Number(Object.is(a, -0));
}

function natural<T extends string | number | boolean | bigint>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** By the first parts that differ. */
function firstOf(parts: readonly number[], others: readonly number[]): number {
  const at = parts.findIndex((part, i) => part !== others[i]);
  return at < 0 ? 0 : natural(parts[at]!, others[at]!);
}

/** Java compares two signed words of 64 bits. */
function uuidWords({ w0, w1, w2, w3 }: UUID): number[] {
  return [w0, w1 >>> 0, w2, w3 >>> 0];
}

function dateParts({ year, month, date }: LocalDate): number[] {
  return [year, month, date];
}

function timeParts({ hour, minute, second, nano }: LocalTime): number[] {
  return [hour, minute, second, nano];
}

function momentParts({ localDate, localTime }: LocalDateTime): number[] {
  return [...dateParts(localDate), ...timeParts(localTime)];
}

/** The instant, then the time of the day there. */
function instantParts(moment: OffsetDateTime): number[] {
  return [moment.asDate().getTime(), moment.localDateTime.localTime.nano, ...momentParts(moment.localDateTime)];
}
