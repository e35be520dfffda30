from pathlib import Path

import pytest

from bot.core.errors import FileRefused
from tests.documents.made import FILES, read, with_part, written

TABLE = "| Berth | Length | Note \\| pipe |\n| --- | --- | --- |\n| North | 120 | deep<br>second line |\n|  | 80 wide |"


def test_a_text_of_libreoffice_keeps_all_it_says() -> None:
    (page,) = read(FILES / "harbour.odt")

    assert page.text.startswith("# Harbour report\n\nThe mole is 380 metres long[^1] and old [comment by Bea: COMMENT")
    for kept in (
        "[the survey](https://example.com/mole)",
        "Before INSERTEDWORD after",
        "* Nested two",
        "1. First step",
        TABLE,
        "TEXTBOX inside a frame",
        "Line one  \nline two. Tab bed. 3 < 5",
        "[^1]: FOOTNOTE measured in 1904",
    ):
        assert kept in page.text
    assert "DELETEDWORD" not in page.text
    assert (page.header, page.footer) == ("HEADER Mistral quarterly", "FOOTER confidential")


def test_a_text_with_a_password_is_refused(tmp_path: Path) -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    path = written(tmp_path, "h.odt", with_part(FILES / "harbour.odt", "META-INF/manifest.xml", manifest))

    with pytest.raises(FileRefused, match=r"h\.odt is protected by a password; please send it without one\."):
        read(path)


def test_a_text_that_nests_without_end_is_refused(tmp_path: Path) -> None:
    deep = "<a>" * 50_000 + "</a>" * 50_000
    path = written(tmp_path, "h.odt", with_part(FILES / "harbour.odt", "content.xml", deep))

    with pytest.raises(FileRefused, match="unsafe to open"):
        read(path)
