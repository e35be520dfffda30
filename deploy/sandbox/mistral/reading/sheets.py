"""The sheets of an XLSX, each as a page with its name and one table."""

import re
from collections.abc import Iterator
from typing import Any

from deploy.sandbox.mistral.reading.page import NOWHERE, Block, Page
from deploy.sandbox.mistral.reading.parts import Parts
from deploy.sandbox.mistral.reading.plain import table

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LETTERS = re.compile(r"[A-Z]+")


def pages(parts: Parts) -> Iterator[Page]:
    shared = _shared(parts)
    targets = {each.get("Id", ""): each.get("Target", "") for each in parts.tree("xl/_rels/workbook.xml.rels")}
    for sheet in parts.tree("xl/workbook.xml").iter(f"{S}sheet"):
        path = "xl/" + targets.get(sheet.get(R, ""), "").removeprefix("/xl/")
        rows = [_row(row, shared) for row in parts.tree(path).iter(f"{S}row")]
        grid = [table(rows)] if any(map(any, rows)) else []
        yield Page((Block("title", NOWHERE, sheet.get("name", "")), *grid))


def _shared(parts: Parts) -> list[str]:
    name = "xl/sharedStrings.xml"
    if not parts.has(name):
        return []
    return ["".join(each.text or "" for each in item.iter(f"{S}t")) for item in parts.tree(name).iter(f"{S}si")]


def _row(row: Any, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{S}c"):
        column = _column(cell.get("r", ""), len(cells))
        cells += [""] * (column - len(cells)) + [_value(cell, shared)]
    return cells


def _value(cell: Any, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(each.text or "" for each in cell.iter(f"{S}t"))
    value = cell.findtext(f"{S}v") or ""
    return shared[int(value)] if cell.get("t") == "s" and value else value


def _column(reference: str, otherwise: int) -> int:
    """0 for A1, 26 for AA1."""
    if (found := LETTERS.match(reference)) is None:
        return otherwise
    number = 0
    for letter in found[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1
