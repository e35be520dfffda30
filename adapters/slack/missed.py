"""What was said while no event came. Slack: conversations.history, conversations.replies."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from adapters.slack.api import SlackApi
from adapters.slack.mentions import people_of_message
from adapters.slack.parse_message import message
from adapters.slack.payload import Json, number, records, timestamp
from adapters.slack.people import People
from adapters.slack.refusals import Unclear
from adapters.slack.viewpoint import Identity, Viewpoint
from bot.core.errors import PlatformFailed
from bot.core.ports import Clock
from bot.core.records import Seen
from bot.core.values import MessageReceived

log = logging.getLogger(__name__)

_AT_ONCE: Final = 4  # channels that are read side by side
_PAGE: Final = 999  # messages; Slack gives at most so many
_SPARE: Final = 15  # calls of the minute that are left to answers, which read threads as well
_PAUSE: Final = 2.0  # seconds until it is tried again where there is no room
_TRIES: Final = 3  # of a call whose answer was lost


class MissedReader:
    """Reads channels, the threads named, and the threads of the channels' new messages."""

    def __init__(self, api: SlackApi, people: People, me: Identity, clock: Clock) -> None:
        self._api = api
        self._people = people
        self._me = me
        self._clock = clock
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def read(self, seen: Sequence[Seen], limit: int) -> list[MessageReceived]:
        """As `bot.core.ports.Platform.missed`."""
        found = await asyncio.gather(*(self._channel(each, limit) for each in seen))
        return sorted((event for events in found for event in events), key=lambda event: event.said.position)

    async def _channel(self, seen: Seen, limit: int) -> list[MessageReceived]:
        channel = seen.place.channel
        async with self._gate:
            body = {"channel": channel, "oldest": seen.newest, "limit": min(limit, _PAGE)}
            new = await self._messages("conversations.history", body)
            begun = {ts: seen.newest for each in new if number(each, "reply_count") and (ts := timestamp(each, "ts"))}
            for thread, after in (begun | dict(seen.threads)).items():
                body = {"channel": channel, "ts": thread, "oldest": after, "limit": _PAGE}
                replies = await self._messages("conversations.replies", body) if _is_ts(thread) else []
                # The root comes along however old it is.
                new += [each for each in replies if _position(each) > after.rjust(24, "0")]
            by_ts = {_position(each): each for each in new}  # a reply that is shown in the channel is told twice
            return await self._events(channel, [each for _, each in sorted(by_ts.items())[-limit:]])

    async def _events(self, channel: str, messages: Iterable[Json]) -> list[MessageReceived]:
        """As the events would have told it."""
        events = [{**each, "channel": channel} for each in messages]
        ids = set[str]().union(*map(people_of_message, events)) - {self._me.user}
        view = Viewpoint(self._me, await self._people.names(ids) if ids else {})
        read = [message(each, {}, view) for each in events]
        return [event for event in read if isinstance(event, MessageReceived)]

    async def _messages(self, method: str, body: Mapping[str, Any]) -> list[Json]:
        try:
            return records(await self._call(method, body), "messages")
        except PlatformFailed as error:
            log.info("What was said in %s meanwhile could not be read: %s", body["channel"], error)
            return []

    async def _call(self, method: str, body: Mapping[str, Any]) -> Json:
        lost = 0
        while True:
            try:
                answer = await self._api.attempt(method, body, spare=_SPARE)
            except Unclear:
                lost += 1
                if lost >= _TRIES:
                    raise
                answer = None
            if answer is not None:
                return answer
            await self._clock.sleep(_PAUSE)


def _position(message: Json) -> str:
    return timestamp(message, "ts").rjust(24, "0")


def _is_ts(thread: str) -> bool:
    return bool(timestamp({"ts": thread}, "ts"))
