import { describe, expect, it } from 'vitest';
import { Data } from '../../src/data.js';
import {
  array,
  compact,
  type CompactSerializer,
  type CustomSerializer,
  DataError,
  type DataInput,
  type DataOutput,
  type GlobalSerializer,
  HazelcastJsonValue,
  type IdentifiedDataSerializable,
  int32,
  type PortableReader,
  Schemas,
  Serialization,
  string,
  UnknownSchemaError,
  UnsentSchemaError,
} from '../../src/serialization/index.js';
import { Writer } from '../../src/wire/writer.js';
import { blob, hex, thrownBy } from './bytes.js';
import { javaVersioned } from './portable-java-bytes.js';
import { factory, Inner, Scripted } from './scripted-portable.js';

class Money {
  constructor(readonly cents: number) {}
}

class Euro extends Money {}

class Point implements IdentifiedDataSerializable {
  readonly factoryId = 7;
  readonly classId = 1;
  constructor(public x = 0) {}
  writeData(output: DataOutput): void {
    output.writeInt(this.x);
  }
  readData(input: DataInput): void {
    this.x = input.readInt();
  }
}

class Order {
  constructor(readonly id: number) {}
}

const money: CustomSerializer<Money> = {
  id: 5,
  getClass: () => Money,
  write: (output, { cents }) => output.writeLong(cents),
  read: input => new Money(input.readLong().toNumber()),
};

const byId: CustomSerializer = {
  id: 6,
  write: (output, value) => output.writeInt((value as { n: number }).n),
  read: input => ({ n: input.readInt() }),
};

const global: GlobalSerializer = {
  id: 9,
  write: (output, value) => output.writeString(JSON.stringify(value)),
  read: input => ({ global: JSON.parse(input.readString()!) as unknown }),
};

const orderSerializer: CompactSerializer<Order> = {
  getClass: () => Order,
  getTypeName: () => 'order',
  write: (writer, { id }) => writer.writeInt32('id', id),
  read: reader => new Order(reader.readInt32('id')),
};

const dataSerializableFactories = { 7: (classId: number) => (classId === 1 ? new Point() : (null as never)) };

const all = new Serialization({
  compact: { serializers: [orderSerializer] },
  dataSerializableFactories,
  portableFactories: { 7: () => new Inner() },
  customSerializers: [money, byId],
  globalSerializer: global,
});

describe('what applies first', () => {
  it.each<[string, unknown, number]>([
    ['Data', new Data(new Uint8Array([0, 0, 0, 0, 0, 0, 0, 77])), 77],
    ['a marked value', int32(1), -7],
    ['a marked value of another kind', string('x'), -11],
    ['a Compact class', new Order(1), -55],
    ['an IdentifiedDataSerializable', new Point(1), -2],
    ['a Portable', new Inner(1), -1],
    ['one that is a literal', { factoryId: 7, classId: 1, writeData: () => undefined, readData: () => undefined }, -2],
    ['a built-in type', new Date(0), -25],
    ['a custom class', new Money(1), 5],
    ['a class below it', new Euro(1), 5],
    ['a custom object', { hzCustomId: 6, n: 1 }, 6],
    ['anything else', { a: 1 }, 9],
    ['an array of anything else', [{ a: 1 }, 'x'], 9],
    ['JSON that says so', new HazelcastJsonValue('{}'), -130],
    ['an array with typed things in it', [{ a: 1 }, new Money(1)], -29],
    ['an array of strings', ['a'], -20],
  ])('%s', (_name, value, typeId) => {
    expect(all.toData(value).typeId).toBe(typeId);
  });

  it('each is read again, also inside a list', () => {
    const values = [new Order(1), new Point(2), new Inner(3), new Money(4), { hzCustomId: 6, n: 5 }, { a: 6 }, null];
    const read = [new Order(1), new Point(2), new Inner(3), new Money(4), { n: 5 }, { global: { a: 6 } }, null];
    expect(all.toObject(all.toData(values))).toEqual(read);
    for (let i = 0; i < 6; i++) expect(all.toObject(all.toData(values[i]))).toEqual(read[i]);
  });

  it('objects inside those of an application are of any kind', () => {
    class Box extends Point {
      override readonly classId = 1;
      content: unknown;
      override writeData(output: DataOutput): void {
        output.writeObject(this.content);
      }
      override readData(input: DataInput): void {
        this.content = input.readObject();
      }
    }
    const box = (content: unknown): Box => Object.assign(new Box(), { content });
    const codec = new Serialization({ ...allOf, dataSerializableFactories: { 7: () => new Box() } });
    for (const content of [
      'x',
      null,
      new Inner(3),
      [new Inner(1), new Money(2)],
      box(new Order(1)),
      new Map([['k', 1n]]),
    ]) {
      expect(codec.toObject(codec.toData([1n, box(content)]))).toEqual([1n, box(content)]);
    }
    expect((codec.toObject(codec.toData(box(undefined))) as Box).content).toBeNull();
    let deep: unknown = 1;
    for (let i = 0; i < 600; i++) deep = box(deep);
    expect(thrownBy(() => codec.toData(deep))).toMatchObject({ name: 'DataError' });
  });
});

