"""When a session may begin: Discord counts and spaces them, over all processes that use the token.

Discord: "Session Start Limit Object", "Max Concurrency", "Identifying".
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from adapters.discord.addresses import PLATFORM
from adapters.discord.api import Api
from adapters.discord.failures import TokenRefused
from adapters.discord.fields import Json, obj, whole
from bot.core.errors import PlatformFailed
from bot.core.leases import Leases
from bot.core.ports import Clock, Preferences

log = logging.getLogger(__name__)

IDENTIFY_EVERY: Final = 5.0  # seconds between two of one bucket
_JITTER: Final = 0.5  # seconds by which the later of two may be quicker on its way

USED_UP: Final = (
    "Discord lets this bot begin no session until {until}: the {total} of the day are used up. It waits; look for what "
    "starts it again and again."
)
TOO_FEW: Final = (
    "Discord recommends {recommended} shards for this bot and DISCORD_SHARDS is {count}; set it to {recommended} for "
    "every process, then restart them."
)


class SessionLost(Exception):
    """The session is gone, and a new one has to wait for its turn."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What is left of the day; `reset_after` in seconds. The shards of one bucket differ by `concurrency`."""

    total: int = 1_000
    left: int = 1_000
    reset_after: float = 0.0
    concurrency: int = 1

    @property
    def is_used_up(self) -> bool:
        """Who goes beyond it loses the token; of each bucket somebody may be just about to begin one."""
        return self.left < self.concurrency


class Start:
    """Leave to begin one session."""

    def __init__(self, begin: Callable[[], Awaitable[None]], held: AsyncExitStack) -> None:
        self._begin = begin
        self._held = held
        self._is_used = False

    async def use(self) -> None:
        """To be called just before it is begun; others may follow then. Raises `SessionLost` the second time."""
        if self._is_used:
            raise SessionLost
        self._is_used = True
        await self._begin()
        await self.close()

    async def close(self) -> None:
        await self._held.aclose()


class Starts:
    """Of a bot with so many shards. One shard needs no bucket: it has nobody to keep a distance from."""

    def __init__(self, api: Api, leases: Leases, preferences: Preferences, clock: Clock, shards: int) -> None:
        self.recommended = 1  # shards, as Discord told last
        self._api = api
        self._leases = leases
        self._preferences = preferences
        self._clock = clock
        self._shards = shards
        self._limit = Limit()
        self._lines: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._is_told = False  # that there are too few shards
        self._told = ""  # until when to wait

    async def take(self, shard: int) -> Start:
        """Wait until a session of this shard may begin. Raises `TokenRefused`, and `StoreFailed`."""
        await self._ask()
        while True:
            async with AsyncExitStack() as stack:
                bucket = f"bucket {shard % self._limit.concurrency}"
                if self._shards > 1:
                    await stack.enter_async_context(self._lines[bucket])  # one connection waits for all shards
                    await stack.enter_async_context(self._leases.hold(f"identifying to {PLATFORM}, {bucket}"))
                    await self._ask()  # others have begun theirs meanwhile
                    await self._space(bucket)
                if not self._limit.is_used_up:
                    return Start(partial(self._note, bucket), stack.pop_all())
            await self._wait_for_tomorrow()

    async def _ask(self) -> None:
        """Where Discord does not tell, it is as it was."""
        try:
            told = await self._api.gateway()
        except TokenRefused:
            raise
        except PlatformFailed as error:
            log.debug("How many sessions may begin is not known: %s", error)
            return
        self._limit = _limit(obj(told, "session_start_limit"))
        self.recommended = whole(told, "shards", 1)
        if self.recommended > self._shards and not self._is_told:
            self._is_told = True
            log.warning(TOO_FEW.format(recommended=self.recommended, count=self._shards))

    async def _space(self, bucket: str) -> None:
        last = await self._preferences.get(PLATFORM, _noted(bucket))
        since = self._clock.time() - float(last or 0.0)
        await self._clock.sleep(min(IDENTIFY_EVERY + _JITTER, IDENTIFY_EVERY + _JITTER - since))

    async def _note(self, bucket: str) -> None:
        if self._shards > 1:
            await self._preferences.set(PLATFORM, _noted(bucket), repr(self._clock.time()))

    async def _wait_for_tomorrow(self) -> None:
        until = datetime.fromtimestamp(self._clock.time(), UTC) + timedelta(seconds=self._limit.reset_after)
        told = USED_UP.format(until=f"{until:%Y-%m-%d %H:%M} UTC", total=f"{self._limit.total:,}")
        if told != self._told:  # each shard waits
            log.error("%s", told)
        self._told = told
        await self._clock.sleep(self._limit.reset_after)
        await self._ask()


def _noted(bucket: str) -> str:
    """The preference that says when the last one of a bucket was begun."""
    return f"identified, {bucket}"


def _limit(told: Json) -> Limit:
    fallback = Limit()
    return Limit(
        whole(told, "total", fallback.total),
        whole(told, "remaining", fallback.left),
        whole(told, "reset_after") / 1_000,
        max(1, whole(told, "max_concurrency", 1)),
    )
