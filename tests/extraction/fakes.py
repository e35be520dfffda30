"""Fakes of what files are extracted with: OCR that annotates, preferences in memory, a turn with files on the shelf."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.core.document_ports import OcrReply, Shelf
from bot.core.documents import Charge, Document, Kind, Page
from bot.core.errors import ModelFailed
from bot.core.read_files import ReadFile
from tests.core.file_fakes import source


@dataclass
class FakeOcr:
    """Implements `bot.core.document_ports.Ocr`: gives the annotations it was given, one for each request."""

    annotations: list[Mapping[str, Any] | None] = field(default_factory=list)
    failure: ModelFailed | None = None
    sent: list[tuple[bytes, str]] = field(default_factory=list)
    asked: list[tuple[tuple[int, ...], Mapping[str, Any]]] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)

    @asynccontextmanager
    async def opened(self, path: Path, *, media_type: str, name: str, model: str) -> AsyncIterator["FakeOcr"]:
        self.paths.append(path)
        self.sent.append((await asyncio.to_thread(path.read_bytes), media_type))
        yield self

    async def read(self, pages: Sequence[int] | None) -> OcrReply:
        raise AssertionError("an extraction reads nothing")

    async def extract(self, pages: Sequence[int], schema: Mapping[str, Any], prompt: str) -> OcrReply:
        self.asked.append((tuple(pages), schema))
        if self.failure is not None:
            raise self.failure
        return OcrReply((), Charge("ocr", pages=len(pages), annotated=len(pages)), self.annotations.pop(0))


async def shelved(
    shelf: Shelf, name: str, *pages: Page, kind: Kind = "pdf", has: int = 0, original: Path | None = None
) -> ReadFile:
    """A file whose pages are on the shelf, and its bytes if there is an `original`."""
    document = Document(f"id-{name}", name, kind, "application/pdf", 1, has or len(pages))
    await shelf.keep(name, document)
    await shelf.add(document.id, pages)
    if original is not None:
        await shelf.keep_original(document.id, original, until=2_000_000_000.0)
    return ReadFile(source(name), document, await shelf.ledger(document.id), own=True)


def earlier(file: ReadFile) -> ReadFile:
    return replace(file, own=False)


def said(**fields: Any) -> str:
    """A model's reply: each field is a value, with a page, or with a page and a quote."""
    return json.dumps({name: wrapped(each) for name, each in fields.items()})


def wrapped(each: Any) -> Any:
    if isinstance(each, list):
        return [{name: wrapped(inner) for name, inner in entry.items()} for entry in each]
    value, page, quote = (*each, None, None)[:3] if isinstance(each, tuple) else (each, None, None)
    return {"value": value, "page": page, "quote": quote}
