"""Texts as vectors: each word and each group of letters in it adds to a place chosen by its hash.

Texts that share words, or parts of words, point the same way; nothing is learnt and meaning is not understood.
"""

import base64
import math
import re
import struct
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

WORD = re.compile(r"\w+")
WHOLE = 1.0  # what a whole word weighs
PARTS = 1.2  # what its groups of three and four letters weigh together
FREQUENT = """
    a an and are as at be by for from has have i in is it of on or that the this to was we were will with you
    au aux avec ce dans de des du elle en est et il je la le les ne nous on ou par pas pour que qui se sur un une vous
"""
COMMON = frozenset(FREQUENT.split())
RARELY_TELLING = 0.15  # how much of its weight a common word keeps


def embed(text: str, dimensions: int) -> list[float]:
    """A vector of length 1; of zeros for a text without words."""
    sums: dict[int, float] = {}
    for word, times in Counter(WORD.findall(text.casefold())).items():
        weight = (1 + math.log(times)) * (RARELY_TELLING if word in COMMON else 1.0)
        for number, value in features(word):
            place = number % dimensions
            sums[place] = sums.get(place, 0.0) + weight * value
    length = math.hypot(*sums.values())
    vector = [0.0] * dimensions
    for place, value in sums.items():
        vector[place] = round(value / length, 7) if length else 0.0
    return vector


@lru_cache(maxsize=65_536)
def features(word: str) -> tuple[tuple[int, float], ...]:
    """The hashes of a word and of its letter groups, each with its weight and sign."""
    framed = f"<{word}>"
    groups = {framed[start : start + size] for size in (3, 4) for start in range(len(framed) - size + 1)}
    part = PARTS / math.sqrt(len(groups) or 1)
    return (_feature(framed + "!", WHOLE), *(_feature(group, part) for group in sorted(groups)))


def _feature(text: str, weight: float) -> tuple[int, float]:
    """The lowest bit of the hash is the sign, so that collisions cancel out on average."""
    number = crc32(text.encode())
    return number >> 1, weight if number & 1 else -weight


def quantised(vector: Sequence[float], dtype: str) -> list[float] | list[int]:
    """The vector in another type of number; the binary ones keep a sign per dimension, eight to an integer."""
    match dtype:
        case "int8":
            return [round(value * 127) for value in vector]
        case "uint8":
            return [round(value * 127) + 128 for value in vector]
        case "binary" | "ubinary":
            shift = 128 if dtype == "binary" else 0
            return [_packed(vector[start : start + 8]) - shift for start in range(0, len(vector), 8)]
        case _:
            return list(vector)


def _packed(values: Sequence[float]) -> int:
    return sum(1 << (7 - position) for position, value in enumerate(values) if value > 0)


def packed_base64(vector: Sequence[float]) -> str:
    """32-bit floats, little-endian, in base64."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
