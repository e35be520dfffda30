"""What was said before. Slack: conversations.replies, conversations.history."""

import logging
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from adapters.slack.api import SlackApi
from adapters.slack.mentions import people_of_message
from adapters.slack.payload import Json, identifier, records, text, timestamp
from adapters.slack.people import People
from adapters.slack.refusals import inward
from adapters.slack.said import said, thread_of
from adapters.slack.sightings import Sightings
from adapters.slack.viewpoint import Identity, Viewpoint
from bot.core.errors import Gone, NotAllowed, PlatformFailed, RateLimited
from bot.core.values import Heard, History, MessageReceived

log = logging.getLogger(__name__)

_PAGE: Final = 999  # messages; Slack gives at most so many
_THREAD: Final = 70.0  # seconds that a page of a thread may take: a minute is what the rate limits count
_CHANNEL: Final = 5.0  # seconds that the talk around a question may take


class Reader:
    """Reads threads to their last page; along the way it notes messages of ours that were never recorded."""

    def __init__(self, api: SlackApi, people: People, sightings: Sightings, me: Identity, channel_context: int) -> None:
        self._api = api
        self._people = people
        self._sightings = sightings
        self._me = me
        self._channel_context = channel_context

    async def read(self, to: MessageReceived, after: str, limit: int) -> History:
        channel, thread = to.address.channel, to.address.thread
        upto = to.said.message_id
        if thread == upto:
            limit = min(limit, self._channel_context)
        kept: deque[Json] = deque(maxlen=max(limit, 1))
        seen, note = 0, ""
        try:
            async for message in self._messages(to, after, limit):
                if identifier(message, "bot_id") == self._me.bot:
                    self._sightings.note(channel, thread, message)
                if _is_between(timestamp(message, "ts"), after, upto):
                    kept.append(message)
                    seen += 1
            if self._sightings.may_be_begun(upto):
                self._sightings.read(channel, thread)
        except PlatformFailed as error:
            log.info("A history could not be read to its end: %s", error)
            note = _note(error)
        return await self._history(list(kept) if limit else [], thread, complete=seen <= limit and not note, note=note)

    async def _messages(self, to: MessageReceived, after: str, limit: int) -> AsyncIterator[Json]:
        """What comes before the question, and what an earlier process may have answered to it."""
        channel, thread, upto = to.address.channel, to.address.thread, to.said.message_id
        begun = self._sightings.may_be_begun(upto)
        if thread == upto:
            async for message in self._channel(channel, upto, after, limit):
                yield message
            after = upto
        elif begun:
            after = min(after, upto, key=lambda ts: float(ts or 0))
        if begun or thread != upto:
            async for message in self._thread(channel, thread, after):
                yield message

    async def _history(self, messages: list[Json], thread: str, *, complete: bool, note: str) -> History:
        ids: set[str] = set()
        for message in messages:
            ids |= people_of_message(message)
        view = Viewpoint(self._me, await self._people.names(ids - {self._me.user}))
        found = [Heard(what, thread_of(message)) for message in messages if (what := said(message, view)) is not None]
        found.sort(key=lambda heard: heard.said.position)
        inside = tuple(heard.said for heard in found if thread in {heard.thread, heard.said.message_id})
        before = tuple(heard for heard in found if thread not in {heard.thread, heard.said.message_id})
        return History(inside, complete, note, before)

    async def _thread(self, channel: str, thread: str, after: str) -> AsyncIterator[Json]:
        """Oldest first, the root always among them."""
        body: dict[str, Any] = {"channel": channel, "ts": thread, "limit": _PAGE, "include_all_metadata": True}
        async for page in self._pages("conversations.replies", body | ({"oldest": after} if after else {})):
            for message in page:
                yield message

    async def _channel(self, channel: str, upto: str, after: str, limit: int) -> AsyncIterator[Json]:
        """The last messages of a channel before one, oldest first: one page."""
        if limit <= 0:
            return
        body: dict[str, Any] = {"channel": channel, "latest": upto, "limit": limit}
        body |= {"oldest": after} if after else {}
        answer = await self._api.call("conversations.history", body, patience=_CHANNEL)
        for message in reversed(records(answer, "messages")):
            yield message

    async def _pages(self, method: str, body: Mapping[str, Any]) -> AsyncIterator[list[Json]]:
        cursor = ""
        while True:
            answer = await self._api.call(method, {**body, "cursor": cursor or None}, patience=_THREAD)
            yield records(answer, "messages")
            following = text(answer, "response_metadata", "next_cursor")
            if not following or following == cursor:
                return
            cursor = following


def _is_between(ts: str, after: str, upto: str) -> bool:
    return bool(ts) and (not after or float(ts) > float(after)) and float(ts) < float(upto)


def _note(error: PlatformFailed) -> str:
    match error:
        case RateLimited():
            return "Slack let me read only a part of this conversation; ask again in a minute for the rest"
        case NotAllowed() | Gone() if error.notice != type(error).notice:
            return f"I could not read what was said before: {inward(error.notice).rstrip('.')}"
    return "Slack did not let me read what was said before; please tell your admin, the log says why"
