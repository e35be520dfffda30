import base64
import io
import json
from typing import Any

import httpx
import pytest
from PIL import Image, ImageDraw

from tests.sandbox.mistral.conftest import Desk, Json
from tests.sandbox.mistral.material import (
    INVOICE,
    PROSE,
    blank_pdf,
    data_uri,
    error_rate,
    font,
    pdf,
    picture_chunk,
    pictured,
    png,
    ruled,
    sheet,
    wrapped,
)
from tests.sandbox.mistral.reading.test_office import docx

OCR = "mistral-ocr-latest"
ROWS = [["Item", "Count"], ["Rope", "12"], ["Sail", "3"]]
SCHEMA = {
    "type": "object",
    "properties": {
        "invoice_number": {"type": "string"},
        "total": {"type": "number", "description": "the amount to pay"},
        "due": {"type": ["string", "null"]},
    },
}


def wanted(schema: Json) -> Json:
    return {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}


def document(data: bytes, media: str = "application/pdf") -> Json:
    return {"type": "document_url", "document_url": data_uri(data, media)}


async def ocr(desk: Desk, source: Json | bytes, model: str = OCR, **fields: Any) -> httpx.Response:
    chunk = document(source) if isinstance(source, bytes) else source
    return await desk.http.post("/v1/ocr", json={"model": model, "document": chunk, **fields}, timeout=25)


async def pages(desk: Desk, source: Json | bytes, **fields: Any) -> list[Json]:
    reply = await ocr(desk, source, **fields)
    assert reply.status_code == 200, reply.text
    found: list[Json] = reply.json()["pages"]
    return found


async def test_scanned_pdf_is_really_read(desk: Desk) -> None:
    data = pdf(sheet(*wrapped(PROSE)), sheet(*INVOICE))

    reply = (await ocr(desk, data)).json()

    first, second = reply["pages"]
    assert error_rate(PROSE, first["markdown"]) <= 0.02
    assert error_rate(" ".join(INVOICE), second["markdown"]) <= 0.02
    assert (first["index"], second["index"]) == (0, 1)
    assert first["dimensions"] == {"dpi": 200, "height": 2200, "width": 1700}
    assert reply["model"] == OCR
    assert reply["usage_info"] == {"pages_processed": 2, "doc_size_bytes": len(data)}
    assert reply["document_annotation"] is None


async def test_photograph_of_text_is_read(desk: Desk) -> None:
    (page,) = await pages(desk, picture_chunk(sheet(*wrapped(PROSE)), "JPEG"))

    assert error_rate(PROSE, page["markdown"]) <= 0.02


@pytest.mark.parametrize("asked", [[3, 1, 1], "1,3", "1-1, 3"])
async def test_only_the_pages_asked_for_are_read_and_counted(desk: Desk, asked: Any) -> None:
    data = pdf(*(sheet(f"This is sheet {number}", size=60) for number in range(4)))

    reply = (await ocr(desk, data, pages=asked)).json()

    assert [(page["index"], page["markdown"]) for page in reply["pages"]] == [
        (1, "This is sheet 1"),
        (3, "This is sheet 3"),
    ]
    assert reply["usage_info"]["pages_processed"] == 2


async def test_blank_page_is_empty_and_a_picture_alone_is_a_placeholder(desk: Desk) -> None:
    blank, picture, both = await pages(
        desk,
        pdf(
            sheet(),
            pictured(sheet()),
            pictured(sheet("Above it")),
        ),
        include_image_base64=True,
    )

    assert (blank["markdown"], blank["images"]) == ("", [])
    assert picture["markdown"] == "![img-0.jpeg](img-0.jpeg)"
    assert both["markdown"] == "Above it\n\n![img-1.jpeg](img-1.jpeg)"
    (image,) = picture["images"]
    coded = image["image_base64"].removeprefix("data:image/jpeg;base64,")
    opened = Image.open(io.BytesIO(base64.b64decode(coded)))
    assert opened.size == (
        image["bottom_right_x"] - image["top_left_x"],
        image["bottom_right_y"] - image["top_left_y"],
    )


async def test_pictures_are_limited_as_asked(desk: Desk) -> None:
    data = pdf(pictured(sheet("Text"), size=(600, 300)))

    assert (await pages(desk, data))[0]["images"][0]["image_base64"] is None
    assert (await pages(desk, data, image_limit=0))[0]["markdown"] == "Text"
    assert (await pages(desk, data, image_min_size=400))[0]["images"] == []
    assert len((await pages(desk, data, image_min_size=200, image_limit=1))[0]["images"]) == 1


async def test_tables_come_inline_or_apart(desk: Desk) -> None:
    data = pdf(ruled(sheet("Ordered"), ROWS))
    inline = "| Item | Count |\n| --- | --- |\n| Rope | 12 |\n| Sail | 3 |"

    (page,) = await pages(desk, data)
    (apart,) = await pages(desk, data, table_format="html")
    (written,) = await pages(desk, data, table_format="markdown")

    assert (page["markdown"], page["tables"]) == (f"Ordered\n\n{inline}", [])
    assert apart["markdown"] == "Ordered\n\n[tbl-0.html](tbl-0.html)"
    assert apart["tables"][0]["content"].startswith("<table><tr><td>Item</td><td>Count</td></tr>")
    assert written["tables"] == [
        {"id": "tbl-0.md", "content": inline, "format": "markdown", "word_confidence_scores": None}
    ]


