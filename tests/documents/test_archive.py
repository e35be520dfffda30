import struct
from pathlib import Path

import pytest

from bot.core.errors import FileRefused
from bot.documents.archive import joined, opened
from bot.documents.limits import Limits
from tests.documents.made import FILES, read, with_part, written, zipped

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><l>&i;</l>"
)
PARTS = {
    "harbour.docx": "word/document.xml",
    "harbour.odt": "content.xml",
    "deck.pptx": "ppt/slides/slide1.xml",
    "deck.odp": "content.xml",
    "sheet.xlsx": "xl/workbook.xml",
    "harbour.epub": "META-INF/container.xml",
}


@pytest.mark.parametrize("name", PARTS)
def test_a_bomb_of_entities_is_refused(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, with_part(FILES / name, PARTS[name], LAUGHS))

    with pytest.raises(FileRefused, match=r"is built in a way that is unsafe to open; please"):
        read(path)


@pytest.mark.parametrize("name", PARTS)
def test_a_bomb_of_zeros_is_refused_before_it_is_unpacked(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, with_part(FILES / name, PARTS[name], b"<a>" + b" " * (300 * 2**20)))
    assert path.stat().st_size < 2**20

    with pytest.raises(FileRefused, match=r"would unpack to far more than its size; please"):
        read(path)


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(with_part(FILES / "harbour.docx", "word/document.xml", b"<a>" + b" " * (20 * 2**20)))
    at = data.rindex(b"word/document.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, at + 24, 1000)  # the size once unpacked

    with pytest.raises(FileRefused, match=r"damaged or incomplete"):
        read(written(tmp_path, "harbour.docx", bytes(data)))


def test_what_is_read_counts_against_the_limit(tmp_path: Path) -> None:
    path = written(tmp_path, "x", zipped({"a": "a" * 600, "b": "b" * 600}))

    with pytest.raises(FileRefused, match="far more than its size"), opened(path, "x", Limits(unpacked_bytes=1000)):
        pytest.fail("opened")
    with opened(path, "x", Limits(unpacked_bytes=1200)) as archive:
        assert archive.read("a") == b"a" * 600
        with pytest.raises(FileRefused, match="far more"):
            archive.read("a", 100)
        assert archive.read("missing") == b""


@pytest.mark.parametrize("name", [*PARTS, "sheet.ods"])
def test_a_truncated_document_is_refused(name: str, tmp_path: Path) -> None:
    data = (FILES / name).read_bytes()

    with pytest.raises(FileRefused, match=r"damaged or incomplete; please"):
        read(written(tmp_path, name, data[: len(data) * 2 // 3]))


def test_a_target_is_found_from_the_part_that_names_it() -> None:
    assert joined("ppt/slides/slide1.xml", "../media/a%20b.png") == "ppt/media/a b.png"
    assert joined("ppt/presentation.xml", "/ppt/slides/x.xml#y") == "ppt/slides/x.xml"
    assert joined("a.xml", "../../../etc/passwd") == "etc/passwd"
