from typing import Any

import pytest

from bot.core.document_ports import OcrReply
from bot.core.documents import Charge
from bot.core.errors import ReplyBroken
from bot.mistral.ocr_reply import parse_reply
from tests.mistral.conftest import Json
from tests.mistral.samples import OCR, ocr_answer, ocr_image, ocr_page


def parsed(body: Any, *asked: int, annotated: bool = False) -> OcrReply:
    return parse_reply(body, model=OCR, asked=asked or (1,), annotated=annotated)


def test_pages_count_from_one_and_come_in_order() -> None:
    reply = parsed(ocr_answer(ocr_page(6, "seven"), ocr_page(1, "two")), 2, 7)

    assert [(page.number, page.text) for page in reply.pages] == [(2, "two"), (7, "seven")]
    assert reply.charge == Charge(OCR, pages=2)


def test_page_is_read_whole() -> None:
    scores = {"average_page_confidence_score": 0.97, "minimum_page_confidence_score": 0.2}
    page = ocr_page(
        0, "# Wind\n\n![img-0.jpeg](img-0.jpeg)", images=[ocr_image()], header=" Annual report ", footer="p. 1",
        confidence_scores=scores,
    )  # fmt: skip

    [found] = parsed(ocr_answer(page)).pages

    assert (found.header, found.footer, found.confidence) == ("Annual report", "p. 1", 0.97)
    [picture] = found.pictures
    assert (picture.name, picture.media_type, picture.width, picture.height) == ("img-0.jpeg", "image/jpeg", 40, 30)


def test_table_that_is_set_apart_goes_back_to_its_place() -> None:
    table = {"id": "tbl-0.md", "content": "| a |\n|---|\n| 1 |", "format": "markdown"}

    [page] = parsed(ocr_answer(ocr_page(0, "Before [tbl-0.md](tbl-0.md) after", tables=[table]))).pages

    assert page.text == "Before | a |\n|---|\n| 1 | after"


def test_every_page_that_was_annotated_is_charged_as_such() -> None:
    reply = parsed(ocr_answer(ocr_page(0), processed=1, annotation='{"total": "12"}'), annotated=True)

    assert reply.charge == Charge(OCR, pages=1, annotated=1)
    assert reply.annotation == {"total": "12"}


@pytest.mark.parametrize("annotation", ['{"total": ', "[1]", '"text"', 3])
def test_broken_extraction_is_an_error(annotation: Any) -> None:
    with pytest.raises(ReplyBroken, match="extracted"):
        parsed(ocr_answer(ocr_page(0), annotation=annotation), annotated=True)


@pytest.mark.parametrize("annotation", [None, {"total": "12"}, "null"])
def test_extraction_may_be_missing_or_decoded_already(annotation: Any) -> None:
    reply = parsed(ocr_answer(ocr_page(0), annotation=annotation), annotated=True)

    assert reply.annotation == (annotation if isinstance(annotation, dict) else None)


@pytest.mark.parametrize("body", [None, [], "x", {}, {"pages": None}, {"pages": {"0": {}}}])
def test_what_is_no_answer_is_an_error(body: Any) -> None:
    with pytest.raises(ReplyBroken, match="no list of pages"):
        parsed(body)


@pytest.mark.parametrize(
    "page",
    [
        {"index": 0},
        {"index": 0, "markdown": None, "images": None, "tables": None, "header": 3, "confidence_scores": {}},
        {"index": 0, "images": [None, 3, {}, {"id": "x"}, {"id": None}], "tables": [None, {"id": 4}], "new": {}},
        {"markdown": ""},
        {"index": None, "confidence_scores": {"average_page_confidence_score": "high"}},
    ],
)
def test_page_with_holes_is_an_empty_page(page: Json) -> None:
    [found] = parsed({"pages": [page, None, 3]}).pages

    assert (found.number, found.text, found.header, found.pictures, found.confidence) == (1, "", "", (), None)


def test_page_that_did_not_come_is_missing_and_one_that_was_not_asked_for_is_dropped() -> None:
    reply = parsed(ocr_answer(ocr_page(0), ocr_page(8), processed=2), 1, 2)

    assert [page.number for page in reply.pages] == [1]
    assert reply.charge.pages == 2


@pytest.mark.parametrize("usage", [None, {}, {"pages_processed": None}, {"pages_processed": -1}, 3])
def test_pages_that_are_not_counted_by_the_service_are_counted_here(usage: Any) -> None:
    assert parsed(ocr_answer(ocr_page(0)) | {"usage_info": usage}).charge.pages == 1
