"""How far apart the cells of a sheet lie, seen before they are laid out: two cells can span 17 billion."""

import re
from itertools import accumulate
from typing import Final

_CELL: Final = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*[^/]>')
_SHEET: Final = re.compile(rb"<table:table [^>]*>(.*?)</table:table>", re.DOTALL)
_ROW: Final = re.compile(rb"<table:table-row([^>]*)(?:/>|(?<!/)>(.*?)</table:table-row>)", re.DOTALL)
_ROWS_AGAIN: Final = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_CELLS_AGAIN: Final = re.compile(rb'number-columns-repeated="(\d{1,9})"')
_VALUE: Final = b"value-type="


def of_xlsx(part: bytes) -> int:
    """Cells between the corners of a sheet of XLSX; those without a value are not counted."""
    columns, lines = set[bytes](), 0
    for found in _CELL.finditer(part):
        columns.add(found[1])
        lines = max(lines, int(found[2]))
    return max(map(_column, columns), default=0) * lines


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def of_ods(content: bytes) -> int:
    """The same for the largest sheet of ODS, where a cell or row can say how often it is meant."""
    return max((_area(found[1]) for found in _SHEET.finditer(content)), default=0)


def _area(sheet: bytes) -> int:
    rows = [(_times(_ROWS_AGAIN, found[1]), _width(found[2] or b"")) for found in _ROW.finditer(sheet)]
    ends = list(accumulate(times for times, _ in rows))
    last = max((end for end, (_, width) in zip(ends, rows, strict=True) if width), default=0)
    return last * max((width for _, width in rows), default=0)


def _width(row: bytes) -> int:
    """Up to the last cell that has a value."""
    last = row.rfind(_VALUE)
    filled = row[: row.find(b">", last)] if last >= 0 else b""
    return filled.count(b"-cell") + sum(int(times) - 1 for times in _CELLS_AGAIN.findall(filled))


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
