"""The background that makes what was said and sent searchable by its meaning.

What is left to do is read from the tables, so that a restart goes on where the last run stood. One request is under way
at a time, with a pause after it, so that answers always come first; after a failure the pauses grow.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.core.document_ports import Embedder, Passages
from bot.core.documents import Charge
from bot.core.errors import BotError, ModelFailed
from bot.core.leases import Leases
from bot.core.ports import Clock
from bot.core.search_ports import Chunk, FileIndex, MessageIndex
from bot.memory.packing import packed
from bot.memory.talk import Group, groups

log = logging.getLogger(__name__)

LEASE: Final = "search index"
EVERY: Final = 15.0  # seconds between two looks
BREATH: Final = 0.25  # seconds after each request
LONGEST_PAUSE: Final = 600.0  # seconds, after many failures
PAGE: Final = 400  # messages that are read at once
TOGETHER: Final = 48  # texts that are embedded at once
PAGES: Final = 200  # of files, that are looked through at once
RETIRED: Final = 200  # pieces of another model that are let go at once

PriceOf = Callable[[Charge], float | None]


class Indexer:
    """`model` is the embedding model's id, and `price_of` says what a request to it costs.

    Without an `embedder`, only the words of files are made searchable.
    """

    def __init__(
        self,
        index: MessageIndex,
        files: FileIndex,
        passages: Passages,
        embedder: Embedder | None,
        clock: Clock,
        *,
        model: str,
        price_of: PriceOf,
        leases: Leases,
    ) -> None:
        self._index = index
        self._files = files
        self._passages = passages
        self._embedder = embedder
        self._clock = clock
        self._model = model
        self._price_of = price_of
        self._leases = leases

    async def run(self) -> None:
        """Until cancelled; of several processes, one at a time."""
        pause = EVERY
        while True:
            await self._clock.sleep(pause)
            try:
                async with self._leases.hold(LEASE):
                    while True:
                        await self.catch_up()
                        pause = EVERY
                        await self._clock.sleep(EVERY)
            except BotError as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                log.warning("The search index waits %.0f s before it goes on: %s", pause, error)
            except Exception:  # a defect here must end neither the bot nor the index for good
                pause = LONGEST_PAUSE
                log.exception("The search index could not go on")

    async def catch_up(self) -> None:
        """Do all that is left to do now. Raises `ModelFailed` or `StoreFailed`; what was done before that stays."""
        if self._embedder is not None:
            while await self._index.retire(self._model, RETIRED):
                await self._clock.sleep(BREATH)
            await self._embed_messages(self._embedder)
        await self._prepare_files()

    async def _embed_messages(self, embedder: Embedder) -> None:
        after, full = ("", ""), True
        while full:
            messages = await self._index.unchunked(after, PAGE)
            full = len(messages) == PAGE
            found = list(groups(messages, self._clock.time()))
            if full and len(found) > 1:
                del found[-1]  # the next page may go on with it
            if found:
                last = found[-1].messages[-1]
                after = (last.conversation, last.message_id)
            for batch in _batches([group for group in found if group.closed]):
                await self._embed(embedder, batch)

    async def _embed(self, embedder: Embedder, batch: Sequence[Group]) -> None:
        """Only what was never embedded is; a group that changed meanwhile waits for the next look."""
        pieces = {chunk.hash: chunk for group in batch for chunk in group.chunks}
        vectors = dict(await self._index.vectors(self._model, list(pieces)))
        missing = [chunk for hash_, chunk in pieces.items() if hash_ not in vectors]
        if missing:
            vectors |= await self._embedded(embedder, missing)
        for group in batch:
            await self._index.keep(self._model, [(chunk, vectors[chunk.hash]) for chunk in group.chunks])
        await self._clock.sleep(BREATH)

    async def _embedded(self, embedder: Embedder, chunks: Sequence[Chunk]) -> dict[str, bytes]:
        embedded = await embedder.embed([chunk.text for chunk in chunks])
        await self._spend(Charge(embedded.model, embedded.usage))
        vectors = await asyncio.to_thread(lambda: [packed(each) for each in embedded.vectors])
        return {chunk.hash: vector for chunk, vector in zip(chunks, vectors, strict=True)}

    async def _prepare_files(self) -> None:
        while found := await self._files.unprepared(self._model, PAGES):
            for document, pages in found.items():
                try:
                    await self._passages.prepare(document, charge=self._spend, progress=_in_silence)
                except ModelFailed as error:  # its words can be searched all the same
                    log.info("A file could not be embedded yet: %s", error)
                    raise
                await self._files.prepared(document, self._model, pages)
                await self._clock.sleep(BREATH)

    async def _spend(self, charge: Charge) -> None:
        cost = self._price_of(charge)
        log.info("The search index took %s tokens of %s", charge.usage.prompt_tokens, charge.model)
        await self._index.spend(charge, cost)


async def _in_silence(_text: str) -> None:
    """Nobody waits for it."""


def _batches(found: Sequence[Group]) -> Iterator[list[Group]]:
    """Groups of about so many pieces."""
    batch: list[Group] = []
    size = 0
    for group in found:
        if batch and size + len(group.chunks) > TOGETHER:
            yield batch
            batch, size = [], 0
        batch.append(group)
        size += len(group.chunks)
    if batch:
        yield batch
