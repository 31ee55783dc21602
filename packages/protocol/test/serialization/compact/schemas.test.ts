import { describe, expect, it } from 'vitest';
import {
  array,
  compact,
  DataError,
  GenericRecord,
  int32,
  Schema,
  Schemas,
  Serialization,
  string,
  UnknownSchemaError,
  UnsentSchemaError,
} from '../../../src/serialization/index.js';
import { IdMap } from '../../../src/serialization/compact/id-map.js';
import { thrownBy } from '../bytes.js';

const Inner = compact('inner', { text: string });
const Outer = compact('outer', { inner: Inner, many: array(Inner) });
const value = { inner: { text: 'a' }, many: [{ text: 'b' }] };

describe('a schema', () => {
  it('has its fields by name, whatever order they are given in', () => {
    const schema = new Schema('s', [
      { name: 'b', kind: 9 },
      { name: '😀', kind: 17 },
      { name: 'ａ', kind: 17 },
      { name: 'B', kind: 1 },
    ]);
    expect(schema.fields.map(({ name }) => name)).toEqual(['B', 'b', '😀', 'ａ']);
    expect(schema.equals(new Schema('s', schema.fields.toReversed()))).toBe(true);
    expect(schema.equals(new Schema('t', schema.fields))).toBe(false);
    expect(schema.equals(new Schema('s', schema.fields.slice(1)))).toBe(false);
  });

  it('has no two fields of one name, and none of a kind that there is not', () => {
    const field = { name: 'a', kind: 9 };
    expect(() => new Schema('s', [field, { ...field, kind: 17 }])).toThrow(DataError);
    for (const kind of [-1, 0, 5, 6, 31, 32, 47, 1.5]) {
      expect(() => new Schema('s', [{ ...field, kind }])).toThrow(DataError);
    }
  });
});

describe('ids', () => {
  it('that differ in one word only are told apart', () => {
    const ids = new IdMap<string>();
    for (const [high, low] of [
      [1, 1],
      [1, 2],
      [2, 1],
    ] as const) {
      ids.set(high, low, `${high}/${low}`);
    }
    expect([ids.get(1, 1), ids.get(1, 2), ids.get(2, 1), ids.get(2, 2), ids.get(3, 3)]).toEqual([
      '1/1',
      '1/2',
      '2/1',
      undefined,
      undefined,
    ]);
    expect(ids.values().toSorted()).toEqual(['1/1', '1/2', '2/1']);
  });
});

describe('schemas', () => {
  it('are known before they are replicated', () => {
    const schemas = new Schemas();
    schemas.add(Inner.schema);
    expect(schemas.get(Inner.schema.id)).toBe(Inner.schema);
    expect(schemas.isReplicated(Inner.schema)).toBe(false);
    expect(schemas.get(Outer.schema.id)).toBeUndefined();
    schemas.replicated(Inner.schema);
    schemas.replicated(Outer.schema);
    expect(schemas.isReplicated(new Schema('inner', Inner.schema.fields))).toBe(true);
    expect([...schemas.all]).toEqual(expect.arrayContaining([Inner.schema, Outer.schema]));
    expect([...schemas.all]).toHaveLength(2);
  });

  it('are replicated at once where there are no members', () => {
    expect(new Schemas({ local: true }).isReplicated(Inner.schema)).toBe(true);
  });
});

describe('writing waits for the schema', () => {
  it('of the record, and then of those inside', () => {
    const schemas = new Schemas();
    const serialization = new Serialization({ schemas });
    const unsent = (): unknown => thrownBy(() => serialization.toData(Outer(value)));
    expect(unsent()).toMatchObject({ name: 'UnsentSchemaError', schema: Outer.schema });
    schemas.replicated(Outer.schema);
    expect(unsent()).toMatchObject({ name: 'UnsentSchemaError', schema: Inner.schema });
    expect(unsent()).not.toBeInstanceOf(DataError);
    schemas.replicated(Inner.schema);
    expect(serialization.toObject(serialization.toData(Outer(value)))).toEqual(value);
  });

  it('in every client anew', () => {
    const sent = new Serialization();
    sent.toData(Outer(value));
    expect(() => new Serialization({ schemas: new Schemas() }).toData(Outer(value))).toThrow(UnsentSchemaError);
    expect(sent.toData(Outer(value)).typeId).toBe(-55);
  });

  it('of records of unknown types, whose bytes are there, and of those inside', () => {
    const source = new Serialization();
    source.schemas.add(Outer.schema);
    source.schemas.add(Inner.schema);
    const record = source.toObject(new Serialization().toData(Outer(value))) as GenericRecord;
    for (const written of [record, record.with({})]) {
      const schemas = new Schemas();
      const other = new Serialization({ schemas });
      expect(thrownBy(() => other.toData(written))).toMatchObject({ schema: Outer.schema });
      schemas.replicated(Outer.schema);
      expect(thrownBy(() => other.toData(written))).toMatchObject({ schema: Inner.schema });
      schemas.replicated(Inner.schema);
      expect((other.toObject(other.toData(written)) as GenericRecord).toObject()).toEqual(value);
    }
  });
});

describe('reading waits for the schema', () => {
  it('of the record, and then of those inside', () => {
    const data = new Serialization().toData(Outer(value));
    const serialization = new Serialization();
    const unknown = (): unknown => thrownBy(() => serialization.toObject(data));
    expect(unknown()).toBeInstanceOf(UnknownSchemaError);
    expect((unknown() as UnknownSchemaError).schemaId.equals(Outer.schema.id)).toBe(true);
    expect((unknown() as UnknownSchemaError).data).toEqual(data);
    serialization.schemas.add(Outer.schema);
    expect((unknown() as UnknownSchemaError).schemaId.equals(Inner.schema.id)).toBe(true);
    expect((unknown() as UnknownSchemaError).data).toEqual(data);
    serialization.schemas.add(Inner.schema);
    expect(serialization.toObject(data)).toBeInstanceOf(GenericRecord);
  });

  it('of another version of a declared type', () => {
    const data = new Serialization().toData(compact('inner', { text: string, more: int32 })({ text: 'a', more: 1 }));
    const codec = new Serialization().codecOf(Inner);
    const view = new DataView(data.bytes.buffer, data.bytes.byteOffset, data.bytes.byteLength);
    const unknown = thrownBy(() => codec.read(data.bytes, view, 0, data.bytes.length));
    expect(unknown).toBeInstanceOf(UnknownSchemaError);
    expect(unknown).toMatchObject({ data });
  });

  it('is needless where the type is declared', () => {
    const data = new Serialization().toData(Outer(value));
    const serialization = new Serialization({ schemas: new Schemas(), compact: { serializers: [Outer] } });
    expect(serialization.toObject(data)).toEqual(value);
  });
});
