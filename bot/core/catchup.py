"""Finding what was said while nobody listened: after every gap, in the conversations that the bot follows."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.dispatch import Dispatcher
from bot.core.errors import BotError, StoreFailed
from bot.core.ports import Clock, Platform, Preferences, Transcript
from bot.core.records import Seen
from bot.core.values import GapOpened, Inbound, MessageReceived

log = logging.getLogger(__name__)

FOLLOWED_FOR: Final = 7 * 86_400.0  # seconds after its last turn for which a conversation is looked after
CONVERSATIONS: Final = 100  # that are looked at, the most recent ones
MESSAGES: Final = 200  # that are read of one channel, the newest ones
GRACE: Final = 1.0  # seconds after a gap in which live messages wait for older ones: Slack wants an answer in three
OVERLAP: Final = 20.0  # seconds: a new connection may bring messages before its gap is told
UNHEARD: Final = "unheard since"  # the preference that outlives a process which dies while it catches up


class CatchUp:
    """Stands between the platforms and the dispatcher: what it accepts, it hands on, and after a gap what was missed.

    What was missed is handed on oldest first, so it is answered in order within a conversation, and once, since the
    journal drops what it knows. A live message waits a moment for older ones; where reading takes longer than that,
    it is answered before them. What was missed before `late` seconds ago is remembered and not answered. A process
    that dies before it is through begins again where that one began. Mentions in threads which the bot has never
    been in are found as far as the platform lists such threads beside the channel's new messages.
    """

    def __init__(
        self,
        *,
        platforms: Mapping[str, Platform],
        dispatcher: Dispatcher,
        transcript: Transcript,
        preferences: Preferences,
        clock: Clock,
        late: float,
    ) -> None:
        self._platforms = platforms
        self._dispatcher = dispatcher
        self._transcript = transcript
        self._preferences = preferences
        self._clock = clock
        self._late = late
        self._gaps: dict[str, int] = {}
        self._unheard: dict[
            str, float
        ] = {}  # the time up to which everything was heard, while something may be missing
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._began: dict[str, float] = {}  # when each did, in monotonic seconds

    async def accept(self, event: Inbound) -> None:
        """As `bot.core.ports.Accept`."""
        if isinstance(event, GapOpened) and event.platform in self._platforms:
            await self._opened(event.platform)
            await self._dispatcher.accept(event)
            self._begin(self._platforms[event.platform])
            return
        if isinstance(event, MessageReceived):
            await self._older_first(event.address.platform)
        await self._dispatcher.accept(event)

    async def __call__(self, platform: Platform) -> int:
        """Read what was missed and hand it on; how many messages are to be answered. Raises `BotError`."""
        now = self._clock.time()
        seen = await self._transcript.places(
            platform.name,
            since=now - FOLLOWED_FOR,
            stored_before=self._unheard.get(platform.name, now),
            limit=CONVERSATIONS,
        )
        missed = await platform.missed(seen, limit=MESSAGES) if seen else ()
        handed, late = await self._hand_on(missed, seen, now - self._late)
        if handed or late:
            log.info("%s: looked at %s messages of the gap, and %s too old to be answered", platform.name, handed, late)
        return handed

    async def close(self) -> None:
        """Stop reading; the next start takes it up again."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _hand_on(self, missed: Sequence[MessageReceived], seen: Sequence[Seen], oldest: float) -> tuple[int, int]:
        """How many were handed on, and how many were only remembered."""
        followed = {f"{each.place.place}:{thread}" for each in seen for thread in each.threads}
        handed = late = 0
        for event in sorted(missed, key=lambda event: (event.said.at, event.said.position)):
            if not event.addressed and not await self._is_followed(event, followed):
                continue
            if event.said.at < oldest:
                await self._dispatcher.remember(event)
                late += 1
                continue
            followed.add(str(event.address))
            await self._dispatcher.accept(event)
            handed += 1
        return handed, late

    async def _is_followed(self, event: MessageReceived, followed: set[str]) -> bool:
        """Whether the bot had been asked there by then: what came before the first question is no follow-up to it."""
        if str(event.address) in followed:
            return True
        belongs = await self._transcript.conversation_of(event.address, event.address.thread)
        return belongs is not None and belongs != event.address  # below a message of the bot's own

    async def _opened(self, platform: str) -> None:
        """Keep from when on something may be missing, unless it is being looked for since an earlier time."""
        self._gaps[platform] = self._gaps.get(platform, 0) + 1
        since = self._unheard.setdefault(platform, self._clock.time() - OVERLAP)
        try:
            if kept := await self._preferences.get(platform, UNHEARD):
                since = self._unheard[platform] = min(since, float(kept))
            await self._preferences.set(platform, UNHEARD, repr(since))
        except StoreFailed as error:
            log.warning("%s: what was missed would be forgotten by a restart: %s", platform, error)

    def _begin(self, platform: Platform) -> None:
        """One at a time: the one that runs looks again by itself."""
        task = self._tasks.get(platform.name)
        if task is None or task.done():
            self._tasks[platform.name] = asyncio.create_task(self._catch_up(platform))
            self._began[platform.name] = self._clock.monotonic()

    async def _catch_up(self, platform: Platform) -> None:
        """Once for each gap, those included that open meanwhile."""
        name, looked = platform.name, 0
        try:
            while looked != self._gaps[name]:
                looked = self._gaps[name]
                await self(platform)
                if looked == self._gaps[name]:
                    await self._preferences.set(name, UNHEARD, "")
            self._unheard.pop(name, None)
        except BotError as error:
            log.warning("%s: what was missed could not be found, the next start tries again: %s", name, error)
        except Exception:  # a defect here must not silence the bot
            log.exception("%s: what was missed could not be found", name)

    async def _older_first(self, platform: str) -> None:
        task = self._tasks.get(platform)
        left = self._began.get(platform, 0.0) + GRACE - self._clock.monotonic()
        if task is None or task.done() or left <= 0:
            return
        pause = asyncio.ensure_future(self._clock.sleep(left))
        try:
            await asyncio.wait({task, pause}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pause.cancel()
