import Long from 'long';
import { Data } from '../data.js';
import { UUID } from '../uuid.js';
import { BigDecimal } from './big-decimal.js';
import { isBuffer, viewType } from './binary-view.js';
import type { CompactTypes } from './compact/compact-types.js';
import type { CustomSerializers } from './custom.js';
import { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from './date-time.js';
import { isIdentified } from './identified.js';
import { JavaClass } from './java-class.js';
import { JavaPrimitive } from './java-primitive.js';
import { HazelcastJsonValue } from './json-value.js';
import { Marked } from './marked.js';
import { checkDepth } from './nesting.js';
import { BYTE, type NumberFormat } from './number-format.js';
import type { ClassIds } from './portable/portable.js';
import { isPortable } from './portable/portables.js';
import { TopicMessage } from './topic-message.js';
import * as TypeId from './type-id.js';

/** Classes that have a type of their own. */
const BUILT_IN = /* @__PURE__ */ new Map<unknown, number>(
  (
    [
      [Date, TypeId.DATE],
      [Map, TypeId.LINKED_HASH_MAP],
      [Set, TypeId.LINKED_HASH_SET],
      [Long, TypeId.LONG],
      [UUID, TypeId.UUID],
      [BigDecimal, TypeId.BIG_DECIMAL],
      [LocalDate, TypeId.LOCAL_DATE],
      [LocalTime, TypeId.LOCAL_TIME],
      [LocalDateTime, TypeId.LOCAL_DATE_TIME],
      [OffsetDateTime, TypeId.OFFSET_DATE_TIME],
      [JavaClass, TypeId.CLASS],
      [HazelcastJsonValue, TypeId.JSON],
      [TopicMessage, TypeId.IDENTIFIED],
      [Uint8Array, TypeId.BYTE_ARRAY],
    ] as const
  ).map(([type, typeId]) => [type.prototype, typeId]),
);

/** Whether objects of exactly this class have a type already. */
export function isBuiltIn(prototype: object): boolean {
  return prototype === Object.prototype || prototype === Array.prototype || BUILT_IN.has(prototype);
}

/**
 * The type that an object is written as when nothing of the application's takes it; JSON for plain objects and all other
 * classes, undefined for binary data that has no counterpart in Java. Arrays, `Data` and marked values are told apart before.
 */
export function builtInType(value: object): number | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return TypeId.JSON;
  const known = BUILT_IN.get(prototype);
  if (known !== undefined) return known;
  if (ArrayBuffer.isView(value)) return viewType(value);
  if (Long.isLong(value)) return TypeId.LONG;
  for (const [base, typeId] of BUILT_IN) {
    if (Object.prototype.isPrototypeOf.call(base as object, value)) return typeId;
  }
  return isBuffer(value) ? undefined : TypeId.JSON;
}

/** Says which type a value is written as: what applies first, where several could. */
export class ValueTypes {
  /** Of what nothing else takes: JSON, or that of the global serializer. */
  readonly fallback: number;

  /** `number` is what plain numbers are written as. */
  constructor(
    readonly number: NumberFormat,
    private readonly compact: CompactTypes,
    private readonly custom: CustomSerializers,
  ) {
    this.fallback = custom.globalId ?? TypeId.JSON;
  }

  /** As `builtInType`, and of all that the application has said. */
  ofObject(value: object): number | undefined {
    const prototype: unknown = Object.getPrototypeOf(value);
    const isPlain = prototype === Object.prototype || prototype === null;
    if (!isPlain) {
      if (Long.isLong(value)) return TypeId.LONG;
      const builtIn = BUILT_IN.get(prototype);
      if (builtIn !== undefined) return builtIn;
      if (this.compact.takes(value)) return TypeId.COMPACT;
    }
    // One look at what both have: most objects are plain, and it costs less than to ask for the methods.
    if ((value as Partial<ClassIds>).factoryId !== undefined) {
      if (isIdentified(value)) return TypeId.IDENTIFIED;
      if (isPortable(value)) return TypeId.PORTABLE;
    }
    const typeId = isPlain ? TypeId.JSON : builtInType(value);
    return typeId === TypeId.JSON ? (this.custom.idFor(value) ?? this.fallback) : typeId;
  }

  /**
   * The type that an array is written as. Every item decides: all of one primitive make that primitive's array, strings
   * may have nulls among them, what JSON can carry makes JSON, anything else an ArrayList that keeps each item's type.
   */
  ofArray(items: readonly unknown[], depth: number): number {
    // A byte[] would come back as a Uint8Array.
    if (items.length === 0) return this.number === BYTE ? TypeId.ARRAY_LIST : this.number.arrayTypeId;
    let common: number | undefined;
    let uniform = true;
    let typed = false;
    let nulls = false;
    for (const item of items) {
      if (item === null || item === undefined) {
        nulls = true;
        continue;
      }
      const type = this.#ofArrayOf(item, depth);
      typed ||= type !== TypeId.JSON && (typeof item === 'object' || typeof item === 'bigint');
      common ??= type;
      uniform &&= type === common;
    }
    if (!uniform || common === undefined || (nulls && common !== TypeId.STRING_ARRAY)) {
      common = typed ? TypeId.ARRAY_LIST : TypeId.JSON;
    }
    return common === TypeId.JSON ? this.fallback : common;
  }

  /** The type an array would have if all of its items were like this one; JSON, too, for what the fallback takes. */
  #ofArrayOf(item: unknown, depth: number): number {
    switch (typeof item) {
      case 'number':
        return this.number.arrayTypeId;
      case 'string':
        return TypeId.STRING_ARRAY;
      case 'boolean':
        return TypeId.BOOLEAN_ARRAY;
      case 'bigint':
        return TypeId.ARRAY_LIST;
      case 'object':
        if (item instanceof JavaPrimitive) return item.format.arrayTypeId;
        if (Long.isLong(item)) return TypeId.LONG_ARRAY;
        return this.#carriesTypes(item as object, depth) ? TypeId.ARRAY_LIST : TypeId.JSON;
      default:
        return TypeId.JSON;
    }
  }

  /** True for what loses its type in JSON, and for an array that holds such a thing, however deep in arrays. */
  #carriesTypes(item: object, depth: number): boolean {
    if (!Array.isArray(item)) return isTyped(item) || this.ofObject(item) !== this.fallback;
    checkDepth(depth);
    return item.some(
      inner =>
        typeof inner === 'bigint' ||
        (typeof inner === 'object' && inner !== null && this.#carriesTypes(inner as object, depth + 1)),
    );
  }
}

/** Whether the value itself says what it is. */
function isTyped(value: object): boolean {
  return value instanceof HazelcastJsonValue || value instanceof Data || value instanceof Marked;
}
