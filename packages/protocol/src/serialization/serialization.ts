import { Data } from '../data.js';
import { adopt, copyBytes } from '../wire/bytes.js';
import { readUtf8 } from '../wire/text.js';
import { type DataCodec, Writer } from '../wire/writer.js';
import { checkClaims } from './claims.js';
import { CompactTypes } from './compact/compact-types.js';
import { Schemas, UnsentSchemaError } from './compact/schemas.js';
import { CustomSerializers } from './custom.js';
import { DataInput } from './data-input.js';
import { DataOutput } from './data-output.js';
import type { AnyDataType, DataType } from './data-type.js';
import { unreadable } from './failed.js';
import { IdentifiedObjects } from './identified.js';
import type { IdentifiedReaders } from './identified-class.js';
import { within } from './nesting.js';
import { NUMBER_TYPES } from './number-format.js';
import { Portables } from './portable/portables.js';
import type { SerializationConfig } from './serialization-config.js';
import { STRING } from './type-id.js';
import { TypedCodec } from './typed-codec.js';
import { ValueReader } from './value-reader.js';
import { ValueTypes } from './value-type.js';
import { ValueWriter } from './value-writer.js';

export interface SerializationOptions extends SerializationConfig {
  /** Readers of IdentifiedDataSerializable classes of Hazelcast's own. */
  readonly identified?: IdentifiedReaders;
  /** The schemas of Compact types. By default ones of its own, which count as known to all members. */
  readonly schemas?: Schemas;
}

/** Room for a usual key or value; the writer grows when it is not enough. */
const BLOB_CAPACITY = 256;

/**
 * Values to blobs and back. What applies first: null, `Data`, a marked value, a Compact class or `GenericRecord`, an
 * IdentifiedDataSerializable, a Portable, the built-in types below, custom serializers, the global one, JSON.
 *
 * | value                                     | type written                           | read as                   |
 * | ----------------------------------------- | -------------------------------------- | ------------------------- |
 * | number                                    | Double −10, or `defaultNumberType`     | number (`Long` of a Long) |
 * | `Long`, bigint, `BigDecimal`              | Long −8, BigInteger −26, BigDecimal −27 | the same                 |
 * | `int8` `int16` `int32` `int64`            | Byte −3, Short −6, Integer −7, Long −8 | number, `Long`            |
 * | `float32` `float64` `char`                | Float −9, Double −10, Character −5     | number, string            |
 * | boolean, string                           | Boolean −4, String −11                 | the same                  |
 * | `UUID`, `JavaClass`, Date                 | UUID −21, Class −24, Date −25          | the same                  |
 * | `LocalDate` `LocalTime` `LocalDateTime` `OffsetDateTime` | −51, −52, −53, −54      | the same                  |
 * | Uint8Array (`Buffer`), Int8Array          | byte[] −12                             | Uint8Array                |
 * | Uint16Array, Int16Array, Int32Array       | char[] −14, short[] −15, int[] −16     | string[], number[]        |
 * | BigInt64Array, Float32Array, Float64Array | long[] −17, float[] −18, double[] −19  | Long[], number[]          |
 * | array of numbers, `[]`                    | array of the number type: double[] −19 | number[]                  |
 * | array of booleans, of `Long`              | boolean[] −13, long[] −17              | the same                  |
 * | array of strings, nulls among them or not | String[] −20                           | the same                  |
 * | array of one kind of wrapper              | that primitive's array, −12 to −19     | as the typed array        |
 * | other array of what JSON can hold         | HazelcastJsonValue −130                | the same                  |
 * | any other array                           | ArrayList −29                          | the same, item by item    |
 * | Map, Set                                  | LinkedHashMap −35, LinkedHashSet −39   | the same, item by item    |
 * | plain object, instance of any other class | HazelcastJsonValue −130                | plain object              |
 * | `HazelcastJsonValue`                      | HazelcastJsonValue −130, its text      | what JSON.parse makes     |
 * | `Data`                                    | as it is                               | by its type               |
 *
 * Only read: entries (−22, −23) as `[key, value]`, other lists, Object[] and queues as arrays, other maps and sets as
 * Map and Set (without their comparators), Optional −50 as its value or null.
 *
 * What Java or JSON cannot hold is refused with a `DataError`, never dropped or cut. An object with a `partitionKey`
 * lives in the partition of that key.
 */
