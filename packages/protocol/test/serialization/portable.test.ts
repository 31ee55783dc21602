import Long from 'long';
import { describe, expect, it } from 'vitest';
import {
  BigDecimal,
  DataError,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  type PortableReader,
  type PortableWriter,
  Serialization,
  type SerializationConfig,
} from '../../src/serialization/index.js';
import { blob, hex, thrownBy } from './bytes.js';
import { javaPortables } from './portable-java-bytes.js';
import { factory, Inner, nothing, Scripted } from './scripted-portable.js';

const orders = [
  { order: 'bigEndian', isBigEndian: true },
  { order: 'littleEndian', isBigEndian: false },
] as const;

const ides = new LocalDate(-44, 3, 15);
const time = new LocalTime(1, 2, 3, 4);
const noon = new LocalDateTime(new LocalDate(2021, 6, 28), new LocalTime(11, 22, 41, 123_456_789));
const zoned = new OffsetDateTime(noon, -3600);

const both: (w: PortableWriter) => void = w => {
  w.writePortable('p', new Inner(1));
  w.writePortableArray('ps', [new Inner(2)]);
};

interface Case {
  readonly write: (writer: PortableWriter) => void;
  readonly read: (reader: PortableReader) => unknown;
  readonly value: unknown;
  readonly version?: number;
  readonly config?: SerializationConfig;
}

/** Each is written to the bytes that Java writes, and read from them. */
const cases: Partial<Record<keyof typeof javaPortables, Case>> = {
  nulls: {
    write: w => {
      w.writePortable('p', null);
      w.writePortableArray('ps', null);
    },
    read: r => [r.readPortable('p'), r.readPortableArray('ps')],
    value: [null, null],
    config: { classDefinitions: [new Scripted(1, both)] },
  },
  emptyArray: {
    write: w => {
      w.writePortable('p', new Inner(1));
      w.writePortableArray('ps', []);
    },
    read: r => [r.readPortable('p'), r.readPortableArray('ps')],
    value: [new Inner(1), []],
    config: { classDefinitions: [new Scripted(1, both)] },
  },
  nullOfToldClass: {
    write: w => w.writeNullPortable('p', 7, 2),
    read: r => [r.readPortable('p'), r.getFieldNames(), r.getFieldType('p')],
    value: [null, ['p'], 0],
  },
  arrayOfTwoVersions: {
    write: w => w.writePortableArray('ps', [new Inner(1), new Inner(1, 1)]),
    read: r => r.readPortableArray('ps')!.map(inner => (inner as Inner).i),
    value: [1, 1],
  },
  otherOrder: {
    write: w => {
      w.writeInt('b', 2);
      w.writeInt('a', 1);
    },
    read: r => [r.readInt('a'), r.readInt('b'), r.getFieldNames()],
    value: [1, 2, ['a', 'b']],
    config: {
      classDefinitions: [
        new Scripted(1, w => {
          w.writeInt('a', 0);
          w.writeInt('b', 0);
        }),
      ],
    },
  },
  noFields: { write: nothing, read: r => r.getFieldNames(), value: [] },
  umlaut: { write: w => w.writeInt('zähl', 1), read: r => r.readInt('zähl'), value: 1 },
  rawOnly: {
    write: w => {
      w.getRawDataOutput().writeInt(9);
      w.getRawDataOutput().writeObject(new Inner(4));
    },
    read: r => [r.getRawDataInput().readInt(), r.getRawDataInput().readObject()],
    value: [9, new Inner(4)],
    version: 3,
  },
  times: {
    write: w => {
      w.writeDecimal('de', BigDecimal.parse('-12.345'));
      w.writeDecimal('den', null);
      w.writeDate('da', ides);
      w.writeDate('dan', null);
      w.writeTime('ti', time);
      w.writeTime('tin', null);
      w.writeTimestamp('ts', noon);
      w.writeTimestamp('tsn', null);
      w.writeTimestampWithTimezone('tz', zoned);
      w.writeTimestampWithTimezone('tzn', null);
      w.writeString('sn', null);
    },
    read: r => [
      r.readDecimal('de')!.toString(),
      [r.readDecimal('den'), r.readDate('dan'), r.readTime('tin'), r.readTimestamp('tsn'), r.readString('sn')],
      r.readDate('da'),
      r.readTime('ti'),
      r.readTimestamp('ts'),
      r.readTimestampWithTimezone('tz'),
      r.readTimestampWithTimezone('tzn'),
    ],
    value: ['-12.345', [null, null, null, null, null], ides, time, noon, zoned, null],
  },
  timeArrays: {
    write: w => {
      w.writeDecimalArray('de', [BigDecimal.parse('-12.345'), new BigDecimal(1n, -100)]);
      w.writeDateArray('da', [ides, ides]);
      w.writeTimeArray('ti', [time]);
      w.writeTimestampArray('ts', [noon, noon]);
      w.writeTimestampWithTimezoneArray('tz', [zoned]);
      w.writeDecimalArray('e', []);
      w.writeStringArray('s', ['a', null]);
      w.writeDateArray('dn', null);
      w.writePortableArray('ps', [new Inner(1), new Inner(2)]);
    },
    read: r => [
      r.readDecimalArray('de')!.map(item => [item.unscaledValue, item.scale]),
      [r.readDateArray('da'), r.readTimeArray('ti'), r.readTimestampArray('ts')],
      r.readTimestampWithTimezoneArray('tz'),
      [r.readDecimalArray('e'), r.readStringArray('s'), r.readDateArray('dn')],
      r.readPortableArray('ps'),
    ],
    value: [
      [
        [-12345n, 3],
        [1n, -100],
      ],
      [[ides, ides], [time], [noon, noon]],
      [zoned],
      [[], ['a', null], null],
      [new Inner(1), new Inner(2)],
    ],
  },
  innerOfOtherVersion: {
    write: w => w.writePortable('p', new Scripted(2, x => x.writeInt('i', 1), undefined, 5)),
    read: r => r.readPortable('p'),
    // An int in version 5, which is read as the long of any version but 0.
    value: new Inner(1),
  },
};

