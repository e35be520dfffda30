"""XLSX, XLSB, XLS and ODS: each sheet as tables of the values last calculated; hidden sheets are named as such."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.core.errors import FileRefused
from bot.documents import spread, tables
from bot.documents.archive import Archive, damaged, protected
from bot.documents.limits import Limits
from bot.documents.paging import Draft

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_CELLS: Final = 8_000_000  # of the rectangle from the first cell to the last: it is laid out in memory
_UNCOUNTED: Final = re.compile(rb"</(?:\w+:)?f>(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>")
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK: Final = "xl/workbook.xml"

Value = int | float | str | bool | time | date | datetime | timedelta


def drafts(path: Path, name: str, archive: Archive | None, limits: Limits) -> Iterator[Draft]:
    """`archive` for what is packed; None for XLS."""
    from python_calamine import SheetVisibleEnum

    parts = _guarded(archive, name)
    with _workbook(path, name) as book:
        for about in book.sheets_metadata:
            title = f"## {about.name}{'' if about.visible == SheetVisibleEnum.Visible else ' (hidden sheet)'}\n\n"
            part = parts.get(about.name, "")
            data = archive.read(part) if archive is not None and part.endswith(".xml") else b""
            if spread.of_xlsx(data) > MOST_CELLS:
                yield Draft("", reason=f"the cells of the sheet {about.name} are spread over too wide an area")
                continue
            remarks = _remarks(archive, part, data) if archive is not None and data else ""
            yield from _sheet(book.get_sheet_by_name(about.name), title, remarks, limits)


def _guarded(archive: Archive | None, name: str) -> dict[str, str]:
    """The parts of XLSX, after a look at whether they are safe to unpack."""
    if archive is None:
        return {}
    archive.verify()
    if spread.of_ods(archive.read("content.xml")) > MOST_CELLS:
        raise FileRefused(f"{name} has cells that are too far apart; please send the part you mean as CSV or PDF.")
    return _parts(archive)


def _workbook(path: Path, name: str) -> "CalamineWorkbook":
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise FileRefused(protected(name)) from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused(damaged(name)) from error


def _sheet(sheet: "CalamineSheet", title: str, remarks: str, limits: Limits) -> Iterator[Draft]:
    rows: list[list[str]] = []
    left = limits.text_chars + tables.MOST_CHARS
    for row in sheet.iter_rows():
        values = _trimmed([shown(value) for value in row])
        if values:
            rows.append(values)
            left -= sum(map(len, values)) + len(values)
        if left <= 0:
            break
    if not rows:
        yield Draft(f"{title}(This sheet is empty.)")
        return
    total = sheet.height - 1 if left <= 0 else 0
    pages = list(tables.pages(rows[0], rows[1:], title, total))
    pages[-1] += remarks
    yield from map(Draft, pages)


def _trimmed(values: Sequence[str]) -> list[str]:
    last = max((place for place, value in enumerate(values, 1) if value), default=0)
    return list(values[:last])


def shown(value: Value) -> str:
    """A cell's value as a person would write it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - exact so far
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _parts(archive: Archive) -> dict[str, str]:
    """By the sheet's name, the part it is in."""
    book, relations = archive.xml(_BOOK), archive.relations(_BOOK)
    sheets = book.iterfind("{*}sheets/{*}sheet") if book is not None else ()
    return {each.get("name", ""): relations.get(each.get(_LINK, ""), ("", ""))[1] for each in sheets}


def _remarks(archive: Archive, part: str, data: bytes) -> str:
    """Comments, and formulas of which no one knows the result."""
    notes = [f"- {place}: {words}" for place, words in _comments(archive, part)]
    remarks = "\n\nComments:\n" + "\n".join(notes) if notes else ""
    if uncounted := len(_UNCOUNTED.findall(data)):
        some = "1 formula has" if uncounted == 1 else f"{uncounted:,} formulas have"
        remarks += f"\n\n{some} no saved result in this sheet, and an empty cell here."
    return remarks


def _comments(archive: Archive, part: str) -> Iterator[tuple[str, str]]:
    for kind, target in archive.relations(part).values():
        root = archive.xml(target) if kind in {"comments", "threadedComment"} else None
        for each in root.iter() if root is not None else ():
            place = each.get("ref", "")
            words = "".join(line.text or "" for line in each.iter() if str(line.tag).endswith(("}t", "}text")))
            words = " ".join(words.split())
            if place and words and not words.startswith("[Threaded comment]"):
                yield place, words
