"""The pictures of pages, which have a time of their own."""

from typing import Final

from bot.core.documents import Page
from bot.store.sql import Database, Statement, Value
from bot.store.texts import storable

_AT_ONCE: Final = 8  # pictures let go in one transaction
PICTURES: Final = """
    SELECT name, data, media_type, width, height FROM pictures
    WHERE document_id = :document AND page = :page ORDER BY n
"""
_REPLACE: Final = "DELETE FROM pictures WHERE document_id = :document AND page = :page"
_KEEP: Final = """
    INSERT INTO pictures (document_id, page, n, stored_at, name, media_type, width, height, data)
    VALUES (:document, :page, :n, :now, :name, :media_type, :width, :height, :data)
"""
_PURGE: Final = """
    DELETE FROM pictures WHERE (document_id, page, n) IN (
        SELECT document_id, page, n FROM pictures WHERE stored_at < :before ORDER BY stored_at LIMIT :limit)
    RETURNING length(data)
"""


def keep_pictures(document_id: str, page: Page, now: float) -> list[Statement]:
    """Those of a page, instead of those that it had."""
    place: dict[str, Value] = {"document": document_id, "page": page.number}
    kept = [
        Statement(
            _KEEP,
            place
            | {
                "n": n,
                "now": now,
                "name": storable(picture.name),
                "media_type": picture.media_type,
                "width": picture.width,
                "height": picture.height,
                "data": picture.data,
            },
        )
        for n, picture in enumerate(page.pictures)
    ]
    return [Statement(_REPLACE, place), *kept]


async def purge_pictures(database: Database, before: float) -> int:
    """Let go of those stored before a time; how many bytes they had."""
    freed = 0
    while True:
        results = await database.commit(Statement(_PURGE, {"before": before, "limit": _AT_ONCE}), lasting=False)
        sizes: list[int] = [size for (size,) in results[0]] if results else []
        freed += sum(sizes)
        if len(sizes) < _AT_ONCE:
            return freed
