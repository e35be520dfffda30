"""A shelf, a store and an embedder in memory, which do what their ports promise."""

import asyncio
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.document_ports import Embedded
from bot.core.documents import Charge, Document, How, Page, Passage, Picture
from bot.core.errors import ModelFailed, ModelUnavailable
from bot.core.messages import Usage
from bot.core.ports import Clock

MODEL = "mistral-embed"
TOPICS = ("wind", "invoice", "cat", "sea")
REPORT = Document("d1", "report.pdf", "pdf", "application/pdf", 1000, 300)


@dataclass(slots=True)
class FakeShelf:
    """Implements `bot.core.document_ports.Shelf` for one document."""

    held: dict[int, Page] = field(default_factory=dict)
    asked: list[Collection[int] | None] = field(default_factory=list)

    async def find(self, key: str) -> Document | None:
        return REPORT

    async def document(self, document_id: str) -> Document | None:
        return REPORT if document_id == REPORT.id else None

    async def keep(self, key: str, document: Document) -> None: ...

    async def ledger(self, document_id: str) -> Mapping[int, How | None]:
        return {number: page.how for number, page in self.held.items()}

    async def doubtful(self, document_id: str, *, below: float) -> Sequence[int]:
        return []

    async def add(self, document_id: str, pages: Sequence[Page]) -> None:
        self.held |= {page.number: page for page in pages}

    async def pages(self, document_id: str, numbers: Collection[int] | None = None) -> list[Page]:
        self.asked.append(numbers)
        return [self.held[number] for number in sorted(self.held) if numbers is None or number in numbers]

    async def pictures(self, document_id: str, page: int) -> tuple[Picture, ...]:
        return ()

    async def keep_original(self, document_id: str, path: Path, *, until: float) -> None: ...

    async def original(self, document_id: str, path: Path) -> bool:
        return False

    async def purge(self, *, pictures_before: float) -> int:
        return 0


@dataclass(slots=True)
class FakePassageStore:
    """Implements `bot.core.document_ports.PassageStore`: a word that is in a passage counts one."""

    kept: dict[tuple[str, str], list[tuple[int, str, bytes]]] = field(default_factory=dict)
    adding: list[int] = field(default_factory=list)

    async def has(self, document_id: str, model: str) -> bool:
        return bool(self.kept.get((document_id, model)))

    async def held(self, document_id: str, model: str) -> Collection[int]:
        return {page for page, _, _ in self.kept.get((document_id, model), [])}

    async def add(self, document_id: str, model: str, passages: Sequence[tuple[int, str, bytes]]) -> None:
        self.adding.append(len(passages))
        await asyncio.sleep(0)
        fresh = {page for page, _, _ in passages}
        before = [each for each in self.kept.get((document_id, model), []) if each[0] not in fresh]
        self.kept[document_id, model] = [*before, *passages]

    async def matching(self, documents: Sequence[str], words: Sequence[str], limit: int) -> Sequence[Passage]:
        found = [
            Passage(document, page, text, sum(word in text.lower() for word in words))
            for (document, _), each in self.kept.items()
            for page, text, _ in each
            if document in documents
        ]
        return _best([passage for passage in found if passage.score], limit)

    async def nearest(self, documents: Sequence[str], model: str, vector: bytes, limit: int) -> Sequence[Passage]:
        wanted = memoryview(vector).cast("f")
        found = [
            Passage(document, page, text, sum(map(float.__mul__, wanted, memoryview(held).cast("f"))))
            for document in documents
            for page, text, held in self.kept.get((document, model), [])
        ]
        return _best(found, limit)


def _best(found: list[Passage], limit: int) -> list[Passage]:
    return sorted(found, key=lambda passage: -passage.score)[:limit]


@dataclass(slots=True)
class FakeEmbedder:
    """Implements `bot.core.document_ports.Embedder`: a dimension for each topic, and one for nothing of the kind."""

    asked: list[list[str]] = field(default_factory=list)
    broken: ModelFailed | None = None
    works: int = 1_000  # requests, before it breaks
    clock: Clock | None = None
    tried: list[float] = field(default_factory=list)  # when, if there is a clock

    async def embed(self, texts: Sequence[str]) -> Embedded:
        if self.clock is not None:
            self.tried.append(self.clock.time())
        if self.broken is not None or len(self.asked) >= self.works:
            raise self.broken or ModelUnavailable("no more")
        self.asked.append(list(texts))
        await asyncio.sleep(0)
        return Embedded(tuple(map(_vector, texts)), MODEL, Usage(sum(map(len, texts))))


def _vector(text: str) -> tuple[float, ...]:
    counts = [len(re.findall(topic, text.lower())) + 0.0 for topic in TOPICS]
    counts.append(0.01)
    length = math.hypot(*counts)
    return tuple(count / length for count in counts)


@dataclass(slots=True)
class FakeDesk:
    """What is charged, and what is said of progress."""

    charges: list[Charge] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    async def charge(self, charge: Charge) -> None:
        self.charges.append(charge)

    async def progress(self, text: str) -> None:
        self.said.append(text)
