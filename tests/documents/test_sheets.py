from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it ships no types
import pytest

from bot.core.errors import FileRefused
from bot.documents import spread
from bot.documents.limits import Limits
from bot.documents.sheets import shown
from tests.documents.made import FILES, read, with_part, written


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.xls", "sheet.ods"])
def test_a_workbook_is_a_page_for_each_sheet(name: str) -> None:
    budget, secret, empty = read(FILES / name)

    assert budget.text.startswith("## Budget\n\n8 rows\n\n| Item | Cost | Date |\n| --- | --- | --- |\n")
    for row in (
        "| Rope | 12.5 | 2026-03-01 |",
        "| Sum | 12.5 |",
        "| MERGED over two |",
        "| a\\|b<br>c |",
        "2026-03-01 12:30",
    ):
        assert row in budget.text
    assert "HIDDENSHEET" in secret.text
    assert empty.text == "## Empty\n\n(This sheet is empty.)"


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.xls"])
def test_a_hidden_sheet_is_named_as_such(name: str) -> None:
    assert read(FILES / name)[1].text.startswith("## Secret (hidden sheet)")


def test_comments_stand_below_the_table() -> None:
    assert read(FILES / "sheet.xlsx")[0].text.endswith("Comments:\n- A2: COMMENT ask Bea")


def test_formulas_without_a_saved_result_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([1, 2, "=A1+B1"])
    book.save(tmp_path / "f.xlsx")

    assert "1 formula has no saved result in this sheet" in read(tmp_path / "f.xlsx")[0].text


def test_a_long_sheet_has_pages_of_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number in range(351):
        book.active.append([f"boat number {number}", "La Rochelle", number * 1.5])
    book.save(tmp_path / "l.xlsx")

    pages = read(tmp_path / "l.xlsx")
    short = read(tmp_path / "l.xlsx", Limits(text_chars=2000))

    assert pages[0].text.startswith("## Sheet\n\nRows 1-100 of 350\n\n| boat number 0 | La Rochelle | 0 |")
    assert pages[-1].text.startswith("## Sheet\n\nRows 301-350 of 350")
    assert "beyond the 2,000 characters" in short[-1].reason


def test_two_cells_at_the_ends_of_a_sheet_do_not_fill_the_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active.cell(1_048_576, 16_384).value = "y"
    book.create_sheet("Fine").append(["z"])
    book.save(tmp_path / "s.xlsx")

    wide, fine = read(tmp_path / "s.xlsx")

    assert (wide.how, wide.reason) == (None, "the cells of the sheet Sheet are spread over too wide an area")
    assert "| z |" in fine.text


def test_a_cell_that_is_meant_a_billion_times_is_refused(tmp_path: Path) -> None:
    rows = (
        b'<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        b'table:number-columns-repeated="16000" office:value-type="string"/></table:table-row></table:table>'
    )
    path = written(tmp_path, "b.ods", with_part(FILES / "sheet.ods", "content.xml", rows))

    with pytest.raises(FileRefused, match=r"b\.ods has cells that are too far apart; please"):
        read(path)


def test_empty_cells_behind_the_last_value_are_not_counted() -> None:
    cells = b'<table:table-cell office:value-type="float"/><table:table-cell table:number-columns-repeated="16383"/>'
    row = b"<table:table-row>" + cells + b"</table:table-row>"
    blank = b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    content = b'<table:table table:name="a">' + row * 3 + blank + b"</table:table>"

    assert spread.of_ods(content) == 3
    assert spread.of_xlsx(b'<row r="9"><c r="B9" t="s"><v>1</v></c><c r="XFD9" s="1"/></row>') == 18


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.1, "0.1"),
        (1e20, "1e+20"),
        (True, "TRUE"),
        ("x", "x"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 12, 30), "2026-03-01 12:30"),  # noqa: DTZ001 - a sheet knows no time zones
        (time(9, 5), "09:05:00"),
        (timedelta(hours=26), "1 day, 2:00:00"),
    ],
)
def test_values_are_written_as_a_person_would(value: float | str, text: str) -> None:
    assert shown(value) == text
