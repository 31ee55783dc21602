import * as fc from 'fast-check';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import {
  BigDecimal,
  type DataInput,
  type DataOutput,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  type Portable,
  type PortableReader,
  type PortableWriter,
  Serialization,
} from '../../src/serialization/index.js';
import { Writer } from '../../src/wire/writer.js';
import { everything, everythingCodec } from './everything.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const timeout = 20_000 * Math.max(1, SCALE);

const text = fc.option(fc.string({ unit: 'binary', maxLength: 20 }));
const long = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(value => Long.fromString(value.toString()));
const int = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const float = fc.float();
const decimal = fc.tuple(fc.bigInt(), fc.integer()).map(([unscaled, scale]) => new BigDecimal(unscaled, scale));
const date = fc
  .tuple(int(16), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(parts => new LocalDate(...parts));
const time = fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999_999)).map(parts => new LocalTime(...parts));
const timestamp = fc.tuple(date, time).map(parts => new LocalDateTime(...parts));
const zoned = fc.tuple(timestamp, fc.integer({ min: -64800, max: 64800 })).map(parts => new OffsetDateTime(...parts));
const list = <T>(item: fc.Arbitrary<T>) => fc.option(fc.array(item, { maxLength: 4 }));

/** By the suffix of the methods that write and read it. */
const kinds: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  Byte: int(8),
  Boolean: fc.boolean(),
  Char: fc.nat(0xffff).map(unit => String.fromCharCode(unit)),
  Short: int(16),
  Int: int(32),
  Long: long,
  Float: float,
  Double: fc.double(),
  String: text,
  Decimal: fc.option(decimal),
  Date: fc.option(date),
  Time: fc.option(time),
  Timestamp: fc.option(timestamp),
  TimestampWithTimezone: fc.option(zoned),
  ByteArray: fc.option(fc.uint8Array({ maxLength: 8 })),
  BooleanArray: list(fc.boolean()),
  CharArray: list(fc.nat(0xffff).map(unit => String.fromCharCode(unit))),
  ShortArray: list(int(16)),
  IntArray: list(int(32)),
  LongArray: list(long),
  FloatArray: list(float),
  DoubleArray: list(fc.double()),
  StringArray: list(text),
  DecimalArray: list(decimal),
  DateArray: list(date),
  TimeArray: list(time),
  TimestampArray: list(timestamp),
  TimestampWithTimezoneArray: list(zoned),
};

interface Field {
  readonly name: string;
  readonly kind: string;
  readonly value: unknown;
}

type Method = (...args: unknown[]) => unknown;

function method(of: PortableWriter | PortableReader | DataOutput | DataInput, name: string): Method {
  return (...args) => (of as unknown as Record<string, Method>)[name]!(...args);
}

const name = fc.string({ unit: fc.nat(254).map(unit => String.fromCharCode(unit + 1)), minLength: 1, maxLength: 8 });
const field: fc.Arbitrary<Field> = fc
  .tuple(name, fc.constantFrom(...Object.keys(kinds)))
  .chain(([fieldName, kind]) => kinds[kind]!.map(value => ({ name: fieldName, kind, value })));

const { record } = fc.letrec<{ record: Random; field: Field }>(tie => ({
  record: fc
    .record({
      version: fc.nat(3),
      fields: fc.uniqueArray(fc.oneof({ depthSize: 'small' }, field, tie('field')), {
        maxLength: 6,
        selector: item => item.name,
      }),
      raw: fc.array(field, { maxLength: 3 }),
    })
    .map(({ version, fields, raw }) => new Random(version, fields, raw)),
  field: fc.oneof(
    fc.tuple(name, tie('record')).map(([key, value]) => ({ name: key, kind: 'Portable', value })),
    fc
      .tuple(name, fc.array(tie('record'), { minLength: 1, maxLength: 3 }))
      .map(([key, value]) => ({ name: key, kind: 'PortableArray', value })),
  ),
}));

let classes = 0;
/** What there is to read, by class: each object that is made is a class of its own. */
const made = new Map<number, Random>();

/** Writes the fields it has, and reads them into `values`. */
class Random implements Portable {
  readonly factoryId = 7;
  classId = ++classes;
  values: unknown[] = [];

  constructor(
    readonly version: number,
    readonly fields: readonly Field[],
    readonly raw: readonly Field[],
  ) {}

