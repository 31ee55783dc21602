import type Long from 'long';
import { BigDecimal } from './big-decimal.js';
import { DataError } from './data-error.js';
import type { BodyReader, DataInput } from './data-input.js';
import { LocalDate, LocalDateTime, LocalTime, OffsetDateTime } from './date-time.js';
import { JavaClass } from './java-class.js';
import { TOPIC_READERS } from './topic-message.js';
import * as TypeId from './type-id.js';

/** Reads the fields of one class of IdentifiedDataSerializable, in the order in which it writes them. */
export type IdentifiedReader = (input: DataInput) => unknown;

/** Factory id → class id → reader. */
export type IdentifiedReaders = ReadonlyMap<number, ReadonlyMap<number, IdentifiedReader>>;

const IS_IDENTIFIED = 1;
const IS_VERSIONED = 2;

const readBoolean = (input: DataInput): boolean => input.readBoolean();
const readChar = (input: DataInput): string => input.readChar();
const readShort = (input: DataInput): number => input.readShort();
const readInt = (input: DataInput): number => input.readInt();
const readLong = (input: DataInput): Long => input.readLong();
const readFloat = (input: DataInput): number => input.readFloat();
const readDouble = (input: DataInput): number => input.readDouble();
const readString = (input: DataInput): string | null => input.readString();
const readObject = (input: DataInput): unknown => input.readObject();
const readEntry = (input: DataInput): [unknown, unknown] => [input.readObject(), input.readObject()];

/** The least a nested object takes: its type id. */
const OBJECT_SIZE = 4;

/** From type ids to values. */
export class ValueReader implements BodyReader {
  constructor(readonly identified: IdentifiedReaders) {}

  /** What most keys and values are, then the rest. */
  read(input: DataInput, typeId: number): unknown {
    switch (typeId) {
      case TypeId.STRING:
        return input.readString();
      case TypeId.JSON:
        return readJson(input);
      case TypeId.DOUBLE:
        return input.readDouble();
      case TypeId.INTEGER:
        return input.readInt();
      case TypeId.LONG:
        return input.readLong();
      case TypeId.BYTE_ARRAY:
        return input.readByteArray();
      case TypeId.NULL:
        return null;
      case TypeId.BYTE:
        return input.readByte();
      case TypeId.BOOLEAN:
        return input.readBoolean();
      case TypeId.CHARACTER:
        return input.readChar();
      case TypeId.SHORT:
        return input.readShort();
      case TypeId.FLOAT:
        return input.readFloat();
      case TypeId.IDENTIFIED:
        return this.#readIdentified(input);
      default:
        return typeId >= TypeId.STRING_ARRAY ? readPrimitiveArray(input, typeId) : readJavaValue(input, typeId);
    }
  }

  #readIdentified(input: DataInput): unknown {
    const flags = input.readByte();
    if ((flags & IS_IDENTIFIED) === 0) {
      throw new DataError(`cannot read a DataSerializable named by its Java class; ${ADVICE}`, {
        typeId: TypeId.IDENTIFIED,
      });
    }
    const factoryId = input.readInt();
    const classId = input.readInt();
    if (flags & IS_VERSIONED) input.readShort();
    const readFields = this.identified.get(factoryId)?.get(classId) ?? TOPIC_READERS.get(factoryId)?.get(classId);
    if (readFields === undefined) {
      const what = `${TypeId.describeTypeId(TypeId.IDENTIFIED)} of factory ${factoryId}, class ${classId}`;
      throw new DataError(`no reader for type ${what}; ${ADVICE}`, { typeId: TypeId.IDENTIFIED });
    }
    return readFields(input);
  }
}

const ADVICE = 'the bytes are in `data` of this error, and a Data can be stored again as it is';

function readPrimitiveArray(input: DataInput, typeId: number): unknown {
  switch (typeId) {
    case TypeId.BOOLEAN_ARRAY:
      return input.readArray(1, readBoolean);
    case TypeId.CHARACTER_ARRAY:
      return input.readArray(2, readChar);
    case TypeId.SHORT_ARRAY:
      return input.readArray(2, readShort);
    case TypeId.INTEGER_ARRAY:
      return input.readArray(4, readInt);
    case TypeId.LONG_ARRAY:
      return input.readArray(8, readLong);
    case TypeId.FLOAT_ARRAY:
      return input.readArray(4, readFloat);
    case TypeId.DOUBLE_ARRAY:
      return input.readArray(8, readDouble);
    case TypeId.STRING_ARRAY:
      return input.readArray(4, readString);
    default:
      throw unknownType(typeId);
  }
}

