"""Lines whose words stand in cells: a table, or two columns of text side by side."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol, TypeVar

_GAP: Final = 1.2  # times the line's height, between cells
_LABEL: Final = re.compile(r"^(?:[•‣▪●◦∙·\uf0b7*–-]|\(?[0-9a-zA-Z]{1,3}[.)]|[0-9.]{1,8})$")  # of a list or heading
_LEAST_ROWS: Final = 3
_PROSE_ROWS: Final = 5
_PROSE_LETTERS: Final = 22  # in a cell, on average, from which two columns are taken for prose


class Placed(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def left(self) -> float: ...
    @property
    def right(self) -> float: ...


W = TypeVar("W", bound=Placed)


def cells(words: Sequence[W], height: float) -> list[list[W]]:
    """The words of a line, parted at wide gaps; a list's bullet or number is no cell of its own."""
    parted = [list(words[:1])]
    for before, word in pairwise(words):
        wide = word.left - before.right > _GAP * height
        if wide and not (len(parted) == 1 and len(parted[0]) == 1 and _LABEL.match(before.text)):
            parted.append([])
        parted[-1].append(word)
    return parted


def across(above: Sequence[Sequence[Placed]], below: Sequence[Sequence[Placed]]) -> bool:
    """Whether two lines belong to one grid: as many cells, each below its own; or whether neither has any."""
    if len(above) != len(below):
        return False
    if len(above) == 1:
        return True
    return all(
        upper[0].left <= lower[-1].right and lower[0].left <= upper[-1].right
        for upper, lower in zip(above, below, strict=True)
    )


def tabular(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, or two columns one after the other; empty for what is neither."""
    if not rows or len(rows[0]) == 1:
        return ""
    if len(rows[0]) == 2 and len(rows) >= _PROSE_ROWS and _prose(rows):  # noqa: PLR2004 - two columns
        return "\n\n".join("\n".join(row[column] for row in rows) for column in (0, 1))
    if len(rows) < _LEAST_ROWS and len(rows) * len(rows[0]) < 2 * _LEAST_ROWS:
        return ""
    head, *rest = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([head, f"|{' --- |' * len(rows[0])}", *rest])


def _prose(rows: Sequence[Sequence[str]]) -> bool:
    return all(sum(len(row[column]) for row in rows) / len(rows) >= _PROSE_LETTERS for column in (0, 1))
