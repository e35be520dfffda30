"""The ports of files. A `Documents` reads them page by page, through an `Ocr`, a `Transcriber` and a `Model` that sees.

What has been read is kept on the `Shelf`, by content, so that nothing is read twice; `Passages` finds a place in what
is too long to be shown whole.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.core.documents import Charge, Document, How, Page, Passage, Picture, Plan
from bot.core.messages import Usage
from bot.core.values import Attachment

Progress = Callable[[str], Awaitable[None]]
"""Says what is being done ("reading report.pdf: page 120 of 311"); may be called often, and never raises."""

Charging = Callable[[Charge], Awaitable[None]]
"""Keeps what a request took, before its result is used."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file comes from. `key` names the upload: the platform, the workspace and the file's id there."""

    key: str
    attachment: Attachment
    fetch: Callable[[Attachment], AsyncIterator[bytes]]


class Documents(Protocol):
    """Reads files."""

    async def plan(self, source: Source, *, ocr: bool = False) -> Plan:
        """Fetch the file, unless this upload is known, and see what reading it takes.

        An image is for a model that sees: its page holds the picture and no text. With `ocr` its text is wanted, and
        its page is to be paid for unless OCR has read it before.

        Raises `FileRefused` with the one sentence for a file that cannot be read, or `PlatformFailed`.
        """

    async def read(
        self, source: Source, plan: Plan, pages: Collection[int], *, progress: Progress, charge: Charging
    ) -> None:
        """Read those of the pages that are not known, and keep each on the shelf as soon as it is read.

        Every page asked for is then on the shelf, the unreadable with their reason. Raises `FileRefused`,
        `ModelFailed` or `PlatformFailed`; what was read before that stays.
        """


class Shelf(Protocol):
    """Files that have been read, by content."""

    async def find(self, key: str) -> Document | None:
        """The document of an upload."""

    async def document(self, document_id: str) -> Document | None: ...

    async def keep(self, key: str, document: Document) -> None:
        """Know the document, and that this upload holds it."""

    async def ledger(self, document_id: str) -> Mapping[int, How | None]:
        """Each page that is known, by number, with how it was read."""

    async def doubtful(self, document_id: str, *, below: float) -> Sequence[int]:
        """The pages, in order, of which OCR was less sure than `below`, from 0 to 1."""

    async def add(self, document_id: str, pages: Sequence[Page]) -> None:
        """Keep pages with their pictures; one with the same number replaces the earlier one."""

    async def pages(self, document_id: str, numbers: Collection[int] | None = None) -> list[Page]:
        """In order, without their pictures; all of them, or those of `numbers`."""

    async def pictures(self, document_id: str, page: int) -> tuple[Picture, ...]:
        """Of one page; empty once their time is over."""

    async def keep_original(self, document_id: str, path: Path, *, until: float) -> None:
        """Keep the file's bytes up to a time (`Clock.time()`)."""

    async def original(self, document_id: str, path: Path) -> bool:
        """Write the bytes kept to a new file at `path`; False if there are none any more."""

    async def purge(self, *, pictures_before: float) -> int:
        """Let go of originals whose time is over, and of pictures stored before a time; how many bytes those had."""


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page as OCR gives it, tables inline. Pictures stand in the text as `![name](name)`."""

    number: int  # from 1
    text: str
    pictures: tuple[Picture, ...] = ()
    header: str = ""
    footer: str = ""
    confidence: float | None = None
    covered: float = 0.0  # share of the page that its pictures cover, 0 to 1, where OCR says where they stand


@dataclass(frozen=True, slots=True)
class OcrReply:
    pages: tuple[OcrPage, ...]
    charge: Charge
    annotation: Mapping[str, Any] | None = None  # what was extracted, where a schema was given


class OcrDocument(Protocol):
    """A file that the OCR service can read."""

    async def read(self, pages: Sequence[int] | None) -> OcrReply:
        """Those pages, numbered from 1; all there are with None. Raises `ModelFailed`."""

    async def extract(self, pages: Sequence[int], schema: Mapping[str, Any], prompt: str) -> OcrReply:
        """The same, with what the JSON schema asks for. Raises `ModelFailed`."""


class Ocr(Protocol):
    """An OCR service."""

    def opened(self, path: Path, *, media_type: str, name: str, model: str) -> AbstractAsyncContextManager[OcrDocument]:
        """Give it a file, as part of each request or uploaded; an upload is deleted when the block is left."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What was said in a voice clip."""

    text: str
    charge: Charge
    language: str = ""  # two letters, or empty


class Transcriber(Protocol):
    """A transcription service."""

    async def transcribe(self, path: Path, *, media_type: str, name: str, model: str) -> Speech:
        """Raises `ModelFailed`."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """One vector for each text, of unit length."""

    vectors: tuple[tuple[float, ...], ...]
    model: str
    usage: Usage


class Embedder(Protocol):
    """An embedding model."""

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """Any number of texts, each within the model's window; split into requests as the service takes them.

        Raises `ModelFailed`.
        """


class Passages(Protocol):
    """Finds places in files."""

    async def prepare(self, document_id: str, *, charge: Charging, progress: Progress) -> None:
        """Make what has been read of a document searchable; at once where it already is. Raises `ModelFailed`."""

    async def search(self, documents: Sequence[str], query: str, *, limit: int, charge: Charging) -> Sequence[Passage]:
        """The best passages of these documents, best first, by words and by meaning.

        By words alone where the embedding model does not answer.
        """


class PassageStore(Protocol):
    """Passages of documents, to be found again by their words and by their meaning.

    Each page's passages are kept once for each embedding model.
    """

    async def has(self, document_id: str, model: str) -> bool:
        """Whether there are any passages of this document for this model."""

    async def held(self, document_id: str, model: str) -> Collection[int]:
        """The pages of which passages are kept for this model."""

    async def add(self, document_id: str, model: str, passages: Sequence[tuple[int, str, bytes]]) -> None:
        """Keep passages (page from 1, text, vector), in order and in one transaction.

        Earlier ones of the same pages and model are replaced, those of other pages stay. A vector is of unit length,
        as 32-bit floats in little-endian order.
        """

    async def matching(self, documents: Sequence[str], words: Sequence[str], limit: int) -> Sequence[Passage]:
        """Passages that hold any of the words, best first by bm25: `score` is greater for a better one.

        `words` are what a person wrote, and are never read as a query language. The passages of one text are one,
        under however many models they are kept.
        """

    async def nearest(self, documents: Sequence[str], model: str, vector: bytes, limit: int) -> Sequence[Passage]:
        """The passages whose vectors are nearest, best first; `score` is the cosine."""
