"""Calls to Discord's REST API: rate limits by discord.py, transient failures tried again, the rest as our errors."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from discord.http import Route

from adapters.discord.failures import Foreign, is_transient, translated
from adapters.discord.fields import Json
from adapters.discord.http import PromptHTTP
from adapters.discord.upload import multipart
from bot.core.documents import OutFile
from bot.core.errors import PlatformFailed, RateLimited
from bot.core.ports import Clock

log = logging.getLogger(__name__)

WAITS: Final = (0.5, 1.0, 2.0, 4.0)  # seconds between tries, each shortened by chance to between half and all of it
LONGEST_WAIT: Final = 30.0  # seconds that a rate limit may make an answer wait
SLOWEST: Final = 256 * 1024  # bytes of an upload in a second
ONCE, PATIENTLY = 1, 1 + len(WAITS)


class Rest:
    """`call` for the bot itself; `tried` wraps any other call that can end in a foreign error."""

    def __init__(self, token: str, clock: Clock, *, timeout: float) -> None:
        self._token = token
        self._clock = clock
        self._timeout = timeout
        self._lock = asyncio.Lock()
        self._http: PromptHTTP | None = None
        self._user: Json = {}

    async def user(self) -> Json:
        """The bot's own user object. The first call opens the session."""
        await self._open()
        return self._user

    async def call(
        self,
        method: str,
        path: str,
        *,
        doing: str,
        attempts: int = PATIENTLY,
        body: Any = None,
        file: OutFile | None = None,
        query: Mapping[str, str] | None = None,
        ids: Mapping[str, str] | None = None,
    ) -> Any:
        """The decoded answer to one request; `ids` fill the braces of `path`. Raises `PlatformFailed`."""
        http = await self._open()

        def send() -> Awaitable[Any]:
            more: dict[str, Any] = {} if query is None else {"params": dict(query)}
            if file is not None:
                more["form"], more["files"] = multipart(body, file)
            elif body is not None:
                more["json"] = body
            return http.request(Route(method, path, **(ids or {})), **more)

        return await self.tried(send, doing, attempts, size=len(file.data) if file else 0)

    async def tried(
        self,
        call: Callable[[], Awaitable[Any]],
        doing: str,
        attempts: int = PATIENTLY,
        *,
        repeatable: bool = True,
        size: int = 0,
    ) -> Any:
        """Do a call, again and again while that may help. Raises `PlatformFailed`.

        Not `repeatable`: to do it twice would be seen, so it is only done again if Discord says that it was not done.
        `size` in bytes is what it brings along.
        """
        seconds = self._timeout + size / SLOWEST
        for wait in (*WAITS[: attempts - 1], None):
            try:
                async with asyncio.timeout(seconds):
                    return await call()
            except Foreign as error:
                ours = translated(error, doing)
                pause = self._pause(wait, ours, is_transient(error, repeatable=repeatable))
                if pause is None:
                    raise ours from error
                log.info("Trying again in %.1f s: %s", pause, ours)
            await self._clock.sleep(pause)
        raise AssertionError  # the last wait is None

    @staticmethod
    def _pause(wait: float | None, error: PlatformFailed, transient: bool) -> float | None:
        """Seconds until the next try; None if there shall be none."""
        if wait is None:
            return None
        if isinstance(error, RateLimited):
            return error.retry_after if error.retry_after <= LONGEST_WAIT else None
        return wait * random.uniform(0.5, 1.0) if transient else None

    async def close(self) -> None:
        if self._http is not None:
            http, self._http = self._http, None
            await http.close()

    async def _open(self) -> PromptHTTP:
        async with self._lock:
            if self._http is None:
                self._http = await self.tried(self._logged_in, "log in")
            return self._http

    async def _logged_in(self) -> PromptHTTP:
        http = PromptHTTP()
        try:
            self._user = dict(await http.static_login(self._token))
        except BaseException:
            await http.close()
            raise
        return http
