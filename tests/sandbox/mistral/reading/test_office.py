import pytest

from deploy.sandbox.mistral.reading import office
from deploy.sandbox.mistral.reading.page import Unreadable
from tests.sandbox.mistral.material import PROSE, png, sheet, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def docx(*, picture: bool = False) -> bytes:
    drawing = '<w:p><w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r></w:p>' if picture else ""
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Report</w:t></w:r></w:p>'
        f"<w:p><w:r><w:t>{PROSE[:40]}</w:t></w:r><w:r><w:t>{PROSE[40:]}</w:t></w:r></w:p>{drawing}"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Rope</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    related = '<Relationships><Relationship Id="rId1" Target="media/a.png"/></Relationships>'
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {W} {A} {R}><w:body>{body}</w:body></w:document>"
    }
    if picture:
        parts |= {"word/_rels/document.xml.rels": related, "word/media/a.png": png(sheet("a", paper=(200, 100)))}
    return zipped(parts)


def xlsx() -> bytes:
    return zipped(
        {
            "xl/workbook.xml": f'<workbook {S} {R}><sheets><sheet name="Orders" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/></R>',
            "xl/sharedStrings.xml": f"<sst {S}><si><t>Rope</t></si></sst>",
            "xl/worksheets/sheet1.xml": f'<worksheet {S}><sheetData><row><c r="A1" t="s"><v>0</v></c>'
            '<c r="C1"><v>12</v></c></row></sheetData></worksheet>',
        }
    )


def pptx(slides: int) -> bytes:
    text = "<p:sld {0} xmlns:p='p'><a:p><a:r><a:t>Slide {1}</a:t></a:r></a:p></p:sld>"
    parts: dict[str, str | bytes] = {"ppt/presentation.xml": "<p/>"}
    return zipped(parts | {f"ppt/slides/slide{n}.xml": text.format(A, n) for n in range(slides, 0, -1)})


def test_docx_is_one_page_in_its_order() -> None:
    (page,) = office.pages(docx(picture=True))

    assert [block.kind for block in page.blocks] == ["title", "text", "image", "table"]
    assert [block.text for block in page.blocks] == ["Report", PROSE, "", "Rope 12"]
    assert page.blocks[3].rows == (("Rope", "12"),)
    assert page.width == 0


def test_pictures_of_a_docx_are_known_before_it_is_read() -> None:
    assert office.docx_pictures(docx(picture=True))
    assert not office.docx_pictures(docx())
    assert not office.docx_pictures(b"PK\x03\x04 garbage")


def test_slides_are_pages_in_the_order_of_their_numbers() -> None:
    pages = office.pages(pptx(12))

    assert [page.blocks[0].text for page in pages] == [f"Slide {number}" for number in range(1, 13)]


def test_sheet_is_a_page_with_a_table_and_keeps_empty_cells() -> None:
    (page,) = office.pages(xlsx())

    assert page.blocks[0].text == "Orders"
    assert page.blocks[1].rows == (("Rope", "", "12"),)


def test_chapters_of_an_epub_and_the_text_of_an_odt_are_read() -> None:
    chapter = "<html><body><h1>One</h1><p>It began.</p></body></html>"
    epub = zipped({"META-INF/container.xml": "<c/>", "a.xhtml": chapter, "b.xhtml": chapter})
    odt = zipped({"content.xml": "<d xmlns:text='t'><text:h>One</text:h><text:p>It <b>began</b>.</text:p></d>"})

    assert [[block.text for block in page.blocks] for page in office.pages(epub)] == [["One", "It began."]] * 2
    assert [block.text for block in office.pages(odt)[0].blocks] == ["One", "It began."]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 garbage",
        docx()[:-60],
        zipped({"a.txt": "hello"}),
        zipped({"word/document.xml": "<w:document"}),
        zipped({"word/document.xml": b" " * (51 * 1024 * 1024)}),
    ],
    ids=["garbage", "cut", "other", "xml", "bomb"],
)
def test_what_is_no_office_file_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        office.pages(data)
