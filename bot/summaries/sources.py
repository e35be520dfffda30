"""What a model wrote, checked: its numbers become links to the messages that were read, and no other number does.

A point that cites none of them is marked.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from bot.core.foreign_links import ForeignLinks
from bot.core.markdown.code import prose_and_code

_ONE: Final = r"[\[［【][\s#^]*\d[\d\s#^,;–-]*[\]］】]"
_RUN: Final = re.compile(rf"([ \t]{{0,9}})(?:\(\s*{_ONE}(?:[\s,;]*{_ONE})*\s*\)|{_ONE}(?:[\s,;]*{_ONE})*)")
_NUMBERS: Final = re.compile(r"[0-9]{1,7}")
_ITEM: Final = re.compile(r"\s*(?:[-*•+]|\d{1,3}[.)])\s+\S")
_HEADING: Final = re.compile(r"\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?|__[^_]+__:?|.*[:：])\s*")
_RULE: Final = re.compile(r"\s*(?:[-*_=|:]\s*){3,}")
_LONGEST_HEADING: Final = 100  # characters; what is longer says something
NO_SOURCE: Final = "(no source)"

Cited = Callable[[list[int]], str]
"""From the numbers that stand side by side to what stands there instead, or to nothing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`cited`: the messages that are linked to, by number, in the order of their links; `unknown`: numbers dropped."""

    text: str
    cited: tuple[int, ...]
    unknown: int
    points: int
    unsourced: int


@dataclass(slots=True)
class _Row:
    """A line, and how many messages it cites."""

    text: str = ""
    cites: int = 0
    code: bool = False


@dataclass(slots=True)
class Sources:
    """`links` are the permanent links of the messages read, by number, some of them empty; `names` stand for those."""

    links: Mapping[int, str]
    names: Mapping[int, str]
    foreign: ForeignLinks
    _order: dict[int, int] = field(default_factory=dict)  # the mark under which a message is cited, by its number
    _unknown: int = 0

    def checked(self, text: str) -> Checked:
        """The text with links, each message under a mark of its own, counted from 1."""
        self._order, self._unknown = {}, 0
        rows = self._rows(self.foreign.taken_out(text).strip())
        blocks = list(_blocks(rows))
        points = [block for block in blocks if _is_point(block)]
        unsourced = [block for block in points if not any(row.cites for row in block)]
        for block in unsourced:
            block[-1].text += f"\n{NO_SOURCE}" if block[-1].code else f" {NO_SOURCE}"
        cited = tuple(self._order)
        return Checked("\n".join(row.text for row in rows), cited, self._unknown, len(points), len(unsourced))

    def _rows(self, text: str) -> list[_Row]:
        rows = [_Row()]
        for code, piece in prose_and_code(text):
            row = rows[-1]
            if piece == "\n":
                rows.append(_Row())
            elif code:
                row.text += piece
                row.code = True
            else:
                row.text += replaced(piece, partial(self._linked, row))
        return rows

    def _linked(self, row: _Row, numbers: list[int]) -> str:
        known = [number for number in dict.fromkeys(numbers) if number in self.links]
        self._unknown += len(set(numbers)) - len(known)
        row.cites += len(known)
        return f"({', '.join(self._mark(number) for number in known)})" if known else ""

    def _mark(self, number: int) -> str:
        mark = self._order.setdefault(number, len(self._order) + 1)
        return f"[{mark}]({link})" if (link := self.links[number]) else self.names[number]


def known_only(text: str, numbers: Collection[int]) -> str:
    """Notes without the numbers that are not among those that were read for them."""

    def cited(found: list[int]) -> str:
        return " ".join(f"[{number}]" for number in dict.fromkeys(found) if number in numbers)

    return replaced(text, cited)


def replaced(text: str, cited: Cited) -> str:
    """The text with what is put in the place of its numbers; the space before one that goes away goes too."""

    def instead(found: re.Match[str]) -> str:
        words = cited([int(number) for number in _NUMBERS.findall(found[0])])
        if words:
            return (found[1] or (" " if found.start() else "")) + words
        before = text[: found.start()].split()[-1:]
        return " " if before and "://" in before[0] else ""  # an address must not grow longer

    return _RUN.sub(instead, text)


def _blocks(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """A list's entries, and paragraphs: lines that belong together."""
    block: list[_Row] = []
    for row in rows:
        begins = not row.text.strip() or _ITEM.match(row.text) or _is_heading(row)
        if block and (begins or _is_heading(block[-1])):
            yield block
            block = []
        if row.text.strip():
            block.append(row)
    if block:
        yield block


def _is_point(block: Sequence[_Row]) -> bool:
    return not _is_heading(block[0])


def _is_heading(row: _Row) -> bool:
    """Whether it only sets apart what follows."""
    if row.cites or len(row.text) > _LONGEST_HEADING:
        return False
    return (_HEADING.fullmatch(row.text) or _RULE.fullmatch(row.text)) is not None
