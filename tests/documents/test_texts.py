import csv
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.documents.limits import Limits
from bot.documents.texts import converted
from tests.documents.made import read, whole, written


def test_prose_stays_as_it_is(tmp_path: Path) -> None:
    assert whole(written(tmp_path, "a.md", "# Title\r\n\r\n* one\n")) == "# Title\n\n* one"


def test_a_long_paste_has_pages_that_can_be_cited(tmp_path: Path) -> None:
    lines = [f"line {number}: the boats run for the harbour" for number in range(2000)]

    pages = read(written(tmp_path, "message.txt", "\n".join(lines)))

    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert all(page.how == "text" and len(page.text) <= 3000 for page in pages)
    assert "\n".join(page.text for page in pages).split("\n") == lines


def test_a_form_feed_ends_a_page(tmp_path: Path) -> None:
    assert [page.text for page in read(written(tmp_path, "rfc.txt", "one\f\ntwo\fthree"))] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.py", "```python\n"),
        ("a.rs", "```rust\n"),
        ("app.log", "```log\n"),
        ("a.json", "```json\n"),
        ("a.ics", "```ics\n"),
    ],
)
def test_code_and_data_stand_in_fences_on_each_page(name: str, start: str, tmp_path: Path) -> None:
    pages = read(written(tmp_path, name, "x = '```'\n" * 700))

    assert len(pages) == 3
    assert all(page.text.removeprefix("`").startswith(start) and page.text.endswith("\n````") for page in pages)


def test_a_csv_becomes_tables_that_say_which_rows_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "boats.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(["name", "home port", "note"])
        out.writerows([f"boat {number}", "La Rochelle", "a|b\nc"] for number in range(250))

    pages = read(path)

    assert pages[0].text.startswith("Rows 1-100 of 250\n\n| name | home port | note |\n| --- | --- | --- |\n| boat 0 |")
    assert "| boat 0 | La Rochelle | a\\|b<br>c |" in pages[0].text
    assert pages[2].text.startswith("Rows 201-250 of 250\n\n| name |")
    assert sum(page.text.count("| boat ") for page in pages) == 250


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_fields_is_found(mark: str, tmp_path: Path) -> None:
    text = "\n".join(mark.join(row) for row in (["a", "b"], ["1", "2"], ["3", "4"]))

    assert whole(written(tmp_path, "a.csv", text)) == "2 rows\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |"


def test_a_tsv_keeps_its_commas(tmp_path: Path) -> None:
    assert "| 1,5 | 2 |" in whole(written(tmp_path, "a.tsv", "a\tb\n1,5\t2\n"))


def test_an_e_mail_says_who_wrote_what_and_what_was_attached(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Zoé <zoe@example.com>", "bot@example.com", "Marée haute"
    message["Date"], message["Message-ID"] = "Sun, 22 Nov 2026 10:00:00 +0100", "<1@example.com>"
    message.set_content("High water is at six.\n")
    message.add_alternative("<p>High water is at <b>six</b>.</p>", subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="tides.pdf")

    text = whole(written(tmp_path, "m.eml", message.as_bytes()))

    assert "**From:** Zoé <zoe@example.com>" in text
    assert "**Subject:** Marée haute" in text
    assert "High water is at six." in text
    assert "- tides.pdf (8 bytes)" in text


def test_an_e_mail_in_html_alone_is_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["MIME-Version"] = "zoe@example.com", "1.0"
    message["Subject"] = "x"
    message.set_content("<h1>Tides</h1><p>at <b>six</b></p>", subtype="html")

    assert "# Tides\n\nat **six**" in whole(written(tmp_path, "m.eml", message.as_bytes()))


def test_a_notebook_shows_code_and_what_it_printed(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Tides\n", "of Brest"]},
        {"cell_type": "code", "source": "print(6)", "outputs": [{"output_type": "stream", "text": ["6\n"]}]},
    ]

    assert whole(written(tmp_path, "t.ipynb", json.dumps({"cells": cells}))) == (
        "# Tides\nof Brest\n\n```python\nprint(6)\n```\n\n```text\n6\n```"
    )
    assert whole(written(tmp_path, "t.ipynb", '{"cells": 3}')) == '```json\n{"cells": 3}\n```'


def test_a_file_of_blanks_is_unreadable_with_the_reason(tmp_path: Path) -> None:
    (page,) = read(written(tmp_path, "a.txt", " \n\n "))

    assert (page.how, page.reason) == (None, "it is blank")


def test_what_is_beyond_the_limit_is_said(tmp_path: Path) -> None:
    pages = read(written(tmp_path, "a.txt", "word\n" * 10_000), Limits(text_chars=5000))

    assert sum(len(page.text) for page in pages) <= 5000
    assert pages[-1].how is None
    assert "beyond the 5,000 characters" in pages[-1].reason


NAMES = ["a", "a.txt", "a.csv", "a.tsv", "a.json", "a.ipynb", "a.eml", "a.py", "a.log", "a.ics"]
STARTS = [
    b"",
    b"From: a\nTo: b\nMessage-ID: <1>\n",
    b'{"cells": [',
    b"a,b\n1,2\n",
    b"\xff\xfe",
    b"Content-Type: multipart/mixed\n",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(name=st.sampled_from(NAMES), start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
def test_any_bytes_have_pages(name: str, start: bytes, rest: bytes, tmp_path: Path) -> None:
    pages = converted(written(tmp_path, "x", start + rest), name, Limits())

    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert all(page.text if page.how == "text" else page.reason for page in pages)
    assert all(page.text.encode() is not None and "\0" not in page.text for page in pages)
