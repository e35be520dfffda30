"""Passages of documents, found by their words and by their meaning."""

import heapq
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from bot.core.documents import Passage
from bot.store import vectors
from bot.store.sql import Database, Statement, Value, Vector
from bot.store.texts import storable

_HELD: Final = "SELECT DISTINCT page FROM passages WHERE document_id = :document AND model = :model ORDER BY page"
_HAS: Final = "SELECT 1 FROM passages WHERE document_id = :document AND model = :model LIMIT 1"
_FORGET: Final = "DELETE FROM passages WHERE document_id = :document AND model = :model AND page = :page"
_ADD: Final = """
    INSERT INTO passages (document_id, model, page, n, text, vector)
    VALUES (:document, :model, :page, :n, :text, :vector)
"""
_TEXT: Final = "SELECT document_id, page, text FROM passages WHERE id = :id"


class SqlPassages:
    """`core.document_ports.PassageStore`. `compares` says that the database has `vec_distance_cosine`."""

    def __init__(self, database: Database, *, compares: bool) -> None:
        self._database = database
        self._nearest = vectors.computed if compares else vectors.scanned

    async def has(self, document_id: str, model: str) -> bool:
        return bool(await self._database.fetch(_HAS, document=document_id, model=model))

    async def held(self, document_id: str, model: str) -> Collection[int]:
        return [page for (page,) in await self._database.fetch(_HELD, document=document_id, model=model)]

    async def add(self, document_id: str, model: str, passages: Sequence[tuple[int, str, bytes]]) -> None:
        words = self._database.words
        pages: dict[int, list[tuple[str, bytes]]] = defaultdict(list)
        for page, text, vector in passages:
            pages[page].append((text, vector))
        statements: list[Statement] = []
        for page, found in pages.items():
            place: dict[str, Value] = {"document": document_id, "model": model, "page": page}
            texts = [storable(text) for text, _ in found]
            statements += [*words.forget(document_id, place), Statement(_FORGET, place)]
            statements += [
                Statement(_ADD, place | {"n": n, "text": text, "vector": Vector(vector)})
                for n, (text, (_, vector)) in enumerate(zip(texts, found, strict=True))
            ]
            statements += words.learn(document_id, place, texts)
        await self._database.commit(*statements)

    async def matching(self, documents: Sequence[str], words: Sequence[str], limit: int) -> list[Passage]:
        if not documents or not words:
            return []
        asked = limit  # more, if what is found is kept for several models and found as often
        while True:
            rows = await self._database.words.matching(self._database, documents, words, asked)
            found: dict[tuple[str, int, str], Passage] = {}
            for document, page, text, score in rows:
                found.setdefault((document, page, text), Passage(document, page, text, score))
            if len(found) >= limit or len(rows) < asked:
                return list(found.values())[:limit]
            asked *= 2

    async def nearest(self, documents: Sequence[str], model: str, vector: bytes, limit: int) -> list[Passage]:
        scored = [
            each
            for document_id in dict.fromkeys(documents)
            for each in await self._nearest(self._database, document_id, model, vector, limit)
        ]
        best = heapq.nsmallest(limit, scored, key=lambda each: (-each[0], each[1]))
        return [
            Passage(document, page, text, score)
            for score, passage in best
            for document, page, text in await self._database.fetch(_TEXT, id=passage)
        ]
