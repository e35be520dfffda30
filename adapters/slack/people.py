"""What people are called: users.info, remembered for an hour."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from adapters.slack.api import SlackApi
from adapters.slack.payload import record, text
from bot.core.errors import PlatformFailed
from bot.core.ports import Clock

log = logging.getLogger(__name__)

_KEPT: Final = 5_000  # names
_FRESH: Final = 3_600.0  # seconds
_PATIENCE: Final = 1.0  # seconds that an event may wait for names: it has to be acknowledged within three
_SPARE: Final = 10  # calls that are left to events when a history asks for many names


class People:
    """Names by id. A name that cannot be had is left out, and the id stands for it: no event is lost for a name."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._names: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of these people, as far as they come within a second."""
        wanted = set(ids)
        now = self._clock.monotonic()
        missing = {id_ for id_ in wanted if id_ not in self._names or self._names[id_][1] < now}
        if missing:
            tasks = {self._asking.get(id_) or self._ask(id_) for id_ in missing}
            await asyncio.wait(tasks, timeout=_PATIENCE)
        return {id_: self._names[id_][0] for id_ in wanted if id_ in self._names}

    async def close(self) -> None:
        """End what is still being asked."""
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    def _ask(self, id_: str) -> asyncio.Task[None]:
        task = asyncio.create_task(self._look_up(id_))
        self._asking[id_] = task
        task.add_done_callback(lambda _: self._asking.pop(id_, None))
        return task

    async def _look_up(self, id_: str) -> None:
        try:
            answer = await self._api.attempt("users.info", {"user": id_}, spare=_SPARE)
        except PlatformFailed as error:
            log.debug("No name for %s: %s", id_, error)
            answer = {}
        if answer is None:
            return
        user = record(answer, "user")
        name = text(user, "profile", "display_name") or text(user, "real_name") or text(user, "name") or id_
        self._names[id_] = (name, self._clock.monotonic() + _FRESH)
        while len(self._names) > _KEPT:
            self._names.popitem(last=False)
