import time

# Seconds after which what is waited for will not come any more, on a slow machine too.
DEADLINE = 45


def eventually(sample, holds):
    """The first sample of which the condition holds."""
    deadline = time.monotonic() + DEADLINE
    while True:
        value = sample()
        if holds(value):
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain; now: {value}")
        time.sleep(0.002)


def outcome(call, *args):
    """What a call gives, or the name of its error."""
    try:
        return call(*args)
    except Exception as error:
        return type(error).__name__
