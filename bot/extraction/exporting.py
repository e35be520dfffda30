"""What was found as files: CSV for a spreadsheet, JSON for a program."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any, Final

from bot.core.documents import OutFile
from bot.extraction.extractor import Extracted
from bot.extraction.fields import Group
from bot.extraction.findings import Finding, Found, Value
from bot.extraction.rows import Cell, Path, Row, flat, listed, title

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_NAME: Final = 60  # characters of a file's name


def exported(fields: Group, extracted: Sequence[Extracted]) -> tuple[OutFile, OutFile]:
    """The CSV and the JSON file, named after the first of the files."""
    stem = (PurePath(extracted[0].file.name).stem or "file")[:_LONGEST_NAME]
    name = f"{stem}-extracted" if len(extracted) == 1 else f"{stem}-and-{len(extracted) - 1}-more-extracted"
    table = as_csv(fields, extracted).encode("utf-8-sig")  # a spreadsheet takes it for UTF-8 only with the mark
    return (
        OutFile(f"{name}.csv", "text/csv", table),
        OutFile(f"{name}.json", "application/json", as_json(extracted).encode()),
    )


def as_json(extracted: Sequence[Extracted]) -> str:
    """Every field as its value, page and quote, and whether it was seen there; null where it was not found."""
    files = [
        {
            "file": each.file.name,
            "pages": each.file.document.pages,
            "pages_not_read": list(each.unread),
            "fields": _fields(each.found),
        }
        for each in extracted
    ]
    return json.dumps({"files": files}, ensure_ascii=False, indent=2) + "\n"


def _fields(finding: Finding) -> Any:
    if isinstance(finding, Found):
        quote = finding.quote or None
        return {"value": finding.value, "page": finding.page, "quote": quote, "certain": finding.certain}
    if isinstance(finding, dict):
        return {name: _fields(each) for name, each in finding.items()}
    return [_fields(each) for each in finding]


def as_csv(fields: Group, extracted: Sequence[Extracted]) -> str:
    """A row for each file, or for each entry of its lists; behind each field its page, and at the end what to check."""
    columns = _columns(fields)
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    heads = [head for column in columns for head in (title(column), f"{title(column)} (page)")]
    writer.writerow(["file", *map(guarded, heads), "to check"])
    for each in extracted:
        for row in _rows(fields, each.found):
            cells = [part for column in columns for part in _parts(row.get(column, Cell()))]
            writer.writerow([guarded(each.file.name), *cells, guarded(to_check(row))])
    return written.getvalue()


def guarded(value: Value | None) -> Value:
    """A text that a spreadsheet would take for a formula gets a quote in front (OWASP: CSV injection)."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else value


def to_check(row: Row) -> str:
    """For example `total: uncertain; date: not found`."""
    marks = [(title(column), cell) for column, cell in row.items() if not cell.certain]
    return "; ".join(f"{name}: {'not found' if cell.value is None else 'uncertain'}" for name, cell in marks)


def _columns(fields: Group) -> list[Path]:
    lists = listed(fields, {})
    return [*flat(fields, {}).columns, *(column for table in lists.values() for column in table.columns)]


def _rows(fields: Group, found: Finding) -> Iterator[Row]:
    (common,) = flat(fields, found).rows
    entries = [row for table in listed(fields, found).values() for row in table.rows]
    for entry in entries or [{}]:
        yield common | entry


def _parts(cell: Cell) -> tuple[Value, str]:
    return guarded(cell.value), ", ".join(map(str, cell.pages))
