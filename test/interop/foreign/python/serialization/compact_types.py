"""Compact objects with a serializer: this client reads no others."""

import decimal

from common import DATE, DECIMAL, TEXT, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE, named
from hazelcast.serialization.api import CompactSerializer, FieldKind

PRIMITIVES = {
    "boolean": True,
    "int8": -128,
    "int16": -32768,
    "int32": -(2**31),
    "int64": -(2**63),
    "float32": 1.5,
    "float64": 0.1,
}
UNUSED = {"not_available", "char", "array_of_char", "portable", "array_of_portable"}
KINDS = [kind.name.lower() for kind in FieldKind if kind.name.lower() not in UNUSED]


class Line:
    def __init__(self, sku, count, price):
        self.sku = sku
        self.count = count
        self.price = price


NUT = Line("nut", 3, decimal.Decimal("1.50"))
BOLT = Line("bolt €", -1, None)


class LineSerializer(CompactSerializer):
    def get_class(self):
        return Line

    def get_type_name(self):
        return "line"

    def write(self, writer, obj):
        writer.write_string("sku", obj.sku)
        writer.write_int32("count", obj.count)
        writer.write_decimal("price", obj.price)

    def read(self, reader):
        return Line(reader.read_string("sku"), reader.read_int32("count"), reader.read_decimal("price"))


class EveryKind:
    """A field of each kind, which has the name of the kind."""

    def __init__(self, values):
        self.values = values


class EveryKindSerializer(CompactSerializer):
    def get_class(self):
        return EveryKind

    def get_type_name(self):
        return "every-kind"

    def write(self, writer, obj):
        for kind in KINDS:
            getattr(writer, f"write_{kind}")(named(kind), obj.values[kind])

    def read(self, reader):
        return EveryKind({kind: getattr(reader, f"read_{kind}")(named(kind)) for kind in KINDS})


class Evolving:
    """Of which this program knows an older version: without "note", with "gone", "count" nullable."""

    def __init__(self, id, count, gone):
        self.id = id
        self.count = count
        self.gone = gone


class EvolvingSerializer(CompactSerializer):
    def get_class(self):
        return Evolving

    def get_type_name(self):
        return "evolving"

    def write(self, writer, obj):
        writer.write_int32("id", obj.id)
        writer.write_nullable_int32("count", obj.count)
        writer.write_string("gone", obj.gone)

    def read(self, reader):
        is_old = reader.get_field_kind("gone") != FieldKind.NOT_AVAILABLE
        gone = reader.read_string("gone") if is_old else "old"
        return Evolving(reader.read_int32("id"), reader.read_nullable_int32("count"), gone)


def scalars():
    return {
        **PRIMITIVES,
        **{f"nullable_{kind}": value for kind, value in PRIMITIVES.items()},
        "string": TEXT,
        "decimal": DECIMAL,
        "time": TIME,
        "date": DATE,
        "timestamp": TIMESTAMP,
        "timestamp_with_timezone": TIMESTAMP_WITH_TIMEZONE,
        "compact": NUT,
    }


def full():
    return EveryKind(
        {
            **scalars(),
            "array_of_boolean": [True, False, True, True, False, False, True, False, True],
            **{f"array_of_int{bits}": [1, -1] for bits in (8, 16, 32, 64)},
            "array_of_float32": [1.5, -0.25],
            "array_of_float64": [0.1, -2.5],
            "array_of_string": ["a", None, ""],
            "array_of_decimal": [decimal.Decimal("1.5"), None],
            "array_of_time": [TIME, None],
            "array_of_date": [DATE, None],
            "array_of_timestamp": [TIMESTAMP, None],
            "array_of_timestamp_with_timezone": [TIMESTAMP_WITH_TIMEZONE, None],
            "array_of_compact": [NUT, None, BOLT],
            "array_of_nullable_boolean": [True, None, False],
            **{f"array_of_nullable_int{bits}": [1, None, -1] for bits in (8, 16, 32, 64)},
            "array_of_nullable_float32": [1.5, None, -0.25],
            "array_of_nullable_float64": [0.1, None, -2.5],
        }
    )


def with_empty_arrays():
    return EveryKind({**{kind: [] for kind in KINDS if kind.startswith("array_of_")}, **scalars()})


def with_nulls():
    """Null wherever it can be."""
    return EveryKind({**dict.fromkeys(KINDS), **{kind: type(value)() for kind, value in PRIMITIVES.items()}})


def samples():
    return {
        "compact line": NUT,
        "compact with null": BOLT,
        "compact every kind": full(),
        "compact nulls": with_nulls(),
        "compact empty arrays": with_empty_arrays(),
        "compact of 300": Line("x" * 300, 300, DECIMAL),
        "compact of 70000": Line("x" * 70_000, 70_000, DECIMAL),
        "compact list": [NUT, BOLT],
        "compact evolving": Evolving(7, 5, "old"),
    }
