"""The search for words in messages through PostgreSQL's own index.

A message's words are made in Python, as those of passages are, so they cannot be made by the server when it is written:
they are made by whoever searches next, or by the background, of all messages that have none.
"""

from collections.abc import Sequence
from typing import Final

from bot.core.search_ports import Within
from bot.store.places_searched import COLUMNS, bounds_of, range_of
from bot.store.postgresql.words import plain
from bot.store.sql import Database, Rows, Statement

LONG: Final = 4  # letters from which on a word also finds those that begin with it
_AT_ONCE: Final = 500  # messages
_WITHOUT: Final = """
    SELECT place, message_id, text FROM messages WHERE words IS NULL AND NOT deleted AND text <> '' LIMIT :limit
"""
_LEARN: Final = """
    UPDATE messages SET words = to_tsvector('simple', :words)
    WHERE place = :place AND message_id = :message_id AND text = :text AND NOT deleted
"""
_FOUND: Final = f"""
    SELECT {COLUMNS} FROM messages, to_tsquery('simple', :query) AS query
    WHERE words @@ query AND place >= :first AND place < :after AND at >= :since AND NOT deleted {{within}}
    ORDER BY ts_rank(words, query, 1) DESC, at DESC LIMIT :limit
"""  # noqa: S608 - put together from constants


class TsvectorMessageWords:
    """`sql.MessageWords` in PostgreSQL."""

    async def matching(
        self, database: Database, within: Within, words: Sequence[str], limit: int, *, every: bool
    ) -> Rows:
        if not (query := query_of(words, every=every)):
            return []
        await _learn(database)
        bounds, values = bounds_of(within)
        sql = _FOUND.format(within=bounds)
        return await database.fetch(sql, query=query, limit=limit, **range_of(within), **values)


async def _learn(database: Database) -> None:
    while rows := await database.fetch(_WITHOUT, limit=_AT_ONCE):
        learnt = [
            {"place": place, "message_id": message_id, "text": text, "words": " ".join(plain(text))}
            for place, message_id, text in rows
        ]
        await database.commit(*(Statement(_LEARN, values) for values in learnt), lasting=False)


def query_of(words: Sequence[str], *, every: bool) -> str:
    """For any of the words, or for each; what is several words to the index is a phrase. Empty if there is none."""
    phrases = [phrase for word in words if (phrase := _phrase(word))]
    return (" & " if every else " | ").join(dict.fromkeys(phrases))


def _phrase(word: str) -> str:
    parts = [f"'{each}'" for each in plain(word)]
    if parts and len(word) >= LONG:
        parts[-1] += ":*"
    return f"({'<->'.join(parts)})" if parts else ""