describe.each(orders)('as Java writes and reads it, $order', ({ order, isBigEndian }) => {
  it.each(Object.keys(cases) as (keyof typeof cases)[])('%s', name => {
    const { write, read, value, version = 0, config } = cases[name]!;
    const java = javaPortables[name][order];
    const codec = new Serialization({ isBigEndian, portableFactories: factory(read, version), ...config });
    expect(hex(codec.toData(new Scripted(1, write, undefined, version)))).toBe(java);
    expect((codec.toObject(blob(java)) as Scripted).read).toEqual(value);
  });

  it('in a list, where offsets count from the start of the blob', () => {
    const codec = new Serialization({ isBigEndian, portableFactories: factory(nothing), defaultNumberType: 'integer' });
    const list = [1, new Inner(1), new Inner(2)];
    expect(hex(codec.toData(list))).toBe(javaPortables.list[order]);
    expect(codec.toObject(blob(javaPortables.list[order]))).toEqual(list);
  });

  it('a field that Java left out is not there', () => {
    const codec = new Serialization({
      isBigEndian,
      portableFactories: factory(r => [r.getFieldNames(), r.readInt('b')]),
    });
    expect((codec.toObject(blob(javaPortables.fieldLeftOut[order])) as Scripted).read).toEqual([['b'], 2]);
  });
});

/** What Java's reader of another version takes: name of what was written → names of what reads it. */
const MORPHS: Readonly<Record<string, string>> = {
  Byte: 'Byte Short Int Long Float Double',
  Boolean: 'Boolean',
  Char: 'Char Int Long Float Double',
  Short: 'Short Int Long Float Double',
  Int: 'Int Long Float Double',
  Long: 'Long Double',
  Float: 'Float Double',
  Double: 'Double',
  String: 'String',
  Decimal: 'Decimal',
  Date: 'Date',
  IntArray: 'IntArray',
};

const SAMPLES: Readonly<Record<string, unknown>> = {
  Byte: 65,
  Boolean: true,
  Char: 'A',
  Short: 65,
  Int: 65,
  Long: Long.fromNumber(65),
  Float: 65,
  Double: 65,
  String: 'A',
  Decimal: BigDecimal.parse('1'),
  Date: ides,
  IntArray: [1],
};

