"""Filling a JSON schema from a text: for each property, the line of the text that is labelled as the property is.

A property is sought by its name, its title and its description: `total`, described as "the amount to pay", takes what
follows `Total:` or `Amount to pay:`, or stands beside it in a table. What is not found is null where the schema takes
null, and otherwise the emptiest value that it does take. Nothing is invented.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from deploy.sandbox.mistral.quoter.labels import Label, labels, number
from deploy.sandbox.mistral.quoter.schemas import DEEPEST, Plain, plain
from deploy.sandbox.mistral.quoter.words import telling

MISSING: dict[str, Any] = {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}, "null": None}
TRUE = re.compile(r"\b(?:yes|true|oui|vrai|x)\b|✓", re.IGNORECASE)
FITS = 0.5  # of the words that a label and a property have, how many must be the same
NOTHING: tuple[Any, ...] = (None, "", 0, False, [], {})


class Source(NamedTuple):
    """What is filled in: the schema's root, the labelled lines, and a text for where an answer is asked for."""

    root: Any
    labels: list[Label]
    answer: str


def filled(schema: Any, text: str, answer: str = "") -> Any:
    """The value that fits the schema; `answer` goes into strings that are called so."""
    return _value(schema, "", Source(schema, labels(text), answer), 0)


def _value(schema: Any, name: str, source: Source, depth: int) -> Any:
    wanted = plain(schema, source.root)
    if depth > DEEPEST:
        return None
    if "const" in wanted.body:
        return wanted.body["const"]
    if wanted.kind == "object":
        properties = wanted.body.get("properties", {})
        return {key: _value(each, key, source, depth + 1) for key, each in properties.items()}
    if wanted.kind == "array":
        return _array(wanted, name, source, depth)
    found = _found(wanted.body, name, source)
    value = _taken(wanted, found) if found else None
    return _missing(wanted) if value is None else value


def _array(wanted: Plain, name: str, source: Source, depth: int) -> list[Any]:
    """One element where anything of it is found, otherwise as few as the schema allows."""
    element = _value(wanted.body.get("items", {}), name, source, depth + 1)
    parts = element.values() if isinstance(element, dict) else [element]
    known = any(part not in NOTHING for part in parts)
    return [element] * max(int(known), int(wanted.body.get("minItems", 0)))


def _found(body: dict[str, Any], name: str, source: Source) -> str:
    """The value behind the label that fits best; empty if none does."""
    best, most = "", FITS
    for words in _names(body, name):
        for label in source.labels:
            shared = len(words & label.words)
            if (fit := 2 * shared / (len(words) + len(label.words) or 1)) > most:
                best, most = label.value, fit
    if not best and source.answer and words_of(name) & ANSWERS:
        return source.answer
    return best


def words_of(name: str) -> set[str]:
    """The words of a name such as `invoiceNumber` or `due_date`, without their endings."""
    return set(telling(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").replace("-", " ")))


ANSWERS = words_of("answer reply response summary result content")


def _names(body: dict[str, Any], name: str) -> Iterator[set[str]]:
    yield words_of(name)
    yield words_of(str(body.get("title", "")))
    for part in re.split(r"[,;.()]", str(body.get("description", ""))):
        yield words_of(part)


def _taken(wanted: Plain, found: str) -> Any:
    """The found text as a value of the type; `None` if it is none."""
    if choices := wanted.body.get("enum"):
        return next((each for each in choices if str(each).casefold() in found.casefold()), None)
    match wanted.kind:
        case "string":
            return found
        case "integer":
            return None if (value := number(found)) is None else int(value)
        case "number":
            return number(found)
        case "boolean":
            return TRUE.search(found) is not None
    return None


def _missing(wanted: Plain) -> Any:
    if wanted.nullable:
        return None
    if choices := wanted.body.get("enum"):
        return choices[0]
    if wanted.kind in {"integer", "number"}:
        return wanted.body.get("minimum", 0)
    return MISSING.get(wanted.kind, "")
