"""One answer in Discord, as it grows."""

import logging
from collections.abc import Sequence

from adapters.discord.buttons import option_buttons, verb_buttons
from adapters.discord.cadence import Stream
from adapters.discord.layout import greeted, pages, small_print, status_line
from adapters.discord.progress import Progress
from adapters.discord.rest import ONCE, PATIENTLY
from adapters.discord.surface import Surface
from adapters.discord.uploads import attach_once
from adapters.discord.writer import Writer
from bot.core.documents import OutFile
from bot.core.errors import NotAllowed, PlatformFailed
from bot.core.platform_ports import Outbox
from bot.core.values import Option, Verb

log = logging.getLogger(__name__)


class DiscordReply:
    """Implements `bot.core.platform_ports.Reply`. The `greeting` stands before the text, and is no part of it."""

    def __init__(
        self,
        surface: Surface,
        outbox: Outbox,
        writer: Writer,
        stream: Stream,
        progress: Progress,
        *,
        greeting: str = "",
        is_private: bool = False,
    ) -> None:
        self.is_private = is_private
        self._surface = surface
        self._outbox = outbox
        self._writer = writer
        self._stream = stream
        self._progress = progress
        self._greeting = greeting
        self._forbidden = False

    async def status(self, text: str) -> None:
        """A line where the answer will be; once it is there, only that work is going on."""
        if self._writer.has_text:
            self._progress.type()
        else:
            self._progress.say(text)

    async def wait(self, text: str) -> None:
        if self._writer.has_text:
            return
        await self._progress.hush()
        try:
            await self._writer.note(text, attempts=ONCE)
        except PlatformFailed as error:
            log.info("Could not say that an answer has to wait: %s", error)

    async def show(self, text: str) -> None:
        """Skipped where the channel's rate limit asks for it, and until an answer begun anew has caught up."""
        if self._forbidden or len(text) < self._writer.resumed_at or not self._stream.may_show():
            return
        await self._progress.hush()
        try:
            await self._writer.write(greeted(pages(text), self._greeting), attempts=ONCE)
        except PlatformFailed as error:  # `finish` tries again, and tells
            self._forbidden = isinstance(error, NotAllowed)  # asking on would only get the bot banned
            log.warning("Could not show an answer as it grew: %s", error)
        self._stream.shown()

    def pause(self) -> float:
        return self._stream.pause()

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        await self._close(text, small_print(footer), verbs)

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        await self._close(text, notice, verbs)

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        await self._progress.hush()
        try:
            await self._writer.ask(text, option_buttons(options))
        finally:
            self._stream.end()

    async def attach(self, file: OutFile, *, key: str) -> None:
        await self._progress.hush()

        async def root() -> str:
            """The message below which it goes: the one that will hold the answer, if there is none yet."""
            if not self._writer.last:
                await self._writer.note(status_line(f"uploading {file.name}"), attempts=PATIENTLY)
            return self._writer.last

        if await attach_once(self._surface, self._outbox, file, key, root):
            self._stream.noted()

    async def _close(self, text: str, below: str, verbs: Sequence[Verb]) -> None:
        await self._progress.hush()
        try:
            await self._writer.finish(greeted(pages(text, below), self._greeting), verb_buttons(verbs))
        finally:
            self._stream.end()
