"""The messages of one answer: each page of it is posted once, then edited as it changes, and kept in the ledger."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.discord.buttons import Buttons, ids_of, stop_button
from adapters.discord.cadence import Stream
from adapters.discord.failures import MessageMissing
from adapters.discord.layout import Page, note
from adapters.discord.rest import PATIENTLY
from adapters.discord.surface import Shown, Surface
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.platform_ports import Outbox
from bot.core.values import Part

log = logging.getLogger(__name__)

NONE: Final[Buttons] = ()


@dataclass(slots=True)
class Posted:
    """A message of ours; `content` is what it is known to say, None after a restart; `buttons` by custom id."""

    part: Part
    content: str | None = None
    buttons: tuple[str, ...] = ()
    replaced: int = 0  # how often it had to be posted anew


class Writer:
    """Writes the newest pages over what is there: one call at a time, and none for a page that says so already."""

    def __init__(self, surface: Surface, outbox: Outbox, stream: Stream) -> None:
        self._surface = surface
        self._outbox = outbox
        self._stream = stream
        self._stop = stop_button(outbox.key)
        self._posted = [Posted(part) for part in sorted(outbox.parts, key=lambda part: part.index)]
        self._unsure = outbox.again  # whether a message may be there that nobody has recorded
        self.resumed_at = max((part.end for part in outbox.parts), default=0)

    @property
    def last(self) -> str:
        """The answer's last message; empty if there is none yet."""
        return self._posted[-1].part.message_id if self._posted else ""

    @property
    def has_text(self) -> bool:
        """Whether something of the answer itself can be seen."""
        return any(posted.part.end > posted.part.start for posted in self._posted)

    async def write(self, pages: Sequence[Page], *, attempts: int) -> None:
        """Raises `PlatformFailed`; what was written before that is kept, and skipped the next time."""
        for index, page in enumerate(pages):
            closed = index < len(pages) - 1
            # Posted with the button even if it is full: what nobody could record is known by it.
            await self._write(index, page, attempts, NONE if closed else self._stop, born=self._stop, closed=closed)

    async def finish(self, pages: Sequence[Page], buttons: Buttons) -> None:
        """The same for the whole answer, with buttons below its last page, and nothing of it left over."""
        for index, page in enumerate(pages):
            shown = buttons if index == len(pages) - 1 else NONE
            # What nobody could record is known by its buttons, and the first also by what it replies to.
            born = shown if shown or index == 0 else self._stop
            await self._write(index, page, PATIENTLY, shown, born=born, closed=True)
        while len(self._posted) > len(pages):
            await self._remove(self._posted.pop().part.message_id)
        if self._outbox.again:
            await self._remove_left()

    async def note(self, text: str, *, attempts: int) -> None:
        """Say something in the message that will hold the answer. Raises `PlatformFailed`."""
        await self._write(0, note(text, 0), attempts, self._stop, born=self._stop)

    async def ask(self, text: str, buttons: Buttons) -> None:
        """Say something with buttons in the answer's last message. Raises `PlatformFailed`."""
        index = max(0, len(self._posted) - 1)
        start = self._posted[index].part.start if self._posted else 0
        await self._write(index, note(text, start), PATIENTLY, buttons, born=buttons)

    async def _write(
        self, index: int, page: Page, attempts: int, buttons: Buttons, *, born: Buttons, closed: bool = False
    ) -> None:
        if index == len(self._posted):
            self._posted.append(await self._post(index, page, attempts, born))
        posted = self._posted[index]
        if posted.content != page.content or posted.buttons != ids_of(buttons):
            await self._edit(index, page, attempts, buttons)
        posted = self._posted[index]
        part = Part(index, posted.part.message_id, page.start, page.end, closed)
        if part != posted.part:
            await self._outbox.record(part)
            posted.part = part

    async def _post(self, index: int, page: Page, attempts: int, buttons: Buttons, *, replaced: int = 0) -> Posted:
        shown = None if replaced else await self._left(index, buttons)
        if shown is None:
            shown = await self._put(index, page, attempts, buttons, replaced)
        part = Part(index, shown.message_id, page.start, page.end)
        await self._outbox.record(part)
        return Posted(part, shown.content, shown.buttons, replaced)

    async def _put(self, index: int, page: Page, attempts: int, buttons: Buttons, replaced: int) -> Shown:
        nonce = f"{self._outbox.key}-{index}" + (f"-{replaced}" if replaced else "")
        try:
            shown = await self._surface.post(index, page.content, nonce, attempts=attempts, buttons=buttons)
        except PlatformFailed as error:
            self._unsure = self._unsure or not isinstance(error, NotAllowed)
            raise
        self._count(page)
        return shown

    async def _left(self, index: int, buttons: Buttons) -> Shown | None:
        """The message that is there for this page and was never recorded: Discord forgets a nonce within minutes.

        There can be one at most, since none is posted before the one before it is recorded.
        """
        if not self._unsure:
            return None
        known = {posted.part.message_id for posted in self._posted}
        own = [each for each in await self._surface.own() if each.message_id not in known]
        self._unsure = False
        ids = {ids_of(self._stop), ids_of(buttons)} - {()}
        return next((each for each in own if _is_it(each, index, ids)), None)

    async def _edit(self, index: int, page: Page, attempts: int, buttons: Buttons) -> None:
        posted = self._posted[index]
        try:
            await self._surface.edit(posted.part.message_id, page.content, attempts=attempts, buttons=buttons)
        except MessageMissing as error:
            if posted.replaced:
                raise
            log.info("Posting part %s of an answer anew: %s", index, error)
            self._posted[index] = await self._post(index, page, attempts, buttons, replaced=1)
            return
        self._count(page)
        posted.content, posted.buttons = page.content, ids_of(buttons)

    def _count(self, page: Page) -> None:
        if page.end > page.start:
            self._stream.wrote()
        else:
            self._stream.noted()

    async def _remove_left(self) -> None:
        """What an attempt before a restart posted and could not record."""
        known = {posted.part.message_id for posted in self._posted}
        try:
            for each in await self._surface.own():
                if each.buttons == ids_of(self._stop) and each.message_id not in known:
                    await self._remove(each.message_id)
        except PlatformFailed as error:
            log.warning("Could not look for what an earlier process has left: %s", error)

    async def _remove(self, message: str) -> None:
        """What an attempt before a restart posted and this answer does not need."""
        try:
            await self._surface.delete(message)
        except Gone as error:
            log.debug("Nothing to remove: %s", error)


def _is_it(shown: Shown, index: int, ids: set[tuple[str, ...]]) -> bool:
    """By its buttons, which name the turn; the first without any by what it replies to."""
    return shown.buttons in ids if shown.buttons else shown.answers and index == 0
