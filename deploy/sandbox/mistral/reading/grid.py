"""Ruled tables: straight dark lines that cross, and the text in the cells between them."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.reading.page import Block, Box, Line
from deploy.sandbox.mistral.reading.rows import rows

SHORTEST = 60  # pixels of a rule; strokes of letters are shorter
NEAR = 8  # pixels between a rule and one that it touches
MOST = 400  # rules that are looked at in one direction
FILLED = 2  # cells of a table with text in them; lines that cross in a picture have none
ACROSS = 6  # pixels that a line of text may reach into the next cell


class Rule(NamedTuple):
    """A straight line: at `at` pixels across its direction, from `start` to `end` along it."""

    at: int
    start: int
    end: int


def tables(dark: Any, lines: Sequence[Line], again: Callable[[Box], list[Line]]) -> list[Block]:
    """The tables of a page. `dark` is a mask of the page image; `again` reads the text of one cell by itself."""
    flat, upright = _rules(dark), _rules(dark.T)
    found = []
    for group in _crossing(flat, upright):
        edges = [each for each in group if each in flat]
        across, down = _places([each.at for each in edges]), _places([each.at for each in group if each in upright])
        if len(across) < 3 or len(down) < 3:
            continue
        table = _table(across, down, lines, again)
        if sum(bool(cell) for row in table.rows for cell in row) >= FILLED:
            found.append(table)
    return found


def _rules(dark: Any) -> list["Rule"]:
    """Horizontal runs of dark pixels, those on neighbouring rows taken as one."""
    np = package("numpy", "numpy")
    padded = np.pad(dark.astype(np.int32).cumsum(axis=1), ((0, 0), (1, 0)))
    full = padded[:, SHORTEST:] - padded[:, :-SHORTEST] == SHORTEST
    found: list[Rule] = []
    for y in np.flatnonzero(full.any(axis=1)).tolist():
        starts = np.flatnonzero(full[y])
        for part in np.split(starts, np.flatnonzero(np.diff(starts) > SHORTEST) + 1):
            rule = Rule(y, int(part[0]), int(part[-1]) + SHORTEST)
            if not any(abs(each.at - y) <= NEAR and _overlap(each, rule) for each in found[-8:]):
                found.append(rule)
    return found[:MOST]


def _overlap(one: Rule, other: Rule) -> bool:
    return one.start <= other.end and other.start <= one.end


def _crossing(flat: Sequence[Rule], upright: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that hang together, each group with all its rules of both directions."""
    groups: list[list[Rule]] = []
    for rule in flat:
        touched = [each for each in upright if _touch(rule, each)]
        mine = [group for group in groups if any(each in group for each in touched)]
        joined = [rule, *touched, *(each for group in mine for each in group)]
        groups = [group for group in groups if group not in mine] + [list(dict.fromkeys(joined))]
    return groups


def _touch(flat: Rule, upright: Rule) -> bool:
    return flat.start - NEAR <= upright.at <= flat.end + NEAR and upright.start - NEAR <= flat.at <= upright.end + NEAR


def _places(values: Sequence[int]) -> list[int]:
    """Distinct values, those close together once."""
    found: list[int] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def _table(across: list[int], down: list[int], lines: Sequence[Line], again: Callable[[Box], list[Line]]) -> Block:
    box = Box(down[0], across[0], down[-1] + 1, across[-1] + 1)
    inside = [line for line in lines if box.holds(line.box)]
    fit = [line for line in inside if not _reaches_over(line.box, down)]
    odd = [line for line in inside if line not in fit]
    cells, scores = [], []
    for top, bottom in pairwise(across):
        row = []
        for left, right in pairwise(down):
            cell = Box(left, top, right, bottom)
            mine = [line for line in fit if cell.holds(line.box)]
            if any(line.box.top < bottom and line.box.bottom > top and _meets(line.box, cell) for line in odd):
                mine = again(cell)
            scores += [line.score for line in mine]
            row.append(" ".join(line.text for each in rows(mine) for line in each))
        cells.append(tuple(row))
    text = "\n".join(" ".join(filter(None, row)) for row in cells)
    return Block("table", box, text, tuple(scores), tuple(cells))


def _reaches_over(box: Box, down: Sequence[int]) -> bool:
    """Whether the engine took the text of two cells for one line."""
    return any(box.left + ACROSS < x < box.right - ACROSS for x in down)


def _meets(line: Box, cell: Box) -> bool:
    return line.left < cell.right - ACROSS and line.right > cell.left + ACROSS
