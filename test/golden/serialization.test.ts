import { describe, expect, it } from 'vitest';
import { Data } from '../../packages/protocol/src/data.js';
import { BigDecimal, LocalDate, LocalTime, Serialization } from '../../packages/protocol/src/serialization/index.js';
import { UUID } from '../../packages/protocol/src/uuid.js';
import { objectReadAs, objectWrittenAs, referenceConfig } from './told-object.js';
import { type Told, readAs, writtenAs } from './told-value.js';
import { describeVectors, readJson, readVectors } from './vectors.js';

interface ReferenceObject {
  name: string;
  typeId: number | null;
  value: Told;
  entries: Record<string, { key: string; hex?: string }>;
}

interface Reference {
  files: { nodejs: { file: string; entryCount: number; objects: ReferenceObject[] } };
}

interface Misc {
  uuid: { msb: string; lsb: string; string: string; serializedBodyBE: string }[];
  bigInteger: { value: string; hex: string }[];
  decimalParse: { rows: [string, string, number][] };
  dateTimeToString: {
    LocalTime: [[number, number, number, number], string][];
    LocalDate: [[number, number, number], string][];
  };
}

/** Objects that are read and written. */
const covered =
  'Boolean Byte Character Double Short Float Integer Long String UUID boolean[] byte[] char[] double[] short[] float[] ' +
  'int[] long[] String[] Date LocalDate LocalTime LocalDateTime OffsetDateTime BigInteger BigDecimal Class';

/** Those of an application's classes, and lists with such in them. */
const ofApplications =
  'AnInnerPortable APortable AnIdentifiedDataSerializable CustomStreamSerializable CustomByteArraySerializable ' +
  'Object[] LinkedList ArrayList';

const orders = [
  { order: 'BIG_ENDIAN', isBigEndian: true },
  { order: 'LITTLE_ENDIAN', isBigEndian: false },
];

describeVectors('the reference binary', () => {
  it('holds 36 objects in both byte orders, each of them named above', () => {
    const { entryCount, objects } = reference();
    const entries = blobs();
    expect(objects.map(({ name }) => name).toSorted()).toEqual(
      ['NULL', ...covered.split(' '), ...ofApplications.split(' ')].toSorted(),
    );
    expect(entries.size).toBe(entryCount);
    const told = objects.flatMap(object => Object.values(object.entries)).filter(({ hex }) => hex !== undefined);
    for (const { key, hex } of told) expect([key, entries.get(key)?.toString('hex')]).toEqual([key, hex]);
  });

  describe.each(orders)('$order', ({ order, isBigEndian }) => {
    const codec = new Serialization({ isBigEndian });

    it('NULL has no blob', () => expect(blobs().get(`1-NULL-${order}`)).toBeNull());

    it.each(covered.split(' '))('%s is read, and written to the same bytes', name => {
      const { typeId, value } = object(name);
      const blob = blobOf(name, order);
      expect(blob.typeId).toBe(typeId);
      expect(codec.toObject(blob)).toEqual(readAs(value));
      expect(codec.toData(writtenAs(value)).equals(blob)).toBe(true);
    });

    it.each(ofApplications.split(' '))('%s is read by its class, and written to the same bytes', name => {
      const told = object(name).value;
      const objects = reference().objects.map(({ value }) => value);
      const applied = new Serialization({ isBigEndian, ...referenceConfig(objects) });
      const blob = blobOf(name, order);
      const read = applied.toObject(blob);
      expect(read).toEqual(objectReadAs(told));
      expect(bodyHex(applied.toData(objectWrittenAs(told)))).toBe(bodyHex(blob));
      // Whatever kind of list it was, an array is written as an ArrayList.
      const typeId = Array.isArray(read) ? -29 : blob.typeId;
      expect(applied.toData(objectWrittenAs(told)).typeId).toBe(typeId);
      // What has been read is written as it was, unless JavaScript has one type for several of Java's.
      if (!Array.isArray(read)) expect(applied.toData(read).equals(blob)).toBe(true);
    });

    it.each(['AnInnerPortable', 'CustomStreamSerializable', 'AnIdentifiedDataSerializable', 'ArrayList'])(
      '%s is not read without its classes, and its bytes are told',
      name => {
        const data = blobOf(name, order);
        expect(() => codec.toObject(data)).toThrow(
          expect.objectContaining({ name: 'DataError', data: new Data(new Uint8Array(data.bytes)) }),
        );
      },
    );
  });
});

describeVectors('texts and bytes of single types', () => {
  const codec = new Serialization();
  const misc = (): Misc => readJson('serialization/misc.json') as Misc;
  const bodyOf = (value: unknown): string => Buffer.from(codec.toData(value).bytes).toString('hex').slice(16);
  const read = (typeId: string, body: string): unknown =>
    codec.toObject(new Data(Buffer.from(`00000000${typeId}${body}`, 'hex')));

  it('UUID', () => {
    for (const { msb, lsb, string, serializedBodyBE } of misc().uuid) {
      const uuid = UUID.parse(string);
      const halves = [msb, lsb].map(half => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'));
      expect(uuid.toString()).toBe(string);
      expect(bodyOf(uuid)).toBe(serializedBodyBE);
      expect(halves.join('')).toBe(serializedBodyBE);
      expect(read('ffffffeb', serializedBodyBE)).toEqual(uuid);
    }
  });

  it('BigInteger', () => {
    for (const { value, hex } of misc().bigInteger) {
      const body = (hex.length / 2).toString(16).padStart(8, '0') + hex;
      expect(bodyOf(BigInt(value))).toBe(body);
      expect(read('ffffffe6', body)).toBe(BigInt(value));
    }
  });

  it('BigDecimal', () => {
    for (const [text, unscaled, scale] of misc().decimalParse.rows) {
      expect(BigDecimal.parse(text)).toEqual(new BigDecimal(BigInt(unscaled), scale));
    }
  });

  it('LocalDate and LocalTime', () => {
    const { LocalDate: dates, LocalTime: times } = misc().dateTimeToString;
    for (const [parts, text] of dates) {
      expect(new LocalDate(...parts).toString()).toBe(text);
      expect(LocalDate.fromString(text)).toEqual(new LocalDate(...parts));
    }
    for (const [parts, text] of times) {
      expect(new LocalTime(...parts).toString()).toBe(text);
      expect(LocalTime.fromString(text)).toEqual(new LocalTime(...parts));
    }
  });
});

function reference(): Reference['files']['nodejs'] {
  return (readJson('serialization/reference.json') as Reference).files.nodejs;
}

function object(name: string): ReferenceObject {
  return reference().objects.find(candidate => candidate.name === name)!;
}

function blobOf(name: string, order: string): Data {
  return new Data(blobs().get(`1-${name}-${order}`)!);
}

/** The file is: uint16 key length, key, int32 blob length (−1: null), blob, all big-endian. */
function blobs(): Map<string, Buffer | null> {
  const file = readVectors(`serialization/${reference().file}`);
  const entries = new Map<string, Buffer | null>();
  for (let at = 0; at < file.length;) {
    const keyEnd = at + 2 + file.readUInt16BE(at);
    const length = file.readInt32BE(keyEnd);
    const end = keyEnd + 4 + Math.max(length, 0);
    entries.set(file.toString('utf8', at + 2, keyEnd), length < 0 ? null : file.subarray(keyEnd + 4, end));
    at = end;
  }
  return entries;
}

function bodyHex({ bytes }: Data): string {
  return Buffer.from(bytes).toString('hex', 8);
}
