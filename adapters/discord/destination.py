"""Where in Discord an answer is posted, once that is known."""

import asyncio
import logging
from typing import Final, Protocol

from adapters.discord.api import Api
from adapters.discord.rest import ONCE
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

THREAD_PATIENCE: Final = 3.0  # seconds: making threads has a limit of its own, which can last minutes


class Destination(Protocol):
    @property
    def key(self) -> str:
        """Stable and known at once: what shares it shares a rate limit, as far as can be said beforehand."""

    async def channel(self, *, resumed: bool) -> str:
        """The channel or thread to post in. `resumed`: something was posted there before a restart."""


class ExistingChannel:
    def __init__(self, channel: str) -> None:
        self.key = channel

    async def channel(self, *, resumed: bool) -> str:  # noqa: ARG002  # the port's
        return self.key


class DirectMessages:
    """For what only one person may see, and no interaction can show them."""

    def __init__(self, api: Api, user: str) -> None:
        self.key = f"user:{user}"
        self._api = api
        self._user = user
        self._channel = ""

    async def channel(self, *, resumed: bool) -> str:  # noqa: ARG002  # the port's
        if not self._channel:
            self._channel = await self._api.direct_channel(self._user)
        return self._channel


class OpenThread:
    """The thread that hangs on a message, if there is one; else the message's channel."""

    def __init__(self, api: Api, channel: str, message: str) -> None:
        self.key = message
        self._api = api
        self._parent = channel
        self._message = message
        self._found = ""

    async def channel(self, *, resumed: bool) -> str:  # noqa: ARG002  # the port's
        """A thread has the id of the message it hangs on, so it can be asked for."""
        if not self._found:
            try:
                await self._api.channel(self._message, attempts=ONCE)
            except PlatformFailed as error:
                log.info("Continuing in the channel: %s", error)
                self._found = self._parent
            else:
                self._found = self._message
        return self._found


class OwnThread:
    """A thread that hangs on the asking message; the channel itself where none can be made soon."""

    def __init__(self, api: Api, channel: str, message: str, name: str) -> None:
        self.key = message
        self._api = api
        self._asked_in = channel
        self._message = message
        self._name = name
        self._lock = asyncio.Lock()
        self._found = ""

    async def channel(self, *, resumed: bool) -> str:
        async with self._lock:
            if not self._found:
                open_thread = OpenThread(self._api, self._asked_in, self._message)  # before, there may have been none
                self._found = await (open_thread.channel(resumed=True) if resumed else self._made())
            return self._found

    async def _made(self) -> str:
        try:
            async with asyncio.timeout(THREAD_PATIENCE):
                return await self._api.start_thread(self._asked_in, self._message, self._name)
        except (PlatformFailed, TimeoutError) as error:
            log.warning("Answering in the channel, since no thread could be made: %r", error)
            return self._asked_in


def thread_name(question: str) -> str:
    """The beginning of the question, on one line."""
    words = " ".join(question.split())
    return words if len(words) <= NAME else f"{words[: NAME - 1].rsplit(' ', 1)[0]}…"


NAME: Final = 60  # characters that a list of threads shows