const allOf = {
  compact: { serializers: [orderSerializer] },
  portableFactories: { 7: () => new Inner() },
  customSerializers: [money, byId],
};

describe('two that claim one thing', () => {
  const other = (id: number, getClass?: () => new (...args: never[]) => object): CustomSerializer => ({
    id,
    write: () => undefined,
    read: () => ({}),
    ...(getClass && { getClass }),
  });
  it.each<[string, object, RegExp]>([
    ['type id of custom serializers', { customSerializers: [money, other(5)] }, /claim the type id 5/],
    ['type id, one of them global', { customSerializers: [other(9)], globalSerializer: global }, /global.*type id 9/],
    [
      'class of custom serializers',
      { customSerializers: [money, other(7, () => Money)] },
      /id 7 claims class Money.*id 5/,
    ],
    [
      'class, one of them Compact',
      { compact: { serializers: [orderSerializer] }, customSerializers: [other(7, () => Order)] },
      /claims class Order.*Compact serializer of 'order'/,
    ],
    [
      'class, both Compact',
      { compact: { serializers: [orderSerializer, { ...orderSerializer, getTypeName: () => 'other' }] } },
      /Order/,
    ],
    [
      'type name, both Compact',
      { compact: { serializers: [orderSerializer, { ...orderSerializer, getClass: () => Money }] } },
      /'order'/,
    ],
    ['class that is built in', { customSerializers: [other(7, () => Date)] }, /class Date.*built-in/],
    [
      'class below one that is',
      { customSerializers: [other(7, () => class Days extends Map {})] },
      /class Days.*built-in/,
    ],
    ['class of all objects', { customSerializers: [other(7, () => Object)] }, /class Object.*built-in/],
    [
      'class that is built in, for Compact',
      { compact: { serializers: [{ ...orderSerializer, getClass: () => Date }] } },
      /'order' claims class Date/,
    ],
    [
      'class of an IdentifiedDataSerializable',
      { customSerializers: [other(7, () => Point)] },
      /class Point.*Identified/,
    ],
    ['class of a Portable', { customSerializers: [other(7, () => Inner)] }, /class Inner.*Portable/],
    ['factory of Hazelcast itself', { dataSerializableFactories: { [-9]: () => new Point() } }, /id -9.*taken/],
    ['type id of Hazelcast itself', { customSerializers: [other(-7)] }, /from 1 to 2147483647, not -7/],
    ['type id that is none', { globalSerializer: { ...global, id: 1.5 } }, /from 1 to 2147483647, not 1\.5/],
  ])('%s', (_name, options, message) => {
    const error = thrownBy(() => new Serialization(options));
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toMatch(message);
  });
});

describe('IdentifiedDataSerializable', () => {
  it('is written as Java does', () => {
    expect(hex(all.toData(new Point(5)))).toBe('00000000fffffffe01000000070000000100000005');
  });

  it('is read with the version of an Enterprise member in front of it', () => {
    expect(all.toObject(blob(javaVersioned))).toEqual(new Point(9));
  });

  it.each([
    ['no factory', '00000000fffffffe01000000080000000100000005', /factory 8, class 1; the bytes are in `data`/],
    ['no class', '00000000fffffffe01000000070000000200000005', /factory 7, class 2: the factory made none/],
    ['no ids', '00000000fffffffe0000000005', /Java class/],
    ['too few bytes', '00000000fffffffe010000000700000001', /end 4 short/],
  ])('is refused with %s', (_name, bytes, message) => {
    const error = thrownBy(() => all.toObject(blob(bytes))) as DataError;
    expect(error).toMatchObject({ name: 'DataError', typeId: -2, data: blob(bytes) });
    expect(error.message).toMatch(message);
  });
});

describe('errors of serializers', () => {
  const failing: CustomSerializer<Money> = {
    ...money,
    write: () => expect.fail('cannot pay'),
    read: () => expect.fail('cannot be paid'),
  };
  const codec = new Serialization({ customSerializers: [failing] });

  it('name the type and the path, and keep the cause', () => {
    const error = thrownBy(() => codec.toData(new Map([['a', [1n, new Money(1)]]]))) as DataError;
    expect(error).toMatchObject({ name: 'DataError', typeId: 5, path: '$.a[1]' });
    expect(error.message).toBe('$.a[1]: cannot write type 5 (a custom serializer): cannot pay');
    expect((error.cause as Error).message).toBe('cannot pay');
  });

  it('when reading, too, with the bytes', () => {
    const data = new Serialization({ customSerializers: [money] }).toData(new Map([['a', [1n, new Money(1)]]]));
    const error = thrownBy(() => codec.toObject(data)) as DataError;
    expect(error).toMatchObject({ name: 'DataError', typeId: 5, path: '$.a[1]', data });
    expect(error.message).toContain('cannot be paid');
  });

  it('of what has no serializer', () => {
    expect(thrownBy(() => codec.toData({ hzCustomId: 8 }))).toMatchObject({ name: 'DataError', typeId: 8 });
    expect(thrownBy(() => codec.toObject(blob('00000000 00000008 00')))).toMatchObject({ typeId: 8 });
  });
});

