"""What people are called, which time is theirs and what they are in the workspace: users.info, for a while."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from adapters.slack.api import SlackApi
from adapters.slack.payload import Json, flag, record, text
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
class User:
    """Slack: "User object". `whole`: a member of the workspace who may read all its public channels."""

    name: str
    zone: str  # IANA
    team: str
    admin: bool
    whole: bool
    at: float  # when it was told, on the monotonic clock


def _user(shape: Json, id_: str, at: float) -> User:
    name = text(shape, "profile", "display_name") or text(shape, "real_name") or text(shape, "name") or id_
    gone, limited = flag(shape, "deleted"), flag(shape, "is_restricted") or flag(shape, "is_ultra_restricted")
    admin = any(flag(shape, key) for key in ("is_admin", "is_owner", "is_primary_owner"))
    whole = bool(shape) and not (gone or limited or flag(shape, "is_stranger") or flag(shape, "is_bot"))
    return User(name, text(shape, "tz"), text(shape, "team_id"), admin and not gone, whole, at)


class People:
    """Names by id. A name that cannot be had is left out, and the id stands for it: no event is lost for a name."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: OrderedDict[str, User] = OrderedDict()
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

    async def user(self, id_: str, *, within: float = _FRESH) -> User | None:
        """What Slack has told within so many seconds, or tells now; None if it does not."""
        await self._look_for({id_}, _LEISURE, within)
        known = self._known.get(id_)
        return known if known and self._is_fresh(id_, within) else None

    def _is_crowded(self) -> bool:
        budget = self._api.budget
        return budget.left("users.info") <= _SPARE or budget.delay("users.info") > 0

    def _is_fresh(self, id_: str, within: float) -> bool:
        return id_ in self._known and self._clock.monotonic() <= self._known[id_].at + within

    async def _look_for(self, ids: Collection[str], patience: float, within: float = _FRESH) -> None:
        missing = {id_ for id_ in ids if not self._is_fresh(id_, within)}
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
        self._known[id_] = _user(record(answer, "user"), id_, self._clock.monotonic())
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
