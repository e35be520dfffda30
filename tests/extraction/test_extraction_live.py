"""Files with labelled lines, really read and asked about: the sandbox finds a field by its label, or not at all."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.core.command import CommandContext
from bot.core.document_ports import Shelf, Source
from bot.core.documents import Document
from bot.core.read_files import ReadFile, ReadFiles
from bot.core.values import Address, Attachment, Author
from bot.documents.config import ReadingConfig
from bot.documents.reader import FileReader
from bot.extraction.annotating import Annotating
from bot.extraction.chatting import Chatting
from bot.extraction.extractor import Extractor
from bot.extraction.saved_schemas import SavedSchemas
from bot.extraction.service import Extraction, ExtractionRules
from bot.mistral.catalogue import Catalogue
from bot.mistral.client import open_http
from bot.mistral.ocr import MistralOcr
from bot.mistral.transcriber import MistralTranscriber
from bot.store.database import open_store
from tests.core.fakes import FakeTokens
from tests.core.file_fakes import FakeTurnFiles
from tests.mistral.conftest import CHAT, Bench, FakeClock, opened

WHERE = Address("slack", "T1", "C1", "1.0")
OCR = "POST /v1/ocr"
PAGES = (("INVOICE NUMBER: WEST 2026", "DATE: 5 MAY 2026"), ("TOTAL: 12,400.00 EUR",))


@dataclass(frozen=True, slots=True)
class Live:
    bench: Bench
    reader: FileReader
    extraction: Extraction
    shelf: Shelf
    files: FakeTurnFiles

    async def read(self, path: Path, name: str) -> Document:
        async def fetch(_attachment: Attachment) -> AsyncIterator[bytes]:
            yield data

        data = await asyncio.to_thread(path.read_bytes)
        source = Source(f"slack:T1:{name}", Attachment(name, name, "", len(data)), fetch)
        plan = await self.reader.plan(source, ocr=True)
        every = range(1, plan.document.pages + 1)
        await self.reader.read(source, plan, every, progress=self.files.progress, charge=self.files.charge)
        ledger = await self.shelf.ledger(plan.document.id)
        self.files.found = ReadFiles((ReadFile(source, plan.document, ledger, own=True),))
        return plan.document

    async def extract(self, line: str) -> str:
        return str(await self.extraction(CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, self.files), line))


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    clock = FakeClock()
    async with opened(clock) as bench, open_store(tmp_path / "live.sqlite3", clock) as store:
        http = await bench.stack.enter_async_context(open_http(bench.config))
        model, models, ocr = await bench.client(), Catalogue(), MistralOcr(http, bench.config, clock)
        reader = FileReader(
            store.shelf,
            ocr=ocr,
            transcriber=MistralTranscriber(http, bench.config, clock),
            model=model,
            models=models,
            clock=clock,
            config=ReadingConfig(folder=tmp_path),
        )
        chatting = Chatting(FakeTokens(), model, models, "mistral-small-latest")
        annotating = Annotating(store.shelf, ocr, models, "mistral-ocr-latest", tmp_path)
        extractor = Extractor(store.shelf, chatting, annotating)
        files = FakeTurnFiles()
        extraction = Extraction(extractor, SavedSchemas(store.preferences), ExtractionRules())
        yield Live(bench, reader, extraction, store.shelf, files)


def scan(path: Path) -> Path:
    images = []
    for lines in PAGES:
        page = Image.new("L", (1600, 900), "white")
        for place, line in enumerate(lines):
            ImageDraw.Draw(page).text((80, 150 + 200 * place), line, fill="black", font=ImageFont.load_default(80))
        images.append(page)
    images[0].save(path, "PDF", save_all=True, append_images=images[1:], resolution=150)
    return path


async def test_a_scan_is_annotated_and_each_field_is_found_on_its_page(live: Live, tmp_path: Path) -> None:
    await live.read(scan(tmp_path / "scan"), "scan.pdf")
    read = len(live.bench.calls(OCR))

    answer = await live.extract("invoice number, date, total, delivery address")

    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in answer.upper().splitlines() if "|" in line
    ]
    assert rows[2:] == [
        ["INVOICE NUMBER", "WEST 2026", "1"],
        ["DATE", "5 MAY 2026", "1"],
        ["TOTAL", "12,400.00 EUR", "2"],
        ["DELIVERY ADDRESS", "—", "—"],
    ]
    assert "Not found in scan.pdf: delivery address." in answer
    assert len(live.bench.calls(OCR)) == read + 1
    assert live.bench.calls(CHAT) == []
    assert live.files.charges[-1].annotated == 2
    (told,) = json.loads(live.files.attached[1].data)["files"]
    assert told["fields"]["delivery address"] == {"value": None, "page": None, "quote": None, "certain": False}


async def test_a_text_is_asked_about_in_chat_and_each_value_is_kept_word_for_word(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "order"
    path.write_text("Order number: =7-2026\nTotal: 12,400.00 EUR\nItem: chair\n")
    await live.read(path, "order.txt")

    wanted = {
        "type": "object",
        "properties": {
            "order number": {"type": "string"},
            "total": {"type": "number"},
            "customer": {"type": "string"},
            "items": {"type": "array", "items": {"type": "object", "properties": {"item": {"type": "string"}}}},
        },
    }
    answer = await live.extract(json.dumps(wanted))

    assert "| order number | =7-2026 | 1 |\n| total | 12400 | 1 |\n| customer | — | — |" in answer
    assert "| item | Page |\n| --- | --- |\n| chair | 1 |" in answer
    assert live.bench.calls(OCR) == []
    (call,) = live.bench.calls(CHAT)
    assert call.status == 200
    assert "order.txt,'=7-2026,1,12400,1,,,chair,1," in live.files.attached[0].data.decode("utf-8-sig")
