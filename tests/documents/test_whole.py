import pytest

from bot.core.document_ports import OcrPage, OcrReply
from bot.core.documents import Charge, Page, Picture
from bot.core.errors import FileRefused, ModelRefused, ModelUnavailable
from bot.documents.whole import EMPTY, LEFT_OUT, asked, pages
from tests.documents.fakes import FakeOcr

MAP = Picture("img-0.jpeg", b"jpeg", "image/jpeg", 90, 90)


def reply(*found: OcrPage) -> OcrReply:
    return OcrReply(found, Charge("ocr", pages=len(found)))


def test_every_page_up_to_the_last_is_accounted_for() -> None:
    done, seen = pages(
        reply(OcrPage(1, "Harbour report"), OcrPage(2, "![img-0.jpeg](img-0.jpeg)", (MAP,)), OcrPage(4, " "))
    )

    assert done == [Page(1, "ocr", "Harbour report"), Page(3, None, reason=LEFT_OUT), Page(4, None, reason=EMPTY)]
    assert [(page.number, page.pictures) for page in seen] == [(2, (MAP,))]


def test_an_answer_without_pages_leaves_one_that_cannot_be_read() -> None:
    assert pages(reply()) == ([Page(1, None, reason=LEFT_OUT)], [])


@pytest.mark.parametrize("status", [400, 413, 415, 422])
async def test_a_file_that_the_service_cannot_open_is_refused_by_name(status: int) -> None:
    ocr = FakeOcr(failing={1: ModelRefused("no", status=status)})

    with pytest.raises(FileRefused, match=r"^Mistral's OCR could not open a\.doc; please send it again, as a PDF\.$"):
        await asked(ocr, "a.doc")


@pytest.mark.parametrize("failure", [ModelUnavailable("busy"), ModelRefused("no key", status=401)])
async def test_a_service_that_is_out_is_not_the_files_fault(failure: ModelUnavailable) -> None:
    with pytest.raises(type(failure)):
        await asked(FakeOcr(failing={1: failure}), "a.doc")