  writePortable(writer: PortableWriter): void {
    made.set(this.classId, this);
    for (const { name: key, kind, value } of this.fields) method(writer, `write${kind}`)(key, value);
    if (this.raw.length === 0) return;
    const output = writer.getRawDataOutput();
    for (const { value } of this.raw.filter(isPlain)) output.writeObject(value);
  }

  readPortable(reader: PortableReader): void {
    this.values = this.fields.map(({ name: key, kind }) => method(reader, `read${kind}`)(key));
    if (this.raw.length === 0) return;
    const input = reader.getRawDataInput();
    for (const _ of this.raw.filter(isPlain)) this.values.push(input.readObject());
  }

  /** Of what was written, in the form of what is read. */
  get expected(): unknown[] {
    const nested = (value: unknown): unknown =>
      value instanceof Random ? value.expected : Array.isArray(value) ? value.map(nested) : value;
    return [...this.fields.map(({ value }) => nested(value)), ...this.raw.filter(isPlain).map(({ value }) => value)];
  }

  get seen(): unknown[] {
    const nested = (value: unknown): unknown =>
      value instanceof Random ? value.seen : Array.isArray(value) ? value.map(nested) : value;
    return this.values.map(nested);
  }
}

/** What comes back as it was also without a type. */
function isPlain({ kind }: Field): boolean {
  return ['String', 'Boolean', 'Double', 'Long', 'Date'].includes(kind);
}

/** All items of an array must be of one class. */
function sameClasses(portable: Random): boolean {
  return portable.fields.every(({ kind, value }) => {
    if (kind === 'Portable') return sameClasses(value as Random);
    return kind !== 'PortableArray' || ((value as Random[]).length === 1 && sameClasses((value as Random[])[0]!));
  });
}

describe.each([true, false])('what an application writes is read, isBigEndian %s', { timeout }, isBigEndian => {
  const config = {
    isBigEndian,
    portableFactories: {
      7: (classId: number) => {
        const { version, fields, raw } = made.get(classId)!;
        return Object.assign(new Random(version, fields, raw), { classId });
      },
    },
  };

  it('portables of any fields, wherever they lie', () => {
    fc.assert(
      fc.property(record.filter(sameClasses), fc.nat(300), (portable, before) => {
        made.clear();
        const codec = new Serialization(config);
        const writer = new Writer(codec, 16);
        writer.writeBytes(new Uint8Array(before));
        codec.write(writer, portable);
        const { bytes, view, position } = writer;
        expect((codec.read(bytes, view, before, position) as Random).seen).toEqual(portable.expected);
        expect([...writer.copy(before)]).toEqual([...codec.toData(portable).bytes]);
        const list = codec.toObject(codec.toData([1n, portable, portable])) as Random[];
        expect(list.slice(1).map(({ seen }) => seen)).toEqual([portable.expected, portable.expected]);
      }),
      { numRuns: Math.ceil(2_000 * SCALE) },
    );
  });

  it('all ways of writing, wherever they lie', () => {
    const codec = everythingCodec(isBigEndian);
    const { bytes } = codec.toData(everything());
    fc.assert(
      fc.property(fc.nat(2_000), before => {
        const writer = new Writer(codec, 16);
        writer.writeBytes(new Uint8Array(before));
        codec.write(writer, everything());
        expect(Buffer.compare(writer.copy(before), bytes)).toBe(0);
        expect(codec.read(writer.bytes, writer.view, before, writer.position)).toEqual(everything());
      }),
      { numRuns: Math.ceil(400 * SCALE) },
    );
  });

  it('parts of a custom type', () => {
    const parts = fc.array(field, { maxLength: 8 });
    fc.assert(
      fc.property(parts, fields => {
        const plain = fields.filter(
          ({ kind }) => !['Decimal', 'Date', 'Time', 'Timestamp'].some(other => kind.startsWith(other)),
        );
        const codec = new Serialization({
          isBigEndian,
          customSerializers: [
            {
              id: 5,
              write: output => plain.forEach(({ kind, value }) => method(output, `write${kind}`)(value)),
              read: input => plain.map(({ kind }) => method(input, `read${kind}`)()),
            },
          ],
        });
        expect(codec.toObject(codec.toData({ hzCustomId: 5 }))).toEqual(plain.map(({ value }) => value));
      }),
      { numRuns: Math.ceil(2_000 * SCALE) },
    );
  });
});
