"""Reading decoded JSON that nobody vouches for: every look-up gives the wanted type or an empty value."""

import re
from collections.abc import Mapping
from typing import Any, Final

Json = Mapping[str, Any]

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TS: Final = re.compile(r"[0-9]{1,12}\.[0-9]{1,6}")
_NOTHING: Final[Json] = {}


def record(value: Any, *path: str) -> Json:
    """The object at `path`, or an empty one."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else _NOTHING


def text(value: Any, *path: str) -> str:
    """The string at `path`, or an empty one; without what no database would store."""
    *outer, last = path
    found = record(value, *outer).get(last)
    return _storable(found) if isinstance(found, str) else ""


def number(value: Any, *path: str) -> int:
    """The whole number at `path`, or 0."""
    *outer, last = path
    found = record(value, *outer).get(last)
    return found if isinstance(found, int) else 0


def flag(value: Any, *path: str) -> bool:
    """Whether it says true at `path`."""
    *outer, last = path
    return record(value, *outer).get(last) is True


def records(value: Any, *path: str) -> list[Json]:
    """The objects in the list at `path`; what is no object is left out."""
    *outer, last = path
    found = record(value, *outer).get(last)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def strings(value: Any, *path: str) -> list[str]:
    """The strings in the list at `path`; what is none is left out."""
    *outer, last = path
    found = record(value, *outer).get(last)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def identifier(value: Any, *path: str) -> str:
    """An id as Slack writes them, or empty: an address is made of ids and must not hold anything else."""
    found = text(value, *path)
    return found if _ID.fullmatch(found) else ""


def timestamp(value: Any, *path: str) -> str:
    """A message's `ts`, or empty."""
    found = text(value, *path)
    return found if _TS.fullmatch(found) else ""


def _storable(found: str) -> str:
    """JSON may hold halves of surrogate pairs and NUL characters, UTF-8 and SQL may not."""
    if found.isascii():
        return found.replace("\0", "")
    return found.encode("utf-8", "replace").decode().replace("\0", "")
