import Long from 'long';
import {
  BigDecimal,
  JavaClass,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  char,
  float32,
  int16,
  int32,
  int8,
} from '../../packages/protocol/src/serialization/index.js';
import { UUID } from '../../packages/protocol/src/uuid.js';

/** A value as the reference tells it; `t` is its Java type. */
export interface Told {
  t: string;
  v?: unknown;
  [field: string]: unknown;
}

/** What reading must give. */
export function readAs(told: Told): unknown {
  if (told.v === null) return null;
  return readers[told.t]?.(told) ?? told.v;
}

const readers: Readonly<Record<string, (told: Told) => unknown>> = {
  float: ({ v }) => (typeof v === 'number' ? Math.fround(v) : readAs(v as Told)),
  'float[]': ({ v }) => (v as Told[]).map(readAs),
  long: ({ v }) => Long.fromString(v as string),
  'long[]': ({ v }) => (v as string[]).map(text => Long.fromString(text)),
  'byte[]': ({ v }) => new Uint8Array(Buffer.from(v as string, 'hex')),
  String: ({ v }) => (typeof v === 'string' ? v : allCodeUnits()),
  UUID: ({ v }) => UUID.parse(v as string),
  Date: ({ v }) => new Date(Number(v)),
  LocalDate: localDate,
  LocalTime: localTime,
  LocalDateTime: localDateTime,
  OffsetDateTime: ({ dateTime, offsetSeconds }) =>
    new OffsetDateTime(localDateTime(dateTime as Told), offsetSeconds as number),
  BigInteger: ({ v }) => BigInt(v as string),
  BigDecimal: ({ unscaled, scale }) => new BigDecimal(BigInt(unscaled as string), scale as number),
  Class: ({ v }) => new JavaClass(v as string),
  HazelcastJsonValue: ({ v }) => JSON.parse(v as string) as unknown,
};

/** What is written as the type that the reference tells. */
export function writtenAs(told: Told): unknown {
  const value = readAs(told);
  switch (told.t) {
    case 'byte':
      return int8(value as number);
    case 'char':
      return char(value as string);
    case 'short':
      return int16(value as number);
    case 'int':
      return int32(value as number);
    case 'float':
      return float32(value as number);
    case 'char[]':
      return (value as string[]).map(char);
    case 'short[]':
      return Int16Array.from(value as number[]);
    case 'int[]':
      return Int32Array.from(value as number[]);
    case 'float[]':
      return Float32Array.from(value as number[]);
    default:
      return value;
  }
}

function localDate({ year, month, day }: Told): LocalDate {
  return new LocalDate(year as number, month as number, day as number);
}

function localTime({ hour, minute, second, nano }: Told): LocalTime {
  return new LocalTime(hour as number, minute as number, second as number, nano as number);
}

function localDateTime({ date, time }: Told): LocalDateTime {
  return new LocalDateTime(localDate(date as Told), localTime(time as Told));
}

/** The long string of the reference: every UTF-16 unit but the surrogates, filled up with U+0000. */
function allCodeUnits(): string {
  let text = '';
  for (let unit = 0; unit <= 0xfffe; unit++) if (unit < 0xd800 || unit > 0xdfff) text += String.fromCharCode(unit);
  return text.padEnd(65535, '\0');
}
