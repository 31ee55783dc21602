import Long from 'long';
import {
  BigDecimal,
  type CompactSerializer,
  type DataInput,
  type DataOutput,
  type IdentifiedDataSerializable,
  LocalDate,
  type Portable,
  type PortableReader,
  type PortableWriter,
  Serialization,
} from '../../src/serialization/index.js';
import { Inner } from './scripted-portable.js';

/** A Portable with fields of most kinds, and raw data. */
class Wide implements Portable {
  readonly factoryId = 7;
  readonly classId = 1;
  values: unknown[] = [];

  writePortable(w: PortableWriter): void {
    w.writeInt('int', 1);
    w.writeLong('long', Long.fromNumber(-2));
    w.writeString('string', 'text');
    w.writeDecimal('decimal', BigDecimal.parse('1.5'));
    w.writeDate('date', null);
    w.writePortable('portable', new Inner(1));
    w.writePortableArray('portables', [new Inner(2), new Inner(3)]);
    w.writeDateArray('dates', [new LocalDate(2026, 1, 2), new LocalDate(2027, 1, 2)]);
    w.writeStringArray('strings', ['a', null]);
    w.writeDoubleArray('doubles', [0.5]);
    w.getRawDataOutput().writeObject([new Inner(4), 1n]);
  }

  readPortable(r: PortableReader): void {
    this.values = [
      [r.readInt('int'), r.readLong('long').toNumber(), r.readString('string'), r.readDecimal('decimal')],
      [r.readDate('date'), r.readPortable('portable'), r.readPortableArray('portables')],
      [r.readDateArray('dates'), r.readStringArray('strings'), r.readDoubleArray('doubles')],
      r.getRawDataInput().readObject(),
    ];
  }
}

class Named implements IdentifiedDataSerializable {
  readonly factoryId = 7;
  readonly classId = 1;

  constructor(
    public name: string | null = null,
    public content: unknown = null,
  ) {}

  writeData(output: DataOutput): void {
    output.writeString(this.name);
    output.writeObject(this.content);
  }

  readData(input: DataInput): void {
    this.name = input.readString();
    this.content = input.readObject();
  }
}

class Money {
  constructor(readonly cents: number) {}
}

class Order {
  constructor(
    readonly id: number,
    readonly customer: string | null,
    readonly amounts: number[] | null,
  ) {}
}

const orderSerializer: CompactSerializer<Order> = {
  getClass: () => Order,
  getTypeName: () => 'order',
  write(writer, { id, customer, amounts }) {
    writer.writeInt32('id', id);
    writer.writeString('customer', customer);
    writer.writeArrayOfInt32('amounts', amounts);
  },
  read: reader => new Order(reader.readInt32('id'), reader.readString('customer'), reader.readArrayOfInt32('amounts')),
};

/** Reads and writes `everything`. */
export function everythingCodec(isBigEndian: boolean): Serialization {
  return new Serialization({
    isBigEndian,
    compact: { serializers: [orderSerializer] },
    dataSerializableFactories: { 7: () => new Named() },
    portableFactories: { 7: classId => (classId === 1 ? new Wide() : new Inner()) },
    customSerializers: [
      {
        id: 5,
        getClass: () => Money,
        write: (output, value) => output.writeInt((value as Money).cents),
        read: input => new Money(input.readInt()),
      },
    ],
  });
}

/** One object of every way of writing, in each other. */
export function everything(): unknown[] {
  const wide = new Wide();
  wide.values = [
    [1, -2, 'text', BigDecimal.parse('1.5')],
    [null, new Inner(1), [new Inner(2), new Inner(3)]],
    [[new LocalDate(2026, 1, 2), new LocalDate(2027, 1, 2)], ['a', null], [0.5]],
    [new Inner(4), 1n],
  ];
  return [wide, new Named('n', new Map<string, unknown>([['m', new Money(1)]])), new Order(1, 'c', [1, 2]), { a: 1 }];
}
