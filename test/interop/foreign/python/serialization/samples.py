import decimal
import typing
import uuid

import compact_types
import identified
import portables
from common import DATE, DECIMAL, TEXT, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE
from hazelcast.core import HazelcastJsonValue
from hazelcast.serialization.api import StreamSerializer


class Sample(typing.NamedTuple):
    value: typing.Any
    # False where this client would write another type.
    is_written: bool


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class PointSerializer(StreamSerializer):
    def get_type_id(self):
        return 1000

    def write(self, out, obj):
        out.write_int(obj.x)
        out.write_int(obj.y)

    def read(self, inp):
        return Point(inp.read_int(), inp.read_int())

    def destroy(self):
        pass


def samples():
    """One object of every type that this client has, by the name that it has in all languages."""
    written = {
        "boolean": True,
        "short": -32768,
        "int": -(2**31),
        "long": -(2**63),
        "big integer": -(2**77),
        "positive big integer": 2**77,
        "double": 0.1,
        "string": TEXT,
        "byte[]": bytearray([0, 127, 128, 255]),
        "uuid": uuid.UUID("f47ac10b-58cc-4372-a567-0e02b2c3d479"),
        "decimal": DECIMAL,
        "thousands": decimal.Decimal("12E+3"),
        "date": DATE,
        "time": TIME,
        "timestamp with timezone": TIMESTAMP_WITH_TIMEZONE,
        "json": HazelcastJsonValue('{"a":[1,null,"ж"]}'),
        "ArrayList": ["a", 100_000, None, ["b", 2**40]],
        "custom": Point(3, -4),
        **compact_types.samples(),
        **portables.samples(),
        **identified.samples(Point(3, -4)),
    }
    only_read = {
        "byte": -128,
        "char": "ж",
        "float": 1.5,
        "boolean[]": [True, False],
        "char[]": ["a", "ж"],
        "short[]": [1, -32768],
        "int[]": [1, -(2**31)],
        "long[]": [1, -(2**63)],
        "float[]": [1.5, -0.25],
        "double[]": [0.1, -2.5],
        "string[]": ["a", "ж"],
        "string[] with null": ["a", None],
        "class": "java.lang.String",
        "timestamp": TIMESTAMP,
        "Object[]": ["a", 100_000, None, ["b", 2**40]],
        "LinkedList": ["a", 100_000, None, ["b", 2**40]],
    }
    return {
        **{name: Sample(value, True) for name, value in written.items()},
        **{name: Sample(value, False) for name, value in only_read.items()},
    }
