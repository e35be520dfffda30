"""When somebody last wrote. Slack: conversations.history, conversations.replies."""

import logging
from typing import Final

from adapters.slack.payload import Json, identifier, number, timestamp
from adapters.slack.reading import thread_in
from adapters.slack.roots import LookBack, at, root
from adapters.slack.said import KEPT
from adapters.slack.sparing import Sparing
from bot.core.errors import Gone, NotAllowed
from bot.core.values import Address

log = logging.getLogger(__name__)

_PATIENCE: Final = 60.0  # seconds that a page may wait for room
_THREADS: Final = 15  # that are looked into, those that went on last


class LastWord:
    """Looks back as far as `LookBack` goes, and into the threads that went on last. Built for one question."""

    def __init__(self, calls: Sparing, address: Address, user: str, before: str) -> None:
        self._calls = calls
        self._channel = address.channel
        self._user = user
        self._before = timestamp({"ts": before}, "ts")
        thread = thread_in(address)
        self._thread = "" if thread == self._before else thread
        self._found = 0.0

    async def find(self) -> float:
        """As `bot.core.platform_ports.Platform.last_word`; asked in a thread, when they last wrote in that thread."""
        try:
            if self._thread:
                await self._look_into(self._thread)
            else:
                roots = await self._look_back()
                for thread, latest in sorted(roots.items(), key=lambda each: -each[1])[:_THREADS]:
                    if latest > self._found:
                        await self._look_into(thread)
        except (NotAllowed, Gone) as error:
            log.info("When somebody last wrote could not be read: %s", error)
        return self._found

    async def _look_back(self) -> dict[str, float]:
        """The threads in which they may have written since."""
        back, roots = LookBack(), dict[str, float]()
        body = {"channel": self._channel, "latest": self._before or None}
        async for page, more in self._calls.pages("conversations.history", body, patience=_PATIENCE):
            self._look_at(page)
            found = [known for each in page if self._may_be_in(each) and (known := root(each)) is not None]
            roots |= {thread: max(latest, roots.get(thread, 0.0)) for thread, latest in found}
            newest = float(self._before) if self._before else at(page[0]) if page else 0.0
            if self._found or back.is_over(page, newest, more=more):
                break
        return roots

    async def _look_into(self, thread: str) -> None:
        bounds = {"oldest": f"{self._found:.6f}" if self._found else None, "latest": self._before or None}
        body = {"channel": self._channel, "ts": thread, **bounds}
        async for page, _ in self._calls.pages("conversations.replies", body, patience=_PATIENCE):
            self._look_at(page)

    def _look_at(self, page: list[Json]) -> None:
        theirs = [each for each in page if identifier(each, "user") == self._user and _is_said(each)]
        before = float(self._before or "inf")
        self._found = max([self._found, *(at(each) for each in theirs if at(each) < before)])

    def _may_be_in(self, message: Json) -> bool:
        """Slack names only some of those who replied, and their number."""
        users = message.get("reply_users")
        named = users if isinstance(users, list) else []
        return self._user in named or len(named) < number(message, "reply_users_count") or not named


def _is_said(message: Json) -> bool:
    return str(message.get("subtype") or "") in KEPT and not identifier(message, "bot_id")
