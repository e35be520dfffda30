"""What was said while no event came. Slack: conversations.history, conversations.replies."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adapters.slack.mentions import people_of_message
from adapters.slack.parse_message import message
from adapters.slack.payload import Json, number, records, text, timestamp
from adapters.slack.people import People
from adapters.slack.sparing import PAGE, Sparing, Urgent
from adapters.slack.viewpoint import Identity, Viewpoint
from bot.core.errors import Gone, NotAllowed
from bot.core.records import Seen
from bot.core.unread import Missed
from bot.core.values import MessageReceived

log = logging.getLogger(__name__)


class MissedReader:
    """Reads a channel, or one thread. What is urgent is called as an answer is; the rest as far as there is room."""

    def __init__(self, calls: Sparing, people: People, me: Identity) -> None:
        self._calls = calls
        self._people = people
        self._me = me

    async def read(self, seen: Seen, limit: int, urgent: Urgent) -> Missed:
        """As `bot.core.platform_ports.Platform.missed`."""
        place, after = seen.place, seen.newest
        if place.thread:
            body = {"channel": place.channel, "ts": place.thread, "oldest": after or None, "limit": PAGE}
            new = await self._replies(body, urgent) if _is_ts(place.thread) else []
            new = [each for each in new if _position(each) > after.rjust(24, "0")]  # the root comes however old it is
            return Missed(await self._events(place.channel, _newest(new, limit)))
        body = {"channel": place.channel, "oldest": after, "limit": min(limit, PAGE)}
        new, _ = await self._messages("conversations.history", body, urgent)
        return Missed(await self._events(place.channel, _newest(new, limit)), _threads(new, seen))

    async def _events(self, channel: str, messages: Iterable[Json]) -> tuple[MessageReceived, ...]:
        """As the events would have told it."""
        events = [{**each, "channel": channel} for each in messages]
        ids = set[str]().union(*map(people_of_message, events)) - {self._me.user}
        view = Viewpoint(self._me, await self._people.names(ids) if ids else {})
        read = [message(each, {}, view) for each in events]
        return tuple(event for event in read if isinstance(event, MessageReceived))

    async def _replies(self, body: Mapping[str, Any], urgent: Urgent) -> list[Json]:
        """To the last page: Slack gives a thread's oldest messages first, and a channel's newest."""
        found, cursor = await self._messages("conversations.replies", body, urgent)
        while cursor:
            page, following = await self._messages("conversations.replies", {**body, "cursor": cursor}, urgent)
            found += page
            cursor = following if following != cursor else ""
        return found

    async def _messages(self, method: str, body: Mapping[str, Any], urgent: Urgent) -> tuple[list[Json], str]:
        """A page, and the cursor of the next one."""
        try:
            answer = await self._calls.call(method, body, urgent=urgent)
        except (NotAllowed, Gone) as error:
            log.info("What was said in %s meanwhile could not be read: %s", body["channel"], error)
            return [], ""
        return records(answer, "messages"), text(answer, "response_metadata", "next_cursor")


def _threads(new: Sequence[Json], seen: Seen) -> dict[str, str]:
    """Those that the bot is in, those that began meanwhile, and those of replies that are shown in the channel too."""
    roots = [
        timestamp(each, "thread_ts") or (timestamp(each, "ts") if number(each, "reply_count") else "") for each in new
    ]
    begun = {root: seen.newest for root in roots if root}
    known = {thread: after for thread, after in seen.threads.items() if _is_ts(thread)}
    return known | {root: after for root, after in begun.items() if root not in known}


def _newest(messages: Iterable[Json], limit: int) -> list[Json]:
    return sorted(messages, key=_position)[-limit:]


def _position(message: Json) -> str:
    return timestamp(message, "ts").rjust(24, "0")


def _is_ts(thread: str) -> bool:
    return bool(timestamp({"ts": thread}, "ts"))
