"""IdentifiedDataSerializable objects."""

from common import TEXT
from compact_types import BOLT
from hazelcast.serialization.api import IdentifiedDataSerializable

FACTORY = 7

# Each has an array of it, too.
SCALARS = {
    "boolean": True,
    "byte": 127,
    "char": "ж",
    "short": -32768,
    "int": -(2**31),
    "long": -(2**63),
    "float": 1.5,
    "double": 0.1,
    "string": TEXT,
}


class Report(IdentifiedDataSerializable):
    """All that can be written to an output, one after the other."""

    def __init__(self, values=None):
        self.values = values

    def get_factory_id(self):
        return FACTORY

    def get_class_id(self):
        return 1

    def write_data(self, out):
        for kind in SCALARS:
            getattr(out, f"write_{kind}")(self.values[kind])
            getattr(out, f"write_{kind}_array")(self.values[f"{kind}_array"])
        out.write_string(self.values["null_string"])
        out.write_int_array(self.values["null_array"])
        out.write_object(self.values["compact"])
        out.write_object(self.values["custom"])
        out.write_object(self.values["null_object"])

    def read_data(self, inp):
        values = {}
        for kind in SCALARS:
            values[kind] = getattr(inp, f"read_{kind}")()
            values[f"{kind}_array"] = getattr(inp, f"read_{kind}_array")()
        values["null_string"] = inp.read_string()
        values["null_array"] = inp.read_int_array()
        values["compact"] = inp.read_object()
        values["custom"] = inp.read_object()
        values["null_object"] = inp.read_object()
        self.values = values


class Due(IdentifiedDataSerializable):
    def __init__(self, name=None):
        self.name = name

    def get_factory_id(self):
        return FACTORY

    def get_class_id(self):
        return 2

    def write_data(self, out):
        out.write_string(self.name)

    def read_data(self, inp):
        self.name = inp.read_string()


classes = {1: Report, 2: Due}


def samples(point):
    report = Report(
        {
            **SCALARS,
            "boolean_array": [True, False],
            "byte_array": bytearray([1, 255]),
            "char_array": ["a", "ж"],
            **{f"{kind}_array": [1, -1] for kind in ("short", "int", "long")},
            "float_array": [1.5, -0.25],
            "double_array": [0.1, -2.5],
            "string_array": ["a", "ж"],
            "null_string": None,
            "null_array": None,
            "compact": BOLT,
            "custom": point,
            "null_object": None,
        }
    )
    return {"identified": report, "identified due": Due("now")}
