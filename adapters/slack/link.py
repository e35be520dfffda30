"""One websocket of Socket Mode, from its address to its end. Slack: apis/events-api/using-socket-mode."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp

from adapters.slack.payload import number, record, text
from bot.core.ports import Clock

log = logging.getLogger(__name__)

Handle = Callable[[Any, int], Awaitable[bool]]
"""Takes an envelope's payload and the number of its delivery; whether it may be acknowledged."""

PING_EVERY: Final = 10.0  # seconds
DEAD_AFTER: Final = 30.0  # seconds without any frame, pongs included
QUIET_AFTER: Final = 600.0  # seconds without an envelope: it may be one that lives and hears nothing
_DRAIN: Final = 5.0  # seconds that payloads under way may take when it is closed


class Link:
    """Hands on what it hears from `begin` on. `over` is set when another has to take its place; `why` says why."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, clock: Clock, handle: Handle) -> None:
        self._socket = socket
        self._clock = clock
        self._handle = handle
        self._heard = self._fed = clock.monotonic()
        self._under_way: set[asyncio.Task[None]] = set()
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._watch())]
        self._begun = asyncio.Event()
        self.open = asyncio.Event()
        self.over = asyncio.Event()
        self.why = ""

    def begin(self) -> None:
        """Whoever has to know has been told of what may have been missed: that is older, and goes first."""
        self._begun.set()

    async def close(self) -> None:
        """Take nothing more, let what is under way be stored and acknowledged, then close."""
        for task in self._tasks:
            task.cancel()
        if self._under_way and self._begun.is_set():
            await asyncio.wait(self._under_way, timeout=_DRAIN)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._under_way, return_exceptions=True)
        await self._socket.close()

    def _end(self, why: str) -> None:
        if not self.over.is_set():
            self.why = why
            self.over.set()

    async def _read(self) -> None:
        while not self._socket.closed:
            message = await self._socket.receive()
            self._heard = self._clock.monotonic()
            match message.type:
                case aiohttp.WSMsgType.TEXT:
                    self._frame(message.data)
                case aiohttp.WSMsgType.PING:
                    await self._socket.pong(message.data)
        self._end("closed")

    def _frame(self, data: str) -> None:
        try:
            frame = json.loads(data)
        except ValueError:
            log.debug("Passed over a frame that is no JSON")
            return
        if text(frame, "envelope_id"):
            self._fed = self._heard
            task = asyncio.create_task(self._envelope(frame))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        elif text(frame, "type") == "hello":
            self.open.set()
        elif text(frame, "type") == "disconnect":
            self._end(text(frame, "reason") or "disconnect")

    async def _envelope(self, frame: Any) -> None:
        """The acknowledgement goes to the socket from which the envelope came."""
        await self._begun.wait()
        if not await self._handle(record(frame).get("payload"), number(frame, "retry_attempt")):
            return
        with contextlib.suppress(ConnectionError):  # the socket is gone: Slack sends it again, and it is known then
            await self._socket.send_str(json.dumps({"envelope_id": text(frame, "envelope_id")}))

    async def _watch(self) -> None:
        """Ping, and declare dead what does not answer; Slack's own pings count as signs of life."""
        while not self.over.is_set():
            await self._clock.sleep(PING_EVERY)
            now = self._clock.monotonic()
            if now - self._heard >= DEAD_AFTER:
                self._end("silent")
            elif now - self._fed >= QUIET_AFTER:
                self._end("quiet")
            with contextlib.suppress(ConnectionError):  # the reader notices
                await self._socket.ping()
