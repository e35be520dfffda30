"""From a turn's events to a growing reply: the newest whole text, as often as the platform bears it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.core.messages import TextDelta, Working
from bot.core.platform_ports import Reply
from bot.core.ports import Clock
from bot.core.records import Asked, Interjected, ModelReplied, Step, ToolFinished, ToolStarted
from bot.core.turn import TurnEnded, TurnEvent

log = logging.getLogger(__name__)
Recorder = Callable[[Step], Awaitable[None]]


class Delivery:
    """One answer on its way. `text` is the whole answer so far, whatever has been shown of it.

    The platform is called by one task at a time: while a call is under way or a pause lasts, the text grows on, and the
    next call shows the newest. The end of the turn cuts a pause short.
    """

    def __init__(self, reply: Reply, clock: Clock, *, before: str = "") -> None:
        self._reply = reply
        self._clock = clock
        self._closed = before  # what earlier replies of the model said in this turn
        self._open = ""  # what the present one has said so far
        self._status = ""
        self._doing: dict[str, str] = {}  # by call: what is being done now, side by side
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self.finish = ""  # why the turn ended, once it has

    @property
    def text(self) -> str:
        return joined(self._closed, self._open)

    def say(self, status: str) -> None:
        """Show what is being done, as soon as the platform is free; the newest is what counts."""
        self._status = status
        self._news.set()

    def begin_with(self, text: str) -> None:
        """Let the answer begin with this text, before all that the model says."""
        self._closed = joined(text, self._closed)
        self._news.set()

    async def run(self, events: AsyncIterator[TurnEvent], record: Recorder) -> None:
        """Consume the turn to its end; each step is recorded before the next begins. Within `showing`."""
        async for event in events:
            await self._take(event, record)

    @asynccontextmanager
    async def showing(self) -> AsyncIterator[None]:
        """Show the answer as it grows, and what is being done, until the block is left.

        Whatever ends it, the call under way is waited for, so that nothing is written behind the caller's back.
        """
        self._over.clear()
        shower = asyncio.create_task(self._show_on())
        try:
            yield
        finally:
            self._over.set()
            self._news.set()
            await _settled(shower)

    async def _take(self, event: TurnEvent, record: Recorder) -> None:
        match event:
            case TextDelta(text):
                self._open += text
            case ModelReplied(message):
                self._closed, self._open = joined(self._closed, message.text), ""
                await record(event)
            case Working(status):
                self._status = status
            case ToolStarted(call, doing):
                await record(event)
                self._doing[call.id] = doing or f"using {call.name}"
                self._status = ", ".join(self._doing.values())
            case ToolFinished(call):
                await record(event)
                self._doing.pop(call.id, None)
                self._status = ", ".join(self._doing.values()) or self._status
            case Interjected() | Asked():
                await record(event)
            case TurnEnded(finish):
                self.finish = finish
        self._news.set()

    async def _show_on(self) -> None:
        shown = self._closed
        while True:
            await self._news.wait()
            self._news.clear()
            if self._over.is_set():
                return
            if self._status:
                status, self._status = self._status, ""
                await self._reply.status(status)
            text = self.text
            if text.strip() and text != shown:
                shown = text
                await self._reply.show(text)
                await self._pause(self._reply.pause())

    async def _pause(self, seconds: float) -> None:
        over = asyncio.ensure_future(self._over.wait())
        pause = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({over, pause}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
            pause.cancel()


def joined(before: str, after: str) -> str:
    """Two pieces of one answer, set apart by a blank line."""
    return f"{before}\n\n{after}" if before.strip() and after.strip() else before + after


async def _settled(task: asyncio.Task[None]) -> None:
    """Wait for the task even while being cancelled; a platform's failure to show is only logged: `finish` will tell."""
    while not task.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait({task})
    if not task.cancelled() and (error := task.exception()) is not None:
        log.warning("Could not show an answer as it grew: %s", error)
