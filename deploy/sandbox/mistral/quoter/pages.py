"""Pages of a document that was given in a message or a tool's result, told by marks such as `[page 3]`.

A mark may name its file too: `[report.pdf, page 3 of 12]`. A page goes on to the next mark, and no name in it is a
speaker's.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MARK = re.compile(r"\[(?:[^\]\n]{0,80}\W)?(?:page|p\.)\s?\d+[^\]\n]{0,40}\]", re.IGNORECASE)
ENDS = re.compile(r"\s*(?:</|\[/|\[end\b)", re.IGNORECASE)
WRAPPED = re.compile(r"(?<=[^\s.!?:|])\n(?=[ \t]*[a-zà-ÿ(])")


class Section(NamedTuple):
    """`mark` is empty for what stands before the first mark."""

    mark: str
    text: str


def sections(text: str) -> Iterator[Section]:
    """The text as pages, their wrapped lines joined; what has no mark is one section."""
    start, mark = 0, ""
    for found in MARK.finditer(text):
        yield Section(mark, _joined(text[start : found.start()], mark))
        start, mark = found.end(), found[0]
    yield Section(mark, _joined(text[start:], mark))


def _joined(text: str, mark: str) -> str:
    return WRAPPED.sub(" ", text).strip() if mark else text.strip()


class Pages:
    """Tells, line by line, whether a line belongs to a page."""

    def __init__(self) -> None:
        self._margin: str | None = None

    def __call__(self, line: str, indent: str) -> bool:
        """A page that began indented ends where the indentation does; any page ends at a closing tag."""
        if MARK.search(line):
            self._margin = indent if line.startswith(indent) else ""
            return True
        if self._margin is None:
            return False
        if ENDS.match(line) or (line.strip() and not line.startswith(self._margin)):
            self._margin = None
        return self._margin is not None
