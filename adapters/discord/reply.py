"""One answer in Discord, as it grows."""

import logging

from adapters.discord.cadence import Stream
from adapters.discord.indicator import Indicator
from adapters.discord.layout import pages, small_print
from adapters.discord.rest import ONCE, PATIENTLY
from adapters.discord.writer import Writer
from bot.core.errors import NotAllowed, PlatformFailed

log = logging.getLogger(__name__)


class DiscordReply:
    """Implements `bot.core.ports.Reply`."""

    def __init__(self, writer: Writer, stream: Stream, indicator: Indicator) -> None:
        self._writer = writer
        self._stream = stream
        self._indicator = indicator
        self._forbidden = False

    async def status(self, text: str) -> None:  # noqa: ARG002  # Discord can only show that work is going on
        self._indicator.start()

    async def wait(self, text: str) -> None:
        await self.show(text)

    async def show(self, text: str) -> None:
        """Skipped where the channel's rate limit asks for it, and until an answer begun anew has caught up."""
        if self._forbidden or len(text) < self._writer.resumed_at or not self._stream.may_show():
            return
        self._indicator.stop()
        try:
            await self._writer.write(pages(text), attempts=ONCE)
        except PlatformFailed as error:  # `finish` tries again, and tells
            self._forbidden = isinstance(error, NotAllowed)  # asking on would only get the bot banned
            log.warning("Could not show an answer as it grew: %s", error)
        self._stream.shown()

    def pause(self) -> float:
        return self._stream.pause()

    async def finish(self, text: str, *, footer: str = "") -> None:
        await self._close(text, small_print(footer))

    async def fail(self, text: str, notice: str) -> None:
        await self._close(text, notice)

    async def _close(self, text: str, below: str) -> None:
        self._indicator.stop()
        try:
            await self._writer.write(pages(text, below), attempts=PATIENTLY, finished=True)
        finally:
            self._stream.end()
