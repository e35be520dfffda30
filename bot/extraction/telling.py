"""What was found as a message: a table with pages, what is uncertain and what is missing said below it."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.page_text import ranges
from bot.core.speech import on_one_line
from bot.extraction.extractor import Extracted
from bot.extraction.fields import Group
from bot.extraction.rows import Cell, Path, Table, flat, listed, title

_LONGEST: Final = 80  # characters of a value in chat
_ROWS: Final = 15  # of a list in chat
_BESIDE: Final = 5  # fields that are still shown beside each other, for several files
_MISSING: Final = "—"
_CHECK: Final = "`?`: I did not see this on the pages as it stands here; please check it."


def told(fields: Group, extracted: Sequence[Extracted]) -> str:
    """Markdown: one table for several files where few fields were asked for, else tables for each."""
    legible = [each for each in extracted if each.legible]
    beside = len(legible) > 1 and not listed(fields, {}) and len(flat(fields, {}).columns) <= _BESIDE
    parts = [_together(fields, legible)] if beside else []
    for each in extracted:
        parts += _file(fields, each, tables=not beside)
    if any(_uncertain(fields, each) for each in legible):
        parts.append(_CHECK)
    return "\n\n".join(parts)


def _file(fields: Group, each: Extracted, *, tables: bool) -> Iterator[str]:
    name = on_one_line(each.file.name)
    if not each.legible:
        yield f"I found no readable text in {name}, so there was nothing to look for the fields in."
        return
    if tables:
        yield f"**{name}**"
        yield from _tables(fields, each)
    yield from _missing(fields, each, name)


def _tables(fields: Group, each: Extracted) -> Iterator[str]:
    common = flat(fields, each.found)
    if common.columns:
        (row,) = common.rows
        lines = [[title(column), _value(cell), _pages(cell)] for column, cell in row.items()]
        yield _markdown(["Field", "Value", "Page"], lines)
    for path, table in listed(fields, each.found).items():
        yield from _entries(path, table)


def _entries(path: Path, table: Table) -> Iterator[str]:
    count = len(table.rows)
    yield f"**{title(path)}**: {count or 'none found'}"
    if not table.rows:
        return
    heads = [title(column[len(path) :]) for column in table.columns]
    lines = []
    for row in table.rows[:_ROWS]:
        pages = sorted({page for cell in row.values() for page in cell.pages})
        lines.append([*map(_value, row.values()), ranges(pages) or _MISSING])
    yield _markdown([*heads, "Page"], lines)
    if count > _ROWS:
        yield f"… and {count - _ROWS:,} more, which are in the files."


def _together(fields: Group, extracted: Sequence[Extracted]) -> str:
    tables = [flat(fields, each.found) for each in extracted]
    lines = [
        [on_one_line(each.file.name), *(_with_page(cell) for cell in table.rows[0].values())]
        for each, table in zip(extracted, tables, strict=True)
    ]
    return _markdown(["File", *map(title, tables[0].columns)], lines)


def _missing(fields: Group, each: Extracted, name: str) -> Iterator[str]:
    """What was not found, and the pages in which it may stand all the same."""
    (row,) = flat(fields, each.found).rows
    missing = [title(column) for column, cell in row.items() if cell.value is None]
    if missing:
        yield f"Not found in {name}: {', '.join(map(on_one_line, missing))}."
    if each.unread and not each.file.own:  # of the question's own files the answer says so in any case
        one = len(each.unread) == 1
        pages = f"Page{'' if one else 's'} {ranges(each.unread)} of {name} {'was' if one else 'were'} not read"
        yield f"{pages}, so nothing could be taken from there."


def _uncertain(fields: Group, each: Extracted) -> bool:
    tables = [flat(fields, each.found), *listed(fields, each.found).values()]
    cells = [cell for table in tables for row in table.rows for cell in row.values()]
    return any(cell.value is not None and not cell.certain for cell in cells)


def _value(cell: Cell) -> str:
    if cell.value is None:
        return _MISSING
    text = on_one_line(str(cell.value))
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
    return shown if cell.certain else f"? {shown}"


def _pages(cell: Cell) -> str:
    return ranges(cell.pages) or _MISSING


def _with_page(cell: Cell) -> str:
    return f"{_value(cell)} (p. {ranges(cell.pages)})" if cell.pages else _value(cell)


def _markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows)


def _cell(text: str) -> str:
    return on_one_line(text).replace("|", "\\|")
