"""The vectors in an answer of /v1/embeddings (Mistral OpenAPI: EmbeddingResponse)."""

import math
from dataclasses import dataclass
from typing import Any

from bot.core.errors import ReplyBroken
from bot.core.messages import Usage

Vector = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Vectors:
    vectors: tuple[Vector, ...]
    usage: Usage


def parse_vectors(body: Any, expected: int) -> Vectors:
    """One vector of unit length for each text, in the order of the texts. Raises `ReplyBroken` if one is missing."""
    listed = body.get("data") if isinstance(body, dict) else None
    found: dict[int, Vector] = {}
    for place, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, dict) and isinstance(vector := each.get("embedding"), list) and vector:
            index = each.get("index")
            found[index if isinstance(index, int) else place] = _unit(vector)
    if sorted(found) != list(range(expected)):
        raise ReplyBroken(f"{expected} vectors were asked for, and {len(found)} came")
    return Vectors(tuple(found[place] for place in range(expected)), _usage(body.get("usage")))


def _unit(vector: list[Any]) -> Vector:
    try:
        length = math.hypot(*vector)
        return tuple(value / length for value in vector) if length else tuple(map(float, vector))
    except TypeError as error:
        raise ReplyBroken("A vector holds something else than numbers") from error


def _usage(usage: Any) -> Usage:
    tokens = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    return Usage(tokens if isinstance(tokens, int) else 0)
