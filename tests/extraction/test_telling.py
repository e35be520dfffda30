"""What was found as a message."""

from dataclasses import replace

from bot.core.documents import Document
from bot.core.read_files import ReadFile
from bot.extraction.extractor import Extracted
from bot.extraction.fields import Group, Leaf, Many, named_fields
from bot.extraction.findings import Finding, Found, nothing
from bot.extraction.telling import told
from tests.core.file_fakes import source
from tests.extraction.fakes import earlier

FIELDS = named_fields("number, total, date")
FOUND: Finding = {"number": Found("7", 1, certain=True), "total": Found("12,400.00 EUR", 2), "date": Found()}
SURE: Finding = {name: Found("x|y", 1, certain=True) for name in FIELDS.fields}
LINES = Group({"lines": Many(Group({"what": Leaf(), "qty": Leaf()}))})


def extracted(name: str, found: Finding, pages: int = 2) -> Extracted:
    document = Document(name, name, "pdf", "application/pdf", 1, pages)
    return Extracted(ReadFile(source(name), document, {1: "ocr", 2: "text"}, own=True), found)


def test_a_table_with_pages_and_below_it_what_is_uncertain_and_missing() -> None:
    assert told(FIELDS, [extracted("a.pdf", FOUND)]) == (
        "**a.pdf**\n\n"
        "| Field | Value | Page |\n| --- | --- | --- |\n"
        "| number | 7 | 1 |\n| total | ? 12,400.00 EUR | 2 |\n| date | — | — |\n\n"
        "Not found in a.pdf: date.\n\n"
        "`?`: I did not see this on the pages as it stands here; please check it."
    )


def test_nothing_is_said_to_be_uncertain_or_missing_where_all_was_seen() -> None:
    text = told(FIELDS, [extracted("a.pdf", SURE)])
    assert text.endswith("| date | x\\|y | 1 |")


def test_few_fields_of_several_files_stand_beside_each_other() -> None:
    text = told(FIELDS, [extracted("a.pdf", FOUND), extracted("b.pdf", nothing(FIELDS))])
    assert "| File | number | total | date |" in text
    assert "| a.pdf | 7 (p. 1) | ? 12,400.00 EUR (p. 2) | — |" in text
    assert "Not found in b.pdf: number, total, date." in text
    assert "**a.pdf**" not in text


def test_many_fields_of_several_files_have_a_table_for_each() -> None:
    fields = named_fields("a, b, c, d, e, f")
    text = told(fields, [extracted("a.pdf", nothing(fields)), extracted("b.pdf", nothing(fields))])
    assert text.count("| Field | Value | Page |") == 2
    assert "**a.pdf**" in text


def test_a_list_is_a_table_of_its_own_and_a_long_one_is_cut_in_chat_only() -> None:
    entry: Finding = {"what": Found("chair", 1, certain=True), "qty": Found("2", 2, certain=True)}
    text = told(LINES, [extracted("a.pdf", {"lines": [entry] * 20})])
    assert "**lines**: 20\n\n| what | qty | Page |" in text
    assert text.count("| chair | 2 | 1-2 |") == 15
    assert "… and 5 more, which are in the files." in text
    assert "**lines**: none found" in told(LINES, [extracted("a.pdf", nothing(LINES))])


def test_a_long_value_is_shortened_and_a_value_of_several_lines_stays_in_its_row() -> None:
    fields = named_fields("a")
    text = told(fields, [extracted("a.pdf", {"a": Found("word\n" * 50, 1, certain=True)})])
    (row,) = [line for line in text.splitlines() if line.startswith("| a |")]
    assert row.endswith("… | 1 |")
    assert len(row) < 100


def test_pages_of_an_earlier_file_that_were_not_read_are_named() -> None:
    each = extracted("a.pdf", SURE, pages=9)
    assert "not read" not in told(FIELDS, [each])  # of the question's own files every answer says so
    text = told(FIELDS, [replace(each, file=earlier(each.file))])
    assert "Pages 3-9 of a.pdf were not read, so nothing could be taken from there." in text


def test_a_file_without_text_is_said_to_have_none() -> None:
    text = told(FIELDS, [Extracted(extracted("a.jpg", FOUND).file, nothing(FIELDS), legible=False)])
    assert text == "I found no readable text in a.jpg, so there was nothing to look for the fields in."
