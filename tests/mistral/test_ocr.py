"""OCR over loopback: what is sent, and what becomes of the file."""

import asyncio
import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.core.document_ports import Ocr, OcrReply
from bot.core.errors import ModelRefused, ModelUnavailable, ReplyBroken
from bot.mistral.ocr import MistralOcr
from tests.mistral.conftest import Json
from tests.mistral.samples import OCR, drawn, ocr_answer, ocr_page
from tests.mistral.standin import FILE_ID, FakeService

Check = Callable[[Any, str], list[str]]
PDF = b"%PDF-1.7 " + bytes(range(256)) * 8
OCR_CALL, UPLOAD, DELETE = "POST /v1/ocr", "POST /v1/files", f"DELETE /v1/files/{FILE_ID}"
SCHEMA = {"type": "object", "properties": {"total": {"type": "string"}}, "required": ["total"]}


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "spooled"
    path.write_bytes(PDF)
    return path


@pytest.fixture
def ocr(service: FakeService) -> MistralOcr:
    return MistralOcr(service.http, service.config, service.clock)


@pytest.fixture
def uploading(service: FakeService) -> MistralOcr:
    """Uploads every file."""
    service.answer(UPLOAD, {"id": FILE_ID, "object": "file", "sample_type": "ocr_input"})
    service.answer(DELETE, {"id": FILE_ID, "object": "file", "deleted": True})
    return MistralOcr(service.http, service.config, service.clock, inline_bytes=0)


async def read(ocr: Ocr, path: Path, *pages: int, media_type: str = "application/pdf") -> OcrReply:
    async with ocr.opened(path, media_type=media_type, name="report.pdf", model=OCR) as document:
        return await document.read(pages)


def asked_for(body: Json) -> Json:
    """An honest answer: the pages that were asked for."""
    return ocr_answer(*(ocr_page(index, f"page {index + 1}") for index in body.get("pages", [0])))


async def test_small_file_goes_into_the_request(
    service: FakeService, ocr: MistralOcr, pdf: Path, vendor_faults: Check
) -> None:
    service.answer(OCR_CALL, asked_for)

    reply = await read(ocr, pdf, 2, 3)

    assert [(page.number, page.text) for page in reply.pages] == [(2, "page 2"), (3, "page 3")]
    [call] = service.arrived
    kind, _, data = call.body["document"]["document_url"].partition(",")
    assert (kind, base64.b64decode(data)) == ("data:application/pdf;base64", PDF)
    assert call.body["pages"] == [1, 2]
    assert call.headers["Content-Type"] == "application/json"
    assert vendor_faults(call.body, "OCRRequest") == []


async def test_all_pages_are_asked_for_without_naming_them(
    service: FakeService, ocr: MistralOcr, pdf: Path, vendor_faults: Check
) -> None:
    service.answer(OCR_CALL, ocr_answer(ocr_page(1, "two"), ocr_page(0, "one")))

    async with ocr.opened(pdf, media_type="application/msword", name="a.doc", model=OCR) as document:
        reply = await document.read(None)

    assert [(page.number, page.text) for page in reply.pages] == [(1, "one"), (2, "two")]
    [call] = service.arrived
    assert call.body["document"]["document_url"].startswith("data:application/msword;base64,")
    assert "pages" not in call.body
    assert vendor_faults(call.body, "OCRRequest") == []


