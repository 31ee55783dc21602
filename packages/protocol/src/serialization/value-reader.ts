import { DataError } from './data-error.js';
import type { CompactTypes } from './compact/compact-types.js';
import type { CustomSerializers } from './custom.js';
import type { BodyReader, DataInput } from './data-input.js';
import {
  readBigDecimal,
  readLocalDate,
  readLocalDateTime,
  readLocalTime,
  readOffsetDateTime,
} from './date-time-body.js';
import type { IdentifiedObjects } from './identified.js';
import { JavaClass } from './java-class.js';
import { HazelcastJsonValue } from './json-value.js';
import { entryStep, within } from './nesting.js';
import type { Portables } from './portable/portables.js';
import * as TypeId from './type-id.js';

const readObject = (input: DataInput): unknown => input.readObject();

/** The least a nested object takes: its type id. */
const OBJECT_SIZE = 4;

/** Reads the types of an application. */
export interface AppliedReaders {
  readonly compact: CompactTypes;
  readonly identified: IdentifiedObjects;
  readonly portables: Portables;
  readonly custom: CustomSerializers;
  /** JSON as `HazelcastJsonValue`. */
  readonly keepsJson: boolean;
}

/** From type ids to values. */
export class ValueReader implements BodyReader {
  constructor(private readonly applied: AppliedReaders) {}

  get compact(): CompactTypes {
    return this.applied.compact;
  }

  /** What most keys and values are, then the rest. */
  read(input: DataInput, typeId: number): unknown {
    switch (typeId) {
      case TypeId.STRING:
        return input.readString();
      case TypeId.JSON:
        return readJson(input, this.applied.keepsJson);
      case TypeId.COMPACT:
        return this.applied.compact.read(input);
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
        return this.applied.identified.read(input);
      case TypeId.PORTABLE:
        return this.applied.portables.read(input);
      default:
        if (typeId > 0) return this.applied.custom.read(input, typeId);
        return typeId >= TypeId.STRING_ARRAY ? readPrimitiveArray(input, typeId) : readJavaValue(input, typeId);
    }
  }
}

const ADVICE = 'the bytes are in `data` of this error, and a Data can be stored again as it is';

function readPrimitiveArray(input: DataInput, typeId: number): unknown {
  switch (typeId) {
    case TypeId.BOOLEAN_ARRAY:
      return input.readBooleanArray();
    case TypeId.CHARACTER_ARRAY:
      return input.readCharArray();
    case TypeId.SHORT_ARRAY:
      return input.readShortArray();
    case TypeId.INTEGER_ARRAY:
      return input.readIntArray();
    case TypeId.LONG_ARRAY:
      return input.readLongArray();
    case TypeId.FLOAT_ARRAY:
      return input.readFloatArray();
    case TypeId.DOUBLE_ARRAY:
      return input.readDoubleArray();
    case TypeId.STRING_ARRAY:
      return input.readStringArray();
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
      return [input.readObject(), input.readObject()];
    case TypeId.CLASS:
      return readClass(input);
    case TypeId.DATE:
      return readDate(input);
    case TypeId.BIG_INTEGER:
      return input.readBigInteger();
    case TypeId.BIG_DECIMAL:
      return readBigDecimal(input);
    case TypeId.OPTIONAL:
      return input.readBoolean() ? input.readObject() : null;
    case TypeId.LOCAL_DATE:
      return readLocalDate(input);
    case TypeId.LOCAL_TIME:
      return readLocalTime(input);
    case TypeId.LOCAL_DATE_TIME:
      return readLocalDateTime(input);
    case TypeId.OFFSET_DATE_TIME:
      return readOffsetDateTime(input);
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
  const count = input.readCount(2 * OBJECT_SIZE);
  if (count < 0) return null;
  const map = new Map<unknown, unknown>();
  let key: unknown;
  let hasKey = false;
  try {
    for (let i = 0; i < count; i++) {
      hasKey = false;
      key = input.readObject();
      hasKey = true;
      map.set(key, input.readObject());
    }
  } catch (error) {
    throw within(hasKey ? entryStep(key) : '.keys()', error);
  }
  return map;
}

function readSet(input: DataInput): Set<unknown> | null {
  const items = input.readArray(OBJECT_SIZE, readObject);
  return items && new Set(items);
}

function readJson(input: DataInput, keepsJson: boolean): unknown {
  const text = input.readString();
  if (text === null) return null;
  if (keepsJson) return new HazelcastJsonValue(text);
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

function unknownType(typeId: number): DataError {
  const type = `${TypeId.describeTypeId(typeId)}${TypeId.hintOfByteOrder(typeId)}`;
  return new DataError(`no reader for type ${type}; ${ADVICE}`, { typeId });
}
