"""The index of messages: what was said, found by its words and by its meaning."""

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.documents import Charge
from bot.core.messages import Usage
from bot.core.search_ports import Chunk, FoundChunk, IndexedMessage, Reach, Within
from bot.store.chunks import chunked
from bot.store.code_cache import CodeCache, best_of
from bot.store.codes import code, exactly
from bot.store.places_searched import COLUMNS, bounds_of, each_named, message_of, range_of
from bot.store.sql import Database, Row, Statement, Value

_WIDER: Final = 4  # times the limit is taken by codes, and at least so many, so that none of the best is missed
_AT_LEAST: Final = 200
_UNCHUNKED: Final = f"""
    SELECT {COLUMNS}, messages.position FROM messages
    WHERE chunk IS NULL AND NOT deleted AND text <> '' AND (conversation, position) > (:conversation, :position)
    ORDER BY conversation, position LIMIT :limit
"""  # noqa: S608 - put together from constants
_VECTORS_OF: Final = """
    SELECT chunks.id, vector, chunk, begins, ends FROM chunks
    JOIN chunk_vectors ON chunk_vectors.model = chunks.model AND chunk_vectors.hash = chunks.hash
    WHERE chunks.id IN ({ids}) AND length(vector) = :size
"""
_MESSAGES_OF: Final = f"""
    SELECT {COLUMNS}, chunk FROM messages WHERE chunk IN ({{chunks}}) AND NOT deleted ORDER BY position
"""  # noqa: S608 - put together from constants
_VECTORS: Final = "SELECT hash, vector FROM chunk_vectors WHERE model = :model AND hash IN ({hashes})"
_SPEND: Final = """
    INSERT INTO index_spending (model, tokens, cost) VALUES (:model, :tokens, :cost)
    ON CONFLICT (model) DO UPDATE SET tokens = index_spending.tokens + excluded.tokens,
        cost = index_spending.cost + excluded.cost
"""
_SPENT: Final = "SELECT model, tokens, cost FROM index_spending WHERE model > '' ORDER BY model"
_OTHERS: Final = "SELECT chunk FROM chunks WHERE model < :model OR model > :model LIMIT :limit"
_LOOSEN: Final = "UPDATE messages SET chunk = NULL WHERE chunk = :chunk"
_DROP: Final = "DELETE FROM chunks WHERE chunk = :chunk"
_DROP_VECTORS: Final = "DELETE FROM chunk_vectors WHERE model < :model OR model > :model"
_REACH: Final = """
    SELECT count(*), min(at) FROM messages
    WHERE place >= :first AND place < :after AND at >= :since AND NOT deleted AND text <> '' {within}
"""


class SqlMessageIndex:
    """`core.search_ports.MessageIndex`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._codes = CodeCache(database)

    async def matching(
        self, within: Within, words: Sequence[str], limit: int, *, every: bool = False
    ) -> list[IndexedMessage]:
        if not words:
            return []
        found = await self._database.message_words.matching(self._database, within, words, limit, every=every)
        return list(map(message_of, found))

    async def nearest(self, within: Within, model: str, vector: bytes, limit: int) -> list[FoundChunk]:
        channels = await self._codes.within(within, model)
        most = max(limit * _WIDER, _AT_LEAST)
        near = await asyncio.to_thread(best_of, channels, within, vector, most)
        if not near:
            return []
        names, ids = each_named("i", [each for _, each in near])
        rows = await self._database.fetch(_VECTORS_OF.format(ids=names), size=len(vector), **ids)
        scores = heapq.nlargest(limit, await asyncio.to_thread(exactly, vector, rows), key=lambda each: each[0])
        return await self._found({row[0]: row for row in rows}, scores)

    async def unchunked(self, after: tuple[str, str], limit: int) -> list[IndexedMessage]:
        conversation, message_id = after
        position = message_id.rjust(24, "0") if message_id else ""
        rows = await self._database.fetch(_UNCHUNKED, conversation=conversation, position=position, limit=limit)
        return list(map(message_of, rows))

    async def vectors(self, model: str, hashes: Sequence[str]) -> Mapping[str, bytes]:
        if not hashes:
            return {}
        names, values = each_named("h", hashes)
        return dict(await self._database.fetch(_VECTORS.format(hashes=names), model=model, **values))

    async def keep(self, model: str, pieces: Sequence[tuple[Chunk, bytes]]) -> bool:
        codes = await asyncio.to_thread(lambda: [code(vector) for _, vector in pieces])
        whole = [(piece, vector, short) for (piece, vector), short in zip(pieces, codes, strict=True)]
        return await self._database.commit(*chunked(model, whole), lasting=False) is not None

    async def spend(self, charge: Charge, cost: float | None) -> None:
        values: dict[str, Value] = {"model": charge.model, "tokens": charge.usage.prompt_tokens, "cost": cost}
        await self._database.commit(Statement(_SPEND, values), lasting=False)

    async def spent(self) -> list[tuple[Charge, float | None]]:
        rows = await self._database.fetch(_SPENT)
        return [(Charge(model, Usage(tokens)), cost) for model, tokens, cost in rows]

    async def retire(self, model: str, limit: int) -> int:
        rows = await self._database.fetch(_OTHERS, model=model, limit=limit)
        chunks = [{"chunk": chunk} for chunk in dict.fromkeys(chunk for (chunk,) in rows)]
        statements = [Statement(sql, values) for values in chunks for sql in (_LOOSEN, _DROP)]
        if len(rows) < limit:
            statements.append(Statement(_DROP_VECTORS, {"model": model}))
        await self._database.commit(*statements, lasting=False)
        return len(chunks)

    async def reach(self, within: Within) -> Reach:
        bounds, values = bounds_of(within, "")
        rows = await self._database.fetch(_REACH.format(within=bounds), **range_of(within), **values)
        count, since = rows[0]
        return Reach(count, since)

    async def _found(self, rows: Mapping[int, Row], scores: Sequence[tuple[float, int]]) -> list[FoundChunk]:
        messages: dict[str, list[IndexedMessage]] = defaultdict(list)
        names, chunks = each_named("c", sorted({rows[each][2] for _, each in scores}))
        for row in await self._database.fetch(_MESSAGES_OF.format(chunks=names), **chunks):
            messages[row[-1]].append(message_of(row))
        found = [(score, *rows[each][2:]) for score, each in scores]
        return [
            FoundChunk(tuple(messages[chunk]), score, begins, ends)
            for score, chunk, begins, ends in found
            if messages[chunk]
        ]
