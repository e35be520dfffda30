from collections.abc import Callable
from typing import Any

import pytest
from mistralai.client.models import OCRRequest

from bot.mistral.ocr_request import file_chunk, ocr_body, url_chunk
from tests.mistral.samples import OCR
from tests.mistral.standin import FILE_ID

Check = Callable[[Any, str], list[str]]
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "an invoice!",
    "type": "object",
    "properties": {"total": {"type": "string"}},
    "required": ["total"],
}
PDF = url_chunk("application/pdf", "data:application/pdf;base64,AA==")
IMAGE = url_chunk("image/png", "data:image/png;base64,AA==")
BODIES = [
    pytest.param(ocr_body(PDF, model=OCR, pages=[1, 20]), id="pdf"),
    pytest.param(ocr_body(IMAGE, model=OCR, pages=None), id="image"),
    pytest.param(ocr_body(file_chunk(FILE_ID), model="mistral-ocr-2512", pages=[3]), id="upload"),
    pytest.param(ocr_body(PDF, model=OCR, pages=[1], schema=SCHEMA, prompt="the total"), id="extraction"),
]


@pytest.mark.parametrize("body", BODIES)
def test_vendors_judges_take_every_body(vendor_faults: Check, body: dict[str, Any]) -> None:
    assert vendor_faults(body, "OCRRequest") == []

    theirs = OCRRequest.model_validate(body).model_dump(mode="json", by_alias=True, exclude_unset=True)

    assert theirs | {"document": ...} == body | {"document": ...}
    assert theirs["document"]["type"] == body["document"]["type"]


def test_vendors_document_would_find_a_fault(vendor_faults: Check) -> None:
    assert vendor_faults(ocr_body(file_chunk(FILE_ID), model=OCR, pages=[1]) | {"id": "x"}, "OCRRequest") != []


def test_pages_count_from_nought_on_the_wire() -> None:
    assert ocr_body(file_chunk(FILE_ID), model=OCR, pages=[1, 7])["pages"] == [0, 6]


def test_what_costs_nothing_and_is_not_used_is_not_asked_for() -> None:
    body = ocr_body(file_chunk(FILE_ID), model=OCR, pages=[1])

    assert body["include_blocks"] is False
    assert not {"table_format", "document_annotation_format", "bbox_annotation_format"} & set(body)


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("mistral-ocr-4-1", True),
        ("mistral-ocr-4-0", True),
        ("mistral-ocr-latest", True),
        ("mistral-ocr-2512", False),
        ("mistral-ocr-3", False),
    ],
)
def test_confidence_is_asked_only_of_models_that_have_it(model: str, asked: bool) -> None:
    assert ("confidence_scores_granularity" in ocr_body(file_chunk(FILE_ID), model=model, pages=[1])) is asked


def test_schema_is_strict_under_a_name_that_is_taken() -> None:
    wanted = ocr_body(file_chunk(FILE_ID), model=OCR, pages=[1], schema=SCHEMA)["document_annotation_format"]

    assert wanted["type"] == "json_schema"
    assert (wanted["json_schema"]["name"], wanted["json_schema"]["strict"]) == ("an_invoice_", True)
    assert "$schema" not in wanted["json_schema"]["schema"]


def test_prompt_without_a_schema_is_not_sent() -> None:
    assert "document_annotation_prompt" not in ocr_body(file_chunk(FILE_ID), model=OCR, pages=[1], prompt="x")