export class Serialization implements DataCodec {
  /** The schemas of Compact types that were written or read. */
  readonly schemas: Schemas;
  readonly #littleEndian: boolean;
  readonly #values: ValueWriter;
  readonly #reader: ValueReader;
  /** Types that are declared again and again are not kept. */
  readonly #codecs = new WeakMap<AnyDataType, DataCodec>();
  /** Kept between calls; taken while in use, as a reader of a class may come back for a nested blob. */
  #input: DataInput | undefined;
  #output: DataOutput | undefined;

  /** Throws a `DataError` when two claim one type id, type name or class. */
  constructor(options: SerializationOptions = {}) {
    const {
      isBigEndian = true,
      defaultNumberType = 'double',
      customSerializers = [],
      compact: { serializers = [] } = {},
    } = options;
    this.#littleEndian = !isBigEndian;
    this.schemas = options.schemas ?? new Schemas({ local: true });
    checkClaims(serializers, customSerializers);
    const compact = new CompactTypes(serializers, this.schemas);
    const custom = new CustomSerializers(customSerializers, options.globalSerializer);
    const identified = new IdentifiedObjects(options.dataSerializableFactories ?? {}, options.identified ?? new Map());
    const portables = new Portables(options.portableFactories ?? {}, options.portableVersion ?? 0);
    const types = new ValueTypes(NUMBER_TYPES[defaultNumberType], compact, custom);
    const keepsJson = options.jsonStringDeserializationPolicy === 'NO_DESERIALIZATION';
    this.#values = new ValueWriter({ types, compact, identified, portables, custom });
    this.#reader = new ValueReader({ compact, identified, portables, custom, keepsJson });
    options.classDefinitions?.forEach((sample, i) => this.#define(sample, i));
  }

  /** The codec of the values of one type. Throws a `DataError` when another Compact type has the name of one in it. */
  codecOf<T>(type: DataType<T>): DataCodec {
    let codec = this.#codecs.get(type);
    if (codec === undefined) {
      codec = new TypedCodec(type, this.#littleEndian, this.#values, this.#reader);
      this.#codecs.set(type, codec);
    }
    return codec;
  }

  /** Writing a portable once makes its definition known, and those of all portables in it. */
  #define(sample: unknown, index: number): void {
    try {
      this.toData(sample);
    } catch (error) {
      // Of Compact values in raw data, which come after all fields.
      if (!(error instanceof UnsentSchemaError)) throw within(`.classDefinitions[${index}]`, error);
    }
  }

  /** Null and undefined are refused: a nullable field says null in its own way. */
  write(writer: Writer, value: unknown): void {
    if (this.#output?.writer !== writer) this.#output = new DataOutput(writer, this.#littleEndian, this.#values);
    this.#values.writeBlob(this.#output, value);
  }

  read(bytes: Uint8Array, view: DataView, start: number, end: number): unknown {
    if (start === end) return null;
    return this.#readText(bytes, start, end) ?? this.#readAny(bytes, view, start, end);
  }

  /** What most values are, in less time and without a view; undefined for what is none, or damaged. */
  #readText(bytes: Uint8Array, start: number, end: number): string | undefined {
    const at = start + TEXT_HEADER;
    if (at > end || int32(bytes, start + 4, false) !== STRING) return undefined;
    const length = int32(bytes, start + 8, this.#littleEndian);
    return length >= 0 && length <= end - at ? readUtf8(adopt(bytes), at, at + length) : undefined;
  }

  #readAny(bytes: Uint8Array, view: DataView, start: number, end: number): unknown {
    const input = this.#input ?? new DataInput(this.#littleEndian, this.#reader);
    this.#input = undefined;
    try {
      return input.reset(bytes, view, start, end).readBlob();
    } catch (error) {
      throw unreadable(error, new Data(copyBytes(bytes, start, end)));
    } finally {
      this.#input = input.release();
    }
  }

  toData(value: unknown): Data {
    if (value instanceof Data) return value;
    const writer = new Writer(this, BLOB_CAPACITY);
    this.#values.writeBlob(new DataOutput(writer, this.#littleEndian, this.#values), value);
    return new Data(writer.copy());
  }

  toObject({ bytes }: Data): unknown {
    const text = this.#readText(bytes, 0, bytes.length);
    if (text !== undefined) return text;
    return this.read(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length);
  }
}

/** Partition hash, type id and length. */
const TEXT_HEADER = 12;

function int32(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  if (littleEndian) return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}
