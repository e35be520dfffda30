"""The search for words through PostgreSQL's own index.

The text is brought to plain words here, so that case, accents and punctuation matter as little as they do to SQLite's
index, whatever the locale of the database is; the server's parser then sees letters, digits and spaces only.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from bot.store.sql import Database, Rows, Statement, Value

_LONGEST: Final = 500  # characters of a word: PostgreSQL's limit is 2,046 bytes
_WORD: Final = re.compile(r"[^\W_]+")
_LEARN: Final = """
    UPDATE passages SET words = to_tsvector('simple', :words)
    WHERE document_id = :document AND model = :model AND page = :page AND n = :n
"""
_MATCHING: Final = """
    SELECT document_id, page, text, ts_rank(words, query, 1) AS score
    FROM passages, to_tsquery('simple', :query) AS query
    WHERE words @@ query AND document_id IN ({documents}) ORDER BY score DESC, id LIMIT :limit
"""


class TsvectorWords:
    """`sql.Words` in PostgreSQL: the words are a column of the passages, and go with them."""

    def forget(self, document_id: str, place: Mapping[str, Value]) -> list[Statement]:
        del document_id, place
        return []

    def learn(self, document_id: str, place: Mapping[str, Value], texts: Sequence[str]) -> list[Statement]:
        del document_id
        return [Statement(_LEARN, {**place, "n": n, "words": " ".join(plain(text))}) for n, text in enumerate(texts)]

    async def matching(self, database: Database, documents: Sequence[str], words: Sequence[str], limit: int) -> Rows:
        if not (query := any_of(words)):
            return []
        values = {f"document_{n}": document for n, document in enumerate(documents)}
        sql = _MATCHING.replace("{documents}", ", ".join(f":{name}" for name in values))
        return await database.fetch(sql, query=query, limit=limit, **values)


def plain(text: str) -> list[str]:
    """The words of a text, without case, accents and whatever is neither letter nor digit."""
    spelled = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in spelled if not unicodedata.combining(each))
    return [word for word in _WORD.findall(bare) if len(word) <= _LONGEST]


def any_of(words: Sequence[str]) -> str:
    """A query for any of them; what is several words to the index is a phrase. Empty if there is none."""
    phrases = ["<->".join(f"'{each}'" for each in plain(word)) for word in words]
    return " | ".join(f"({phrase})" for phrase in dict.fromkeys(phrases) if phrase)
