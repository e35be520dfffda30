"""Lines of a page, with their places, become simple Markdown: paragraphs, headings, lists, tables, columns in order.

The file's own order is kept, which is nearly always the order of reading. It is mended in one case: two columns that
were written line by line across the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.documents.grid import across, cells, tabular

_BULLET: Final = re.compile(r"^[•‣▪●◦∙·\uf0b7]\s*")
_TITLE: Final = 1.7  # times the body's height
_HEADING: Final = 1.25
_LONGEST_HEADING: Final = 200  # characters
_APART: Final = 0.6  # of a line's height, between paragraphs


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    left: float  # points, as the rest
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    words: tuple[Word, ...]
    bottom: float  # above the page's lower edge
    top: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


def markdown(lines: Sequence[Line]) -> str:
    """The page's text; a blank line separates paragraphs."""
    body = _body_height(lines)
    return "\n\n".join(block for run in _runs(lines) for block in _blocks(run, body))


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Neighbours with the same number of cells, of which there are several, or with one."""
    run: list[Line] = []
    for line in lines:
        if run and not across(_cells(run[-1]), _cells(line)):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _cells(line: Line) -> list[list[Word]]:
    return cells(line.words, line.height)


def _blocks(run: list[Line], body: float) -> Iterator[str]:
    rows = [_cells(line) for line in run]
    shape = tabular([[" ".join(word.text for word in cell) for cell in row] for row in rows])
    if shape:
        yield shape
        return
    paragraph: list[Line] = []
    for line in run:
        if paragraph and _apart(paragraph[-1], line):
            yield _paragraph(paragraph, body)
            paragraph = []
        paragraph.append(line)
    yield _paragraph(paragraph, body)


def _apart(above: Line, below: Line) -> bool:
    height = max(above.height, below.height)
    gap = above.bottom - below.top
    if gap > _APART * height or below.bottom > above.top:  # a wide gap, or back up: the next column
        return True
    return height > _HEADING * min(above.height, below.height)


def _paragraph(lines: Sequence[Line], body: float) -> str:
    text = "\n".join(_BULLET.sub("- ", line.text) for line in lines)
    height = min(line.height for line in lines)
    if height < _HEADING * body or len(text) > _LONGEST_HEADING or not any(map(str.isalpha, text)):
        return text
    return f"{'#' if height >= _TITLE * body else '##'} {' '.join(text.split())}"


def _body_height(lines: Sequence[Line]) -> float:
    """The height that most characters have."""
    ordered = sorted((line.height, len(line.text)) for line in lines)
    half = sum(size for _, size in ordered) / 2
    for height, size in ordered:
        half -= size
        if half <= 0:
            return height
    return 0.0
