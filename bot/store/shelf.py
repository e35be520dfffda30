"""The shelf: files by content, and each of their pages as it was read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.core.documents import Document, How, Page, Picture
from bot.core.ports import Clock
from bot.store.originals import Originals
from bot.store.pictures import PICTURES, keep_pictures, purge_pictures
from bot.store.sql import Database, Row, Statement, Value
from bot.store.texts import storable

_FIND: Final = """
    SELECT id, name, kind, media_type, size, pages, seconds FROM document_uploads
    JOIN documents ON documents.id = document_uploads.document_id WHERE key = :key
"""
_DOCUMENT: Final = "SELECT id, name, kind, media_type, size, pages, seconds FROM documents WHERE id = :id"
# The name stays that of the first upload.
_KEEP: Final = """
    INSERT INTO documents (id, name, kind, media_type, size, pages, seconds)
    VALUES (:id, :name, :kind, :media_type, :size, :pages, :seconds)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, media_type = excluded.media_type, size = excluded.size,
        pages = excluded.pages, seconds = excluded.seconds
"""
_KEEP_UPLOAD: Final = """
    INSERT INTO document_uploads (key, document_id) VALUES (:key, :id)
    ON CONFLICT (key) DO UPDATE SET document_id = excluded.document_id
"""
_LEDGER: Final = "SELECT number, how FROM pages WHERE document_id = :document ORDER BY number"
_DOUBTFUL: Final = "SELECT number FROM pages WHERE document_id = :document AND confidence < :below ORDER BY number"
_ADD: Final = """
    INSERT INTO pages (document_id, number, how, reason, confidence, header, footer, text)
    VALUES (:document, :number, :how, :reason, :confidence, :header, :footer, :text)
    ON CONFLICT (document_id, number) DO UPDATE SET how = excluded.how, reason = excluded.reason,
        confidence = excluded.confidence, header = excluded.header, footer = excluded.footer, text = excluded.text,
        prepared = NULL
"""
_PAGES: Final = """
    SELECT number, how, text, reason, header, footer, confidence FROM pages
    WHERE document_id = :document AND number BETWEEN :first AND :last ORDER BY number
"""
_ALL: Final = ((1, 1 << 31),)


class SqlShelf:
    """`core.document_ports.Shelf`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._originals = Originals(database, clock)

    async def find(self, key: str) -> Document | None:
        rows = await self._database.fetch(_FIND, key=storable(key))
        return Document(*rows[0]) if rows else None

    async def document(self, document_id: str) -> Document | None:
        rows = await self._database.fetch(_DOCUMENT, id=document_id)
        return Document(*rows[0]) if rows else None

    async def keep(self, key: str, document: Document) -> None:
        """Of a document that is known already everything but the name is brought up to date."""
        values: dict[str, Value] = {
            "id": document.id,
            "name": storable(document.name),
            "kind": document.kind,
            "media_type": storable(document.media_type),
            "size": document.size,
            "pages": document.pages,
            "seconds": document.seconds,
        }
        upload = {"key": storable(key), "id": document.id}
        await self._database.commit(Statement(_KEEP, values), Statement(_KEEP_UPLOAD, upload))

    async def ledger(self, document_id: str) -> Mapping[int, How | None]:
        return dict(await self._database.fetch(_LEDGER, document=document_id))

    async def doubtful(self, document_id: str, *, below: float) -> Sequence[int]:
        return [number for (number,) in await self._database.fetch(_DOUBTFUL, document=document_id, below=below)]

    async def add(self, document_id: str, pages: Sequence[Page]) -> None:
        """One transaction for each page, so that large pictures let others write in between."""
        now = self._clock.time()
        for page in pages:
            await self._database.commit(_kept(document_id, page), *keep_pictures(document_id, page, now))

    async def pages(self, document_id: str, numbers: Collection[int] | None = None) -> list[Page]:
        found: list[Page] = []
        for first, last in _ALL if numbers is None else runs(numbers):
            rows = await self._database.fetch(_PAGES, document=document_id, first=first, last=last)
            found += map(_page, rows)
        return found

    async def pictures(self, document_id: str, page: int) -> tuple[Picture, ...]:
        return tuple(Picture(*row) for row in await self._database.fetch(PICTURES, document=document_id, page=page))

    async def keep_original(self, document_id: str, path: Path, *, until: float) -> None:
        """Bytes that are kept already are kept up to the later of both times. Raises `StoreFailed`."""
        await self._originals.keep(document_id, path, until)

    async def original(self, document_id: str, path: Path) -> bool:
        """Raises `StoreFailed` where the file cannot be written."""
        return await self._originals.write(document_id, path)

    async def purge(self, *, pictures_before: float) -> int:
        return await self._originals.purge() + await purge_pictures(self._database, pictures_before)


def runs(numbers: Collection[int]) -> Iterator[tuple[int, int]]:
    """First and last of each row of numbers without a gap, in order."""
    ordered = sorted(set(numbers))
    start = 0
    for index, number in enumerate(ordered):
        if index + 1 == len(ordered) or ordered[index + 1] != number + 1:
            yield ordered[start], number
            start = index + 1


def _kept(document_id: str, page: Page) -> Statement:
    values: dict[str, Value] = {
        "document": document_id,
        "number": page.number,
        "how": page.how,
        "reason": storable(page.reason),
        "confidence": page.confidence,
        "header": storable(page.header),
        "footer": storable(page.footer),
        "text": storable(page.text),
    }
    return Statement(_ADD, values)


def _page(row: Row) -> Page:
    number, how, text, reason, header, footer, confidence = row
    return Page(number, how, text, reason, header, footer, confidence)
