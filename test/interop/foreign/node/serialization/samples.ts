import {
  BigDecimal,
  type DataInput,
  type DataOutput,
  HazelcastJsonValue,
  LocalTime,
  type Serializer,
  UUID,
} from 'hazelcast-client';
import { DATE, DECIMAL, TEXT, TheirLong, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE } from './common.js';
import { compactSamples, genericRecord } from './compact-types.js';
import { identifiedSamples } from './identified.js';
import { portableSamples } from './portables.js';

interface Sample {
  readonly value: unknown;
  /** False where this client would write another type. */
  readonly isWritten: boolean;
  /** A generic record. */
  readonly isRecord: boolean;
}

class Point {
  readonly hzCustomId = 1000;

  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

export const pointSerializer: Serializer<Point> = {
  id: 1000,
  write(output: DataOutput, point) {
    output.writeInt(point.x);
    output.writeInt(point.y);
  },
  read: (input: DataInput) => new Point(input.readInt(), input.readInt()),
};

const point = new Point(3, -4);
const mixed = ['a', 100_000, null, ['b', TheirLong.fromNumber(2 ** 40)]];

const written: Readonly<Record<string, unknown>> = {
  boolean: true,
  long: TheirLong.MIN_VALUE,
  'big integer': -(2n ** 77n),
  'positive big integer': 2n ** 77n,
  double: 0.1,
  string: TEXT,
  'byte[]': Buffer.of(0, 127, 128, 255),
  'boolean[]': [true, false],
  'long[]': [TheirLong.fromNumber(1), TheirLong.MIN_VALUE],
  'double[]': [0.1, -2.5],
  'string[]': ['a', 'ж'],
  uuid: new UUID(
    TheirLong.fromString('f47ac10b58cc4372', false, 16),
    TheirLong.fromString('a5670e02b2c3d479', false, 16),
  ),
  instant: new Date(1_700_000_000_123),
  decimal: DECIMAL,
  thousands: new BigDecimal(12n, -3),
  date: DATE,
  time: TIME,
  nanoseconds: LocalTime.fromString('23:59:59.000000001'),
  timestamp: TIMESTAMP,
  'timestamp with timezone': TIMESTAMP_WITH_TIMEZONE,
  json: new HazelcastJsonValue('{"a":[1,null,"ж"]}'),
  custom: point,
  ...compactSamples,
  ...portableSamples,
  ...identifiedSamples(point),
};

const onlyRead: Readonly<Record<string, unknown>> = {
  // It reads bytes without their sign.
  byte: 128,
  char: 'ж',
  short: -32768,
  int: -(2 ** 31),
  float: 1.5,
  'char[]': ['a', 'ж'],
  'short[]': [1, -32768],
  'int[]': [1, -(2 ** 31)],
  'float[]': [1.5, -0.25],
  'string[] with null': ['a', null],
  class: 'java.lang.String',
  'Object[]': mixed,
  ArrayList: mixed,
  LinkedList: mixed,
  'compact list': [compactSamples['compact line'], compactSamples['compact with null']],
};

const record = (value: unknown, isWritten: boolean): Sample => ({ value, isWritten, isRecord: false });

/** One object of every type that this client has, by the name that it has in all languages. */
export const samples: ReadonlyMap<string, Sample> = new Map([
  ...Object.entries(written).map(([name, value]): [string, Sample] => [name, record(value, true)]),
  ...Object.entries(onlyRead).map(([name, value]): [string, Sample] => [name, record(value, false)]),
  ['compact without a class', { value: genericRecord(), isWritten: true, isRecord: true }],
]);
