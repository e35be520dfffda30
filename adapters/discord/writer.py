"""The messages of one answer: each page of it is posted once, then edited as it changes, and kept in the ledger."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adapters.discord.failures import MessageMissing
from adapters.discord.layout import Page
from adapters.discord.surface import Surface
from bot.core.errors import Gone, PlatformFailed
from bot.core.ports import Outbox
from bot.core.values import Part

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Posted:
    """A message of ours; `content` is what it is known to say, None after a restart; `stop`: it carries the button."""

    part: Part
    content: str | None = None
    stop: bool = False
    replaced: int = 0  # how often it had to be posted anew


class Writer:
    """Writes the newest pages over what is there: one call at a time, and none for a page that says so already."""

    def __init__(self, surface: Surface, outbox: Outbox, wrote: Callable[[], None]) -> None:
        self._surface = surface
        self._outbox = outbox
        self._wrote = wrote
        self._posted = [Posted(part) for part in sorted(outbox.parts, key=lambda part: part.index)]
        self.resumed_at = max((part.end for part in outbox.parts), default=0)

    async def write(self, pages: Sequence[Page], *, attempts: int, finished: bool = False) -> None:
        """Raises `PlatformFailed`; what was written before that is kept, and skipped the next time."""
        for index, page in enumerate(pages):
            await self._write(index, page, attempts, closed=finished or index < len(pages) - 1, finished=finished)
        while finished and len(self._posted) > len(pages):
            await self._remove(self._posted.pop().part.message_id)
        if finished and self.resumed_at:
            await self._remove_left()

    async def _write(self, index: int, page: Page, attempts: int, *, closed: bool, finished: bool) -> None:
        if index == len(self._posted):
            # With the button even if it is full: what nobody could record is known by it.
            self._posted.append(await self._post(index, page, attempts, stop=not finished))
        if self._posted[index].content != page.content or self._posted[index].stop == closed:
            await self._edit(index, page, attempts, stop=not closed)
        posted = self._posted[index]
        part = Part(index, posted.part.message_id, page.start, page.end, closed)
        if part != posted.part:
            await self._outbox.record(part)
            posted.part = part

    async def _post(self, index: int, page: Page, attempts: int, *, stop: bool, replaced: int = 0) -> Posted:
        nonce = f"{self._outbox.key}-{index}" + (f"-{replaced}" if replaced else "")
        shown = await self._surface.post(index, page.content, nonce, attempts=attempts, stop=stop)
        self._wrote()
        part = Part(index, shown.message_id, page.start, page.end)
        await self._outbox.record(part)
        return Posted(part, shown.content, shown.stop, replaced)

    async def _edit(self, index: int, page: Page, attempts: int, *, stop: bool) -> None:
        posted = self._posted[index]
        try:
            await self._surface.edit(posted.part.message_id, page.content, attempts=attempts, stop=stop)
        except MessageMissing as error:
            if posted.replaced:
                raise
            log.info("Posting part %s of an answer anew: %s", index, error)
            self._posted[index] = await self._post(index, page, attempts, stop=stop, replaced=1)
            return
        self._wrote()
        posted.content, posted.stop = page.content, stop

    async def _remove_left(self) -> None:
        """What an attempt before a restart posted and could not record."""
        known = {posted.part.message_id for posted in self._posted}
        try:
            for message in await self._surface.left():
                if message not in known:
                    await self._remove(message)
        except PlatformFailed as error:
            log.warning("Could not look for what an earlier process has left: %s", error)

    async def _remove(self, message: str) -> None:
        """What an attempt before a restart posted and this answer does not need."""
        try:
            await self._surface.delete(message)
        except Gone as error:
            log.debug("Nothing to remove: %s", error)
