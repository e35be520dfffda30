"""A file comes in: recognised by its upload or its content, or fetched, examined and kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.core.document_ports import Shelf, Source
from bot.core.documents import Document
from bot.core.errors import FileRefused
from bot.core.ports import Clock
from bot.documents import tasks
from bot.documents.config import ReadingConfig
from bot.documents.limits import Limits
from bot.documents.spool import Spooled, place, spooled
from bot.documents.survey import Own, Surveys
from bot.documents.worker import Workers


class Intake:
    """Knows files by their upload and by their content, and where their bytes are."""

    def __init__(
        self, shelf: Shelf, workers: Workers, surveys: Surveys, clock: Clock, config: ReadingConfig, limits: Limits
    ) -> None:
        self._shelf = shelf
        self._workers = workers
        self._surveys = surveys
        self._clock = clock
        self._config = config
        self._limits = limits

    async def document(self, source: Source) -> Document:
        """What the upload holds; it is fetched only if it has not been before.

        Raises `FileRefused` or `PlatformFailed`.
        """
        if known := await self._shelf.find(source.key):
            return known
        async with place(self._config.folder) as path:
            file = await spooled(source, path, most=self._limits.file_bytes)
            document = await self._shelf.document(file.sha256) or await self._examined(source, file)
            await self._shelf.keep(source.key, document)
            await self._keep_original(document, path)
        return document

    async def _examined(self, source: Source, file: Spooled) -> Document:
        name = source.attachment.name
        found = await self._workers.run(name, tasks.examined, file.path, name, self._limits)
        document = Document(
            file.sha256, name, found.kind, found.media_type, file.size, found.pages, seconds=found.seconds
        )
        if found.own:
            self._surveys.remember(document, found.own)
        elif self._surveys.remembered(document) is None:
            await self._surveys.make(document, file.path, name)
        return document

    async def _keep_original(self, document: Document, path: Path) -> None:
        if self._config.keep_seconds > 0:
            until = self._clock.time() + self._config.keep_seconds
            await self._shelf.keep_original(document.id, path, until=until)

    async def own(self, source: Source, document: Document) -> Own:
        """The pages that need no service. The file is opened again only where that is not remembered."""
        own = self._surveys.remembered(document)
        if own is None:
            async with self.original(source, document) as path:
                own = await self._surveys.make(document, path, source.attachment.name)
        return own

    def forget(self, document: Document) -> None:
        """All of its pages have been read."""
        self._surveys.forget(document)

    @asynccontextmanager
    async def original(self, source: Source, document: Document) -> AsyncIterator[Path]:
        """The file's bytes, at a path that lasts as long as the block; fetched again if they are no longer kept.

        Raises `FileRefused` or `PlatformFailed`.
        """
        async with place(self._config.folder) as path:
            if not await self._shelf.original(document.id, path):
                await self._fetch_again(source, document, path)
            yield path

    async def _fetch_again(self, source: Source, document: Document, path: Path) -> None:
        file = await spooled(source, path, most=self._limits.file_bytes)
        if file.sha256 != document.id:
            raise FileRefused(f"{source.attachment.name} has changed since it was sent; please send it again.")
        await self._keep_original(document, path)
