"""What an application that uses the official Python client sees of a cluster.

Arguments: the cluster's name and the addresses of its members. Prints a JSON object: by section, and in it by call.
Nothing in it depends on which cluster it was, or when.
"""

import json
import logging
import sys
import traceback

from cluster import cluster_facts, objects, refusal
from entries import entries, many, times
from events import events
from hazelcast import HazelcastClient
from locks import locks

SECTIONS = {
    "cluster": cluster_facts,
    "entries": entries,
    "many": many,
    "times": times,
    "locks": locks,
    "events": events,
    "objects": objects,
    "refusal": refusal,
}


class Clients:
    """Two clients of one application, where they are, and two keys for each partition."""

    def __init__(self, cluster_name, addresses):
        self.addresses = addresses
        self.one = self.connect(cluster_name)
        self.two = self.connect(cluster_name)
        self.keys = keys_of_all_partitions(self.one.partition_service)

    def connect(self, cluster_name, timeout=20):
        """Gives up some seconds after the cluster is gone, so that nothing outlives a test that failed."""
        return HazelcastClient(
            cluster_name=cluster_name, cluster_members=self.addresses, cluster_connect_timeout=timeout
        )

    def maps(self, name):
        return self.one.get_map(name).blocking(), self.two.get_map(name).blocking()

    def shutdown(self):
        self.one.shutdown()
        self.two.shutdown()


def keys_of_all_partitions(partitions):
    taken = {}
    keys = []
    n = 0
    while len(keys) < 2 * partitions.get_partition_count():
        key = f"key-{n}"
        partition = partitions.get_partition_id(key)
        taken[partition] = taken.get(partition, 0) + 1
        if taken[partition] <= 2:
            keys.append(key)
        n += 1
    return keys


def observe(section, clients):
    try:
        return section(clients)
    except Exception:  # A section that fails is part of what is seen.
        return {"failed": traceback.format_exc()}


def main(cluster_name, *addresses):
    logging.disable()
    clients = Clients(cluster_name, list(addresses))
    try:
        print(json.dumps({name: observe(section, clients) for name, section in SECTIONS.items()}))
    finally:
        clients.shutdown()


main(*sys.argv[1:])
