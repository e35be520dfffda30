"""Reading what was missed on one platform, and handing it on in order with what comes in meanwhile."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from bot.core.dispatch import Dispatcher
from bot.core.errors import BotError
from bot.core.platform_ports import Platform
from bot.core.ports import Clock
from bot.core.records import Seen
from bot.core.unread import Missed, Unread, Waiting, places_of
from bot.core.values import MessageReceived

log = logging.getLogger(__name__)

MESSAGES: Final = 200  # that are read of one channel or thread, the newest ones
AT_ONCE: Final = 4  # threads that are read side by side, beside those that somebody waits for
Plan = Callable[[], Awaitable[Sequence[Seen]]]


class GapReader:
    """What was missed before `late` seconds ago is remembered and not answered."""

    def __init__(self, platform: Platform, dispatcher: Dispatcher, clock: Clock, *, late: float) -> None:
        self.unread = Unread()
        self.failed = False  # something could not be read, or not be handed on, since the last plan
        self._platform = platform
        self._dispatcher = dispatcher
        self._clock = clock
        self._late = late
        self._handed = self._too_late = 0
        self._one_by_one = asyncio.Lock()

    async def read(self, plan: Plan) -> None:
        """Read what `plan` says, and again for each gap that opens meanwhile; return once nothing is left.

        Raises `BotError` if there can be no plan. What waits is handed on in any case, unless this is cancelled.
        """
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                self.unread.bell.clear()
                if not self.unread.is_planned:
                    await self._plan(plan)
                started = self.unread.take(AT_ONCE - len(running))
                running |= {asyncio.create_task(self._read(each)) for each in started}
                if running:
                    running = await self._rung(running)
                elif self.unread.is_planned:
                    return
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def told(self) -> tuple[int, int]:
        """How many messages of the gaps were looked at, and how many were too old to be answered; asked once."""
        counts, self._handed, self._too_late = (self._handed, self._too_late), 0, 0
        return counts

    async def _plan(self, plan: Plan) -> None:
        gaps = self.unread.gaps
        self.failed = False
        try:
            channels = await plan()
        except Exception:
            self.unread.plan((), gaps)
            await self._hand_on_ready()
            raise
        self.unread.plan(channels, gaps)
        await self._hand_on_ready()

    async def _rung(self, running: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Those that still run, once one has ended or there may be more to do."""
        bell = asyncio.create_task(self.unread.bell.wait())
        try:
            await asyncio.wait({*running, bell}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            bell.cancel()
        return {task for task in running if not task.done()}

    async def _read(self, seen: Seen) -> None:
        missed = Missed()
        try:
            missed = await self._platform.missed(seen, limit=MESSAGES, urgent=partial(self.unread.is_wanted, seen))
            for event in missed.events:
                places = places_of(event, await self._dispatcher.conversation(event))
                self.unread.wait(Waiting(event, places))
        except BotError as error:
            self.failed = True
            log.warning("What was said in %s meanwhile is not read yet: %s", seen.place, error)
        except Exception:  # a defect here must not keep back what others are waiting for
            self.failed = True
            log.exception("What was said in %s meanwhile could not be read", seen.place)
        self.unread.add(seen.place, missed.threads)
        await self._hand_on_ready(seen)

    async def _hand_on_ready(self, seen: Seen | None = None) -> None:
        """Hand on what waits for nothing more; with what comes in while that is done, so that nothing overtakes."""
        async with self._one_by_one:
            while ready := self.unread.ready(seen):
                for each in ready:
                    await self._hand_on(each)
            if seen is not None:
                self.unread.through(seen)

    async def _hand_on(self, waiting: Waiting) -> None:
        event = waiting.event
        try:
            if waiting.turn is not None:
                self._dispatcher.admit(waiting.turn)
            elif isinstance(event, MessageReceived) and not waiting.live and self._is_late(event):
                await self._dispatcher.remember(event)
            else:
                await self._dispatcher.accept(event)
        except BotError as error:
            self.failed = True
            log.warning("%s could not be stored, the next start finds it again: %s", event.event_id, error)
        except Exception:  # a defect in one message must not keep back the others
            self.failed = True
            log.exception("%s could not be handed on", event.event_id)

    def _is_late(self, event: MessageReceived) -> bool:
        late = event.said.at < self._clock.time() - self._late
        self._handed, self._too_late = self._handed + (not late), self._too_late + late
        return late
