import pytest
from hypothesis import given, strategies as st

from bot.documents.plain import decoded, extension, is_text, media_type

FRENCH = "Le port d'Étretat était agité : la mer déferlait très près des maisons, où l'élève avait peur. "
SPOKEN = {
    "utf-8": FRENCH + "👋 東京",
    "utf-8-sig": FRENCH,
    "utf-16": FRENCH,
    "utf-16-le": FRENCH,
    "utf-16-be": FRENCH,
    "utf-32": FRENCH,
    "cp1252": FRENCH,
    "latin-1": "Größe über die Straße; die Bäume blühen schön im März. ",
    "cp1250": "Příliš žluťoučký kůň úpěl ďábelské ódy. Zażółć gęślą jaźń. ",
    "cp1251": "Привет, мир. Это отчёт о работе порта за третий квартал, с таблицами. ",
    "shift_jis": "これは港の報告書です。第三四半期の数字を含みます。",
    "gb18030": "这是港口的季度报告，包括表格和数字。",
    "euc-kr": "이것은 항구의 분기 보고서입니다. 표와 숫자를 포함합니다. ",
}


@pytest.mark.parametrize("times", [1, 60])
@pytest.mark.parametrize("encoding", SPOKEN)
def test_text_in_any_usual_encoding_comes_out_as_it_was_written(encoding: str, times: int) -> None:
    text = SPOKEN[encoding] * times

    assert decoded(text.encode(encoding)) == text
    assert is_text(text.encode(encoding), "note.txt")


def test_a_few_accents_are_western_european() -> None:
    assert decoded("café déjà vu".encode("cp1252")) == "café déjà vu"


def test_a_broken_letter_in_utf_8_costs_that_letter_alone() -> None:
    text = (FRENCH * 20).encode()

    assert decoded(text[:500] + b"\xff" + text[500:]).count("\ufffd") <= 2
    assert decoded("é".encode()[:1] + FRENCH.encode()).endswith(FRENCH)
    assert decoded(FRENCH.encode() + "€".encode()[:2]) == FRENCH


@given(st.binary(max_size=500))
def test_any_bytes_can_be_decoded(data: bytes) -> None:
    assert isinstance(decoded(data), str)


def test_a_log_padded_with_nul_is_a_text_and_noise_is_not() -> None:
    assert is_text(b"12:00 started\n" + b"\0" * 10 + b"12:01 went on\n", "app.log")
    assert not is_text(b"12:00 started\n" + b"\0" * 10, "blob")
    assert not is_text(bytes(range(256)) * 4, "app.log")


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.csv", b"a,b\n", "text/csv"),
        ("A.JSON", b"{}", "application/json"),
        ("a.py", b"x = 1", "text/plain"),
        ("", b"words", "text/plain"),
        ("mail", b"From: a@example.com\nTo: b@example.com\nMessage-ID: <1@x>\n\nhello", "message/rfc822"),
        ("a.yaml", b"From: a\nTo: b\nDate: c\n", "text/plain"),
        ("page", b"<!DOCTYPE html><html></html>", "text/html"),
    ],
)
def test_the_kind_of_text_is_told(name: str, data: bytes, wanted: str) -> None:
    assert media_type(data, name) == wanted


def test_a_page_behind_many_comments_is_found_at_once() -> None:
    assert media_type(b"<!---->" * 9000 + b"x", "page") == "text/plain"
    assert media_type(b"<!-- a -->" * 500 + b"<html>", "page") == "text/html"


def test_an_extension_is_the_last_one_in_small_letters() -> None:
    assert extension(r"C:\x\Report.v2.PDF") == "pdf"
    assert extension("Makefile") == ""
