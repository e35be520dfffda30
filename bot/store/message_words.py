"""The search for words in messages through SQLite's full-text index (FTS5); PostgreSQL's is in `postgresql`."""

from collections.abc import Sequence
from typing import Final

from bot.core.search_ports import Within
from bot.store.places_searched import COLUMNS, bounds_of
from bot.store.sql import Database, Rows
from bot.store.texts import storable

LONG: Final = 4  # letters from which on a word also finds those that begin with it
# The channel's own word counts for nothing in the order; of equals, the newest comes first.
_FOUND: Final = f"""
    SELECT {COLUMNS} FROM message_words
    JOIN message_rows ON message_rows.id = message_words.rowid
    JOIN messages ON messages.place = message_rows.place AND messages.message_id = message_rows.message_id
    WHERE message_words MATCH :query AND messages.at >= :since AND NOT messages.deleted {{within}}
    ORDER BY bm25(message_words, 0.0, 1.0), messages.at DESC LIMIT :limit
"""  # noqa: S608 - put together from constants


class Fts5MessageWords:
    """`sql.MessageWords` in SQLite."""

    async def matching(
        self, database: Database, within: Within, words: Sequence[str], limit: int, *, every: bool
    ) -> Rows:
        bounds, values = bounds_of(within, "messages.")
        asked = query(within, words, every=every)
        return await database.fetch(_FOUND.format(within=bounds), query=asked, limit=limit, **values)


def query(within: Within, words: Sequence[str], *, every: bool) -> str:
    """In the index's own language, in which only the quotation mark means something within a string."""
    place = f"p{_hex(within.place)}" if within.place else f"w{_hex(within.workspace)}"
    return f'place : "{place}" AND body : ({(" AND " if every else " OR ").join(map(_term, words))})'


def _term(word: str) -> str:
    quoted = '"' + storable(word).replace('"', '""') + '"'
    return f"{quoted} *" if len(word) >= LONG else quoted


def _hex(text: str) -> str:
    return text.encode().hex()
