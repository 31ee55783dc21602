/**
 * Blobs made by the serializers of Hazelcast 5.7.0 for Java, in both byte orders, of the types that the shared vectors
 * do not cover.
 */
export const javaBytes: Readonly<Record<string, { bigEndian: string; littleEndian: string }>> = {
  SimpleEntry: {
    bigEndian: '00000000ffffffeafffffff5000000016bfffffff900000001',
    littleEndian: '00000000ffffffeaf5ffffff010000006bf9ffffff01000000',
  },
  SimpleImmutableEntry: {
    bigEndian: '00000000ffffffe9fffffff5000000016b00000000',
    littleEndian: '00000000ffffffe9f5ffffff010000006b00000000',
  },
  CopyOnWriteArrayList: {
    bigEndian: '00000000ffffffe100000003fffffff50000000161fffffff90000000100000000',
    littleEndian: '00000000ffffffe103000000f5ffffff0100000061f9ffffff0100000000000000',
  },
  HashMap: {
    bigEndian: '00000000ffffffe000000002fffffff50000000161fffffff900000001fffffff50000000162fffffff900000002',
    littleEndian: '00000000ffffffe002000000f5ffffff0100000061f9ffffff01000000f5ffffff0100000062f9ffffff02000000',
  },
  ConcurrentSkipListMap: {
    bigEndian: '00000000ffffffdf0000000000000002fffffff50000000161fffffff900000001fffffff50000000162fffffff900000002',
    littleEndian:
      '00000000ffffffdf0000000002000000f5ffffff0100000061f9ffffff01000000f5ffffff0100000062f9ffffff02000000',
  },
  ConcurrentHashMap: {
    bigEndian: '00000000ffffffde00000002fffffff50000000161fffffff900000001fffffff50000000162fffffff900000002',
    littleEndian: '00000000ffffffde02000000f5ffffff0100000061f9ffffff01000000f5ffffff0100000062f9ffffff02000000',
  },
  LinkedHashMap: {
    bigEndian: '00000000ffffffdd00000002fffffff50000000161fffffff900000001fffffff50000000162fffffff900000002',
    littleEndian: '00000000ffffffdd02000000f5ffffff0100000061f9ffffff01000000f5ffffff0100000062f9ffffff02000000',
  },
  TreeMap: {
    bigEndian: '00000000ffffffdc0000000000000002fffffff50000000161fffffff900000001fffffff50000000162fffffff900000002',
    littleEndian:
      '00000000ffffffdc0000000002000000f5ffffff0100000061f9ffffff01000000f5ffffff0100000062f9ffffff02000000',
  },
  HashSet: {
    bigEndian: '00000000ffffffdb00000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffdb02000000f5ffffff0100000061f5ffffff0100000062',
  },
  TreeSet: {
    bigEndian: '00000000ffffffda0000000000000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffda0000000002000000f5ffffff0100000061f5ffffff0100000062',
  },
  LinkedHashSet: {
    bigEndian: '00000000ffffffd900000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffd902000000f5ffffff0100000061f5ffffff0100000062',
  },
  CopyOnWriteArraySet: {
    bigEndian: '00000000ffffffd800000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffd802000000f5ffffff0100000061f5ffffff0100000062',
  },
  ConcurrentSkipListSet: {
    bigEndian: '00000000ffffffd70000000000000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffd70000000002000000f5ffffff0100000061f5ffffff0100000062',
  },
  ArrayDeque: {
    bigEndian: '00000000ffffffd600000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffd602000000f5ffffff0100000061f5ffffff0100000062',
  },
  LinkedBlockingQueue: {
    bigEndian: '00000000ffffffd500000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffd502000000f5ffffff0100000061f5ffffff0100000062',
  },
  ArrayBlockingQueue: {
    bigEndian: '00000000ffffffd400000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffd402000000f5ffffff0100000061f5ffffff0100000062',
  },
  PriorityBlockingQueue: {
    bigEndian: '00000000ffffffd30000000000000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffd30000000002000000f5ffffff0100000061f5ffffff0100000062',
  },
  DelayQueue: { bigEndian: '00000000ffffffd200000000', littleEndian: '00000000ffffffd200000000' },
  SynchronousQueue: { bigEndian: '00000000ffffffd100000000', littleEndian: '00000000ffffffd100000000' },
  LinkedTransferQueue: {
    bigEndian: '00000000ffffffd000000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffd002000000f5ffffff0100000061f5ffffff0100000062',
  },
  PriorityQueue: {
    bigEndian: '00000000ffffffcf0000000000000002fffffff50000000161fffffff50000000162',
    littleEndian: '00000000ffffffcf0000000002000000f5ffffff0100000061f5ffffff0100000062',
  },
  Optional: { bigEndian: '00000000ffffffce01fffffff50000000161', littleEndian: '00000000ffffffce01f5ffffff0100000061' },
  OptionalEmpty: { bigEndian: '00000000ffffffce00', littleEndian: '00000000ffffffce00' },
  ArrayList: {
    bigEndian: '00000000ffffffe300000003fffffff50000000161fffffff90000000100000000',
    littleEndian: '00000000ffffffe303000000f5ffffff0100000061f9ffffff0100000000000000',
  },
  OffsetNeg: {
    bigEndian: '00000000ffffffca000007e5061c0b162900000001ffffb2a8',
    littleEndian: '00000000ffffffcae5070000061c0b162901000000a8b2ffff',
  },
  LocalDateNeg: { bigEndian: '00000000ffffffcdffffffdd031f', littleEndian: '00000000ffffffcdddffffff031f' },
  BigDecimalNeg: {
    bigEndian: '00000000ffffffe500000001850000000e',
    littleEndian: '00000000ffffffe501000000850e000000',
  },
};
