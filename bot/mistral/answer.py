"""An answer that streams: its events, from the first bytes to the end, and a connection that can be used again."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final, Self

import httpx

from bot.core.errors import ModelUnavailable
from bot.mistral.failures import unreachable
from bot.mistral.headers import request_id
from bot.mistral.sse import DONE, EventParser

log = logging.getLogger(__name__)
DRAIN_SECONDS: Final = 0.1  # for the few bytes after the last event; a connection not read to its end is not kept


class StreamingAnswer:
    """Made by `begun`, and to be closed, which is what ends the request if there is more to come."""

    def __init__(self, response: httpx.Response, rest: AsyncIterator[bytes]) -> None:
        self.request_id = request_id(response.headers)
        self._response = response
        self._rest = rest
        self._first = b""
        self._done = False

    @classmethod
    async def begun(cls, response: httpx.Response) -> Self:
        """The answer once its first bytes are here. Until then nothing is lost by asking again: `ModelUnavailable`."""
        answer = cls(response, response.aiter_bytes())
        try:
            answer._first = await anext(answer._rest, b"")
        except httpx.HTTPError as error:
            await answer.close()
            raise unreachable(error) from error
        except BaseException:
            await answer.close()
            raise
        if not answer._first:
            await answer.close()
            raise ModelUnavailable("Mistral's answer is empty", request_id=answer.request_id)
        return answer

    async def events(self) -> AsyncGenerator[bytes, None]:
        """The data of each event, up to the one that says there are no more. Raises `httpx.HTTPError`."""
        parser = EventParser()
        piece = self._first
        while piece:
            for data in parser.feed(piece):
                if data == DONE:
                    self._done = True
                    return
                yield data
            piece = await anext(self._rest, b"")
        for data in parser.end():
            if data != DONE:
                yield data

    async def close(self) -> None:
        if self._done:
            await self._drain()
        await self._response.aclose()

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while await anext(self._rest, b""):
                    pass
        except (TimeoutError, httpx.HTTPError) as error:
            log.debug("Mistral keeps its stream open after the end: %s", error)
