from hazelcast.core import HazelcastJsonValue
from waiting import eventually


def entries(clients):
    """The calls about one key."""
    one, two = clients.maps("python-entries")
    large = "large " * 100_000
    return {
        "put of a new key": one.put("a", "first"),
        "put of a known key": one.put("a", "second"),
        "get by the other client": two.get("a"),
        "get of an unknown key": one.get("none"),
        "set, then get": [one.set("a", "third"), one.get("a")][1],
        "containsKey": [one.contains_key("a"), one.contains_key("none")],
        "putIfAbsent of a known key": one.put_if_absent("a", "fourth"),
        "putIfAbsent of a new key": one.put_if_absent("b", "first"),
        "replace of a known key": one.replace("a", "fifth"),
        "replace of an unknown key": one.replace("none", "any"),
        "replaceIfSame of another value": one.replace_if_same("a", "not this", "any"),
        "replaceIfSame of this value": one.replace_if_same("a", "fifth", "sixth"),
        "tryPut, then get": [one.try_put("c", "tried", 1), one.get("c")],
        "tryRemove of a known key": one.try_remove("c", 1),
        "tryRemove of an unknown key": one.try_remove("none", 1),
        "putTransient, then get": [one.put_transient("d", "transient"), one.get("d")][1],
        "remove of another value": one.remove_if_same("a", "not this"),
        "remove of this value": one.remove_if_same("b", "first"),
        "remove of a known key": one.remove("a"),
        "remove of an unknown key": one.remove("a"),
        "evict of a known key": one.evict("d"),
        "evict of an unknown key": one.evict("d"),
        "delete, then size": [one.set("e", 1), one.delete("e"), one.size()][2],
        "delete of an unknown key": one.delete("none") is None,
        "values": read(two, one, [0, -1.5, "grüße 🌰", "", True, ["a", "b"]]),
        "a JSON value": read(two, one, [HazelcastJsonValue({"name": "x", "list": [1, None]})])[0].loads(),
        "a large value": [one.put("large", large), two.get("large") == large][1],
    }


def read(reader, writer, values):
    for n, value in enumerate(values):
        writer.set(f"value-{n}", value)
    return [reader.get(f"value-{n}") for n in range(len(values))]


def many(clients):
    """The calls about many keys, which are in all partitions."""
    one, two = clients.maps("python-many")
    keys = clients.keys
    seen = {"keys": keys}

    def note(what):
        seen[what] = {
            "size": two.size(),
            "isEmpty": two.is_empty(),
            "keySet": sorted(two.key_set()),
            "values": sorted(two.values()),
            "entrySet": sorted(two.entry_set()),
        }

    note("nothing")
    one.put_all({key: f"of {key}" for key in keys})
    note("after putAll")
    seen["containsValue"] = [two.contains_value(f"of {keys[-1]}"), two.contains_value("of none")]
    seen["getAll"] = sorted(two.get_all([*keys, "none"]).items())
    for key in keys:
        one.put(key, f"new of {key}")
    one.put_all({"extra": "one more"})
    note("after each put")
    for key in keys[::3]:
        one.remove(key)
    note("after some removed")
    one.evict_all()
    note("after evictAll")
    one.put_all({key: "again" for key in keys})
    one.clear()
    note("after clear")
    return seen


def times(clients):
    """What entries tell of themselves, and how they end."""
    one, _ = clients.maps("python-times-counted")
    uncounted, _ = clients.maps("python-times")
    one.put("for ever", "one")
    one.put("for ever", "two")
    one.get("for ever")
    one.put("an hour", "one", 3600)
    one.set("idle", "one", 7200, 3600)
    one.put_if_absent("idle, too", "one", 0, 3600)
    one.put("changed", "one")
    uncounted.put("key", "one")
    uncounted.get("key")
    seen = {
        "view of nothing": view(one, "none"),
        "view of an entry": view(one, "for ever"),
        "view of one with a time to live": view(one, "an hour"),
        "view of one with an idle time": view(one, "idle"),
        "view of one with an idle time only": view(one, "idle, too"),
        "setTtl, then view": [one.set_ttl("changed", 3600), view(one, "changed")],
        "setTtl for ever, then view": [one.set_ttl("changed", 0), view(one, "changed")],
        "setTtl of an unknown key": one.set_ttl("none", 1),
        "view of an entry that is not counted": view(uncounted, "key"),
    }
    one.put("short", "one", 1)
    one.set("short idle", "one", 0, 1)
    one.put("shortened", "one")
    one.set_ttl("shortened", 1)
    for key in ["short", "shortened"]:
        seen[f"the end of {key}"] = eventually(lambda: one.get(key), lambda value: value is None)
    seen["size after"] = eventually(one.size, lambda size: size <= 5)
    return seen


def view(of_map, key):
    """Without the moments, and without the cost, which counts bytes of a Java heap."""
    found = of_map.get_entry_view(key)
    return found and {
        "key": found.key,
        "value": found.value,
        "hits": found.hits,
        "version": found.version,
        "ttl": str(found.ttl),
        "maxIdle": str(found.max_idle),
        "ends": found.expiration_time < 2**63 - 1,
        "accessed": found.last_access_time > 0,
        "updated": found.last_update_time > 0,
    }
