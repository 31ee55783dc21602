"""What an application that uses the official Python client finds by queries.

Arguments: the cluster's name, the addresses of its members. Each line of the standard input is a JSON array of
questions. Each is answered by a line of JSON, {"answer": …} or {"refused": …}, and an empty line ends the answers. The
end of the input ends the program.
"""

import json
import logging
import sys

from hazelcast import HazelcastClient, aggregator, predicate, projection
from hazelcast.config import IntType
from hazelcast.core import HazelcastJsonValue, MapEntry
from stock import MakerSerializer, ProductSerializer

PREDICATES = {
    "sql": predicate.sql,
    "and": predicate.and_,
    "or": predicate.or_,
    "not": predicate.not_,
    "equal": predicate.equal,
    "notEqual": predicate.not_equal,
    "greaterThan": predicate.greater,
    "greaterEqual": predicate.greater_or_equal,
    "lessThan": predicate.less,
    "lessEqual": predicate.less_or_equal,
    "between": predicate.between,
    "in": predicate.in_,
    "like": predicate.like,
    "ilike": predicate.ilike,
    "regex": predicate.regex,
    "instanceOf": predicate.instance_of,
    "alwaysTrue": predicate.true,
    "alwaysFalse": predicate.false,
}

AGGREGATORS = {
    "count": aggregator.count,
    "distinct": aggregator.distinct,
    "doubleAvg": aggregator.double_avg,
    "doubleSum": aggregator.double_sum,
    "fixedPointSum": aggregator.fixed_point_sum,
    "floatingPointSum": aggregator.floating_point_sum,
    "integerAvg": aggregator.int_avg,
    "integerSum": aggregator.int_sum,
    "longAvg": aggregator.long_avg,
    "longSum": aggregator.long_sum,
    "max": aggregator.max_,
    "min": aggregator.min_,
    "numberAvg": aggregator.number_avg,
    "maxBy": aggregator.max_by,
    "minBy": aggregator.min_by,
}

PROJECTIONS = {
    "singleAttribute": projection.single_attribute,
    "multiAttribute": projection.multi_attribute,
    "identity": projection.identity,
}

LISTINGS = {"keySet": "key_set", "values": "values", "entrySet": "entry_set"}


def predicate_of(words):
    if words is None:
        return None
    name, *args = words
    return PREDICATES[name](*(value_of(arg) for arg in args))


def value_of(arg):
    if isinstance(arg, list):
        return predicate_of(arg)
    if isinstance(arg, dict):
        return arg["long"]
    # What has no point in JSON is a double, too.
    return arg if arg is None or isinstance(arg, (str, bool)) else float(arg)


def listed(entries, question):
    return getattr(entries, LISTINGS[question["ask"]])(predicate_of(question["predicate"]))


def pages(entries, question):
    paging = predicate.paging(predicate_of(question["predicate"]), question["size"])
    listing = getattr(entries, LISTINGS[question["of"]])
    found = [list(listing(paging))]
    for turn in question["turns"]:
        if turn == "next":
            paging.next_page()
        elif turn == "previous":
            paging.previous_page()
        else:
            paging.page = turn
        found.append(list(listing(paging)))
    return found


def aggregate(entries, question):
    name, *attributes = question["by"]
    return entries.aggregate(AGGREGATORS[name](*attributes), predicate_of(question.get("predicate")))


def project(entries, question):
    name, *attributes = question["by"]
    return entries.project(PROJECTIONS[name](*attributes), predicate_of(question.get("predicate")))


def remove_all(entries, question):
    entries.remove_all(predicate_of(question["predicate"]))
    return entries.key_set()


ASKED = {
    "keySet": listed,
    "values": listed,
    "entrySet": listed,
    "pages": pages,
    "aggregate": aggregate,
    "project": project,
    "removeAll": remove_all,
}


def plain(found):
    """As JSON has it: entries and tuples are lists."""
    if isinstance(found, HazelcastJsonValue):
        return found.loads()
    if isinstance(found, MapEntry):
        return [plain(found.key), plain(found.value)]
    if isinstance(found, dict):
        return {name: plain(value) for name, value in found.items()}
    if found is None or isinstance(found, (str, bool, int, float)):
        return found
    return [plain(each) for each in found]


def answer(client, question):
    """One that fails does not keep the others from being asked."""
    try:
        entries = client.get_map(question["map"]).blocking()
        return {"answer": plain(ASKED[question["ask"]](entries, question))}
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}


def main(cluster_name, *addresses):
    logging.disable()
    client = HazelcastClient(
        cluster_name=cluster_name,
        cluster_members=list(addresses),
        cluster_connect_timeout=20,
        default_int_type=IntType.LONG,
        compact_serializers=[ProductSerializer(), MakerSerializer()],
    )
    try:
        for line in sys.stdin:
            for question in json.loads(line):
                print(json.dumps(answer(client, question)))
            print(flush=True)
    finally:
        client.shutdown()


main(*sys.argv[1:])
