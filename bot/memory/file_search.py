"""The search in the pages of files that people have dropped where the asker can read."""

from typing import Final

from bot.core.document_ports import Charging, Passages
from bot.core.platform_ports import Platform
from bot.core.search_ports import DroppedFile, FileIndex, Hit, Sought, Within
from bot.core.values import Address
from bot.memory.excerpts import excerpt, holds
from bot.memory.readers import Readers
from bot.memory.terms import terms

MOST: Final = 500  # messages with files that are looked at, the newest
_WIDER: Final = 3  # times the limit is asked for, since a page has several passages


class FileSearch:
    def __init__(self, files: FileIndex, passages: Passages) -> None:
        self._files = files
        self._passages = passages

    async def __call__(
        self, sought: Sought, within: Within, readers: Readers, platform: Platform, *, charge: Charging
    ) -> tuple[Hit, ...]:
        """One hit for each page, with the newest message that brought its file where all readers may read it."""
        brought: dict[str, DroppedFile] = {}
        for file in await self._files.dropped(within, MOST):
            if file.document not in brought and await readers.may(file.message.conversation):
                brought[file.document] = file
        words = terms(sought.words)
        found = await self._passages.search(list(brought), sought.words, limit=sought.limit * _WIDER, charge=charge)
        hits: dict[tuple[str, int], Hit] = {}
        for passage in found:
            file = brought[passage.document]
            message = file.message
            address = Address.parse(message.conversation)
            hit = Hit(
                address=address,
                message_id=message.message_id,
                author=message.author,
                at=message.at,
                excerpt=excerpt(passage.text, words),
                link=platform.link(address, message.message_id),
                cites=(message.message_id,),
                worded=bool(holds(passage.text, words)),
                file=file.name,
                page=passage.page,
            )
            hits.setdefault((passage.document, passage.page), hit)
        return tuple(hits.values())[: sought.limit]