it('a marked value lives in the partition that its type alone gives it', () => {
  const codec = new Serialization();
  const Line = compact('line', { partitionKey: string, count: int32 });
  const line = { partitionKey: 'p', count: 1 };
  const out = new Writer(codec, 64);
  codec.codecOf(Line).write(out, line);
  expect(codec.toData(Line(line)).bytes).toEqual(new Uint8Array(out.copy()));
  expect(hex(codec.toData(Line(line))).slice(0, 8)).toBe(hex(codec.toData({ partitionKey: 'p' })).slice(0, 8));
});

describe('schemas that are missing', () => {
  class Box extends Point {
    content: unknown;
    override writeData(output: DataOutput): void {
      output.writeObject(this.content);
    }
    override readData(input: DataInput): void {
      this.content = input.readObject();
    }
  }
  const raw = (reader: PortableReader): unknown => reader.getRawDataInput().readObject();
  const codec = (schemas?: Schemas): Serialization =>
    new Serialization({
      ...allOf,
      ...(schemas && { schemas }),
      dataSerializableFactories: { 7: () => new Box() },
      portableFactories: factory(raw),
    });
  const within: [string, (content: unknown) => unknown][] = [
    ['alone', content => content],
    ['in a list', content => [1n, content]],
    ['in a map', content => new Map([['k', content]])],
    ['in an IdentifiedDataSerializable', content => Object.assign(new Box(), { content })],
    ['in a Portable', content => new Scripted(1, writer => writer.getRawDataOutput().writeObject(content), raw)],
    ['as a partition key', partitionKey => ({ partitionKey })],
  ];

  it.each(within)('stop a value that is written, %s, until they are replicated', (_name, wrap) => {
    const schemas = new Schemas();
    const client = codec(schemas);
    const error = thrownBy(() => client.toData(wrap(new Order(1)))) as UnsentSchemaError;
    expect(error).toBeInstanceOf(UnsentSchemaError);
    expect(error.schema.typeName).toBe('order');
    schemas.replicated(error.schema);
    expect(client.toData(wrap(new Order(1))).equals(codec().toData(wrap(new Order(1))))).toBe(true);
  });

  it.each(within.slice(0, -1))('stop a value that is read, %s, until they are there', (_name, wrap) => {
    const writer = codec();
    const data = writer.toData(wrap(new Order(1)));
    const schemas = new Schemas();
    const client = new Serialization({
      schemas,
      dataSerializableFactories: { 7: () => new Box() },
      portableFactories: factory(raw),
    });
    const error = thrownBy(() => client.toObject(data)) as UnknownSchemaError;
    expect(error).toBeInstanceOf(UnknownSchemaError);
    schemas.add(writer.schemas.get(error.schemaId)!);
    client.toObject(data);
  });

  it('are kept apart from other failures by codecs of one type, too', () => {
    const schemas = new Schemas();
    const client = new Serialization({ schemas });
    const Line = compact('line', { count: int32 });
    const out = new Writer(client.codecOf(array(Line)), 64);
    expect(() => client.codecOf(array(Line)).write(out, [{ count: 1 }])).toThrow(UnsentSchemaError);
    expect(client.codecOf(Line)).toBe(client.codecOf(Line));
    const Other = compact('line', { count: string });
    expect(() => client.codecOf(array(Other))).toThrow(DataError);
  });
});

describe('JSON', () => {
  it('is kept as text where the policy says so', () => {
    const codec = new Serialization({ jsonStringDeserializationPolicy: 'NO_DESERIALIZATION' });
    const data = codec.toData({ a: [1] });
    expect(codec.toObject(data)).toEqual(new HazelcastJsonValue('{"a":[1]}'));
    expect(codec.toData(codec.toObject(data)).equals(data)).toBe(true);
    expect(codec.toObject(codec.toData([1n, { a: 1 }]))).toEqual([1n, new HazelcastJsonValue('{"a":1}')]);
  });

  it('does not take what is marked', () => {
    expect(thrownBy(() => new Serialization().toData({ a: string('x') }))).toMatchObject({ path: '$.a', typeId: -130 });
  });
});
