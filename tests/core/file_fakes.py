"""Fakes of what a turn's files are read by: documents whose pages are made up, passages that match words."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field, replace

from bot.core.desk import Desk
from bot.core.document_ports import Charging, Progress, Shelf, Source
from bot.core.documents import Charge, Document, OutFile, Page, Passage, Picture, Plan
from bot.core.errors import FileRefused, ModelFailed, ModelUnavailable, PlatformFailed
from bot.core.gathering import Gathered
from bot.core.messages import Choice, ModelCard, Price
from bot.core.read_files import ReadFiles
from bot.core.records import Step
from bot.core.values import Attachment
from tests.fakes import FakeReply

CARD = ModelCard(
    "some-model",
    capabilities=frozenset({"chat", "vision", "ocr"}),
    prices=(Price("EUR", prompt=1.0, pages=3.5, minutes=0.006),),
)


class FakeModels:
    def choose(self, name: str, needs: frozenset[str]) -> Choice:
        return Choice(CARD)


async def no_bytes(_attachment: Attachment) -> AsyncIterator[bytes]:
    yield b""


def source(name: str, *, voice: bool = False) -> Source:
    return Source(f"slack:T1:{name}", Attachment(name, name, "application/pdf", 1, voice=voice), no_bytes)


def gathering(own: Sequence[str] = (), earlier: Sequence[str] = (), left: Sequence[str] = ()) -> Gathered:
    return Gathered(tuple(map(source, own)), tuple(map(source, earlier)), tuple(left))


@dataclass
class FakeDocuments:
    """Files by name: the document, and its pages as reading will find them; free where `how` is "text"."""

    shelf: Shelf
    files: dict[str, tuple[Document, list[Page]]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    failure: ModelFailed | None = None
    broken: str = ""  # a file at which the service fails at once, while others are being read
    uncounted: frozenset[str] = frozenset()  # names of files that are read whole, and have one page until then
    read_pages: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)

    def add(self, name: str, *pages: Page, kind: str = "pdf") -> Document:
        document = Document(f"id-{name}", name, kind, "application/pdf", 1, len(pages))  # type: ignore[arg-type]  # a kind
        self.files[name] = (document, list(pages))
        return document

    async def plan(self, source: Source, *, ocr: bool = False) -> Plan:
        name = source.attachment.name
        if name in self.refused:
            raise FileRefused(self.refused[name])
        document, pages = self.files[name]
        await self.shelf.keep(source.key, document)
        known = tuple(await self.shelf.ledger(document.id))
        if name in self.uncounted and not known:
            return Plan(replace(document, pages=1), paid=(1,), uncounted=True)
        new = [page for page in pages if page.number not in known]
        seen = document.kind == "image" and not ocr
        free = tuple(page.number for page in new if page.how == "text" or seen)
        paid = tuple(page.number for page in new if page.number not in free)
        return Plan(document, known, free, paid)

    async def read(
        self, source: Source, plan: Plan, pages: Collection[int], *, progress: Progress, charge: Charging
    ) -> None:
        document, known = self.files[source.attachment.name]
        self.read_pages.append((document.name, tuple(pages)))
        if self.failure is not None:
            raise self.failure
        if self.broken == document.name:
            raise ModelUnavailable("busy")
        await asyncio.sleep(0.01 if self.broken else 0)
        paid = len(set(pages) & set(plan.paid))
        if paid:
            await charge(Charge("some-model", pages=paid))
        await self.shelf.keep(source.key, document)
        await self.shelf.add(document.id, [page for page in known if page.number in pages or plan.uncounted])


@dataclass
class FakePassages:
    """Finds the pages that hold a word of the query."""

    shelf: Shelf
    failure: ModelFailed | None = None
    prepared: list[str] = field(default_factory=list)

    async def prepare(self, document_id: str, *, charge: Charging, progress: Progress) -> None:
        if self.failure is not None:
            raise self.failure
        self.prepared.append(document_id)

    async def search(self, documents: Sequence[str], query: str, *, limit: int, charge: Charging) -> Sequence[Passage]:
        words = query.lower().split()
        return [
            Passage(document_id, page.number, page.text)
            for document_id in documents
            for page in await self.shelf.pages(document_id)
            if any(word in page.text.lower() for word in words)
        ][:limit]


@dataclass
class FakeTurnDesk:
    """A turn's desk, and all that came over it."""

    steps: list[Step] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    reply: FakeReply = field(default_factory=FakeReply)

    @property
    def desk(self) -> Desk:
        async def record(step: Step) -> None:
            self.steps.append(step)

        return Desk(self.said.append, record, self.reply, FakeModels(), "EUR")


def picture(name: str = "photo.jpg", data: bytes = b"jpeg") -> Picture:
    return Picture(name, data, "image/jpeg", 640, 480)


@dataclass
class FakeTurnFiles:
    """Implements `bot.core.read_files.TurnFiles` with what was given; keeps what was uploaded."""

    found: ReadFiles = field(default_factory=ReadFiles)
    asked: list[tuple[bool, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    attached: list[OutFile] = field(default_factory=list)
    failure: PlatformFailed | None = None

    async def read(self, *, ocr: bool = False, pages: str = "", through: bool = False) -> ReadFiles:
        self.asked.append((ocr, pages))
        return self.found

    async def present(self) -> bool:
        return bool(self.found.files or self.found.refused)

    async def progress(self, text: str) -> None:
        self.said.append(text)

    async def charge(self, charge: Charge) -> None:
        self.charges.append(charge)

    async def attach(self, file: OutFile) -> None:
        if self.failure is not None:
            raise self.failure
        self.attached.append(file)
