"""What is queried, where it is Compact: read into dictionaries."""

from hazelcast.serialization.api import CompactSerializer


class Maker(dict):
    pass


class Product(dict):
    pass


class MakerSerializer(CompactSerializer):
    def get_class(self):
        return Maker

    def get_type_name(self):
        return "query-maker"

    def read(self, reader):
        return Maker(country=reader.read_string("country"), year=reader.read_int32("year"))

    def write(self, writer, maker):
        writer.write_string("country", maker["country"])
        writer.write_int32("year", maker["year"])


class ProductSerializer(CompactSerializer):
    def get_class(self):
        return Product

    def get_type_name(self):
        return "query-product"

    def read(self, reader):
        return Product(
            name=reader.read_string("name"),
            count=reader.read_int32("count"),
            sold=reader.read_int64("sold"),
            price=reader.read_float64("price"),
            note=reader.read_string("note"),
            maker=reader.read_compact("maker"),
            tags=reader.read_array_of_string("tags"),
        )

    def write(self, writer, product):
        writer.write_string("name", product["name"])
        writer.write_int32("count", product["count"])
        writer.write_int64("sold", product["sold"])
        writer.write_float64("price", product["price"])
        writer.write_string("note", product["note"])
        writer.write_compact("maker", product["maker"])
        writer.write_array_of_string("tags", product["tags"])
