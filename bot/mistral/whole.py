"""Requests whose answer comes in one piece, sent again until it is whole."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import httpx

from bot.core.errors import ModelRefused
from bot.core.ports import Clock
from bot.mistral.config import MistralConfig
from bot.mistral.decoding import decoded
from bot.mistral.exchange import Exchange, Form
from bot.mistral.failures import unreachable
from bot.mistral.file_body import FileBody
from bot.mistral.headers import request_id
from bot.mistral.notices import ADDRESS
from bot.mistral.retries import Retries

LONG: Final = 64 * 1024  # bytes from which an answer is read off the event loop
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    data: bytes
    request_id: str

    async def read(self, reading: Callable[[Any], T]) -> T:
        """What `reading` makes of the JSON. Raises `ModelRefused` where there is none: another server answers."""

        def work() -> T:
            try:
                value = decoded(self.data)
            except ValueError as error:
                message = "The answer is not JSON"
                raise ModelRefused(message, notice=ADDRESS, request_id=self.request_id) from error
            return reading(value)

        return work() if len(self.data) < LONG else await asyncio.to_thread(work)


class Whole:
    """`Exchange` and `Retries` in one. Every call raises `ModelFailed`."""

    def __init__(self, http: httpx.AsyncClient, config: MistralConfig, clock: Clock) -> None:
        self._exchange = Exchange(http, config, clock)
        self._retries = Retries(clock, seconds=config.retry_seconds, attempts=config.attempts)

    async def post(self, path: str, body: bytes | FileBody, *, model: str, tokens: int = 0) -> Answer:
        return await self._answer(
            lambda: self._exchange.post(path, body, stream=False, model=model, tokens=tokens),
        )

    async def patch(self, path: str, body: bytes, *, model: str) -> Answer:
        return await self._answer(
            lambda: self._exchange.post(path, body, stream=False, model=model, method="PATCH"),
        )

    async def upload(self, path: str, form: Form, *, model: str = "") -> Answer:
        return await self._answer(lambda: self._exchange.upload(path, form, model=model))

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return await self._answer(lambda: self._exchange.get(path, query))

    async def delete(self, path: str) -> Answer:
        return await self._answer(lambda: self._exchange.delete(path))

    async def _answer(self, send: Callable[[], Awaitable[httpx.Response]]) -> Answer:
        async def attempt() -> Answer:
            response = await send()
            try:
                return Answer(await response.aread(), request_id(response.headers))
            except httpx.HTTPError as error:
                raise unreachable(error) from error
            finally:
                await response.aclose()

        return await self._retries(attempt)
