"""Files that people send in the tests, and what the services were asked because of them."""

import hashlib
import io
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image

from bot.core.documents import How
from bot.mistral.ocr import INLINE
from bot.store.database import open_store
from deploy.sandbox.world import World
from tests.documents.making import born_digital, prose, scan
from tests.fakes import FakeClock
from tests.talk import Sent

CHAT, OCR, EMBED = "POST /v1/chat/completions", "POST /v1/ocr", "POST /v1/embeddings"
LISTEN, STORE = "POST /v1/audio/transcriptions", "POST /v1/files"

INVOICE = ("Invoice number 4711 for the harbour of Sauzon.", "The total is 1,250.00 euros.")
DEADLINE = ("The deadline for payment is Friday 5 June.", "After it the breakwater is closed to boats.")
BLANK: tuple[str, ...] = ()


SLIP = (1000, 330)  # pixels, at 150 in an inch: a page that is read in no time, with room for two lines


def scanned(name: str, *pages: Sequence[str]) -> Sent:
    """A PDF of scans; a page without lines is an empty sheet."""
    first, *rest = [scan(lines, size=SLIP) if lines else Image.new("L", SLIP, 255) for lines in pages]
    made = io.BytesIO()
    first.save(made, "PDF", resolution=150, save_all=True, append_images=rest)
    return Sent(name, made.getvalue(), "application/pdf")


def digital(folder: Path, name: str, *pages: Sequence[str]) -> Sent:
    """A PDF with text of its own."""
    made = born_digital(folder / "made.pdf", [prose(*lines) for lines in pages])
    return Sent(name, made.read_bytes(), "application/pdf")


def joined(name: str, *parts: Sent) -> Sent:
    """One PDF of several."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        whole.import_pages(pypdfium2.PdfDocument(part.data))
    made = io.BytesIO()
    whole.save(made)
    return Sent(name, made.getvalue(), "application/pdf")


def heavy(name: str, *pages: Sequence[str]) -> Sent:
    """A PDF of scans with a file attached, so that it is too large to be part of a request."""
    document, made = pypdfium2.PdfDocument(scanned(name, *pages).data), io.BytesIO()
    document.new_attachment("noise.bin").set_data(random.Random(7).randbytes(INLINE + 2**20))
    document.save(made)
    assert len(made.getvalue()) > INLINE
    return Sent(name, made.getvalue(), "application/pdf")


def picture(name: str, image: Image.Image, kind: str = "PNG", **options: object) -> Sent:
    made = io.BytesIO()
    image.save(made, kind, **options)
    return Sent(name, made.getvalue(), f"image/{kind.lower()}")


def asked(world: World, name: str) -> int:
    """How often Mistral was asked for something."""
    return len(world.log.of("mistral", name))


def spent(world: World) -> tuple[int, int]:
    """Requests for OCR and for meanings: what a second question shall not cost."""
    return asked(world, OCR), asked(world, EMBED)


def pages_sent(world: World) -> list[Any]:
    """The pages that each request for OCR wanted, counted from 0."""
    return [call.body.get("pages") for call in world.log.of("mistral", OCR)]


def shown(request: Mapping[str, Any]) -> str:
    """All that the model was shown as text."""
    return json.dumps(
        [
            part if isinstance(part, str) else part.get("text", "")
            for message in request["messages"]
            for part in ([message["content"]] if isinstance(message["content"], str) else message["content"] or [])
        ],
        ensure_ascii=False,
    )


def images(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The images that came with a request."""
    return [
        part
        for message in request["messages"]
        if not isinstance(message["content"], str)
        for part in message["content"] or ()
        if part["type"] == "image_url"
    ]


async def ledger(folder: Path, sent: Sent) -> Mapping[int, How | None]:
    """How each page of a file was read, as the bot, now stopped, has stored it."""
    async with open_store(folder / "bot.sqlite3", FakeClock()) as store:
        return await store.shelf.ledger(hashlib.sha256(sent.data).hexdigest())