describe('an object of another version', () => {
  const write = (type: string) =>
    new Scripted(1, w =>
      (w as unknown as Record<string, (n: string, v: unknown) => void>)[`write${type}`]!('x', SAMPLES[type]),
    );
  const read = (type: string) => (r: PortableReader) =>
    (r as unknown as Record<string, (name: string) => unknown>)[`read${type}`]!('x');

  it.each(Object.keys(MORPHS))('%s is read as whatever is wider', from => {
    const data = new Serialization().toData(write(from));
    const readers = Object.keys(MORPHS).filter(to => {
      const codec = new Serialization({ portableFactories: factory(read(to), 1) });
      try {
        const value = (codec.toObject(data) as Scripted).read;
        expect(value).toEqual(to === from ? SAMPLES[from] : SAMPLES[to]);
        return true;
      } catch (error) {
        if (error instanceof DataError) return false;
        throw error;
      }
    });
    expect(readers.toSorted()).toEqual(MORPHS[from]!.split(' ').toSorted());
  });

  it.each(Object.keys(MORPHS))('%s is read as nothing but itself by the same version', from => {
    const data = new Serialization().toData(write(from));
    const readers = Object.keys(MORPHS).filter(to => {
      const codec = new Serialization({ portableFactories: factory(read(to)) });
      try {
        codec.toObject(data);
        return true;
      } catch {
        return false;
      }
    });
    expect(readers).toEqual([from]);
  });

  it('fields that are not there read as 0, false or null', () => {
    const data = new Serialization().toData(new Scripted(1, w => w.writeInt('y', 1)));
    const all = (r: PortableReader): unknown[] => [
      [r.readByte('x'), r.readShort('x'), r.readInt('x'), r.readFloat('x'), r.readDouble('x')],
      [r.readBoolean('x'), r.readChar('x'), r.readLong('x').toNumber()],
      [r.readString('x'), r.readDecimal('x'), r.readIntArray('x'), r.readPortable('x'), r.readPortableArray('x')],
      [r.hasField('x'), r.hasField('y'), r.getVersion()],
    ];
    const codec = new Serialization({ portableFactories: factory(all, 1) });
    expect((codec.toObject(data) as Scripted).read).toEqual([
      [0, 0, 0, 0, 0],
      [false, '\0', 0],
      [null, null, null, null, null],
      [false, true, 0],
    ]);
  });

  it('portableVersion is that of classes without one', () => {
    class Plain {
      readonly factoryId = 7;
      readonly classId = 3;
      version = undefined as unknown as number;
      x = 0;
      writePortable(w: PortableWriter): void {
        w.writeInt('x', 1);
      }
      readPortable(r: PortableReader): void {
        this.x = r.readLong('x').toNumber();
      }
    }
    const data = new Serialization({ portableVersion: 4 }).toData(new Plain());
    const portableFactories = { 7: () => new Plain() };
    expect(Buffer.from(data.bytes).readInt32BE(16)).toBe(4);
    expect(new Serialization({ portableVersion: 5, portableFactories }).toObject(data)).toMatchObject({ x: 1 });
    expect(() => new Serialization({ portableVersion: 4, portableFactories }).toObject(data)).toThrow(/\$\.x: .*INT/);
  });
});

describe('refused when written', () => {
  const outer = (write: (writer: PortableWriter) => void) => new Scripted(1, write);
  it.each<[string, (writer: PortableWriter) => void, string | undefined, RegExp]>([
    ['a null of an unknown class', w => w.writePortable('p', null), '$.p', /classDefinitions/],
    ['a null array of an unknown class', w => w.writePortableArray('p', null), '$.p', /classDefinitions/],
    ['an empty array of an unknown class', w => w.writePortableArray('p', []), '$.p', /classDefinitions/],
    [
      'a null item',
      w => w.writePortableArray('p', [new Inner(), null as unknown as Inner]),
      '$.p[1]',
      /must not be null/,
    ],
    [
      'items of two classes',
      w => w.writePortableArray('p', [new Inner(), new Scripted(3, nothing)]),
      '$.p[1]',
      /class 3/,
    ],
    [
      'a null date in an array',
      w => w.writeDateArray('d', [null as unknown as LocalDate]),
      '$.d[0]',
      /must not be null/,
    ],
    ['a year beyond 16 bits', w => w.writeDate('d', new LocalDate(40_000, 1, 2)), '$.d', /year 40000/],
    ['a number that does not fit', w => w.writeShort('s', 40_000), '$.s', /40000/],
    ['an item that does not fit', w => w.writeIntArray('s', [1, 2.5]), '$.s[1]', /2\.5/],
    ['a text that is none', w => w.writeString('s', 5 as unknown as string), '$.s', /5 does not fit/],
    ['a field twice', w => [1, 2].forEach(i => w.writeInt('a', i)), '$.a', /twice/],
    ['a name beyond ISO 8859-1', w => w.writeInt('Ж', 1), '$.Ж', /8859/],
    ['an empty name', w => w.writeInt('', 1), '$[""]', /8859/],
    ['a field after raw data', w => [w.getRawDataOutput().writeInt(1), w.writeInt('a', 1)], '$.a', /after raw data/],
    ['what is not written at all', () => expect.fail('of the application'), undefined, /of the application/],
  ])('%s', (_name, write, path, message) => {
    const error = thrownBy(() => new Serialization().toData(outer(write)));
    expect(error).toMatchObject({ name: 'DataError', typeId: -1, path });
    expect((error as Error).message).toMatch(message);
  });

  it('other fields than the first object had', () => {
    const codec = new Serialization();
    codec.toData(outer(w => w.writeInt('a', 1)));
    const path = (write: (w: PortableWriter) => void) =>
      (thrownBy(() => codec.toData(new Map([['k', outer(write)]]))) as DataError).path;
    expect(path(w => w.writeInt('b', 1))).toBe('$.k.b');
    expect(path(w => w.writeLong('a', 1))).toBe('$.k.a');
    expect(path(nothing)).toBe('$.k.a');
  });

  it('one that contains itself', () => {
    const self: Scripted = new Scripted(1, w => w.writePortable('p', self));
    expect(thrownBy(() => new Serialization().toData(self))).toMatchObject({ name: 'DataError', typeId: -1 });
  });

  it('the Data of one inside another value, where its offsets would be wrong', () => {
    const codec = new Serialization();
    const data = codec.toData(new Inner(1));
    expect(thrownBy(() => codec.toData([data]))).toMatchObject({ name: 'DataError', path: '$[0]' });
    expect(codec.toData(data)).toBe(data);
  });
});

