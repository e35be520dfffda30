"""OCR, uploads and transcription against the sandbox, whose OCR really reads and whose transcriber really listens."""

import io
import wave
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.core.documents import Charge
from bot.core.errors import ModelRefused
from bot.mistral.client import open_http
from bot.mistral.ocr import MistralOcr
from bot.mistral.transcriber import MistralTranscriber
from bot.mistral.uploads import PREFIX
from tests.mistral.conftest import Bench
from tests.mistral.samples import OCR

WORDS = ("WEST WIND", "GALE WARNING", "CALM SEA")
SCHEMA = {
    "type": "object",
    "properties": {"total": {"type": "string", "description": "the total"}},
    "required": ["total"],
    "additionalProperties": False,
}


def scanned(words: str) -> Image.Image:
    page = Image.new("L", (1200, 500), "white")
    font = ImageFont.load_default(90)
    ImageDraw.Draw(page).text((80, 180), words, fill="black", font=font)
    return page


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A scan of three pages."""
    path = tmp_path / "spooled"
    first, *others = map(scanned, WORDS)
    first.save(path, "PDF", save_all=True, append_images=others, resolution=150)
    return path


async def ocr_of(bench: Bench, **options: int) -> MistralOcr:
    http = await bench.stack.enter_async_context(open_http(bench.config))
    return MistralOcr(http, bench.config, bench.clock, **options)


@pytest.mark.parametrize("inline_bytes", [8_000_000, 0], ids=["inside the request", "uploaded"])
async def test_pages_that_are_asked_for_are_read(bench: Bench, pdf: Path, inline_bytes: int) -> None:
    ocr = await ocr_of(bench, inline_bytes=inline_bytes)

    async with ocr.opened(pdf, media_type="application/pdf", name="scan.pdf", model=OCR) as document:
        reply = await document.read([1, 3])

    assert [page.number for page in reply.pages] == [1, 3]
    assert [page.text.replace("#", "").strip().upper() for page in reply.pages] == [WORDS[0], WORDS[2]]
    assert all(page.confidence is not None and 0.3 < page.confidence <= 1 for page in reply.pages)
    assert reply.charge == Charge(OCR, pages=2)
    uploads = bench.service.files()
    assert [(file["filename"].startswith(PREFIX), file["there"], file["visibility"]) for file in uploads] == (
        [] if inline_bytes else [(True, False, "user")]
    )


async def test_image_is_read(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    scanned("WEST WIND").save(path, "JPEG")

    async with (await ocr_of(bench)).opened(path, media_type="image/jpeg", name="a.jpg", model=OCR) as document:
        [page] = (await document.read([1])).pages

    assert "WEST WIND" in page.text.upper()


async def test_what_a_schema_asks_for_is_extracted(bench: Bench, pdf: Path) -> None:
    async with (await ocr_of(bench)).opened(pdf, media_type="application/pdf", name="a.pdf", model=OCR) as document:
        reply = await document.extract([1], SCHEMA, "The total.")

    assert set(reply.annotation or ()) == {"total"}
    assert reply.charge == Charge(OCR, pages=1, annotated=1)


async def test_file_that_is_none_is_refused_in_a_sentence(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes(b"this is no PDF")
    ocr = await ocr_of(bench)

    with pytest.raises(ModelRefused) as caught:
        async with ocr.opened(path, media_type="application/pdf", name="broken.pdf", model=OCR) as document:
            await document.read([1])

    assert "broken.pdf; please" in caught.value.notice


async def test_upload_of_a_process_that_died_is_swept(bench: Bench, pdf: Path) -> None:
    ocr = await ocr_of(bench, inline_bytes=0)
    bench.fault("status", name="DELETE /v1/files/{id}", status=500, times=99)
    async with ocr.opened(pdf, media_type="application/pdf", name="scan.pdf", model=OCR):
        pass
    assert [file["there"] for file in bench.service.files()] == [True]
    bench.faults.clear()

    early = await ocr.sweep_uploads(3600.0)
    bench.clock.now += 7200
    late = await ocr.sweep_uploads(3600.0)

    assert (early, late) == (0, 1)
    assert [file["there"] for file in bench.service.files()] == [False]


async def test_pages_keep_to_the_rate_limit(bench: Bench, pdf: Path) -> None:
    bench.service.limit(OCR, tokens_per_minute=3)  # pages, of a model of OCR
    async with (await ocr_of(bench)).opened(pdf, media_type="application/pdf", name="a.pdf", model=OCR) as document:
        await document.read([1, 2])
        await document.read([2, 3])

    assert [call.status for call in bench.calls("POST /v1/ocr")] == [200, 200]
    assert bench.clock.slept


async def test_clip_is_transcribed_and_its_seconds_are_charged(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "clip"
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 16_000 * 2))
    path.write_bytes(buffer.getvalue())
    http = await bench.stack.enter_async_context(open_http(bench.config))
    transcriber = MistralTranscriber(http, bench.config, bench.clock)

    speech = await transcriber.transcribe(path, media_type="audio/wav", name="clip.wav", model="voxtral-mini-2602")

    assert speech.charge.seconds == 2
