import pytest

from bot.documents.kinds import sniffed
from bot.documents.old_formats import RTF, needs_ocr, sentence
from bot.documents.packages import DOC, DOCX, EPUB, ODP, ODS, ODT, PPT, PPTX, XLS, XLSB, XLSX
from tests.documents.made import FILES


@pytest.mark.parametrize("name", ["harbour.doc", "harbour.rtf"])
def test_old_formats_are_for_the_ocr_service(name: str) -> None:
    assert needs_ocr(sniffed(FILES / name, name).media_type)


def test_what_is_converted_here_needs_no_ocr() -> None:
    assert all(needs_ocr(media_type) for media_type in (DOC, PPT, RTF))
    assert not any(needs_ocr(each) for each in (DOCX, EPUB, ODP, ODS, ODT, PPTX, XLS, XLSB, XLSX, "text/html"))


def test_without_ocr_the_sentence_says_what_to_send_instead() -> None:
    assert sentence("a.ppt", PPT) == (
        "a.ppt is in an old format that only OCR can read, and OCR is switched off here; "
        "please save it as .pptx or PDF."
    )
