"""Single messages, by their permalinks. Slack: chat.getPermalink, conversations.history, conversations.replies."""

import re
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from adapters.slack.api import SlackApi
from adapters.slack.mentions import people_of_message
from adapters.slack.payload import Json, identifier, records, timestamp
from adapters.slack.people import People
from adapters.slack.said import said
from adapters.slack.sightings import mark_of
from adapters.slack.viewpoint import Identity, Viewpoint
from bot.core.errors import Gone
from bot.core.values import Address, Heard

_PATH: Final = re.compile(r"/archives/([A-Z0-9]{2,40})/p(\d{10})(\d{6})/?")
_PATIENCE: Final = 5.0  # seconds


class Within(NamedTuple):
    """What is known once the bot is connected."""

    api: SlackApi
    people: People
    me: Identity


class SlackMessages:
    """Implements `bot.core.platform_ports.Messages`."""

    def __init__(self, within: Callable[[], Awaitable[Within]]) -> None:
        self._within = within

    async def named(self, link: str) -> tuple[Address, str] | None:
        """A reply's permalink names its thread."""
        me = (await self._within()).me
        try:
            url, own = urlsplit(link.strip("<> ")), urlsplit(me.url)
        except ValueError:
            return None
        found = _PATH.fullmatch(url.path)
        if found is None or url.hostname != own.hostname:
            return None
        thread = timestamp({"ts": next(iter(parse_qs(url.query).get("thread_ts", [])), "")}, "ts")
        return Address("slack", me.team, found[1], thread), f"{found[2]}.{found[3]}"

    async def get(self, address: Address, message_id: str) -> Heard | None:
        api, people, me = await self._within()
        message = await _message(api, address, message_id)
        if message is None:
            return None
        names = await people.names(people_of_message(message) - {me.user, identifier(message, "bot_id")})
        read = said(message, Viewpoint(me, names))
        return Heard(read, timestamp(message, "thread_ts")) if read else None

    async def origin(self, address: Address, message_id: str) -> str:
        """By its mark, which all that is posted carries; a stream gets it when it is stopped."""
        api, _, me = await self._within()
        message = await _message(api, address, message_id)
        if message is None or identifier(message, "bot_id") != me.bot:
            return ""
        mark = mark_of(message)
        return mark[0] if mark else ""


async def _message(api: SlackApi, address: Address, message_id: str) -> Json | None:
    """None if it is not there. A thread's first message is one of the channel."""
    body = {
        "channel": address.channel,
        "oldest": message_id,
        "latest": message_id,
        "inclusive": True,
        "limit": 2,
        "include_all_metadata": True,
    }
    try:
        if address.thread and address.thread != message_id:
            replies = {**body, "ts": address.thread}
            answer = await api.call("conversations.replies", replies, patience=_PATIENCE)
        else:
            answer = await api.call("conversations.history", body, patience=_PATIENCE)
    except Gone:
        return None
    return next((each for each in records(answer, "messages") if timestamp(each, "ts") == message_id), None)
