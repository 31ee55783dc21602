from waiting import eventually, outcome


def cluster_facts(clients):
    members = clients.one.cluster_service.get_members()
    partitions = clients.one.partition_service
    return {
        "finds the members": len(members),
        "at their addresses": {f"{m.address.host}:{m.address.port}" for m in members} == set(clients.addresses),
        "with identifiers of their own": len({m.uuid for m in members}),
        "of which lite": sum(m.lite_member for m in members),
        "of the versions": [f"{m.version.major}.{m.version.minor}.{m.version.patch}" for m in members],
        "with the attributes": [m.attributes for m in members],
        "with partitions": partitions.get_partition_count(),
        "and keys of each of them": len({partitions.get_partition_id(key) for key in clients.keys}),
    }


def objects(clients):
    """One client creates and destroys; the other one looks."""

    def listed():
        mine = [each for each in clients.two.get_distributed_objects() if each.name.startswith("python-objects")]
        return sorted(f"{each.service_name} {each.name}" for each in mine)

    # Members tell each other a little later.
    def listing(count):
        return eventually(listed, lambda found: len(found) == count)

    before = listed()
    kept = clients.one.get_map("python-objects-kept").blocking()
    destroyed = clients.one.get_map("python-objects-destroyed").blocking()
    kept.set("key", "kept")
    destroyed.set("key", "destroyed")
    between = listing(2)
    destroyed.destroy()
    after = listing(1)
    again = clients.one.get_map("python-objects-destroyed").blocking()
    return {
        "lists none before": before,
        "lists what is created": between,
        "lists what is left": after,
        "finds a destroyed map empty": [again.size(), again.get("key")],
        "finds the other one as it was": [kept.size(), kept.get("key")],
        "lists what is created again": listing(2),
    }


def refusal(clients):
    return {"with the name of another cluster": outcome(clients.connect, "another", 0.001)}
