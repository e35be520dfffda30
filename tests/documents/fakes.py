"""The services that files are read with, as fakes that keep what they were asked."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.core.document_ports import OcrPage, OcrReply, Source, Speech
from bot.core.documents import Charge, Document, How, Page, Picture
from bot.core.errors import ModelFailed, ModelRefused
from bot.core.messages import Choice, ModelCard
from bot.core.values import Attachment


@dataclass
class FakeShelf:
    """Keeps everything in memory; originals as long as `keeps` says so."""

    keeps: bool = True
    uploads: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    read: dict[str, dict[int, Page]] = field(default_factory=dict)
    originals: dict[str, bytes] = field(default_factory=dict)
    until: dict[str, float] = field(default_factory=dict)
    added: list[tuple[int, ...]] = field(default_factory=list)

    async def find(self, key: str) -> Document | None:
        return self.documents.get(self.uploads.get(key, ""))

    async def document(self, document_id: str) -> Document | None:
        return self.documents.get(document_id)

    async def keep(self, key: str, document: Document) -> None:
        self.uploads[key] = document.id
        first = self.documents.get(document.id, document)
        self.documents[document.id] = replace(document, name=first.name)

    async def doubtful(self, document_id: str, *, below: float) -> Sequence[int]:
        pages = self.read.get(document_id, {}).values()
        return sorted(page.number for page in pages if page.confidence is not None and page.confidence < below)

    async def ledger(self, document_id: str) -> Mapping[int, How | None]:
        return {number: page.how for number, page in self.read.get(document_id, {}).items()}

    async def add(self, document_id: str, pages: Sequence[Page]) -> None:
        self.read.setdefault(document_id, {}).update({page.number: page for page in pages})
        self.added.append(tuple(page.number for page in pages))

    async def pages(self, document_id: str, numbers: Collection[int] | None = None) -> list[Page]:
        pages = sorted(self.read.get(document_id, {}).items())
        return [replace(page, pictures=()) for number, page in pages if numbers is None or number in numbers]

    async def pictures(self, document_id: str, page: int) -> tuple[Picture, ...]:
        return self.read[document_id][page].pictures

    async def keep_original(self, document_id: str, path: Path, *, until: float) -> None:
        self.until[document_id] = until
        if self.keeps:
            self.originals[document_id] = await asyncio.to_thread(path.read_bytes)

    async def original(self, document_id: str, path: Path) -> bool:
        if document_id not in self.originals:
            return False
        await asyncio.to_thread(path.write_bytes, self.originals[document_id])
        return True

    async def purge(self, *, pictures_before: float) -> int:
        return 0


@dataclass
class FakeOcr:
    """Reads "page N" on every page, or what it is told; a page in `refused` spoils each request that asks for it."""

    texts: Mapping[int, str] = field(default_factory=dict)
    refused: frozenset[int] = frozenset()
    failing: Mapping[int, ModelFailed] = field(default_factory=dict)
    missing: frozenset[int] = frozenset()
    covered: float = 0.0  # of each page, by its pictures
    whole: int = 1  # pages, of a file that is read all at once
    between: Callable[[Sequence[int]], Awaitable[None]] | None = None
    files: list[tuple[str, str, str, bytes]] = field(default_factory=list)
    requests: list[tuple[int, ...]] = field(default_factory=list)
    open: int = 0
    deleted: int = 0

    @asynccontextmanager
    async def opened(self, path: Path, *, media_type: str, name: str, model: str) -> AsyncIterator["FakeOcr"]:
        self.files.append((media_type, name, model, await asyncio.to_thread(path.read_bytes)))
        self.open += 1
        try:
            yield self
        finally:
            self.open -= 1
            self.deleted += 1

    async def read(self, pages: Sequence[int] | None) -> OcrReply:
        pages = range(1, self.whole + 1) if pages is None else pages
        self.requests.append(tuple(pages))
        if self.between is not None:
            await self.between(pages)
        for page in pages:
            if page in self.failing:
                raise self.failing[page]
            if page in self.refused:
                raise ModelRefused("no such page", status=400)
        read = tuple(self._page(page) for page in pages if page not in self.missing)
        return OcrReply(read, Charge("mistral-ocr-4-1", pages=len(pages)))

    def _page(self, number: int) -> OcrPage:
        text = self.texts.get(number, f"This is what page {number} says.")
        pictures = (Picture("img-0.jpeg", b"jpeg", "image/jpeg", 10, 10),) if "![" in text else ()
        head, foot = f"head {number}", f"foot {number}"
        return OcrPage(number, text, pictures, header=head, footer=foot, confidence=0.9, covered=self.covered)

    async def extract(self, pages: Sequence[int], schema: Mapping[str, Any], prompt: str) -> OcrReply:
        raise AssertionError("nothing is extracted while reading")


@dataclass
class FakeTranscriber:
    text: str = "Bonjour."
    heard: list[tuple[str, str, str]] = field(default_factory=list)

    async def transcribe(self, path: Path, *, media_type: str, name: str, model: str) -> Speech:
        self.heard.append((media_type, name, model))
        return Speech(self.text, Charge(model, seconds=3.5), "fr")


@dataclass
class FakeModels:
    """Knows every model; `lacking` capabilities are had by none."""

    lacking: frozenset[str] = frozenset()

    def choose(self, name: str, needs: frozenset[str]) -> Choice:
        if needs & self.lacking:
            raise ModelRefused("no model will do")
        return Choice(ModelCard(name.replace("-latest", "-1")))


@dataclass
class Upload:
    """A file on a platform; it can be fetched while it is not `gone`, and each fetch is counted."""

    data: bytes
    name: str = "report.pdf"
    key: str = "slack:T1:F1"
    size: int | None = None
    fetched: int = 0
    closed: int = 0
    gone: Exception | None = None

    @property
    def source(self) -> Source:
        size = len(self.data) if self.size is None else self.size
        return Source(self.key, Attachment(self.key[-2:], self.name, "application/octet-stream", size), self._fetch)

    async def _fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        if self.gone is not None:
            raise self.gone
        self.fetched += 1
        try:
            for start in itertools.count(0, 65_536):
                if start >= len(self.data):
                    return
                yield self.data[start : start + 65_536]
        finally:
            self.closed += 1


@dataclass
class Told:
    """What a reading said while it went on, and what it took."""

    lines: list[str] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)

    async def progress(self, text: str) -> None:
        self.lines.append(text)

    async def charge(self, charge: Charge) -> None:
        self.charges.append(charge)
