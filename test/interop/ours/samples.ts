// What this client writes and reads of the objects that the other programs have.
import {
  array,
  BigDecimal,
  char,
  type CustomSerializer,
  type DataInput,
  type DataOutput,
  float32,
  int16,
  int32,
  int8,
  JavaClass,
  LocalDate,
  LocalTime,
  type Storable,
  UUID,
} from 'hazelrx';
import Long from 'long';
import { DATE, DECIMAL, TEXT, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE } from './common.js';
import { compactSamples } from './compact-classes.js';
import { Due, identifiedSamples, Versioned } from './identified.js';
import { portableSamples, widened } from './portables.js';

interface Sample {
  readonly read: unknown;
  /** Undefined for what only other clients write. */
  readonly written: Storable | undefined;
}

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

export const pointSerializer: CustomSerializer<Point> = {
  id: 1000,
  getClass: () => Point,
  write(output: DataOutput, point) {
    output.writeInt(point.x);
    output.writeInt(point.y);
  },
  read: (input: DataInput) => new Point(input.readInt(), input.readInt()),
};

const point = new Point(3, -4);
const mixed = ['a', 100_000, null, ['b', Long.fromNumber(2 ** 40)]];
const counts = new Map([
  ['a', 1],
  ['b', 2],
]);

const same = (value: Storable): Sample => ({ read: value, written: value });
const as = (read: unknown, written: Storable): Sample => ({ read, written });
const onlyRead = (read: unknown): Sample => ({ read, written: undefined });

const values: Readonly<Record<string, Sample>> = {
  byte: as(-128, int8(-128)),
  boolean: same(true),
  char: as('ж', char('ж')),
  short: as(-32768, int16(-32768)),
  int: as(-(2 ** 31), int32(-(2 ** 31))),
  long: same(Long.MIN_VALUE),
  float: as(1.5, float32(1.5)),
  double: same(0.1),
  string: same(TEXT),
  'byte[]': same(Uint8Array.of(0, 127, 128, 255)),
  'boolean[]': same([true, false]),
  'char[]': as(['a', 'ж'], array(char)(['a', 'ж'])),
  'short[]': as([1, -32768], array(int16)([1, -32768])),
  'int[]': as([1, -(2 ** 31)], array(int32)([1, -(2 ** 31)])),
  'long[]': same([Long.ONE, Long.MIN_VALUE]),
  'float[]': as([1.5, -0.25], array(float32)([1.5, -0.25])),
  'double[]': same([0.1, -2.5]),
  'string[]': same(['a', 'ж']),
  'string[] with null': same(['a', null]),
  uuid: same(UUID.parse('f47ac10b-58cc-4372-a567-0e02b2c3d479')),
  entry: onlyRead(['key', 1]),
  'immutable entry': onlyRead(['key', null]),
  class: same(new JavaClass('java.lang.String')),
  instant: same(new Date(1_700_000_000_123)),
  'big integer': same(-(2n ** 77n)),
  'positive big integer': same(2n ** 77n),
  decimal: same(DECIMAL),
  thousands: same(new BigDecimal(12n, -3)),
  optional: onlyRead('present'),
  'empty optional': onlyRead(null),
  date: same(DATE),
  'early date': same(new LocalDate(-44, 3, 15)),
  time: same(TIME),
  nanoseconds: same(LocalTime.fromString('23:59:59.000000001')),
  timestamp: same(TIMESTAMP),
  'timestamp with timezone': same(TIMESTAMP_WITH_TIMEZONE),
  json: same({ a: [1, null, 'ж'] }),
};

const collections: Readonly<Record<string, Sample>> = {
  'Object[]': onlyRead(mixed),
  ArrayList: as(mixed, ['a', int32(100_000), null, ['b', Long.fromNumber(2 ** 40)]]),
  LinkedList: onlyRead(mixed),
  CopyOnWriteArrayList: onlyRead(mixed),
  HashMap: onlyRead(counts),
  ConcurrentSkipListMap: onlyRead(counts),
  ConcurrentHashMap: onlyRead(counts),
  LinkedHashMap: as(counts, new Map([...counts].map(([key, value]) => [key, int32(value)]))),
  TreeMap: onlyRead(counts),
  'TreeMap with a comparator': onlyRead(new Map([...counts].toReversed())),
  HashSet: onlyRead(new Set(['a', 'b'])),
  TreeSet: onlyRead(new Set(['a', 'b'])),
  'TreeSet with a comparator': onlyRead(new Set(['b', 'a'])),
  LinkedHashSet: same(new Set(['a', 'b'])),
  CopyOnWriteArraySet: onlyRead(new Set(['a', 'b'])),
  ConcurrentSkipListSet: onlyRead(new Set(['a', 'b'])),
  'ConcurrentSkipListSet with a comparator': onlyRead(new Set(['b', 'a'])),
  ArrayDeque: onlyRead(['a', 'b']),
  LinkedBlockingQueue: onlyRead(['a', 'b']),
  ArrayBlockingQueue: onlyRead(['a', 'b']),
  PriorityBlockingQueue: onlyRead(['a', 'b']),
  'PriorityBlockingQueue with a comparator': onlyRead(['b', 'a']),
  DelayQueue: onlyRead([new Due('now')]),
  SynchronousQueue: onlyRead([]),
  LinkedTransferQueue: onlyRead(['a', 'b']),
  PriorityQueue: onlyRead(['a', 'b']),
  'PriorityQueue with a comparator': onlyRead(['b', 'a']),
};

const objects: Readonly<Record<string, object>> = {
  ...compactSamples,
  ...portableSamples,
  ...identifiedSamples(point),
  custom: point,
};

/** One object of every type, by the name that it has in all languages. */
export const samples: ReadonlyMap<string, Sample> = new Map([
  ...Object.entries(values),
  ...Object.entries(collections),
  ...Object.entries(objects).map(([name, value]): [string, Sample] => [name, same(value as Storable)]),
  ['portable widening', onlyRead(widened)],
  ['identified versioned', onlyRead(new Versioned('5.7'))],
]);
