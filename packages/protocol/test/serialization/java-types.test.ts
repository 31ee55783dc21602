import { describe, expect, it } from 'vitest';
import { BigDecimal, DataError, LocalDate, OffsetDateTime, Serialization } from '../../src/serialization/index.js';
import { bigEndian, blob, hex, orders, thrownBy } from './bytes.js';
import { javaBytes } from './java-bytes.js';

const list = ['a', 'b'];
const map = new Map([
  ['a', 1],
  ['b', 2],
]);

const expected: Record<string, unknown> = {
  SimpleEntry: ['k', 1],
  SimpleImmutableEntry: ['k', null],
  CopyOnWriteArrayList: ['a', 1, null],
  HashMap: map,
  ConcurrentSkipListMap: map,
  ConcurrentHashMap: map,
  LinkedHashMap: map,
  TreeMap: map,
  HashSet: new Set(list),
  TreeSet: new Set(list),
  LinkedHashSet: new Set(list),
  CopyOnWriteArraySet: new Set(list),
  ConcurrentSkipListSet: new Set(list),
  ArrayDeque: list,
  LinkedBlockingQueue: list,
  ArrayBlockingQueue: list,
  PriorityBlockingQueue: list,
  DelayQueue: [],
  SynchronousQueue: [],
  LinkedTransferQueue: list,
  PriorityQueue: list,
  Optional: 'a',
  OptionalEmpty: null,
  ArrayList: ['a', 1, null],
  OffsetNeg: OffsetDateTime.fromString('2021-06-28T11:22:41.000000001-05:30'),
  LocalDateNeg: new LocalDate(-35, 3, 31),
  BigDecimalNeg: BigDecimal.parse('-1.23E-12'),
};

describe.each(orders)('what Java writes, $order', ({ order, codec }) => {
  it.each(Object.keys(javaBytes))('%s', name => {
    const bytes = javaBytes[name]![order === 'big-endian' ? 'bigEndian' : 'littleEndian'];
    expect(codec.toObject(blob(bytes))).toEqual(expected[name]);
  });

  it.each(['LinkedHashSet', 'OffsetNeg', 'LocalDateNeg', 'BigDecimalNeg'])('%s is written as Java writes it', name => {
    const bytes = javaBytes[name]![order === 'big-endian' ? 'bigEndian' : 'littleEndian'];
    expect(hex(codec.toData(expected[name]))).toBe(bytes);
  });
});

describe('an object inside another that was written in the other byte order', () => {
  const hinted = (id: string): RegExp => new RegExp(`in the other byte order it is ${id} .*: see isBigEndian`);
  const customSerializers = [{ id: 5, read: () => new DataError('five'), write: () => {}, getClass: () => DataError }];

  it.each([
    ['a built-in type', 'ab', '-11'],
    ['JSON', {}, '-130'],
    ['a custom type', new DataError('x'), '5'],
  ])('is said to be that: %s', (_, value, id) => {
    const writer = new Serialization({ customSerializers });
    const reader = new Serialization({ customSerializers, isBigEndian: false });
    // The key of an entry, which has no count before it that could be taken for a huge one.
    const entry = blob(`00000000 ffffffea ${hex(writer.toData(value)).slice(8)}`);
    const error = thrownBy(() => reader.toObject(entry));
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(hinted(id));
  });

  it('is not when no type has those bytes either', () => {
    const error = thrownBy(() => bigEndian.toObject(blob('00000000 ffffff01')));
    expect((error as DataError).message).not.toMatch('other byte order');
  });
});
