"""Reading JSON that may be anything: every function gives something usable, whatever it is handed."""

import math
from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def obj(data: Any, *keys: str) -> Json:
    """The object found by following `keys`; an empty one if there is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def objs(data: Any, key: str) -> list[Json]:
    """The objects of a list."""
    found = obj(data).get(key)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def text(data: Any, key: str) -> str:
    """Text that any store can hold: without NUL, and with lone surrogates replaced."""
    found = obj(data).get(key)
    return storable(found) if isinstance(found, str) else ""


def storable(found: str) -> str:
    found = found.replace("\0", "")
    try:
        found.encode()
    except UnicodeEncodeError:
        return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return found


def whole(data: Any, key: str, default: int = 0) -> int:
    found = obj(data).get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else default


def flag(data: Any, key: str) -> bool:
    return obj(data).get(key) is True


def snowflake(data: Any, key: str) -> str:
    """An id as text; empty if there is none."""
    return as_snowflake(obj(data).get(key))


def as_snowflake(found: Any) -> str:
    if isinstance(found, bool) or not isinstance(found, int | str):
        return ""
    digits = str(found) if isinstance(found, str) or 0 < found < 1 << 64 else ""
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST else ""


def snowflakes(data: Any, key: str) -> list[str]:
    found = obj(data).get(key)
    return [each for each in map(as_snowflake, found) if each] if isinstance(found, list) else []


LONGEST = 20  # digits of the largest unsigned 64-bit number
EPOCH = 1_420_070_400.0  # Discord's: the first second of 2015
_NOISE = 0.0005  # milliseconds by which a time in seconds may have been rounded


def taken_at(snowflake_id: str) -> float:
    """When an id was given out, in seconds since the Unix epoch (Discord: "Snowflakes")."""
    return EPOCH + (int(snowflake_id or 0) >> 22) / 1000


def first_id(at: float) -> str:
    """The first id that can have been given out at a time, in seconds since the Unix epoch, or after it."""
    return str(max(0, math.ceil((at - EPOCH) * 1000 - _NOISE)) << 22)
