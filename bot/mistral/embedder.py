"""Embeddings (Mistral OpenAPI: /v1/embeddings), in batches of a size that the service takes."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import httpx

from bot.core.document_ports import Embedded
from bot.core.errors import ReplyBroken
from bot.core.messages import Usage
from bot.core.model_ports import Tokens
from bot.core.ports import Clock
from bot.mistral.config import MistralConfig
from bot.mistral.failures import BatchTooLarge
from bot.mistral.vectors import Vectors, parse_vectors
from bot.mistral.whole import Whole
from bot.mistral.wire import encoded

INPUTS: Final = 128  # texts of a batch; 512 have been taken
TOKENS: Final = 12_000  # of a batch; 16,384 have been taken
AT_ONCE: Final = 2  # batches
EMPTY: Final = "(nothing)"  # sent for a text without a word in it, which the service refuses


@dataclass(frozen=True, slots=True)
class _Batch:
    texts: tuple[str, ...]
    tokens: int


class MistralEmbedder:
    """Implements `bot.core.document_ports.Embedder`, with one model."""

    def __init__(
        self, http: httpx.AsyncClient, config: MistralConfig, clock: Clock, tokens: Tokens, *, model: str
    ) -> None:
        self._requests = Whole(http, config, clock)
        self._tokens = tokens
        self._model = model
        self._free = asyncio.Semaphore(AT_ONCE)

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """In the order of `texts`."""
        sent = [text if text.strip() else EMPTY for text in texts]
        counts = [count.alone for count in await self._tokens.count(sent)] if sent else []
        tasks = [asyncio.create_task(self._embedded(batch)) for batch in _batches(sent, counts)]
        try:
            found = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return Embedded(
            tuple(chain.from_iterable(each.vectors for each in found)),
            self._model,
            sum((each.usage for each in found), Usage()),
        )

    async def _embedded(self, batch: _Batch) -> Vectors:
        try:
            async with self._free:
                return await self._asked(batch)
        except BatchTooLarge:
            if len(batch.texts) == 1:
                raise
            middle = len(batch.texts) // 2
            first = await self._embedded(_Batch(batch.texts[:middle], batch.tokens // 2))
            second = await self._embedded(_Batch(batch.texts[middle:], batch.tokens // 2))
            return Vectors((*first.vectors, *second.vectors), first.usage + second.usage)

    async def _asked(self, batch: _Batch) -> Vectors:
        body = encoded({"model": self._model, "input": list(batch.texts)})
        answer = await self._requests.post("embeddings", body, model=self._model, tokens=batch.tokens)
        try:
            return await answer.read(lambda said: parse_vectors(said, len(batch.texts)))
        except ReplyBroken as error:
            raise ReplyBroken(str(error), request_id=answer.request_id) from error


def _batches(texts: Sequence[str], counts: Sequence[int]) -> Iterator[_Batch]:
    """As few as keep to the limits; a text that is too long for one is alone in its own."""
    start, held = 0, 0
    for place, count in enumerate(counts):
        if place > start and (place - start == INPUTS or held + count > TOKENS):
            yield _Batch(tuple(texts[start:place]), held)
            start, held = place, 0
        held += count
    if start < len(texts):
        yield _Batch(tuple(texts[start:]), held)
