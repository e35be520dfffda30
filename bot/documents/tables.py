"""Rows as Markdown tables, in pages that each repeat the header and say which rows they hold."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

PAGE_ROWS: Final = 100
PAGE_CHARS: Final = 3000  # a page is full with as many rows and characters,
MOST_CHARS: Final = 6000  # or with as many characters
MOST_CELL: Final = 2000
MOST_COLUMNS: Final = 256


def table(rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first row is its header, and the longest row says how many columns there are."""
    listed = [row[:MOST_COLUMNS] for row in rows]
    width = max((len(row) for row in listed), default=0)
    if not width:
        return ""
    lines = [_line(row, width) for row in listed]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _line(row: Sequence[str], width: int) -> str:
    return "| " + " | ".join([*(cell(value) for value in row), *[""] * (width - len(row))]) + " |"


def cell(value: str) -> str:
    """Text that stays within its cell."""
    shown = value if len(value) <= MOST_CELL else f"{value[:MOST_CELL]} … ({len(value):,} characters)"
    return " ".join(shown.replace("|", "\\|").replace("\n", "<br>").split())


def pages(header: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", total: int = 0) -> Iterator[str]:
    """Pages of a long table. Rows are counted from 1, the header apart; `total` if there are more than those given."""
    total = max(total, len(rows))
    wider = max((len(row) for row in rows), default=len(header)) - MOST_COLUMNS
    note = f"\n\nColumns after the first {MOST_COLUMNS} are left out: {wider} of them." if wider > 0 else ""
    for first, part in _parts(rows):
        place = f"Rows {first:,}-{first + len(part) - 1:,} of {total:,}"
        if len(part) == total:
            place = f"{total:,} {'row' if total == 1 else 'rows'}"
        yield f"{title}{place}\n\n{table([header, *part])}{note}"


def _parts(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, list[Sequence[str]]]]:
    first, part, size = 1, list[Sequence[str]](), 0
    for row in rows:
        part.append(row)
        size += sum(min(len(value), MOST_CELL) + 3 for value in row[:MOST_COLUMNS])
        if size >= MOST_CHARS or (len(part) >= PAGE_ROWS and size >= PAGE_CHARS):
            yield first, part
            first, part, size = first + len(part), [], 0
    if part or first == 1:
        yield first, part
