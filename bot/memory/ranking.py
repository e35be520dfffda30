"""Two rankings made one, and the words to search for. Pure."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from bot.core.documents import Passage

SMOOTH: Final = 60  # of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)
MOST: Final = 40  # words of a query that are searched for
_WORD: Final = re.compile(r"\w+", re.UNICODE)


def words(query: str) -> list[str]:
    """The words of what a person asks, each once, in lower case; those that stand in every text weigh nothing later."""
    found = (word.lower() for word in _WORD.findall(query))
    return list(dict.fromkeys(word for word in found if len(word) > 1 or not word.isascii() or word.isdigit()))[:MOST]


Key = TypeVar("Key", bound=Hashable)


def merged(rankings: Sequence[Sequence[Key]], smooth: int = SMOOTH) -> list[Key]:
    """What is in any ranking, best first, by reciprocal rank; of equals, the first ranking's come first."""
    scores: dict[Key, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(dict.fromkeys(ranking), 1):
            scores[key] = scores.get(key, 0.0) + 1 / (smooth + rank)
    return sorted(scores, key=lambda key: -scores[key])


def fused(rankings: Sequence[Sequence[Passage]], limit: int) -> list[Passage]:
    """The best passages of several rankings, best first, by reciprocal rank: their scores need not be comparable."""
    scores: dict[tuple[str, int, str], float] = {}
    found: dict[tuple[str, int, str], Passage] = {}
    for ranking in rankings:
        for rank, passage in enumerate(ranking, 1):
            key = (passage.document, passage.page, passage.text)
            scores[key] = scores.get(key, 0.0) + 1 / (SMOOTH + rank)
            found.setdefault(key, passage)
    best = sorted(found, key=lambda key: -scores[key])[:limit]  # of equals, the first ranking's come first
    return [replace(found[key], score=scores[key]) for key in best]