async def test_header_and_footer_are_taken_out_when_asked(desk: Desk) -> None:
    image = sheet(*wrapped(PROSE))
    for at, text in (((150, 70), "Annual report"), ((800, 2110), "Page 7")):
        ImageDraw.Draw(image).text(at, text, font=font(28), fill="black")
    data = pdf(image)

    (whole,) = await pages(desk, data)
    (parted,) = await pages(desk, data, extract_header=True, extract_footer=True)

    assert (whole["header"], whole["footer"]) == (None, None)
    assert whole["markdown"].startswith("Annual report\n\nThe harbour")
    assert (parted["header"], parted["footer"]) == ("Annual report", "Page 7")
    assert error_rate(PROSE, parted["markdown"]) <= 0.02


async def test_confidence_is_told_as_finely_as_asked(desk: Desk) -> None:
    data = pdf(ruled(sheet(*INVOICE), ROWS))

    (none,) = await pages(desk, data)
    (page,) = await pages(desk, data, confidence_scores_granularity="page")
    (word,) = await pages(desk, data, confidence_scores_granularity="word")
    (block,) = await pages(desk, data, confidence_scores_granularity="block")

    assert none["confidence_scores"] is None
    assert 0.8 < page["confidence_scores"]["minimum_page_confidence_score"] <= 1
    assert "word_confidence_scores" not in page["confidence_scores"]
    for each in word["confidence_scores"]["word_confidence_scores"]:
        assert word["markdown"].startswith(each["text"], each["start_index"])
    assert block["blocks"][0]["confidence_scores"]["average_content_confidence_score"] > 0.8


async def test_blocks_are_for_the_models_that_have_them(desk: Desk) -> None:
    data = pdf(pictured(sheet("Above it")))

    (new,) = await pages(desk, data)
    (old,) = await pages(desk, data, model="mistral-ocr-2512")
    (without,) = await pages(desk, data, include_blocks=False)

    assert [(each["type"], each["content"]) for each in new["blocks"]] == [
        ("text", "Above it"),
        ("image", "![img-0.jpeg](img-0.jpeg)"),
    ]
    assert new["blocks"][1]["image_id"] == "img-0.jpeg"
    assert (old["blocks"], without["blocks"]) == ([], None)


async def test_annotation_holds_what_the_document_says_and_nothing_else(desk: Desk) -> None:
    reply = await ocr(
        desk, pdf(sheet(*INVOICE)), document_annotation_format=wanted(SCHEMA), document_annotation_prompt="Fill it"
    )

    found = json.loads(reply.json()["document_annotation"])
    assert found == {"invoice_number": "INV-2026-0042", "total": 4200.5, "due": None}


async def test_pictures_are_annotated_one_by_one(desk: Desk) -> None:
    (page,) = await pages(desk, pdf(pictured(sheet("Text"))), bbox_annotation_format=wanted(SCHEMA))

    assert json.loads(page["images"][0]["image_annotation"]) == {"invoice_number": "", "total": 0, "due": None}


async def test_docx_is_one_page_and_its_pictures_need_base64(desk: Desk) -> None:
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    chunk = document(docx(picture=True), media)

    refused = await ocr(desk, chunk)
    (page,) = await pages(desk, chunk, include_image_base64=True)
    (plain,) = await pages(desk, chunk, image_limit=0)

    assert refused.status_code == 400
    assert "image_limit=0" in refused.json()["message"]
    assert page["markdown"].startswith("# Report\n\nThe harbour")
    assert "![img-0.jpeg](img-0.jpeg)" in page["markdown"]
    assert "img-0" not in plain["markdown"]
    assert page["dimensions"] is None


async def test_csv_and_text_are_read(desk: Desk) -> None:
    (table,) = await pages(desk, document(b"item,count\nrope,12", "text/csv"))
    (text,) = await pages(desk, document(b"Hello\n\nthere", "text/plain"))

    assert table["markdown"] == "| item | count |\n| --- | --- |\n| rope | 12 |"
    assert text["markdown"] == "Hello\n\nthere"


async def test_thousand_pages_are_the_limit(desk: Desk) -> None:
    reply = await ocr(desk, blank_pdf(1001), pages=[0])

    assert reply.status_code == 400
    assert (await ocr(desk, blank_pdf(1000), pages=[999])).json()["usage_info"]["pages_processed"] == 1


async def test_fault_and_shape_of_an_error_can_be_planned(desk: Desk) -> None:
    desk.fault("status", "POST /v1/ocr", status=503)
    desk.fault("shape", "POST /v1/ocr", shape="message", status=429)

    assert [(await ocr(desk, png_chunk())).status_code for _ in range(3)] == [503, 429, 200]


async def test_pages_of_a_minute_are_limited(desk: Desk) -> None:
    desk.service.limit("mistral-ocr-latest", requests_per_minute=10, tokens_per_minute=3)
    data = pdf(sheet(), sheet())

    first, second = await ocr(desk, data), await ocr(desk, data)
    await desk.clock.advance(60)

    assert (first.status_code, first.headers["x-ratelimit-remaining-tokens-minute"]) == (200, "1")
    assert second.status_code == 429
    assert "Retry-After" in second.headers
    assert (await ocr(desk, data)).status_code == 200


def png_chunk() -> Json:
    return {"type": "image_url", "image_url": {"url": data_uri(png(Image.new("RGB", (64, 64))), "image/png")}}
