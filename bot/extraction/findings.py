"""What was found: for each field a value, the page it stands on, and whether that was seen to be so."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.extraction.fields import Group, Leaf, Many, Node

Value = str | int | float | bool
_EXACT: Final = 1e15  # below which a float holds every whole number
_NOTHING: Final = frozenset({"", "null", "none"})


@dataclass(frozen=True, slots=True)
class Found:
    """`certain`: the value was seen on the page. Without a value, the field was not found."""

    value: Value | None = None
    page: int | None = None  # from 1
    quote: str = ""
    certain: bool = False


Finding = Found | dict[str, "Finding"] | list["Finding"]


def nothing(node: Node) -> Finding:
    """What is found where nothing is."""
    match node:
        case Leaf():
            return Found()
        case Group(fields):
            return {name: nothing(inner) for name, inner in fields.items()}
        case Many():
            return []


def read(node: Node, said: Any) -> Finding:
    """What a model said, in the form that was asked for; what is not of that form was not found."""
    match node:
        case Leaf():
            return _found(said)
        case Group(fields):
            given = said if isinstance(said, Mapping) else {}
            return {name: read(inner, given.get(name)) for name, inner in fields.items()}
        case Many(item):
            listed = said if isinstance(said, list) else []
            return [each for each in (read(item, entry) for entry in listed) if not is_empty(each)]


def merged(first: Finding, second: Finding) -> Finding:
    """The first certain find of each field, or else the first; lists one after the other."""
    if isinstance(first, Found) and isinstance(second, Found):
        if first.certain or (first.value is not None and not second.certain):
            return first
        return second if second.value is not None else first
    if isinstance(first, dict) and isinstance(second, dict):
        return {name: merged(each, second[name]) for name, each in first.items()}
    if isinstance(first, list) and isinstance(second, list):
        return [*first, *second]
    raise TypeError("two findings of different fields cannot be merged")


def is_empty(finding: Finding) -> bool:
    if isinstance(finding, Found):
        return finding.value is None
    return all(is_empty(each) for each in (finding.values() if isinstance(finding, dict) else finding))


def is_complete(finding: Finding) -> bool:
    """Whether every field is certain."""
    if isinstance(finding, Found):
        return finding.certain
    return all(is_complete(each) for each in (finding.values() if isinstance(finding, dict) else finding))


def _found(said: Any) -> Found:
    if not isinstance(said, Mapping):
        return Found(_value(said))
    value = _value(said.get("value"))
    if value is None:
        return Found()
    quote = said.get("quote")
    return Found(value, _page(said.get("page")), quote.strip() if isinstance(quote, str) else "")


def _value(said: Any) -> Value | None:
    if isinstance(said, str):
        return None if said.strip().casefold() in _NOTHING else said.strip()
    if isinstance(said, float):
        if not math.isfinite(said):
            return None
        return int(said) if said.is_integer() and abs(said) < _EXACT else said
    return said if isinstance(said, bool | int) else None


def _page(said: Any) -> int | None:
    if isinstance(said, str) and said.strip().isdecimal():
        said = int(said)
    return said if isinstance(said, int) and not isinstance(said, bool) and said > 0 else None
