import json

import pytest

from deploy.sandbox.mistral.reading import plain
from tests.sandbox.mistral.material import png, sheet


def texts(data: bytes, name: str = "") -> list[str]:
    pages = plain.pages(data, name)
    assert pages is not None
    (page,) = pages
    return [block.text for block in page.blocks]


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        ("Un été\nà la mer.\n\nFin.".encode(), "", ["Un été\nà la mer.", "Fin."]),
        ("Un été".encode("cp1252"), "", ["Un été"]),
        (b"\xef\xbb\xbfText", "", ["Text"]),
        (b"<a><b>One</b><b>Two</b></a>", "", ["One", "Two"]),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}\f0 One \b two\b0\par Caf\'e9}", "", ["One two", "Café"]),
        (json.dumps({"cells": [{"source": ["# Title\n", "text"]}]}).encode(), "a.ipynb", ["# Title\ntext"]),
    ],
    ids=["utf-8", "cp1252", "mark", "xml", "rtf", "notebook"],
)
def test_text_is_taken_as_it_is(data: bytes, name: str, found: list[str]) -> None:
    assert texts(data, name) == found


def test_csv_is_a_table_of_even_rows() -> None:
    pages = plain.pages(b'item,"count, all"\nrope\n\n', "orders.csv text/csv")

    assert pages is not None
    assert pages[0].blocks[0].rows == (("item", "count, all"), ("rope", ""))


@pytest.mark.parametrize("data", [b"", b"  ", b"\x00\x01\x02", png(sheet("a"), "JPEG")])
def test_other_bytes_are_no_text(data: bytes) -> None:
    assert plain.pages(data, "") is None
