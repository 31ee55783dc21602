import datetime
import decimal

TEXT = "grüße 🌰"
DECIMAL = decimal.Decimal("-12.3450")
DATE = datetime.date(2024, 2, 29)
TIME = datetime.time(23, 59, 59, 1)
TIMESTAMP = datetime.datetime(2024, 2, 29, 12, 30, 0, 500_000)
TIMESTAMP_WITH_TIMEZONE = TIMESTAMP.replace(tzinfo=datetime.timezone(-datetime.timedelta(hours=3, minutes=30)))


def named(kind):
    """The name of a field of this kind: "arrayOfInt8" for "array_of_int8"."""
    first, *others = kind.split("_")
    return first + "".join(word.capitalize() for word in others)
