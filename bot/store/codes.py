"""Vectors in a byte for each number, to be compared quickly: the best by them are then compared exactly.

A code is a scale, as a 32-bit float in little-endian order, and the vector's numbers as signed bytes in that scale: a
quarter of what has to be read and held. numpy compares them where it is installed, plain Python where it is not.
"""

import heapq
import struct
from array import array
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from operator import mul
from typing import Any, Final

from bot.store.sql import Row

_MOST: Final = 127  # of a signed byte
_SCALE: Final = struct.Struct("<f")
_TOGETHER: Final = 256  # codes


def code(vector: bytes) -> bytes:
    """Of a vector as 32-bit floats in little-endian order."""
    if (numpy := _numpy()) is not None:
        numbers = numpy.frombuffer(vector, dtype="<f4")
        scale = float(numpy.abs(numbers).max()) / _MOST or 1.0
        return _SCALE.pack(scale) + bytes(numpy.rint(numbers / scale).astype("i1").tobytes())
    floats = struct.unpack(f"<{len(vector) // 4}f", vector)
    scale = max(map(abs, floats)) / _MOST or 1.0
    return _SCALE.pack(scale) + array("b", [round(each / scale) for each in floats]).tobytes()


def width_of(vector: bytes) -> int:
    """Bytes of its code."""
    return len(vector) // 4 + _SCALE.size


def nearest(vector: bytes, codes: bytes, most: int, among: Sequence[int] | None = None) -> list[tuple[float, int]]:
    """About the cosines, and the numbers, of the best of many codes of that vector's size, one behind the other.

    Of all, or of those `among` which to look.
    """
    size = len(vector) // 4
    if (numpy := _numpy()) is None:
        width = width_of(vector)
        numbers = range(len(codes) // width) if among is None else among
        return heapq.nlargest(most, ((_product(vector, codes, number * width), number) for number in numbers))
    form = numpy.dtype([("scale", "<f4"), ("numbers", "i1", (size,))])
    scores = _products(numpy, vector, numpy.frombuffer(codes, dtype=form), among)
    best = numpy.argpartition(-scores, most - 1)[:most] if len(scores) > most else range(len(scores))
    return [(float(scores[each]), int(each) if among is None else among[each]) for each in best]


def _products(numpy: Any, vector: bytes, held: Any, among: Sequence[int] | None) -> Any:
    """Some at a time: what is brought to floats then stays in the processor's cache, which takes an eighth."""
    chosen = None if among is None else numpy.array(among, dtype="i8")
    count, wanted = len(held) if chosen is None else len(chosen), numpy.frombuffer(vector, dtype="<f4")
    scores, floats = numpy.empty(count, "f4"), numpy.empty((_TOGETHER, len(wanted)), "f4")
    for start in range(0, count, _TOGETHER):
        end = min(start + _TOGETHER, count)
        some = held[start:end] if chosen is None else held[chosen[start:end]]
        numpy.copyto(floats[: end - start], some["numbers"])
        scores[start:end] = (floats[: end - start] @ wanted) * some["scale"]
    return scores


def exactly(vector: bytes, rows: Sequence[Row]) -> list[tuple[float, int]]:
    """The cosines, of rows of an id and a vector of that size."""
    if (numpy := _numpy()) is not None and rows:
        vectors = numpy.frombuffer(b"".join([row[1] for row in rows]), dtype="<f4").reshape(len(rows), -1)
        scores = vectors @ numpy.frombuffer(vector, dtype="<f4")
        return list(zip(scores.tolist(), [row[0] for row in rows], strict=True))
    form = struct.Struct(f"<{len(vector) // 4}f")
    wanted = form.unpack(vector)
    return [(sum(map(mul, wanted, form.unpack(row[1]))), row[0]) for row in rows]


def _product(vector: bytes, codes: bytes, start: int) -> float:
    size = len(vector) // 4
    (scale,) = _SCALE.unpack_from(codes, start)
    numbers = struct.unpack_from(f"<{size}b", codes, start + _SCALE.size)
    product: float = scale * sum(map(mul, struct.unpack(f"<{size}f", vector), numbers))
    return product


@cache
def _numpy() -> Any:
    """The module, or None: it comes with the extras."""
    try:
        return import_module("numpy")
    except ImportError:
        return None
