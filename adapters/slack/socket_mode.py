"""Socket Mode: always one good socket. Slack: apis/events-api/using-socket-mode.

The SDK's client closes a socket before it opens the next, whatever the reason; here the next is open first, so that a
refresh, which Slack asks for every few hours, loses nothing.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp

from adapters.slack.link import Handle, Link
from adapters.slack.refusals import Unclear
from bot.core.errors import RateLimited
from bot.core.ports import Clock

log = logging.getLogger(__name__)

_SEAMLESS: Final = frozenset({"warning", "refresh_requested"})
_STILL_GOOD: Final = _SEAMLESS | {"quiet"}  # it may serve until the next is open
_HELLO: Final = 10.0  # seconds
_LONGEST_PAUSE: Final = 30.0  # seconds


class SocketMode:
    """`address` gives a fresh address each time; `gap` is told whenever events may have been missed."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        clock: Clock,
        address: Callable[[], Awaitable[str]],
        handle: Handle,
        gap: Callable[[], Awaitable[None]],
    ) -> None:
        self._session = session
        self._clock = clock
        self._address = address
        self._handle = handle
        self._gap = gap
        self._links: set[Link] = set()
        self.port = 0  # it listens on none

    async def run(self) -> None:
        """Receive until cancelled. Raises `NotAllowed` if the token is refused."""
        try:
            link = await self._connect()
            while True:
                await self._gap()
                link.begin()
                link = await self._keep(link)
        finally:
            await asyncio.gather(*(link.close() for link in self._links))

    async def _keep(self, link: Link) -> Link:
        """Replace the socket as often as needed; returns the newest once events may have been missed."""
        while True:
            await link.over.wait()
            log.info("Slack's socket is replaced: %s", link.why)
            if link.why not in _STILL_GOOD:
                await self._close(link)
            fresh = await self._connect()
            if link.why in _SEAMLESS:
                fresh.begin()
            await self._close(link)
            if link.why not in _SEAMLESS:
                return fresh
            link = fresh

    async def _close(self, link: Link) -> None:
        await link.close()
        self._links.discard(link)

    async def _connect(self) -> Link:
        """A socket that has said hello, however long that takes."""
        pause = 0.5
        while True:
            try:
                return await self._open()
            except RateLimited as error:
                pause = max(pause, error.retry_after)
                log.warning("Slack wants to be asked for a socket later: %s", error)
            except (Unclear, TimeoutError, aiohttp.ClientError, OSError) as error:
                log.warning("No socket to Slack yet, trying again: %s", error)
            await self._clock.sleep(pause * random.uniform(0.8, 1.2))
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _open(self) -> Link:
        socket = await self._session.ws_connect(await self._address(), autoping=False, max_msg_size=0)
        link = Link(socket, self._clock, self._handle)
        self._links.add(link)
        try:
            async with asyncio.timeout(_HELLO):
                await link.open.wait()
        except TimeoutError:
            await self._close(link)
            raise
        return link
