"""From a payload to the core: in the order of arrival per channel, and acknowledged only once it is stored."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from adapters.slack.forms import Forms
from adapters.slack.mentions import mentioned, people_of
from adapters.slack.parse import parse
from adapters.slack.parse_home import HOME
from adapters.slack.parse_press import wanted_form
from adapters.slack.payload import identifier, record, text, timestamp
from adapters.slack.people import People
from adapters.slack.twins import Twins
from adapters.slack.viewpoint import Identity, Viewpoint
from adapters.slack.visits import Visits
from adapters.slack.whole import Whole
from bot.core.command import Command
from bot.core.errors import StoreFailed
from bot.core.platform_ports import Accept
from bot.core.ports import Clock

log = logging.getLogger(__name__)


class Intake:
    """`take` returns whether the payload may be acknowledged: not if it could not be stored, so that it comes again."""

    def __init__(
        self,
        *,
        me: Identity,
        people: People,
        whole: Whole,
        forms: Forms,
        commands: Mapping[str, Command],
        accept: Accept,
        clock: Clock,
    ) -> None:
        self._me = me
        self._people = people
        self._whole = whole
        self._forms = forms
        self._commands = commands
        self._accept = accept
        self._clock = clock
        self._twins = Twins(clock)
        self._visits = Visits(clock)
        self._lanes: dict[str, tuple[asyncio.Lock, int]] = {}

    async def take(self, body: Any) -> bool:
        channel, ts = _lane(body), timestamp(body, "event", "ts")
        kind = text(body, "event", "type")
        if (form := wanted_form(body)) is not None:
            self._forms.open(form)
            return True
        visits_home = kind == "app_home_opened" and text(body, "event", "tab") == HOME
        if visits_home and self._visits.is_repeated(identifier(body, "event", "user")):
            return True
        if kind == "app_mention":
            if await self._twins.gave_way(channel, ts):
                return True
            body = await self._whole.mention(body)
        if kind != "message" or not ts:
            return await self._in_lane(channel, body)
        accepted = self._twins.message(channel, ts)
        stored = False
        try:
            stored = await self._in_lane(channel, body)
        finally:
            if not accepted.done():
                accepted.set_result(stored and self._me.user in mentioned(text(body, "event", "text")))
        return stored

    async def _in_lane(self, channel: str, body: Any) -> bool:
        """One at a time per channel, so that a slow look-up of a name lets nobody overtake."""
        lock, waiting = self._lanes.get(channel) or (asyncio.Lock(), 0)
        self._lanes[channel] = lock, waiting + 1
        try:
            async with lock:
                return await self._store(body)
        finally:
            lock, waiting = self._lanes.pop(channel)
            if waiting > 1:
                self._lanes[channel] = lock, waiting - 1

    async def _store(self, body: Any) -> bool:
        names: Mapping[str, str] = {}
        if _is_wanted(body, self._me):
            ids = people_of(body) - {self._me.user}
            names, body = await asyncio.gather(self._people.names(ids), self._whole.details(body))
        event = parse(body, Viewpoint(self._me, names, self._commands, self._clock.time()))
        if event is None:
            return True
        try:
            await self._accept(event)
        except StoreFailed as error:
            log.warning("Could not store %s, so it is not acknowledged: %s", event.event_id, error)
            return False
        return True


def _lane(body: Any) -> str:
    """The channel of an event, a click or a command; a form has a lane of its own."""
    paths = (("event", "channel"), ("channel", "id"), ("channel_id",), ("view", "id"))
    return next(filter(None, (identifier(body, *path) for path in paths)), "")


def _is_wanted(body: Any, me: Identity) -> bool:
    """The bot's own messages come in as events too; nobody's name is needed to pass them over."""
    event = record(body, "event")
    author = record(event, "message") or event
    return identifier(author, "bot_id") != me.bot and identifier(author, "user") != me.user
