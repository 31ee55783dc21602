"""What an application that uses the official Python client writes and reads.

Arguments: BIG_ENDIAN or LITTLE_ENDIAN, the cluster's name, the addresses of its members. Each line of the standard
input is a command, and its answer ends with an empty line:

- write MAP: puts every sample that this client can write under its name. A line for each: the name, a tab, and "ok" or
  what went wrong.
- check MAP: compares what is in the map with the samples of those names. Lines likewise: "equal", "unknown" where there
  is no sample of that name, or what differs.

The end of the input ends the program.
"""

import logging
import sys

from hazelcast import HazelcastClient
from hazelcast.config import IntType
from identified import FACTORY as IDENTIFIED
from identified import classes as identified_classes
from portables import FACTORY as PORTABLES
from portables import classes as portable_classes
from samples import Point, PointSerializer, samples
from compact_types import EveryKindSerializer, EvolvingSerializer, LineSerializer


def connect(byte_order, cluster_name, *addresses):
    return HazelcastClient(
        cluster_name=cluster_name,
        cluster_members=list(addresses),
        cluster_connect_timeout=20,
        is_big_endian=byte_order == "BIG_ENDIAN",
        # The smallest type that holds the number: so all of them can be written.
        default_int_type=IntType.VAR,
        compact_serializers=[LineSerializer(), EveryKindSerializer(), EvolvingSerializer()],
        portable_factories={PORTABLES: portable_classes},
        data_serializable_factories={IDENTIFIED: identified_classes},
        custom_serializers={Point: PointSerializer},
    )


def write(entries):
    for name, sample in samples().items():
        if sample.is_written:
            yield name, attempt(lambda: entries.set(name, sample.value) or "ok")


def check(entries):
    known = samples()
    for name in sorted(entries.key_set()):
        if name in known:
            yield name, attempt(lambda: difference(known[name].value, entries.get(name)) or "equal")
        else:
            yield name, "unknown"


def attempt(step):
    """One sample that fails does not keep the others from being tried."""
    try:
        return step()
    except Exception as error:
        return " ".join(f"{type(error).__name__}: {error}".split())


def difference(expected, actual, path="$"):
    """Where two objects differ, field by field, or None. 1, 1.0 and True are three things."""
    if type(expected) is not type(actual):
        return f"{path} should be {expected!r}, but is {actual!r}"
    if isinstance(expected, list):
        if len(expected) != len(actual):
            return f"{path} should have {len(expected)} items, but has {len(actual)}"
        expected, actual = dict(enumerate(expected)), dict(enumerate(actual))
    if hasattr(expected, "__dict__"):
        expected, actual = vars(expected), vars(actual)
    if not isinstance(expected, dict):
        # A decimal has a scale, too.
        return None if repr(expected) == repr(actual) else f"{path} should be {expected!r}, but is {actual!r}"
    if expected.keys() != actual.keys():
        return f"{path} should have {list(expected)}, but has {list(actual)}"
    found = (difference(value, actual[key], f"{path}.{key}") for key, value in expected.items())
    return next((each for each in found if each is not None), None)


def main(*args):
    logging.disable()
    client = connect(*args)
    commands = {"write": write, "check": check}
    try:
        for line in sys.stdin:
            command, name = line.rstrip("\n").split(" ", 1)
            for answer in commands[command](client.get_map(name).blocking()):
                print("\t".join(answer))
            print(flush=True)
    finally:
        client.shutdown()


main(*sys.argv[1:])
