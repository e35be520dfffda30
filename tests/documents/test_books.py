import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from bot.core.errors import FileRefused
from tests.documents.made import FILES, read, whole, written, zipped

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
PACKAGE = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Mole</dc:title>
<dc:creator>Zoé</dc:creator></metadata>
<manifest>
<item id="b" href="two.xhtml"/><item id="a" href="text/one.xhtml"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="gone"/></spine></package>"""


def book(folder: Path, **parts: str | bytes) -> Path:
    noise = io.BytesIO()
    Image.effect_noise((90, 90), 90).save(noise, "PNG")
    one = "<body><h1>One</h1><img alt='a map' src='../map.png'/></body>"
    chapters: Mapping[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": PACKAGE,
        "OPS/text/one.xhtml": f"<html><head><title>x</title></head>{one}</html>",
        "OPS/two.xhtml": "<!DOCTYPE html><html><body><h1>Two</h1><p>Caf&eacute;&nbsp;noir</p></body></html>",
        "OPS/map.png": noise.getvalue(),
    }
    return written(folder, "mole.epub", zipped({**chapters, **parts}))


def test_each_chapter_is_a_page_in_the_order_of_reading(tmp_path: Path) -> None:
    one, two = read(book(tmp_path))

    assert one.text.startswith("**The Mole, by Zoé**\n\n# One")
    assert two.text.replace("\xa0", " ") == "# Two\n\nCafé noir"


def test_pictures_are_kept_with_what_is_said_of_them(tmp_path: Path) -> None:
    one, _ = read(book(tmp_path))

    (picture,) = one.pictures
    assert f"![{picture.name}]({picture.name}) (a map)" in one.text


def test_a_book_with_copy_protection_is_refused(tmp_path: Path) -> None:
    lock = '<encryption><EncryptedData><CipherReference URI="OPS/{}"/></EncryptedData></encryption>'

    with pytest.raises(FileRefused, match=r"mole\.epub is locked by copy protection \(DRM\); please"):
        read(book(tmp_path, **{"META-INF/encryption.xml": lock.format("two.xhtml")}))
    assert len(read(book(tmp_path, **{"META-INF/encryption.xml": lock.format("font.otf")}))) == 2


def test_a_book_that_libreoffice_wrote_is_read() -> None:
    text = whole(FILES / "harbour.epub")

    assert "| North | 120 | deep<br>second line |" in text
    assert "FOOTNOTE measured in 1904" in text


def test_a_book_without_its_list_of_parts_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="damaged or incomplete"):
        read(book(tmp_path, **{"OPS/book.opf": ""}))
