"""The search for words through SQLite's full-text index (FTS5); PostgreSQL's is in `postgresql/words.py`."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.store.sql import Database, Rows, Statement, Value
from bot.store.texts import storable

_FORGET: Final = """
    INSERT INTO passage_words (passage_words, rowid, document, body) SELECT 'delete', id, :word, text FROM passages
    WHERE document_id = :document AND model = :model AND page = :page
"""
_LEARN: Final = """
    INSERT INTO passage_words (rowid, document, body) SELECT id, :word, text FROM passages
    WHERE document_id = :document AND model = :model AND page = :page
"""
# The document's own word counts for nothing in the order.
_MATCHING: Final = """
    SELECT document_id, page, text, -bm25(passage_words, 0.0, 1.0) AS score
    FROM passage_words JOIN passages ON passages.id = passage_words.rowid
    WHERE passage_words MATCH :query ORDER BY score DESC, passages.id LIMIT :limit
"""


class Fts5Words:
    """`sql.Words` in SQLite."""

    def forget(self, document_id: str, place: Mapping[str, Value]) -> list[Statement]:
        return [Statement(_FORGET, {**place, "word": _word(document_id)})]

    def learn(self, document_id: str, place: Mapping[str, Value], texts: Sequence[str]) -> list[Statement]:
        """Of the texts as they are stored."""
        del texts
        return [Statement(_LEARN, {**place, "word": _word(document_id)})]

    async def matching(self, database: Database, documents: Sequence[str], words: Sequence[str], limit: int) -> Rows:
        among = _any_of([_word(document_id) for document_id in documents])
        query = f"document : ({among}) AND body : ({_any_of(words)})"
        return await database.fetch(_MATCHING, query=query, limit=limit)


def _any_of(words: Sequence[str]) -> str:
    """Each word is a string of the query language, in which only the quotation mark means something."""
    return " OR ".join('"' + storable(word).replace('"', '""') + '"' for word in words)


def _word(document_id: str) -> str:
    """The document's id as one word, whatever is in it."""
    return "d" + document_id.encode().hex()
