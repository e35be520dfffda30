"""Putting lines of text into the order in which a person reads them: columns, then rows, then paragraphs."""

import re
from collections.abc import Sequence
from statistics import median

from deploy.sandbox.mistral.reading.page import Block, Box, Kind, Line, around

Row = list[Line]
BULLET = re.compile(r"(?:[-•*–]|\d{1,2}[.)])\s")
WIDE = 0.55  # of the text's width: a line that belongs to no column
GUTTER = 0.02  # of the text's width, at least, between two columns
COLUMN = 0.25  # of the text's width: what the lines of a column have, in the median
LINES = 3  # of a column, at least
APART = 0.9  # heights of a line between two paragraphs
LARGE = 1.45  # times the usual height of a line: a heading


def paragraphs(lines: Sequence[Line]) -> list[Block]:
    """Blocks of text in reading order."""
    usual = median([line.box.height for line in lines]) if lines else 0
    blocks: list[list[Row]] = []
    for column in columns(lines):
        blocks.extend(_grouped(rows(column)))
    return [_block(group, usual) for group in blocks]


def columns(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines, split where two columns stand side by side; wide lines part what is above from what is below."""
    if not lines:
        return []
    whole = around([line.box for line in lines])
    parts: list[list[Line]] = [[]]
    for line in sorted(lines, key=lambda each: each.box.top):
        if line.box.width > WIDE * whole.width:
            parts += [[line], []]
        else:
            parts[-1].append(line)
    found: list[tuple[bool, list[Line]]] = []
    for part in parts:
        x = _gutter(part, whole)
        if x is not None:
            found.append((True, [line for line in part if line.box.right <= x]))
            found.append((True, [line for line in part if line.box.right > x]))
        elif found and not found[-1][0]:
            found[-1][1].extend(part)
        else:
            found.append((False, part))
    return [part for _, part in found if part]


def _gutter(part: Sequence[Line], whole: Box) -> int | None:
    """The left side of the widest gap that no line crosses, where both sides look like columns of text."""
    best, width = None, GUTTER * whole.width
    for x in sorted({line.box.right for line in part}):
        left = [line for line in part if line.box.right <= x]
        right = [line for line in part if line.box.right > x]
        if len(left) < LINES or len(right) < LINES:
            continue
        gap = min(line.box.left for line in right) - x
        if gap >= width and all(median(e.box.width for e in side) >= COLUMN * whole.width for side in (left, right)):
            best, width = x, gap
    return best


def rows(lines: Sequence[Line]) -> list[Row]:
    """Lines at the same height together, from left to right."""
    found: list[Row] = []
    for line in sorted(lines, key=lambda each: each.box.top + each.box.bottom):
        middle = (line.box.top + line.box.bottom) / 2
        if found and found[-1][0].box.top <= middle <= found[-1][0].box.bottom:
            found[-1].append(line)
        else:
            found.append([line])
    return [sorted(row, key=lambda each: each.box.left) for row in found]


def _grouped(found: Sequence[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in found:
        if groups and _goes_on(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _goes_on(above: Row, below: Row) -> bool:
    upper, lower = around([line.box for line in above]), around([line.box for line in below])
    high, low = max(upper.height, lower.height), min(upper.height, lower.height)
    return lower.top - upper.bottom <= APART * low and high <= LARGE * low


def _block(group: Sequence[Row], usual: float) -> Block:
    texts = [" ".join(line.text for line in row) for row in group]
    lines = [line for row in group for line in row]
    large = max(line.box.height for line in lines) >= LARGE * usual and len(group) <= 2
    bullets = all(BULLET.match(text) for text in texts)
    kind: Kind = "title" if large else "list" if bullets else "text"
    return Block(kind, around([line.box for line in lines]), "\n".join(texts), tuple(line.score for line in lines))