describe('refused when read', () => {
  const data = new Serialization().toData(
    new Scripted(1, w => {
      w.writeInt('a', 1);
      w.writePortable('p', new Inner(1));
    }),
  );
  it.each<[string, SerializationConfig, string | undefined, RegExp]>([
    ['without its factory', {}, undefined, /factory 7.*no such factory/],
    ['where the factory makes none', { portableFactories: { 7: () => null as never } }, undefined, /made none/],
    ['a field that is not there', { portableFactories: factory(r => r.readInt('c')) }, '$.c', /it has a, p/],
    ['a field of another type', { portableFactories: factory(r => r.readString('a')) }, '$.a', /INT.*STRING/],
    ['raw data that is not there', { portableFactories: factory(r => r.getRawDataInput()) }, '$', /no raw data/],
    ['by an application that fails', { portableFactories: factory(() => expect.fail('mine')) }, undefined, /mine/],
    [
      'inside a nested one',
      {
        portableFactories: {
          7: id =>
            id === 1
              ? new Scripted(1, nothing, r => r.readPortable('p'))
              : new Scripted(2, nothing, r => r.readInt('j')),
        },
      },
      '$.p.j',
      /it has i/,
    ],
  ])('%s', (_name, config, path, message) => {
    const error = thrownBy(() => new Serialization(config).toObject(data));
    expect(error).toMatchObject({ name: 'DataError', typeId: -1, path, data });
    expect((error as Error).message).toMatch(message);
  });

  it('fields after raw data', () => {
    const raw = new Serialization().toData(
      new Scripted(1, w => {
        w.writeInt('a', 1);
        w.getRawDataOutput().writeInt(2);
      }),
    );
    const portableFactories = factory(r => [r.getRawDataInput().readInt(), r.readInt('a')]);
    expect(() => new Serialization({ portableFactories }).toObject(raw)).toThrow(/after its raw data/);
  });
});

describe('a null portable', () => {
  it('is written where an object with it was written before', () => {
    const codec = new Serialization();
    codec.toData(new Scripted(1, w => w.writePortable('p', new Inner(1))));
    expect(codec.toData(new Scripted(1, w => w.writePortable('p', null))).typeId).toBe(-1);
  });

  it('is written where one was read before, of the same version', () => {
    const data = new Serialization().toData(new Scripted(1, w => w.writePortable('p', new Inner(1))));
    const codec = new Serialization({ portableFactories: factory(r => r.readPortable('p')) });
    const empty = new Scripted(1, w => w.writePortable('p', null));
    expect(() => codec.toData(empty)).toThrow(/classDefinitions/);
    codec.toObject(data);
    expect(codec.toData(empty).bytes).toHaveLength(49);
  });

  it('a sample that cannot be written is refused at once', () => {
    const classDefinitions = [new Inner(1), new Scripted(1, w => w.writePortable('p', null))];
    expect(() => new Serialization({ classDefinitions })).toThrow(/\$\.classDefinitions\[1\]\.p: /);
  });
});
