import io
import zipfile
from pathlib import Path

import docx
from docx.oxml import parse_xml
from PIL import Image

from tests.documents.made import FILES, read, whole, with_part, written

TABLE = "| Berth | Length | Note \\| pipe |\n| --- | --- | --- |\n| North | 120 | deep<br>second line |\n|  | 80 wide |"
HARBOUR = FILES / "harbour.docx"
MATHS = (
    '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>E=m</m:t></m:r>'
    "<m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    "<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
)


def changed(folder: Path, old: str, new: str) -> Path:
    """The harbour report with something else in its text."""
    with zipfile.ZipFile(HARBOUR) as packed:
        text = packed.read("word/document.xml").decode()
    assert old in text
    return written(folder, "harbour.docx", with_part(HARBOUR, "word/document.xml", text.replace(old, new)))


def noise() -> io.BytesIO:
    data = io.BytesIO()
    Image.effect_noise((120, 90), 90).convert("RGB").save(data, "PNG")
    data.seek(0)
    return data


def test_everything_that_converters_lose_is_kept() -> None:
    (page,) = read(HARBOUR)

    assert page.text.startswith("# Harbour report\n\nThe mole is **380 metres** long[^1] and old [comment 1].")
    for kept in (
        "[the survey](https://example.com/mole)",
        "Before INSERTEDWORD after",
        "- Bullet one\n  * Nested two\n- Bullet three",
        "1. First step\n2. Second step",
        TABLE,
        "TEXTBOX inside a frame",
        "[^1]: FOOTNOTE measured in 1904",
        "COMMENT check the length",
    ):
        assert kept in page.text
    assert "DELETEDWORD" not in page.text
    assert (page.header, page.footer) == ("HEADER Mistral quarterly", "FOOTER confidential")


def test_pages_are_words_own_where_it_has_stored_them(tmp_path: Path) -> None:
    path = changed(tmp_path, ">Bullet three<", "></w:t><w:lastRenderedPageBreak/><w:t>Bullet three<")

    first, second = read(path)

    assert first.text.endswith("* Nested two")
    assert second.text.startswith("- Bullet three")
    assert (first.header, second.header) == ("HEADER Mistral quarterly", "")


def test_a_page_end_in_a_table_falls_between_its_rows(tmp_path: Path) -> None:
    first, second = read(changed(tmp_path, ">120<", "></w:t><w:lastRenderedPageBreak/><w:t>120<"))

    assert first.text.endswith("| --- | --- | --- |")
    assert second.text.startswith("| North | 120 |")


def test_formulas_are_written_in_a_line(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Before ")._p.append(parse_xml(MATHS))
    document.save(str(tmp_path / "m.docx"))

    assert whole(tmp_path / "m.docx") == "Before E=mc^2a/b"


def test_pictures_stand_where_they_stood(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Above")
    document.add_picture(noise())
    document.add_paragraph("Below")
    document.save(str(tmp_path / "p.docx"))

    (page,) = read(tmp_path / "p.docx")

    (picture,) = page.pictures
    assert page.text == f"Above\n\n![{picture.name}]({picture.name})\n\nBelow"
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 120, 90)


def test_a_long_document_has_pages(tmp_path: Path) -> None:
    document = docx.Document()
    for number in range(60):
        document.add_heading(f"Section {number}", 2)
        document.add_paragraph("The boats run for the harbour. " * 12)
    document.save(str(tmp_path / "l.docx"))

    pages = read(tmp_path / "l.docx")

    assert len(pages) > 5
    assert all(page.text.startswith(("## Section", "The boats")) for page in pages)
    assert sum(page.text.count("## Section") for page in pages) == 60


def test_an_empty_document_is_unreadable_with_the_reason(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "e.docx"))

    (page,) = read(tmp_path / "e.docx")

    assert (page.how, page.reason) == (None, "it is blank")
