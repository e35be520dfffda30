"""What was found as files."""

import csv
import io
import json

import pytest
from hypothesis import given, strategies as st

from bot.core.documents import Document
from bot.core.read_files import ReadFile
from bot.extraction.exporting import as_csv, as_json, exported, guarded
from bot.extraction.extractor import Extracted
from bot.extraction.fields import Group, Leaf, Many, named_fields
from bot.extraction.findings import Finding, Found, nothing
from tests.core.file_fakes import source

LINES = Group({"number": Leaf(), "lines": Many(Group({"what": Leaf(), "qty": Leaf({"type": "integer"})}))})


def extracted(name: str, found: Finding) -> Extracted:
    document = Document(name, name, "pdf", "application/pdf", 1, 4)
    return Extracted(ReadFile(source(name), document, {1: "ocr", 2: "text", 3: None}, own=True), found)


def rows(fields: Group, *files: Extracted) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(fields, files))))


def test_a_row_for_each_file_with_the_page_of_each_field_and_what_to_check() -> None:
    fields = named_fields("number, total, date")
    first: Finding = {"number": Found("7", 1, certain=True), "total": Found("12,400.00 EUR", 2), "date": Found()}
    assert rows(fields, extracted("a.pdf", first), extracted("b.pdf", nothing(fields))) == [
        ["file", "number", "number (page)", "total", "total (page)", "date", "date (page)", "to check"],
        ["a.pdf", "7", "1", "12,400.00 EUR", "2", "", "", "total: uncertain; date: not found"],
        ["b.pdf", "", "", "", "", "", "", "number: not found; total: not found; date: not found"],
    ]


def test_a_row_for_each_entry_of_a_list() -> None:
    lines: list[Finding] = [
        {"what": Found("chair", 1, certain=True), "qty": Found(2, 1, certain=True)},
        {"what": Found("table", 2, certain=True), "qty": Found()},
    ]
    told = rows(LINES, extracted("a.pdf", {"number": Found("7", 1, certain=True), "lines": lines}))
    assert [row[:2] + row[3:-1] for row in told[1:]] == [
        ["a.pdf", "7", "chair", "1", "2", "1"],
        ["a.pdf", "7", "table", "2", "", ""],
    ]
    assert [row[-1] for row in told] == ["to check", "", "lines.qty: not found"]
    assert len(rows(LINES, extracted("a.pdf", nothing(LINES)))) == 2


def test_the_json_has_value_page_quote_and_certainty_and_the_pages_not_read() -> None:
    found: Finding = {"number": Found("7", 1, "No. 7", certain=True), "lines": []}
    (told,) = json.loads(as_json([extracted("a.pdf", found)]))["files"]
    assert told == {
        "file": "a.pdf",
        "pages": 4,
        "pages_not_read": [3, 4],
        "fields": {"number": {"value": "7", "page": 1, "quote": "No. 7", "certain": True}, "lines": []},
    }


def test_what_was_not_found_is_null() -> None:
    (told,) = json.loads(as_json([extracted("a.pdf", {"number": Found()})]))["files"]
    assert told["fields"] == {"number": {"value": None, "page": None, "quote": None, "certain": False}}


def test_files_are_named_after_the_file_and_a_spreadsheet_sees_that_it_is_utf_8() -> None:
    fields = named_fields("n")
    one = extracted("Rechnung Nr. 7.pdf", {"n": Found("é")})
    table, data = exported(fields, [one])
    assert (table.name, data.name) == ("Rechnung Nr. 7-extracted.csv", "Rechnung Nr. 7-extracted.json")
    assert table.data.startswith(b"\xef\xbb\xbffile,n,")
    assert "é" in table.data.decode("utf-8-sig")
    assert exported(fields, [one, one, one])[0].name == "Rechnung Nr. 7-and-2-more-extracted.csv"


@pytest.mark.parametrize("value", ["=1+1", "+49 30", "-12.50", "@SUM(A1)", "\tx"])
def test_what_looks_like_a_formula_gets_a_quote(value: str) -> None:
    assert guarded(value) == f"'{value}"
    assert guarded(-12.5) == -12.5


@given(st.text(), st.text())
def test_no_cell_of_ours_begins_like_a_formula(value: str, name: str) -> None:
    fields = Group({name: Leaf()})
    told = as_csv(fields, [extracted(f"{value}.pdf", {name: Found(value, certain=True)})])
    for row in csv.reader(io.StringIO(told, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
