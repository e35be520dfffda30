"""What is asked for, out of one file: asked of OCR or of a chat model, and checked against its pages."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from bot.core.document_ports import Shelf
from bot.core.errors import ModelRefused
from bot.core.read_files import ReadFile, TurnFiles
from bot.extraction.annotating import Allowance, Annotating
from bot.extraction.chatting import Chatting, Reply
from bot.extraction.fields import Group, lists_any
from bot.extraction.findings import Finding, is_complete, merged, nothing, read
from bot.extraction.verifying import PageTexts, verified
from bot.extraction.wrapping import wrapped

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was found in one file. `legible`: there was text to find it in."""

    file: ReadFile
    found: Finding
    legible: bool = True

    @property
    def unread(self) -> tuple[int, ...]:
        """The pages in which nothing could be looked for, unreadable or left out."""
        pages = range(1, self.file.document.pages + 1)
        return tuple(number for number in pages if self.file.ledger.get(number) is None)


class Extractor:
    def __init__(self, shelf: Shelf, chatting: Chatting, annotating: Annotating) -> None:
        self._shelf = shelf
        self._chatting = chatting
        self._annotating = annotating

    async def __call__(self, fields: Group, file: ReadFile, files: TurnFiles, allowance: Allowance) -> Extracted:
        """Raises `ModelFailed`."""
        pages = await self._shelf.pages(file.document.id)
        texts = PageTexts(pages)
        if not texts:
            return Extracted(file, nothing(fields), legible=False)
        schema = wrapped(fields)
        await files.progress(f"looking for the fields in {file.name}")
        if self._annotating.suits(file, allowance):
            try:
                annotated = self._annotating.replies(file, schema, files.charge)
                if (found := await self._found(fields, file, files, texts, annotated)) is not None:
                    return Extracted(file, found)
            except ModelRefused as error:
                log.info("Annotation was refused, so the text is asked about instead: %s", error)
        chatted = self._chatting.replies(file.name, pages, schema, files.charge)
        return Extracted(file, await self._found(fields, file, files, texts, chatted) or nothing(fields))

    async def _found(
        self, fields: Group, file: ReadFile, files: TurnFiles, texts: PageTexts, replies: AsyncGenerator[Reply, None]
    ) -> Finding | None:
        """What all replies say together; it ends early where there is nothing more to find. None without any reply."""
        found: Finding | None = None
        ends = not lists_any(fields)
        async with aclosing(replies):
            async for said, page in replies:
                new = await asyncio.to_thread(_checked, fields, said, texts)
                found = new if found is None else merged(found, new)
                if ends and is_complete(found):
                    break
                await files.progress(f"extracting from {file.name}: page {page:,} of {file.document.pages:,}")
        return found


def _checked(fields: Group, said: Mapping[str, Any], texts: PageTexts) -> Finding:
    """In a thread of its own: long files have much text to be looked through."""
    return verified(fields, read(fields, said), texts)
