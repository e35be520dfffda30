"""The typing indicator, while there is nothing else to see."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final
from weakref import WeakSet

from bot.core.errors import PlatformFailed
from bot.core.ports import Clock

log = logging.getLogger(__name__)

AFTER: Final = 0.5  # seconds: an answer that comes sooner needs no announcement, and a call is saved
EVERY: Final = 8.0  # seconds; Discord shows it for ten
CROWDED: Final = 20  # answers waited for at once, on which Discord's fifty calls a second are better spent
MOST: Final = 75  # times, ten minutes: an answer that was abandoned does not type for ever


class Indicator:
    """`crowd` holds all that are shown now: when there are many, the calls are left to the answers themselves."""

    def __init__(self, typing: Callable[[], Awaitable[None]], clock: Clock, crowd: "WeakSet[Indicator]") -> None:
        self._typing = typing
        self._clock = clock
        self._crowd = crowd
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._type())
            self._crowd.add(self)

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._crowd.discard(self)

    async def _type(self) -> None:
        await self._clock.sleep(AFTER)
        for _ in range(MOST):
            try:
                if len(self._crowd) <= CROWDED:
                    await self._typing()
            except PlatformFailed as error:  # worth no more than a try: the answer itself will tell what is wrong
                log.debug("Could not show that an answer is on its way: %s", error)
                return
            await self._clock.sleep(EVERY)
