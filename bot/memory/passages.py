"""Finds places in files that are too long to be shown whole. Implements `bot.core.document_ports.Passages`."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Final
from weakref import WeakValueDictionary

from bot.core.document_ports import Charging, Embedder, PassageStore, Progress, Shelf
from bot.core.documents import Charge, Page, Passage
from bot.core.errors import ModelFailed
from bot.memory.chunks import Chunk, chunks
from bot.memory.packing import packed
from bot.memory.ranking import fused, words

log = logging.getLogger(__name__)
TOGETHER: Final = 64  # passages that are embedded and kept before more are
WORDS: Final = ""  # stands for the model of passages that have no vectors
MOST: Final = 256  # passages that are asked for at once
LONGEST_QUERY: Final = 2_000  # characters; in more than that there is no one question
WIDER: Final = 4  # times the limit is asked of each ranking, so that they can agree


class PassageFinder:
    """`model` is the embedding model's id, under which vectors are kept: those of two models are not comparable.

    Without an `embedder`, passages are found by their words alone.
    """

    def __init__(self, shelf: Shelf, store: PassageStore, embedder: Embedder | None, *, model: str) -> None:
        self._shelf = shelf
        self._store = store
        self._embedder = embedder
        self._model = model if embedder is not None else WORDS
        self._preparing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def prepare(self, document_id: str, *, charge: Charging, progress: Progress) -> None:
        """Each page once, as often as this is called; what was read since the last time is added.

        Where it raises, the document can still be searched by words, and the next call goes on from there.
        """
        lock = self._preparing.setdefault(document_id, asyncio.Lock())
        async with lock:
            pages = await self._new_pages(document_id)
            if found := await asyncio.to_thread(lambda: list(chunks(pages))):
                if self._embedder is None:
                    await self._keep_words(document_id, found)
                    return
                try:
                    await self._index(document_id, found, charge, progress)
                except ModelFailed:
                    await self._keep_words(document_id, found)
                    raise

    async def search(self, documents: Sequence[str], query: str, *, limit: int, charge: Charging) -> Sequence[Passage]:
        if not documents or limit < 1:
            return []
        terms = words(query)
        by_words = await self._store.matching(documents, terms, limit * WIDER) if terms else []
        by_meaning = await self._nearest(documents, query, limit * WIDER, charge)
        return fused([by_words, by_meaning], limit)

    async def _new_pages(self, document_id: str) -> list[Page]:
        """Those that have been read and of which no passages are kept."""
        ledger = await self._shelf.ledger(document_id)
        held = await self._store.held(document_id, self._model)
        missing = {number for number, how in ledger.items() if how is not None}.difference(held)
        return await self._shelf.pages(document_id, missing) if missing else []

    async def _index(self, document_id: str, found: Sequence[Chunk], charge: Charging, progress: Progress) -> None:
        """A group of pages after the other: what is kept need not be paid again."""
        document = await self._shelf.document(document_id)
        last = document.pages if document else found[-1].page
        for group in _groups(found):
            await progress(f"indexing the file: page {group[0].page} of {last}")
            vectors: list[bytes] = []
            for start in range(0, len(group), MOST):  # a page may be a whole book, whose numbers fill the memory
                vectors += await self._vectors([each.text for each in group[start : start + MOST]], charge)
            kept = [(each.page, each.text, vector) for each, vector in zip(group, vectors, strict=True)]
            await self._store.add(document_id, self._model, kept)

    async def _keep_words(self, document_id: str, found: Sequence[Chunk]) -> None:
        held = await self._store.held(document_id, WORDS)
        if kept := [(each.page, each.text, b"") for each in found if each.page not in held]:
            await self._store.add(document_id, WORDS, kept)

    async def _vectors(self, texts: Sequence[str], charge: Charging) -> list[bytes]:
        assert self._embedder is not None  # noqa: S101 - without one, there is nothing to embed
        embedded = await self._embedder.embed(texts)
        await charge(Charge(embedded.model, embedded.usage))
        return [packed(vector) for vector in embedded.vectors]

    async def _nearest(self, documents: Sequence[str], query: str, limit: int, charge: Charging) -> Sequence[Passage]:
        """By meaning; nothing where the embedding model does not answer, or has seen none of the documents."""
        if self._embedder is None:
            return []
        seen = [each for each in documents if await self._store.has(each, self._model)]
        if not seen or not query.strip():
            return []
        try:
            [vector] = await self._vectors([query[:LONGEST_QUERY]], charge)
        except ModelFailed as error:
            log.warning("A search goes by words alone, since the embedding model does not answer: %s", error)
            return []
        return await self._store.nearest(seen, self._model, vector, limit)


def _groups(found: Sequence[Chunk]) -> Iterable[Sequence[Chunk]]:
    """Of about `TOGETHER` passages; a page's stay together."""
    start = 0
    for place in range(1, len(found)):
        if place - start >= TOGETHER and found[place].page != found[place - 1].page:
            yield found[start:place]
            start = place
    yield found[start:]
