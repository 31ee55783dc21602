from hazelcast.proxy.base import EntryEventType
from waiting import eventually

KINDS = ["added", "updated", "removed", "evicted", "expired"]


class Heard:
    """What a listener was told. The order of events is a matter of each key."""

    def __init__(self, client):
        self._client = client
        self.keys = {}
        self.map = []

    def handlers(self, kinds, whole_map=False):
        """A listener to these kinds of events and, if asked, to those of the whole map."""
        handlers = {f"{kind}_func": self._entry for kind in kinds}
        if whole_map:
            handlers["clear_all_func"] = lambda event: self._of_map("cleared", event)
            handlers["evict_all_func"] = lambda event: self._of_map("evicted", event)
        return handlers

    def _entry(self, event):
        kind = next(kind for kind in KINDS if getattr(EntryEventType, kind.upper()) == event.event_type)
        values = f"{text(event.old_value)} → {text(event.value)}"
        merging = "" if event.merging_value is None else f" merging {event.merging_value}"
        self.keys.setdefault(event.key, []).append(f"{kind} {values}{merging}{self._source(event)}")

    def _of_map(self, what, event):
        values = [each for each in (event.key, event.value, event.old_value) if each is not None]
        self.map.append(" ".join([what, str(event.number_of_affected_entries), *values]) + self._source(event))

    def _source(self, event):
        known = any(member.uuid == event.uuid for member in self._client.cluster_service.get_members())
        return "" if known else " from nowhere"

    def of(self, key):
        return self.keys.get(key, [])

    def of_map(self, count):
        """Returns as soon as so much has been heard of the map."""
        eventually(lambda: self.map, lambda heard: len(heard) >= count)

    def last(self, key, start):
        """Returns as soon as the last of a key has been heard."""
        eventually(lambda: self.of(key), lambda heard: heard and heard[-1].startswith(start))

    def as_much_as(self, other, key):
        eventually(lambda: self.of(key), lambda heard: len(heard) >= len(other.of(key)))

    @property
    def all(self):
        return {"keys": self.keys, "map": self.map}


def text(value):
    return "null" if value is None else value


def events(clients):
    """One client listens, both act. Each key ends with a value of its own, so that nothing of it can come later."""
    one, two = clients.maps("python-events")
    everything, of_key, without, removed = (Heard(clients.one) for _ in range(4))
    one.add_entry_listener(include_value=True, **everything.handlers(KINDS, True))
    one.add_entry_listener(include_value=True, key="put", **of_key.handlers(["added", "removed"]))
    one.add_entry_listener(**without.handlers(KINDS))
    removal = one.add_entry_listener(include_value=True, **removed.handlers(KINDS, True))
    two.set("before the removal", "heard")
    removed.last("before the removal", "added")
    removals = [one.remove_entry_listener(removal), one.remove_entry_listener(removal)]
    go_away(two, everything, clients.keys)
    acted = list(dict.fromkeys([*act(one), *act(two), *clients.keys]))
    for key in clients.keys:
        one.set(key, "of all")
    for key in acted:
        two.set(key, "last")
        two.remove(key)
    for key in acted:
        everything.last(key, "removed last")
        without.as_much_as(everything, key)
    of_key.last("put", "removed last")
    return {
        "to all, with values": everything.all,
        "to a key": of_key.all,
        "to all, without values": without.all,
        "to a listener that is removed": removed.all,
        "what the removals said": removals,
        **after_destruction(clients),
    }


def go_away(of_map, heard, keys):
    """All entries go at once, twice."""
    of_map.put_all({key: "before" for key in keys[:10]})
    of_map.evict_all()
    heard.of_map(1)
    of_map.put_all({key: "between" for key in keys[:5]})
    of_map.clear()
    heard.of_map(2)


def act(on):
    """Returns the keys of which something is heard."""
    calls = {
        "put": lambda: [on.put("put", "1"), on.put("put", "2"), on.remove("put")],
        "set": lambda: [on.set("set", "1"), on.set("set", "1"), on.delete("set")],
        "putIfAbsent": lambda: [on.put_if_absent("putIfAbsent", "1"), on.put_if_absent("putIfAbsent", "2")],
        "replace": lambda: [on.replace("replace", "1"), on.set("replace", "2"), on.replace("replace", "3")],
        "replaceIfSame": lambda: [
            on.set("replaceIfSame", "1"),
            on.replace_if_same("replaceIfSame", "0", "2"),
            on.replace_if_same("replaceIfSame", "1", "3"),
        ],
        "removeIfSame": lambda: [
            on.set("removeIfSame", "1"),
            on.remove_if_same("removeIfSame", "0"),
            on.remove_if_same("removeIfSame", "1"),
        ],
        "tryPut": lambda: [on.try_put("tryPut", "1", 1), on.try_remove("tryPut", 1)],
        "putTransient": lambda: [on.put_transient("putTransient", "1"), on.put_transient("putTransient", "2")],
        "putAll": lambda: [on.put_all({"putAll": "1"}), on.put_all({"putAll": "2"})],
        "evict": lambda: [on.set("evict", "1"), on.evict("evict"), on.evict("evict")],
        "setTtl": lambda: [on.set("setTtl", "1"), on.set_ttl("setTtl", 3600)],
        "ofNothing": lambda: [on.remove("ofNothing"), on.delete("ofNothing"), on.get("ofNothing")],
        "expiring": lambda: [
            on.set("expiring", "1", 1),
            eventually(lambda: on.contains_key("expiring"), lambda there: not there),
        ],
    }
    for call in calls.values():
        call()
    return list(calls)


def after_destruction(clients):
    """Listeners end with their structure."""
    one, two = clients.maps("python-events")
    old, fresh = Heard(clients.one), Heard(clients.one)
    one.add_entry_listener(include_value=True, **old.handlers(KINDS))
    two.set("destroyed", "1")
    old.last("destroyed", "added")
    two.destroy()
    one.add_entry_listener(include_value=True, **fresh.handlers(KINDS))
    for value in ["2", "3", "4"]:
        one.set("destroyed", value)
    fresh.last("destroyed", "updated 3")
    return {"to a map that was destroyed": old.all, "to the map of the same name": fresh.all}
