"""The files that came with messages, and which of their pages can be searched."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.search_ports import DroppedFile, Within
from bot.store.places_searched import COLUMNS, bounds_of, each_named, message_of, range_of
from bot.store.sql import Database, Statement, Value
from bot.store.texts import loaded_files

_AT_ONCE: Final = 500  # keys
_WITH_FILES: Final = f"""
    SELECT {COLUMNS}, files FROM messages
    WHERE place >= :first AND place < :after AND files <> '' AND NOT deleted AND at >= :since {{within}}
    ORDER BY at DESC LIMIT :limit
"""  # noqa: S608 - put together from constants
_READ_OF: Final = "SELECT key, document_id FROM document_uploads WHERE key IN ({keys})"
_UNPREPARED: Final = """
    SELECT document_id, number FROM pages WHERE prepared IS NULL AND how IS NOT NULL ORDER BY document_id LIMIT :limit
"""
_OF_OTHERS: Final = """
    UPDATE pages SET prepared = NULL WHERE prepared < :model OR prepared > :model
"""
_PREPARED: Final = "UPDATE pages SET prepared = :model WHERE document_id = :document AND number = :number"


class SqlFileIndex:
    """`core.search_ports.FileIndex`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._model = ""  # for which pages have been looked through

    async def dropped(self, within: Within, limit: int) -> list[DroppedFile]:
        bounds, values = bounds_of(within)
        rows = await self._database.fetch(_WITH_FILES.format(within=bounds), **range_of(within), limit=limit, **values)
        sent = [(row, file) for row in rows for file in loaded_files(row[-1])]
        keys = {f"{within.workspace}:{file.id}" for _, file in sent}
        documents = await self._documents(sorted(keys))
        return [
            DroppedFile(documents[key], file.name, message_of(row))
            for row, file in sent
            if (key := f"{within.workspace}:{file.id}") in documents
        ]

    async def unprepared(self, model: str, limit: int) -> Mapping[str, Sequence[int]]:
        """At most `limit` pages in all."""
        if model != self._model:
            await self._database.commit(Statement(_OF_OTHERS, {"model": model}), lasting=False)
            self._model = model
        found: dict[str, list[int]] = defaultdict(list)
        for document, number in await self._database.fetch(_UNPREPARED, limit=limit):
            found[document].append(number)
        return found

    async def prepared(self, document_id: str, model: str, pages: Sequence[int]) -> None:
        values: list[dict[str, Value]] = [
            {"model": model, "document": document_id, "number": number} for number in pages
        ]
        await self._database.commit(*(Statement(_PREPARED, each) for each in values), lasting=False)

    async def _documents(self, keys: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for start in range(0, len(keys), _AT_ONCE):
            names, values = each_named("k", keys[start : start + _AT_ONCE])
            found |= dict(await self._database.fetch(_READ_OF.format(keys=names), **values))
        return found
