import threading
import time

from waiting import outcome

# Seconds. Long enough for a wait that is none to end; too short only makes the test weaker.
A_WHILE = 0.2
# Seconds. Enough for a call that does not wait.
ENOUGH = 20


def locks(clients):
    """Two clients that want the same keys."""
    seen = {}
    for part in [held, waited_for, released, kept, threads]:
        part(seen, *clients.maps("python-locks"))
    return seen


def held(seen, one, two):
    one.put("held", "before")
    before = two.is_locked("held")
    one.lock("held")
    seen["isLocked before and after"] = [before, two.is_locked("held"), one.is_locked("held")]
    seen["tryLock of the other"] = two.try_lock("held")
    seen["tryLock of the other, with a time"] = two.try_lock("held", timeout=0.05)
    seen["tryPut of the other"] = two.try_put("held", "theirs", 0.05)
    seen["tryRemove of the other"] = outcome(two.try_remove, "held", 0.05)
    seen["get of the other"] = two.get("held")
    seen["put of the owner"] = one.put("held", "ours")
    seen["unlock of the other"] = outcome(two.unlock, "held")
    seen["still locked"] = two.is_locked("held")
    seen["unlock of the owner"] = one.unlock("held") is None
    seen["locked no more"] = two.is_locked("held")
    seen["unlock of what is not locked"] = outcome(one.unlock, "held")
    seen["tryLock of what is free"] = two.try_lock("held")
    seen["and its unlock"] = [two.unlock("held"), one.is_locked("held")][1]
    seen["lock of a key without an entry"] = [one.lock("no entry"), two.is_locked("no entry")][1]
    seen["and what it holds"] = two.contains_key("no entry")
    seen["and its end"] = [one.unlock("no entry"), two.is_locked("no entry")][1]


class Call(threading.Thread):
    """A call of a thread of its own, which is another owner of locks than the main thread."""

    def __init__(self, call, *args):
        super().__init__(daemon=True)
        self._call = call
        self._args = args
        self.result = None
        self.start()

    def run(self):
        self.result = outcome(self._call, *self._args)

    def ended(self, within=None):
        self.join(within)
        return not self.is_alive()


def waits(call, free):
    """The call must not end by itself; it ends once `free` has been called."""
    early = "did not wait" if call.ended(A_WHILE) else "waits"
    free()
    call.ended()
    return [early, "done" if call.result is None else call.result]


def waited_for(seen, one, two):
    one.put("wanted", "of one")
    one.lock("wanted")
    seen["lock of the other"] = waits(Call(two.lock, "wanted"), lambda: one.unlock("wanted"))
    seen["which owns it then"] = one.try_lock("wanted")
    two.force_unlock("wanted")
    two.lock("wanted")
    long_wait = Call(one.try_lock, "wanted", None, 60)
    seen["tryLock with a long time"] = waits(long_wait, lambda: two.unlock("wanted"))
    two.force_unlock("wanted")
    one.lock("wanted")
    one.set("wanted", "set by one")
    seen["put of the other"] = waits(Call(two.put, "wanted", "put by two"), lambda: one.unlock("wanted"))
    seen["and what it put"] = one.get("wanted")
    two.lock("wanted")
    seen["remove of the other"] = waits(Call(one.remove, "wanted"), lambda: two.unlock("wanted"))
    two.lock("wanted")
    put_all = Call(one.put_all, {"wanted": "with others"})
    seen["putAll of the other"] = "does not wait" if put_all.ended(ENOUGH) else "waits"
    seen["and what it has put"] = two.get("wanted")
    two.unlock("wanted")


def released(seen, one, two):
    one.lock("released")
    seen["forceUnlock of the other"] = two.force_unlock("released") is None
    seen["frees it"] = one.is_locked("released")
    one.lock("leased", 0.3)
    two.lock("leased")
    seen["lock after the lease of another"] = one.is_locked("leased")
    two.unlock("leased")
    one.lock("twice")
    one.lock("twice")
    counts = [two.is_locked("twice")]
    for name in ["first", "second"]:
        result = outcome(one.unlock, "twice")
        seen[f"{name} unlock of a key locked twice"] = "done" if result is None else result
        counts.append(two.is_locked("twice"))
    seen["locked, and after each unlock"] = counts
    two.force_unlock("twice")


def kept(seen, one, two):
    """Locked entries stay when all others go."""
    two.clear()
    for key in ["kept", "gone", "gone, too"]:
        one.put(key, "value")
    one.lock("kept")
    two.evict_all()
    seen["left by evictAll"] = sorted(two.key_set())
    two.clear()
    seen["left by clear"] = sorted(two.key_set())
    one.unlock("kept")
    two.clear()
    seen["left when all is free"] = two.size()


def threads(seen, one, two):
    """Each thread of a client is an owner."""
    one.lock("thread")
    seen["tryLock in the same thread"] = one.try_lock("thread")
    one.unlock("thread")
    seen["isLocked elsewhere"] = two.is_locked("thread")
    other = Call(one.try_lock, "thread")
    other.ended()
    seen["tryLock in another thread"] = other.result
    two.force_unlock("thread")
