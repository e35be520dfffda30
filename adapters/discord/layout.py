"""An answer as the pages that hold it: what each Discord message is to say, as far as the answer has come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Final

from bot.core.markdown import Piece, for_discord, split, utf16_length

LIMIT: Final = 2_000  # of Discord, in whatever it counts; UTF-16 units are the most it could mean
ROOM: Final = 1_900  # of them for the answer, so that a line below it fits in


LONGEST_TABLE: Final = 200  # lines looked back over for a table's header
LONGEST_STATUS: Final = 300  # characters
_MARKS: Final = re.compile(r"([\\*_~`|<>\[\]])")
_DELIMITER: Final = re.compile(r"[ \t|:]*-[ \t|:-]*")


@dataclass(frozen=True, slots=True)
class Page:
    """`start` and `end` say which part of the answer's own text it shows, in characters."""

    content: str
    start: int
    end: int


def pages(text: str, below: str = "") -> list[Page]:
    """The pages of `text`, with `below` as lines of their own under the last; none if there is nothing to say."""
    made = [page for piece in split(text, ROOM, utf16_length) for page in _rendered(piece, text)]
    return _with_below(made, below, len(text)) if below else made


def greeted(made: list[Page], greeting: str) -> list[Page]:
    """The pages with a greeting before the first, if it has room for one."""
    if not made or not greeting or utf16_length(greeting + made[0].content) > LIMIT:
        return made
    return [replace(made[0], content=greeting + made[0].content), *made[1:]]


def _rendered(piece: Piece, text: str) -> Iterator[Page]:
    """A piece as Discord renders it: mostly one page, more where its tables take more room than they did."""
    start = piece.start
    for each in split(for_discord(_table_head(piece, text) + piece.text), LIMIT, utf16_length):
        if each.text.strip():
            yield Page(each.text, start, piece.end)
            start = piece.end


def _table_head(piece: Piece, text: str) -> str:
    """The header of the table that was cut before the piece, without which its rows would be no table any more."""
    first = text[piece.start : piece.end].partition("\n")[0]
    if "|" not in first or not piece.text.startswith(first) or not text[: piece.start].endswith("\n"):
        return ""
    rows = list(takewhile(lambda line: "|" in line, reversed(text[: piece.start].splitlines()[-LONGEST_TABLE:])))
    lines = [first, *rows]  # upwards
    for row, above in pairwise(lines):
        if _DELIMITER.fullmatch(row):
            return f"{above}\n" if row is first else f"{above}\n{row}\n"
    return ""


def _with_below(made: list[Page], below: str, end: int) -> list[Page]:
    if not made:
        return [Page(below, 0, end)]
    last = made[-1]
    joined = f"{last.content.rstrip()}\n\n{below}"
    if utf16_length(joined) <= LIMIT:
        return [*made[:-1], Page(joined, last.start, last.end)]
    return [*made, Page(below, end, end)]


def note(text: str, start: int) -> Page:
    """A page that holds nothing of the answer's own text, though it stands where that goes on."""
    [first, *_] = split(for_discord(text).strip() or "…", LIMIT, utf16_length)
    return Page(first.text, start, start)


def status_line(text: str) -> str:
    """What is being done, in small print; names of files are not read as Markdown."""
    return small_print(_MARKS.sub(r"\\\1", text[:LONGEST_STATUS]))


def small_print(line: str) -> str:
    """A line set apart, as Discord renders it; a blank one stays away."""
    words = " ".join(line.split())
    return f"-# {words}" if words else ""
