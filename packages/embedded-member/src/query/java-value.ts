// Values as members have them: numbers of a class each, where JavaScript has one.
import {
  BigDecimal,
  char,
  type Data,
  float32,
  float64,
  GenericRecord,
  HazelcastJsonValue,
  int16,
  int32,
  int64,
  int8,
  JavaClass,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Marked,
  OffsetDateTime,
  UUID,
} from '@hazelrx/protocol';
import Long from 'long';

export type IntegralClass = 'Byte' | 'Short' | 'Integer' | 'Long';
export type FloatingClass = 'Float' | 'Double';

/** A whole number of Java. Its BigInteger is a bigint here. */
export class Integral {
  constructor(
    readonly type: IntegralClass,
    readonly value: bigint,
  ) {}
}

export class Floating {
  constructor(
    readonly type: FloatingClass,
    readonly value: number,
  ) {}
}

export class Character {
  constructor(readonly value: string) {}
}

/** An array; `type` is Java's name of its class. */
export class JavaArray {
  constructor(
    readonly type: string,
    readonly items: readonly unknown[],
  ) {}

  /** Of objects, which may be null. */
  get holdsObjects(): boolean {
    return this.type.startsWith('[L');
  }
}

/** The ids before the values, of those that are told apart here. */
const MAKERS: Readonly<Record<number, (value: never) => unknown>> = {
  [-3]: (value: number) => new Integral('Byte', BigInt(value)),
  [-5]: (value: string) => new Character(value),
  [-6]: (value: number) => new Integral('Short', BigInt(value)),
  [-7]: (value: number) => new Integral('Integer', BigInt(value)),
  [-8]: (value: Long) => new Integral('Long', BigInt(value.toString())),
  [-9]: (value: number) => new Floating('Float', value),
  [-10]: (value: number) => new Floating('Double', value),
  [-12]: (value: Uint8Array) => new JavaArray('[B', [...new Int8Array(value)].map(integralMaker('Byte'))),
  [-13]: (value: boolean[]) => new JavaArray('[Z', value),
  [-14]: (value: string[]) =>
    new JavaArray(
      '[C',
      value.map(text => new Character(text)),
    ),
  [-15]: (value: number[]) => new JavaArray('[S', value.map(integralMaker('Short'))),
  [-16]: (value: number[]) => new JavaArray('[I', value.map(integralMaker('Integer'))),
  [-17]: (value: Long[]) => new JavaArray('[J', value.map(integralMaker('Long'))),
  [-18]: (value: number[]) =>
    new JavaArray(
      '[F',
      value.map(each => new Floating('Float', each)),
    ),
  [-19]: (value: number[]) =>
    new JavaArray(
      '[D',
      value.map(each => new Floating('Double', each)),
    ),
  [-20]: (value: (string | null)[]) => new JavaArray('[Ljava.lang.String;', value),
  [-28]: (value: unknown[]) => new JavaArray('[Ljava.lang.Object;', value.map(javaOf)),
};

function integralMaker(type: IntegralClass): (value: number | Long) => Integral {
  return value => new Integral(type, BigInt(value.toString()));
}

/** What was read of a blob, by the type that stands before it. */
export function javaOfType(typeId: number, value: unknown): unknown {
  return value === null ? null : (MAKERS[typeId]?.(value as never) ?? javaOf(value));
}

/** A value in an object that was read: a number without its type is a Double. */
export function javaOf(value: unknown): unknown {
  if (value instanceof Marked) return javaOfType(value.typeId, value.value);
  if (Long.isLong(value)) return new Integral('Long', BigInt(value.toString()));
  return typeof value === 'number' ? new Floating('Double', value) : (value ?? null);
}

const INTEGRAL_TYPES = { Byte: int8, Short: int16, Integer: int32 };

/** The other way: what serialization writes as the same class. */
export function storable(value: unknown): unknown {
  if (value instanceof Integral) {
    if (value.type === 'Long') return int64(Long.fromString(value.value.toString()));
    return INTEGRAL_TYPES[value.type](Number(value.value));
  }
  if (value instanceof Floating) return (value.type === 'Float' ? float32 : float64)(value.value);
  return value instanceof Character ? char(value.value) : value;
}

const CLASS_NAMES: readonly (readonly [new (...given: never[]) => object, string])[] = [
  [BigDecimal, 'java.math.BigDecimal'],
  [UUID, 'java.util.UUID'],
  [Date, 'java.util.Date'],
  [LocalDate, 'java.time.LocalDate'],
  [LocalTime, 'java.time.LocalTime'],
  [LocalDateTime, 'java.time.LocalDateTime'],
  [OffsetDateTime, 'java.time.OffsetDateTime'],
  [HazelcastJsonValue, 'com.hazelcast.core.HazelcastJsonValue'],
  [JavaClass, 'java.lang.Class'],
  [GenericRecord, 'com.hazelcast.internal.serialization.impl.compact.DeserializedGenericRecord'],
  [Array, 'java.util.ArrayList'],
  [Map, 'java.util.LinkedHashMap'],
  [Set, 'java.util.LinkedHashSet'],
];

/** As Java names the class of a value that is not null. */
export function classOf(value: unknown): string {
  if (value instanceof Integral || value instanceof Floating) return `java.lang.${value.type}`;
  if (value instanceof Character) return 'java.lang.Character';
  if (value instanceof JavaArray) return value.type;
  if (typeof value === 'string') return 'java.lang.String';
  if (typeof value === 'boolean') return 'java.lang.Boolean';
  if (typeof value === 'bigint') return 'java.math.BigInteger';
  return CLASS_NAMES.find(([type]) => value instanceof type)?.[1] ?? 'java.lang.Object';
}

/** The id of the type of a blob. */
export function typeIdOf({ bytes }: Data): number {
  return bytes.length < 8 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getInt32(4);
}

/** The text that Java makes of a value. */
export function textOf(value: unknown): string {
  if (value instanceof Floating) return textOfDouble(value.value);
  if (value instanceof Integral || value instanceof Character) return value.value.toString();
  return String(value);
}

/** Plain from a thousandth to ten million, with an exponent beyond that. */
export function textOfDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}
