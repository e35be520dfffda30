"""Vectors as they are stored."""

import sys
from array import array
from collections.abc import Iterable


def packed(vector: Iterable[float]) -> bytes:
    """32-bit floats in little-endian order."""
    floats = array("f", vector)
    if sys.byteorder == "big":
        floats.byteswap()
    return floats.tobytes()
