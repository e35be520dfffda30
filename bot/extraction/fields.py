"""What is to be extracted: fields, groups of fields, and lists of either."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.core.errors import CommandRejected

MOST: Final = 100  # fields of one extraction
_LONGEST: Final = 120  # characters of a field's name
_BEFORE: Final = " \t\n-*•[]\"'`"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value. `schema` is its type and its choices; `about` is what people say of it besides its name.

    A value that is `derived` need not stand in the file as it is, but may be concluded from what does.
    """

    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    about: str = ""
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    fields: Mapping[str, "Node"]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Many:
    """Any number of them, such as the lines of an invoice."""

    item: "Node"
    about: str = ""


Node = Leaf | Group | Many


def leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    """Every field with the names that lead to it."""
    match node:
        case Leaf():
            yield path, node
        case Group(fields):
            for name, inner in fields.items():
                yield from leaves(inner, (*path, name))
        case Many(item):
            yield from leaves(item, path)


def lists_any(node: Node) -> bool:
    match node:
        case Leaf():
            return False
        case Group(fields):
            return any(lists_any(inner) for inner in fields.values())
        case Many():
            return True


def named_fields(line: str) -> Group:
    """The fields of a line such as `invoice number, date, total (with VAT)`. Raises `CommandRejected`."""
    fields: dict[str, Node] = {}
    known: set[str] = set()
    for part in _parts(line):
        name, _, about = part.partition("(")
        name = " ".join(name.split()) or part
        if len(name) > _LONGEST:
            raise CommandRejected(
                f"The field `{name[:40]}…` has too long a name; please keep it below {_LONGEST} characters, "
                "and put what explains it in brackets behind it."
            )
        if name.casefold() not in known:
            known.add(name.casefold())
            fields[name] = Leaf(about=about.rstrip(") ").strip())
    if not fields:
        raise CommandRejected("I see no fields in that; write them as `invoice number, date, total`.")
    if len(fields) > MOST:
        raise CommandRejected(f"These are {len(fields)} fields; please ask for at most {MOST} at once.")
    return Group(fields)


def _parts(line: str) -> Iterator[str]:
    """What commas, semicolons and line breaks part, where they stand in no brackets."""
    depth, begin = 0, 0
    for at, char in enumerate(line):
        depth = max(depth + (char == "(") - (char == ")"), 0)
        if char == "\n" or (char in ",;、，" and not depth):
            yield from _stripped(line[begin:at])
            begin, depth = at + 1, 0
    yield from _stripped(line[begin:])


def _stripped(part: str) -> Iterator[str]:
    if words := re.sub(r"\s+", " ", part).strip(_BEFORE):
        yield words
