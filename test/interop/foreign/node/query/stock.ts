// What is queried, where it is Compact: in classes, as this client wants it.
import type { CompactReader, CompactSerializer, CompactWriter } from 'hazelcast-client';
import type Long from 'long';

class Maker {
  constructor(
    readonly country: string | null,
    readonly year: number,
  ) {}
}

class Product {
  readonly name: string | null;
  readonly count: number;
  readonly sold: Long;
  readonly price: number;
  readonly note: string | null;
  readonly maker: Maker | null;
  readonly tags: (string | null)[] | null;

  constructor(reader: CompactReader) {
    this.name = reader.readString('name');
    this.count = reader.readInt32('count');
    this.sold = reader.readInt64('sold');
    this.price = reader.readFloat64('price');
    this.note = reader.readString('note');
    this.maker = reader.readCompact<Maker>('maker');
    this.tags = reader.readArrayOfString('tags');
  }
}

const makers: CompactSerializer<Maker> = {
  getClass: () => Maker,
  getTypeName: () => 'query-maker',
  read: reader => new Maker(reader.readString('country'), reader.readInt32('year')),
  write(writer: CompactWriter, { country, year }) {
    writer.writeString('country', country);
    writer.writeInt32('year', year);
  },
};

const products: CompactSerializer<Product> = {
  getClass: () => Product,
  getTypeName: () => 'query-product',
  read: reader => new Product(reader),
  write(writer: CompactWriter, product) {
    writer.writeString('name', product.name);
    writer.writeInt32('count', product.count);
    writer.writeInt64('sold', product.sold);
    writer.writeFloat64('price', product.price);
    writer.writeString('note', product.note);
    writer.writeCompact('maker', product.maker);
    writer.writeArrayOfString('tags', product.tags);
  },
};

export const compactSerializers = [makers, products] as CompactSerializer<unknown>[];