async def test_image_goes_as_an_image_and_has_no_pages(service: FakeService, ocr: MistralOcr, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(drawn())
    service.answer(OCR_CALL, asked_for)

    reply = await read(ocr, path, 1, media_type="image/jpeg")

    assert [page.number for page in reply.pages] == [1]
    body = service.arrived[0].body
    assert body["document"]["image_url"].startswith("data:image/jpeg;base64,/9j/")
    assert "pages" not in body


async def test_large_file_is_uploaded_once_and_deleted_afterwards(
    service: FakeService, uploading: MistralOcr, pdf: Path
) -> None:
    service.answer(OCR_CALL, asked_for)

    async with uploading.opened(pdf, media_type="application/pdf", name="secret plan.pdf", model=OCR) as document:
        await asyncio.gather(document.read([1]), document.read([2, 3]))
        before = [call.call for call in service.arrived]

    assert before == [UPLOAD, OCR_CALL, OCR_CALL]
    assert [call.call for call in service.arrived] == [*before, DELETE]
    form = service.arrived[0].body
    name, media_type, data = form.pop("file")
    assert form == {"purpose": "ocr", "visibility": "user"}
    assert (name[:8], name[-4:], "secret" in name) == ("galerne-", ".pdf", False)
    assert (media_type, data) == ("application/pdf", PDF)
    assert service.arrived[1].body["document"] == {"type": "file", "file_id": FILE_ID}


async def test_upload_is_deleted_after_a_failure(service: FakeService, uploading: MistralOcr, pdf: Path) -> None:
    service.answer(OCR_CALL, {"message": "no"}, status=401)

    with pytest.raises(ModelRefused):
        await read(uploading, pdf, 1)

    assert service.of(DELETE)


async def test_upload_is_deleted_when_its_reader_is_cancelled(
    service: FakeService, uploading: MistralOcr, pdf: Path
) -> None:
    opened = asyncio.Event()

    async def reader() -> None:
        async with uploading.opened(pdf, media_type="application/pdf", name="a.pdf", model=OCR):
            opened.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(reader())
    await opened.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert service.of(DELETE)


async def test_deletion_that_fails_is_told_to_the_operator_only(
    service: FakeService, uploading: MistralOcr, pdf: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service.answers[DELETE].clear()
    service.answer(DELETE, {"detail": "no"}, status=400)
    service.answer(OCR_CALL, asked_for)

    reply = await read(uploading, pdf, 1)

    assert len(reply.pages) == 1
    assert f"The uploaded file {FILE_ID} could not be deleted" in caplog.text


@pytest.mark.parametrize("status", [403, 404, 405])
async def test_where_there_are_no_uploads_the_file_goes_into_the_request(
    service: FakeService, pdf: Path, status: int
) -> None:
    service.answer(UPLOAD, {"detail": "Not Found"}, status=status)
    service.answer(OCR_CALL, asked_for)

    reply = await read(MistralOcr(service.http, service.config, service.clock, inline_bytes=0), pdf, 1)

    assert len(reply.pages) == 1
    assert [call.call for call in service.arrived] == [UPLOAD, OCR_CALL]


async def test_file_is_sent_whole_again_when_the_service_is_busy(
    service: FakeService, ocr: MistralOcr, pdf: Path
) -> None:
    service.answer(OCR_CALL, {"message": "later"}, status=503)
    service.answer(OCR_CALL, asked_for)

    assert len((await read(ocr, pdf, 1)).pages) == 1
    first, second = (call.body for call in service.of(OCR_CALL))
    assert first == second


async def test_upload_is_sent_whole_again_when_the_service_is_busy(
    service: FakeService, uploading: MistralOcr, pdf: Path
) -> None:
    service.answers[UPLOAD].insert(0, (500, {"message": "later"}))
    service.answer(OCR_CALL, asked_for)

    await read(uploading, pdf, 1)

    assert [call.body["file"][2] for call in service.of(UPLOAD)] == [PDF, PDF]


async def test_extraction_is_asked_for_and_charged(service: FakeService, ocr: MistralOcr, pdf: Path) -> None:
    service.answer(OCR_CALL, ocr_answer(ocr_page(0), annotation='{"total": "12 €"}'))

    async with ocr.opened(pdf, media_type="application/pdf", name="bill.pdf", model=OCR) as document:
        reply = await document.extract([1], SCHEMA, "The total, as written.")

    assert (reply.annotation, reply.charge.pages, reply.charge.annotated) == ({"total": "12 €"}, 1, 1)
    body = service.arrived[0].body
    assert body["document_annotation_format"]["json_schema"]["schema"] == SCHEMA
    assert body["document_annotation_prompt"] == "The total, as written."


async def test_no_pages_are_no_request(service: FakeService, ocr: MistralOcr, pdf: Path) -> None:
    assert (await read(ocr, pdf)).pages == ()
    assert service.arrived == []


@pytest.mark.parametrize("status", [400, 422])
async def test_file_that_is_refused_is_named(service: FakeService, ocr: MistralOcr, pdf: Path, status: int) -> None:
    service.answer(OCR_CALL, {"object": "error", "message": "Failed to fetch document", "code": "1"}, status=status)

    with pytest.raises(ModelRefused, match="Failed to fetch document") as caught:
        await read(ocr, pdf, 1)

    assert caught.value.notice.startswith("Mistral's OCR could not open report.pdf; please")


async def test_retired_model_is_named_and_not_the_file(service: FakeService, ocr: MistralOcr, pdf: Path) -> None:
    service.answer(OCR_CALL, {"message": "Invalid model: x", "type": "invalid_model", "code": "1500"}, status=400)

    with pytest.raises(ModelRefused) as caught:
        await read(ocr, pdf, 1)

    assert f"does not serve {OCR}" in caught.value.notice


@pytest.mark.parametrize("answer", [{"pages": None}, ocr_answer(ocr_page(0), annotation="{")])
async def test_answer_that_cannot_be_used_names_the_file(
    service: FakeService, ocr: MistralOcr, pdf: Path, answer: Json
) -> None:
    service.answer(OCR_CALL, answer)

    async with ocr.opened(pdf, media_type="application/pdf", name="report.pdf", model=OCR) as document:
        with pytest.raises(ReplyBroken) as caught:
            await document.extract([1], SCHEMA, "")

    assert caught.value.notice == "Mistral's answer about report.pdf is of no use; please ask again."


async def test_page_of_html_points_at_the_address(service: FakeService, ocr: MistralOcr, pdf: Path) -> None:
    service.answer(OCR_CALL, "<html>hello</html>")

    with pytest.raises(ModelRefused) as caught:
        await read(ocr, pdf, 1)

    assert "MISTRAL_BASE_URL" in caught.value.notice


async def test_service_that_stays_away_is_told(service: FakeService, ocr: MistralOcr, pdf: Path) -> None:
    service.answer(OCR_CALL, {}, status=502)

    with pytest.raises(ModelUnavailable):
        await read(ocr, pdf, 1)
