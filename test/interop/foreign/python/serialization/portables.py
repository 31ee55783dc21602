"""Portable objects: a field of each type, nested ones, null ones, raw data, other versions."""

import datetime
import decimal

from common import DATE, DECIMAL, TEXT, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE, named
from compact_types import NUT
from hazelcast.serialization.api import Portable

FACTORY = 1

PRIMITIVES = {
    "boolean": True,
    "byte": 127,
    "char": "ж",
    "short": -32768,
    "int": -(2**31),
    "long": -(2**63),
    "float": 1.5,
    "double": 0.1,
}
OTHERS = ["string", "decimal", "time", "date", "timestamp", "timestamp_with_timezone", "portable"]
TYPES = [*PRIMITIVES, *OTHERS]


class EveryType(Portable):
    """A field of each type, which has the name of the type."""

    def __init__(self, values=None):
        self.values = values

    def get_factory_id(self):
        return FACTORY

    def get_class_id(self):
        return 1

    def write_portable(self, writer):
        for kind in TYPES:
            if kind == "portable" and self.values[kind] is None:
                writer.write_null_portable(kind, FACTORY, Inner.CLASS)
            else:
                getattr(writer, f"write_{kind}")(named(kind), self.values[kind])
        for kind in TYPES:
            getattr(writer, f"write_{kind}_array")(f"{named(kind)}Array", self.values[f"{kind}_array"])

    def read_portable(self, reader):
        values = {kind: getattr(reader, f"read_{kind}")(named(kind)) for kind in TYPES}
        for kind in TYPES:
            values[f"{kind}_array"] = getattr(reader, f"read_{kind}_array")(f"{named(kind)}Array")
        self.values = values


class Inner(Portable):
    CLASS = 2

    def __init__(self, name=None):
        self.name = name

    def get_factory_id(self):
        return FACTORY

    def get_class_id(self):
        return self.CLASS

    def write_portable(self, writer):
        writer.write_string("name", self.name)

    def read_portable(self, reader):
        self.name = reader.read_string("name")


class Growing(Portable):
    """Version 1; the next one has a "note", too."""

    def __init__(self, name=None, count=None):
        self.name = name
        self.count = count

    def get_factory_id(self):
        return FACTORY

    def get_class_id(self):
        return 3

    def get_class_version(self):
        return 1

    def write_portable(self, writer):
        writer.write_string("name", self.name)
        writer.write_int("count", self.count)

    def read_portable(self, reader):
        self.name = reader.read_string("name")
        self.count = reader.read_int("count")


class Raw(Portable):
    """Data without names, after a field that has one."""

    def __init__(self, name=None, number=None, line=None):
        self.name = name
        self.number = number
        self.line = line

    def get_factory_id(self):
        return FACTORY

    def get_class_id(self):
        return 5

    def write_portable(self, writer):
        writer.write_string("name", self.name)
        raw = writer.get_raw_data_output()
        raw.write_int(self.number)
        raw.write_object(self.line)

    def read_portable(self, reader):
        self.name = reader.read_string("name")
        raw = reader.get_raw_data_input()
        self.number = raw.read_int()
        self.line = raw.read_object()


classes = {1: EveryType, 2: Inner, 3: Growing, 5: Raw}


def full():
    return EveryType(
        {
            **with_nulls().values,
            **PRIMITIVES,
            "string": TEXT,
            "decimal": DECIMAL,
            "time": TIME,
            "date": DATE,
            "timestamp": TIMESTAMP,
            "timestamp_with_timezone": TIMESTAMP_WITH_TIMEZONE,
            "portable": Inner("one"),
            "boolean_array": [True, False],
            "byte_array": bytearray([1, 255]),
            "char_array": ["a", "ж"],
            "short_array": [1, -1],
            "int_array": [1, -1],
            "long_array": [1, -1],
            "float_array": [1.5, -0.25],
            "double_array": [0.1, -2.5],
            "string_array": ["a", "ж"],
            "decimal_array": [DECIMAL, decimal.Decimal("1.5")],
            "time_array": [TIME, datetime.time()],
            "date_array": [DATE],
            "timestamp_array": [TIMESTAMP],
            "timestamp_with_timezone_array": [TIMESTAMP_WITH_TIMEZONE],
            "portable_array": [Inner("one"), Inner("two")],
        }
    )


def with_nulls():
    """Null wherever it can be."""
    zeros = {kind: "\0" if kind == "char" else type(value)() for kind, value in PRIMITIVES.items()}
    nothing = dict.fromkeys([*TYPES, *(f"{kind}_array" for kind in TYPES)])
    return EveryType({**nothing, **zeros})


def samples():
    return {
        "portable every type": full(),
        "portable nulls": with_nulls(),
        "portable growing": Growing("old", 7),
        "portable raw data": Raw("named", 42, NUT),
    }
