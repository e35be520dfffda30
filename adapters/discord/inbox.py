"""From the gateway to the core: in the order of arrival within a channel, and not lost when the store stumbles."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Final
from weakref import WeakValueDictionary

from adapters.discord.addresses import PLATFORM
from adapters.discord.api import Api
from adapters.discord.fields import snowflake
from adapters.discord.interactions import Interactions
from adapters.discord.parse import parse, place_of
from adapters.discord.rest import ONCE
from adapters.discord.viewpoint import Viewpoint
from bot.core.errors import PlatformFailed, StoreFailed
from bot.core.platform_ports import Accept
from bot.core.ports import Clock
from bot.core.values import GapOpened, Inbound

log = logging.getLogger(__name__)

WAITS: Final = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, *([30.0] * 10))  # seconds between tries; about five minutes in all
FINISH: Final = 2.0  # seconds for what is being accepted when the process goes down


class Inbox:
    """The gateway calls, and must not be kept waiting: a payload becomes a task that waits for its channel's turn.

    Of one shard, by its name.
    """

    def __init__(
        self, api: Api, interactions: Interactions, clock: Clock, view: Viewpoint, accept: Accept, shard: str = ""
    ) -> None:
        self._api = api
        self._interactions = interactions
        self._clock = clock
        self._view = view
        self._accept = accept
        self._shard = shard
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._gap: asyncio.Task[None] | None = None

    def opened(self, session: str) -> None:
        """A new session has begun, and what was said before it may have been missed."""
        self._gap = self._start(self._deliver(GapOpened(f"{PLATFORM}:gap:{session}", PLATFORM, self._shard)))

    def take(self, event: str, data: Any) -> None:
        if event == "INTERACTION_CREATE":
            # In no line: Discord gives three seconds.
            self._start(self._interactions.take(data, self._accept))
        else:
            self._start(self._in_line(event, data))

    async def close(self) -> None:
        """Let what is being accepted finish, for a moment."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=FINISH)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("An event of Discord's was lost to a defect", exc_info=error)

    async def _in_line(self, event: str, data: Any) -> None:
        line = self._line(snowflake(data, "channel_id"))
        async with line:
            if self._gap is not None:
                await asyncio.wait({self._gap})
            await self._locate(place_of(event, data))
            for inbound in parse(event, data, self._view):
                await self._deliver(inbound)

    def _line(self, channel: str) -> asyncio.Lock:
        line = self._lines.get(channel)
        if line is None:
            self._lines[channel] = line = asyncio.Lock()
        return line

    async def _locate(self, channel: str) -> None:
        """Find out once whether an unknown channel is a thread, and of which channel."""
        if not channel or self._view.places.knows(channel):
            return
        try:
            self._view.places.channel(await self._api.channel(channel, attempts=ONCE))
        except PlatformFailed as error:
            log.warning("Taking %s for a channel of its own, since Discord does not tell: %s", channel, error)

    async def _deliver(self, event: Inbound) -> None:
        for wait in WAITS:
            try:
                await self._accept(event)
            except StoreFailed as error:
                log.warning("%s could not be stored, trying again in %s s: %s", event.event_id, wait, error)
                await self._clock.sleep(wait)
            else:
                return
        log.error(
            "Gave up on %s: the store took nothing for five minutes; it is looked for once it does", event.event_id
        )
