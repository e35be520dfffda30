"""What is being done, while there is no answer to see: typing at first, then a line where the answer will be."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final
from weakref import WeakSet

from adapters.discord.cadence import Stream
from adapters.discord.indicator import Indicator
from bot.core.errors import NotAllowed, PlatformFailed
from bot.core.ports import Clock

log = logging.getLogger(__name__)

PATIENCE: Final = 3.0  # seconds for which typing says enough
EVERY: Final = 5.0  # seconds between two lines at least
SHARED: Final = 0.25  # seconds for each answer of the bot that shows a line: four calls a second, the rest for answers


class Progress:
    """The newest line wins; one that finds no room in the channel's rate limit waits for its next turn.

    `crowd` holds all that show a line now.
    """

    def __init__(
        self,
        write: Callable[[str], Awaitable[None]],
        indicator: Indicator,
        stream: Stream,
        clock: Clock,
        crowd: "WeakSet[Progress]",
    ) -> None:
        self._write = write
        self._indicator = indicator
        self._stream = stream
        self._clock = clock
        self._crowd = crowd
        self._newest = self._written = ""
        self._next: float | None = None  # monotonic time before which nothing is written
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        self._forbidden = False

    def type(self) -> None:
        """Show that work is going on, and not which."""
        self._indicator.start()

    def say(self, text: str) -> None:
        self._newest = text
        if not self._written:
            self._indicator.start()
        if self._next is None:
            self._next = self._clock.monotonic() + PATIENCE
        if text and not self._forbidden and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._write_on())
            self._crowd.add(self)

    async def hush(self) -> None:
        """Show nothing more for now; a line that is just being written is waited for."""
        async with self._writing:
            self.stop()
        self._newest = self._written = ""  # something else takes the line's place

    def stop(self) -> None:
        """Let go, at once."""
        self._indicator.stop()
        self._crowd.discard(self)
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _write_on(self) -> None:
        """Until the newest line can be seen."""
        while self._newest != self._written and not self._forbidden:
            await self._clock.sleep(max(0.0, (self._next or 0.0) - self._clock.monotonic()))
            self._next = self._clock.monotonic() + max(EVERY, len(self._crowd) * SHARED)
            if self._stream.may_note():
                async with self._writing:
                    await self._put(self._newest)
        self._crowd.discard(self)

    async def _put(self, text: str) -> None:
        try:
            await self._write(text)
        except PlatformFailed as error:
            self._forbidden = isinstance(error, NotAllowed)
            log.info("Could not show what is being done: %s", error)
        else:
            self._written = text
            self._indicator.stop()  # a message says more
