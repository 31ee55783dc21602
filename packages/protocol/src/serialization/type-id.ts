// The ids that stand before every serialized object. Negative ids are Hazelcast's own; an application's custom
// serializers have positive ones.

export const NULL = 0;
export const PORTABLE = -1;
export const IDENTIFIED = -2;
export const BYTE = -3;
export const BOOLEAN = -4;
export const CHARACTER = -5;
export const SHORT = -6;
export const INTEGER = -7;
export const LONG = -8;
export const FLOAT = -9;
export const DOUBLE = -10;
export const STRING = -11;
export const BYTE_ARRAY = -12;
export const BOOLEAN_ARRAY = -13;
export const CHARACTER_ARRAY = -14;
export const SHORT_ARRAY = -15;
export const INTEGER_ARRAY = -16;
export const LONG_ARRAY = -17;
export const FLOAT_ARRAY = -18;
export const DOUBLE_ARRAY = -19;
export const STRING_ARRAY = -20;
export const UUID = -21;
export const SIMPLE_ENTRY = -22;
export const SIMPLE_IMMUTABLE_ENTRY = -23;
export const CLASS = -24;
export const DATE = -25;
export const BIG_INTEGER = -26;
export const BIG_DECIMAL = -27;
export const OBJECT_ARRAY = -28;
export const ARRAY_LIST = -29;
export const LINKED_LIST = -30;
export const COPY_ON_WRITE_ARRAY_LIST = -31;
export const HASH_MAP = -32;
export const CONCURRENT_SKIP_LIST_MAP = -33;
export const CONCURRENT_HASH_MAP = -34;
export const LINKED_HASH_MAP = -35;
export const TREE_MAP = -36;
export const HASH_SET = -37;
export const TREE_SET = -38;
export const LINKED_HASH_SET = -39;
export const COPY_ON_WRITE_ARRAY_SET = -40;
export const CONCURRENT_SKIP_LIST_SET = -41;
export const ARRAY_DEQUE = -42;
export const LINKED_BLOCKING_QUEUE = -43;
export const ARRAY_BLOCKING_QUEUE = -44;
export const PRIORITY_BLOCKING_QUEUE = -45;
export const DELAY_QUEUE = -46;
export const SYNCHRONOUS_QUEUE = -47;
export const LINKED_TRANSFER_QUEUE = -48;
export const PRIORITY_QUEUE = -49;
export const OPTIONAL = -50;
export const LOCAL_DATE = -51;
export const LOCAL_TIME = -52;
export const LOCAL_DATE_TIME = -53;
export const OFFSET_DATE_TIME = -54;
export const COMPACT = -55;
export const JSON = -130;

const BUILT_IN_NAMES =
  'null Portable IdentifiedDataSerializable Byte Boolean Character Short Integer Long Float Double String byte[] boolean[] ' +
  'char[] short[] int[] long[] float[] double[] String[] UUID SimpleEntry SimpleImmutableEntry Class Date BigInteger ' +
  'BigDecimal Object[] ArrayList LinkedList CopyOnWriteArrayList HashMap ConcurrentSkipListMap ConcurrentHashMap ' +
  'LinkedHashMap TreeMap HashSet TreeSet LinkedHashSet CopyOnWriteArraySet ConcurrentSkipListSet ArrayDeque ' +
  'LinkedBlockingQueue ArrayBlockingQueue PriorityBlockingQueue DelayQueue SynchronousQueue LinkedTransferQueue ' +
  'PriorityQueue Optional LocalDate LocalTime LocalDateTime OffsetDateTime Compact GenericCompact';

const OTHER_NAMES: Readonly<Record<number, string>> = {
  [-100]: 'java.io.Serializable',
  [-101]: 'java.io.Externalizable',
  [-110]: '.NET object',
  [-120]: 'Python pickle',
  [JSON]: 'HazelcastJsonValue',
  [-140]: 'Go gob',
};

/** The id and what it stands for, as messages name it: `-29 (ArrayList)`. */
export function describeTypeId(typeId: number): string {
  if (typeId > 0) return `${typeId} (a custom serializer)`;
  const name = nameOf(typeId);
  return name === undefined ? `${typeId}` : `${typeId} (${name})`;
}

function nameOf(typeId: number): string | undefined {
  return OTHER_NAMES[typeId] ?? BUILT_IN_NAMES.split(' ')[-typeId];
}

/** What messages say of an id that nothing has, where its bytes the other way round are one that something has. */
export function hintOfByteOrder(typeId: number, isCustom: (id: number) => boolean = () => false): string {
  const view = new DataView(new ArrayBuffer(4));
  view.setInt32(0, typeId);
  const other = view.getInt32(0, true);
  if (nameOf(other) === undefined && !isCustom(other)) return '';
  return `; in the other byte order it is ${describeTypeId(other)}: see isBigEndian`;
}
