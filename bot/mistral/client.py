"""The client: chat completions, whole and streamed, and the list of models (Mistral OpenAPI, August 2026)."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final

import httpx

from bot.core.errors import ModelRefused, ReplyBroken
from bot.core.messages import ModelCard, ModelEvent, ModelRequest, ReplyEnded, TextDelta
from bot.core.ports import Clock
from bot.mistral.answer import StreamingAnswer
from bot.mistral.assemble import Assembler
from bot.mistral.builtin import builtin
from bot.mistral.cards import parse_cards
from bot.mistral.config import MistralConfig, open_http
from bot.mistral.decoding import decoded
from bot.mistral.exchange import Exchange
from bot.mistral.headers import request_id
from bot.mistral.notices import ADDRESS
from bot.mistral.retries import Retries
from bot.mistral.wire import encoded, to_body

__all__ = ["Mistral", "MistralConfig", "open_http"]

CHAT: Final = "chat/completions"


class Mistral:
    """Implements `core.model_ports.Model`. `http` is one `open_http` for its whole life, so that connections are kept.

    Every error is a `ModelFailed` and carries the service's request id, if one came. Retried is what can be retried
    before the first byte; `WindowOverflow` is not: the caller trims.
    """

    def __init__(self, http: httpx.AsyncClient, config: MistralConfig, clock: Clock) -> None:
        self._exchange = Exchange(http, config, clock)
        self._retries = Retries(clock, seconds=config.retry_seconds, attempts=config.attempts)
        self._reasoning = _reasoning(builtin().cards)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        """The reply as it comes. Whoever stops reading closes the iterator, and that ends the request at once."""
        body = self._body(request, stream=True)

        async def attempt() -> StreamingAnswer:
            return await StreamingAnswer.begun(await self._post(request, body, stream=True))

        answer = await self._retries(attempt)
        reply = Assembler(answer.request_id)
        try:
            try:
                async with aclosing(answer.events()) as events:
                    async for data in events:
                        if text := reply.feed(data):
                            yield TextDelta(text)
            except httpx.HTTPError as error:
                if not reply.finished:  # otherwise all that is missing is the end of the stream
                    raise reply.broken(_lost(error)) from error
            yield reply.ended()
        finally:
            await answer.close()

    async def complete(self, request: ModelRequest) -> ReplyEnded:
        """The whole reply in one piece."""
        body = self._body(request, stream=False)
        response = await self._retries(lambda: self._post(request, body, stream=False))
        reply = Assembler(request_id(response.headers))
        reply.feed(await _read(response))
        return reply.ended()

    async def cards(self) -> list[ModelCard]:
        """The models that are served to this account, as `Catalogue.refresh` takes them; prices are not said."""
        response = await self._retries(lambda: self._exchange.get("models"))
        try:
            listed = decoded(await _read(response))
        except ValueError as error:
            identity = request_id(response.headers)
            raise ModelRefused("The list of models is not JSON", notice=ADDRESS, request_id=identity) from error
        cards = parse_cards(listed, {card.id for card in builtin().cards})
        self._reasoning = _reasoning([*builtin().cards, *cards])
        return cards

    def _body(self, request: ModelRequest, *, stream: bool) -> bytes:
        return encoded(to_body(request, stream=stream, reasons=request.model in self._reasoning))

    async def _post(self, request: ModelRequest, body: bytes, *, stream: bool) -> httpx.Response:
        tokens = request.expected_tokens
        return await self._exchange.post(CHAT, body, stream=stream, model=request.model, tokens=tokens)


async def _read(response: httpx.Response) -> bytes:
    try:
        return await response.aread()
    except httpx.HTTPError as error:
        raise ReplyBroken(_lost(error), request_id=request_id(response.headers)) from error
    finally:
        await response.aclose()


def _lost(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ReadTimeout):
        return "the service fell silent"
    return f"the connection was lost: {type(error).__name__} {error}".rstrip()


def _reasoning(cards: Sequence[ModelCard]) -> frozenset[str]:
    able = [card for card in cards if "reasoning" in card.capabilities]
    return frozenset(name for card in able for name in (card.id, *card.aliases))