function readJavaValue(input: DataInput, typeId: number): unknown {
  switch (typeId) {
    case TypeId.UUID:
      return input.readUuid();
    case TypeId.SIMPLE_ENTRY:
    case TypeId.SIMPLE_IMMUTABLE_ENTRY:
      return readEntry(input);
    case TypeId.CLASS:
      return readClass(input);
    case TypeId.DATE:
      return readDate(input);
    case TypeId.BIG_INTEGER:
      return input.readBigInteger();
    case TypeId.BIG_DECIMAL:
      return new BigDecimal(input.readBigInteger(), input.readInt());
    case TypeId.OPTIONAL:
      return input.readBoolean() ? input.readObject() : null;
    case TypeId.LOCAL_DATE:
      return readLocalDate(input);
    case TypeId.LOCAL_TIME:
      return readLocalTime(input);
    case TypeId.LOCAL_DATE_TIME:
      return readLocalDateTime(input);
    case TypeId.OFFSET_DATE_TIME:
      return new OffsetDateTime(readLocalDateTime(input), input.readInt());
    default:
      return readCollection(input, typeId);
  }
}

function readCollection(input: DataInput, typeId: number): unknown {
  switch (typeId) {
    case TypeId.PRIORITY_BLOCKING_QUEUE:
    case TypeId.PRIORITY_QUEUE:
      skipComparator(input);
      return readList(input);
    case TypeId.CONCURRENT_SKIP_LIST_MAP:
    case TypeId.TREE_MAP:
      skipComparator(input);
      return readMap(input);
    case TypeId.HASH_MAP:
    case TypeId.CONCURRENT_HASH_MAP:
    case TypeId.LINKED_HASH_MAP:
      return readMap(input);
    case TypeId.TREE_SET:
    case TypeId.CONCURRENT_SKIP_LIST_SET:
      skipComparator(input);
      return readSet(input);
    case TypeId.HASH_SET:
    case TypeId.LINKED_HASH_SET:
    case TypeId.COPY_ON_WRITE_ARRAY_SET:
      return readSet(input);
    default:
      if (isPlainList(typeId)) return readList(input);
      throw unknownType(typeId);
  }
}

/** Object[], the lists and the queues that keep no comparator. */
function isPlainList(typeId: number): boolean {
  return (
    (typeId <= TypeId.OBJECT_ARRAY && typeId >= TypeId.COPY_ON_WRITE_ARRAY_LIST) ||
    (typeId <= TypeId.ARRAY_DEQUE && typeId >= TypeId.LINKED_TRANSFER_QUEUE)
  );
}

function skipComparator(input: DataInput): void {
  input.readObject();
}

function readList(input: DataInput): unknown[] | null {
  return input.readArray(OBJECT_SIZE, readObject);
}

function readMap(input: DataInput): Map<unknown, unknown> | null {
  const entries = input.readArray(2 * OBJECT_SIZE, readEntry);
  return entries && new Map(entries);
}

function readSet(input: DataInput): Set<unknown> | null {
  const items = input.readArray(OBJECT_SIZE, readObject);
  return items && new Set(items);
}

function readJson(input: DataInput): unknown {
  const text = input.readString();
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(`the stored JSON is not valid: ${String(cause)}`, { typeId: TypeId.JSON, cause });
  }
}

function readClass(input: DataInput): JavaClass {
  const name = input.readString();
  if (name === null) throw new DataError('a Class without a name', { typeId: TypeId.CLASS });
  return new JavaClass(name);
}

function readDate(input: DataInput): Date {
  const millis = input.readLong();
  const date = new Date(millis.toNumber());
  if (Number.isNaN(date.getTime()))
    throw new DataError(`${millis.toString()} ms is beyond the range of Date`, { typeId: TypeId.DATE });
  return date;
}

function readLocalDate(input: DataInput): LocalDate {
  return new LocalDate(input.readInt(), input.readByte(), input.readByte());
}

function readLocalTime(input: DataInput): LocalTime {
  return new LocalTime(input.readByte(), input.readByte(), input.readByte(), input.readInt());
}

function readLocalDateTime(input: DataInput): LocalDateTime {
  return new LocalDateTime(readLocalDate(input), readLocalTime(input));
}

function unknownType(typeId: number): DataError {
  return new DataError(`no reader for type ${TypeId.describeTypeId(typeId)}; ${ADVICE}`, { typeId });
}
