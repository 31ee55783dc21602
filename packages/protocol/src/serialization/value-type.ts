import Long from 'long';
import { Data } from '../data.js';
import { UUID } from '../uuid.js';
import { BigDecimal } from './big-decimal.js';
import { isBuffer, viewType } from './binary-view.js';
import { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from './date-time.js';
import { JavaClass } from './java-class.js';
import { JavaPrimitive } from './java-primitive.js';
import { HazelcastJsonValue } from './json-value.js';
import { checkDepth } from './nesting.js';
import { BYTE, type NumberFormat } from './number-format.js';
import { TopicMessage } from './topic-message.js';
import * as TypeId from './type-id.js';

/**
 * The type that an object of a known class is written as; JSON for plain objects and all other classes, undefined for
 * binary data that has no counterpart in Java. Arrays, `Data` and the wrappers of primitives are told apart before.
 */
export function objectType(value: object): number | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return TypeId.JSON;
  if (ArrayBuffer.isView(value)) return viewType(value);
  if (Long.isLong(value)) return TypeId.LONG;
  if (value instanceof Date) return TypeId.DATE;
  if (value instanceof UUID) return TypeId.UUID;
  if (value instanceof Map) return TypeId.LINKED_HASH_MAP;
  if (value instanceof Set) return TypeId.LINKED_HASH_SET;
  if (value instanceof BigDecimal) return TypeId.BIG_DECIMAL;
  if (value instanceof LocalDateTime) return TypeId.LOCAL_DATE_TIME;
  if (value instanceof LocalDate) return TypeId.LOCAL_DATE;
  if (value instanceof LocalTime) return TypeId.LOCAL_TIME;
  if (value instanceof OffsetDateTime) return TypeId.OFFSET_DATE_TIME;
  if (value instanceof JavaClass) return TypeId.CLASS;
  if (value instanceof TopicMessage) return TypeId.IDENTIFIED;
  return isBuffer(value) ? undefined : TypeId.JSON;
}

/**
 * The type that an array is written as. Every item decides: all of one primitive make that primitive's array, strings
 * may have nulls among them, what JSON can carry makes JSON, anything else an ArrayList that keeps each item's type.
 */
export function arrayType(items: readonly unknown[], number: NumberFormat, depth: number): number {
  // A byte[] would come back as a Uint8Array.
  if (items.length === 0) return number === BYTE ? TypeId.ARRAY_LIST : number.arrayTypeId;
  let common: number | undefined;
  let uniform = true;
  let typed = false;
  let nulls = false;
  for (const item of items) {
    if (item === null || item === undefined) {
      nulls = true;
      continue;
    }
    const type = arrayTypeFor(item, number, depth);
    typed ||= type !== TypeId.JSON && (typeof item === 'object' || typeof item === 'bigint');
    common ??= type;
    uniform &&= type === common;
  }
  if (uniform && common !== undefined && (!nulls || common === TypeId.STRING_ARRAY)) return common;
  return typed ? TypeId.ARRAY_LIST : TypeId.JSON;
}

/** The type an array would have if all of its items were like this one. */
function arrayTypeFor(item: unknown, number: NumberFormat, depth: number): number {
  switch (typeof item) {
    case 'number':
      return number.arrayTypeId;
    case 'string':
      return TypeId.STRING_ARRAY;
    case 'boolean':
      return TypeId.BOOLEAN_ARRAY;
    case 'bigint':
      return TypeId.ARRAY_LIST;
    case 'object':
      if (item instanceof JavaPrimitive) return item.format.arrayTypeId;
      if (Long.isLong(item)) return TypeId.LONG_ARRAY;
      return carriesTypes(item as object, depth) ? TypeId.ARRAY_LIST : TypeId.JSON;
    default:
      return TypeId.JSON;
  }
}

/** True for what loses its type in JSON, and for an array that holds such a thing, however deep in arrays. */
function carriesTypes(item: object, depth: number): boolean {
  if (!Array.isArray(item)) {
    return (
      item instanceof HazelcastJsonValue ||
      item instanceof Data ||
      item instanceof JavaPrimitive ||
      objectType(item) !== TypeId.JSON
    );
  }
  checkDepth(depth);
  return item.some(
    inner =>
      typeof inner === 'bigint' ||
      (typeof inner === 'object' && inner !== null && carriesTypes(inner as object, depth + 1)),
  );
}
