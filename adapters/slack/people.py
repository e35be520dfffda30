"""What people are called and which time is theirs: users.info, remembered for an hour."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from adapters.slack.api import SlackApi
from adapters.slack.payload import record, text
from bot.core.errors import PlatformFailed
from bot.core.ports import Clock

log = logging.getLogger(__name__)

_KEPT: Final = 5_000  # people
_FRESH: Final = 3_600.0  # seconds
_PATIENCE: Final = 1.0  # seconds that an event may wait for names: it has to be acknowledged within three
_LEISURE: Final = 5.0  # seconds that may be waited for what nobody has to acknowledge
_SPARE: Final = 10  # calls that are left to events when a history asks for many names
_PAUSE: Final = 2.0  # seconds until it is tried again where there is no room
_LONG: Final = 90.0  # seconds that a long reading may wait for names: a minute is what the rate limits count


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    zone: str  # IANA
    until: float  # when to ask again, on the monotonic clock


class People:
    """Names by id. A name that cannot be had is left out, and the id stands for it: no event is lost for a name."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: OrderedDict[str, Person] = OrderedDict()
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of these people, as far as they come within a second."""
        wanted = set(ids)
        await self._look_for(wanted, _PATIENCE)
        return {id_: self._known[id_].name for id_ in wanted if id_ in self._known}

    async def all_names(self, ids: Iterable[str]) -> dict[str, str]:
        """The same, but where there are more than Slack tells in a minute, waited for."""
        wanted = set(ids)
        give_up = self._clock.monotonic() + _LONG
        await self._look_for(wanted, _LEISURE)
        while wanted - self._known.keys() and self._is_crowded() and self._clock.monotonic() < give_up:
            await self._clock.sleep(_PAUSE)
            await self._look_for(wanted, _LEISURE)
        return await self.names(wanted)

    async def zone(self, id_: str) -> str:
        """The IANA name of a person's time zone, or empty if it does not come."""
        await self._look_for({id_}, _LEISURE)
        known = self._known.get(id_)
        return known.zone if known else ""

    def _is_crowded(self) -> bool:
        budget = self._api.budget
        return budget.left("users.info") <= _SPARE or budget.delay("users.info") > 0

    async def _look_for(self, ids: Collection[str], patience: float) -> None:
        now = self._clock.monotonic()
        missing = {id_ for id_ in ids if id_ not in self._known or self._known[id_].until < now}
        if missing:
            tasks = {self._asking.get(id_) or self._ask(id_) for id_ in missing}
            await asyncio.wait(tasks, timeout=patience)

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
        self._known[id_] = Person(name, text(user, "tz"), self._clock.monotonic() + _FRESH)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
