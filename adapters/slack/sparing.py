"""Calls that read much and leave room to the answers that are written meanwhile."""

import math
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

from adapters.slack.api import SlackApi
from adapters.slack.payload import Json, records, text
from adapters.slack.refusals import Unclear
from bot.core.errors import RateLimited
from bot.core.ports import Clock

PAGE: Final = 999  # messages; Slack gives at most so many

_SPARE: Final = 15  # calls of the minute that are left to answers, which read threads as well
_PAUSE: Final = 2.0  # seconds until it is tried again where there is no room
_TRIES: Final = 3  # of a call whose answer was lost

Urgent = Callable[[], bool]


class Sparing:
    """Calls that wait for room, until they are urgent: then they are made as those of an answer are."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    async def call(
        self, method: str, body: Mapping[str, Any], *, urgent: Urgent = lambda: False, patience: float = math.inf
    ) -> Json:
        """Raises `PlatformFailed`, `RateLimited` where there was no room for `patience` seconds."""
        give_up = self._clock.monotonic() + patience
        lost = 0
        while not urgent():
            try:
                answer = await self._api.attempt(method, body, spare=_SPARE)
            except Unclear:
                lost += 1
                if lost >= _TRIES:
                    raise
                answer = None
            if answer is not None:
                return answer
            if self._clock.monotonic() >= give_up:
                raise RateLimited(f"there was no room for {method}", retry_after=_PAUSE)
            await self._clock.sleep(_PAUSE)
        return await self._api.call(method, body)

    async def pages(
        self, method: str, body: Mapping[str, Any], *, patience: float
    ) -> AsyncIterator[tuple[list[Json], bool]]:
        """The messages of each page, to the last one, and whether another follows."""
        cursor = ""
        while True:
            asked = {"limit": PAGE, **body, "cursor": cursor or None}
            answer = await self.call(method, asked, patience=patience)
            following = text(answer, "response_metadata", "next_cursor")
            more = bool(following) and following != cursor
            yield records(answer, "messages"), more
            if not more:
                return
            cursor = following
