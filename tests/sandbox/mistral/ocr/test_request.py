from typing import Any

import pytest
from PIL import Image

from deploy.sandbox.mistral.ocr.request import LARGEST
from tests.sandbox.mistral.conftest import Desk, Json
from tests.sandbox.mistral.material import blank_pdf, data_uri, pdf, png, sheet
from tests.sandbox.mistral.ocr.test_api import document, ocr, png_chunk, wanted

PICTURE = png(Image.new("RGB", (64, 64)))
RAW = data_uri(blank_pdf(1)).partition(",")[2]


def image(address: str) -> Json:
    return {"type": "image_url", "image_url": address}


def url(address: str) -> Json:
    return {"type": "document_url", "document_url": address}


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "x"},
        {"pages": "a-b"},
        {"pages": "1-"},
        {"pages": "3-1"},
        {"pages": [-1]},
        {"pages": ["1"]},
        {"table_format": "csv"},
        {"extract_header": None},
        {"confidence_scores_granularity": "letter"},
        {"image_limit": "1"},
        {"document_annotation_prompt": "go"},
        {"document_annotation_format": {"type": "json_object"}},
        {"bbox_annotation_format": {"type": "json_schema"}},
        {"document_annotation_format": wanted({}) | {"strict": True}},
    ],
    ids=str,
)
async def test_fields_that_do_not_fit_are_unprocessable(desk: Desk, fields: Json) -> None:
    assert (await ocr(desk, png_chunk(), **fields)).status_code == 422


@pytest.mark.parametrize(
    "chunk",
    [
        url(RAW),
        url("data:application/pdf," + RAW),
        url(data_uri(PICTURE, "image/png")),
        url("http://example.org/a.pdf"),
        image(RAW),
        image(data_uri(blank_pdf(1))),
        {"type": "base64_document", "base64_document": RAW},
        {"type": "document_url", "document_url": data_uri(blank_pdf(1)), "name": "a"},
        {"type": "file", "file_id": "x"},
        {"type": "text", "text": "x"},
    ],
    ids=["raw", "no base64", "image as document", "http", "raw image", "pdf as image", "old", "key", "id", "text"],
)
async def test_document_that_is_no_address_is_unprocessable(desk: Desk, chunk: Json) -> None:
    assert (await ocr(desk, chunk)).status_code == 422


async def test_raw_base64_is_refused_in_the_words_of_the_api(desk: Desk) -> None:
    (detail,) = (await ocr(desk, url(RAW))).json()["detail"]

    assert (detail["type"], detail["loc"]) == ("value_error", ["body"])
    assert detail["msg"].startswith("Value error, Document content must be a URL (starting with 'https') or base64")


@pytest.mark.parametrize(
    "address", ["https://example.org/a.pdf", "data:application/pdf;base64,a!b", "data:application/pdf;base64,"]
)
async def test_address_that_leads_nowhere_fails_to_be_fetched(desk: Desk, address: str) -> None:
    reply = await ocr(desk, url(address))

    assert (reply.status_code, reply.json()["message"]) == (400, "Failed to fetch document")


@pytest.mark.parametrize(
    "chunk",
    [
        document(b"%PDF-1.7 garbage"),
        document(b"garbage"),
        document(PICTURE),
        document(b"\x00\x01", "application/octet-stream"),
        image(data_uri(b"garbage", "image/png")),
        image(data_uri(PICTURE[:40], "image/png")),
    ],
    ids=["pdf", "no pdf", "picture", "octets", "image", "cut"],
)
async def test_document_that_cannot_be_read_is_refused_as_invalid(desk: Desk, chunk: Json) -> None:
    reply = await ocr(desk, chunk)

    assert reply.status_code == 400
    assert (reply.json()["type"], reply.json()["code"]) == ("document_parser_invalid_file", "3740")


@pytest.mark.parametrize("model", ["mistral-ocr-2505", "mistral-small-latest", "mistral-embed", "", None])
async def test_model_that_does_not_read_is_refused(desk: Desk, model: Any) -> None:
    reply = await ocr(desk, png_chunk(), model=model)

    assert (reply.status_code, reply.json()["code"]) == (400, "1500")


async def test_page_that_is_not_there_is_refused(desk: Desk) -> None:
    data = pdf(sheet())

    assert (await ocr(desk, data, pages=[1])).status_code == 400
    assert (await ocr(desk, data, pages="0-99999999999")).status_code == 400
    assert (await ocr(desk, data, pages="7-9")).status_code == 400


async def test_fifty_megabytes_are_the_limit(desk: Desk) -> None:
    files = {"file": ("a.pdf", b"%PDF-" + b" " * LARGEST, "application/pdf")}
    uploaded = await desk.http.post("/v1/files", data={"purpose": "ocr"}, files=files)

    reply = await ocr(desk, {"type": "file", "file_id": uploaded.json()["id"]})

    assert (reply.status_code, reply.json()["message"]) == (400, "Document is too large: 50 MB at most")
