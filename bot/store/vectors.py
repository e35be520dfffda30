"""The nearest vectors, exactly: in the database where it has sqlite-vec or pgvector, otherwise in a thread."""

import asyncio
import heapq
import logging
import sqlite3
import struct
from importlib import import_module
from operator import mul
from typing import Final

from bot.store.sql import Database, Rows, Value, Vector

log = logging.getLogger(__name__)

_AT_ONCE: Final = 256  # vectors read from the database
_NEAREST: Final = """
    SELECT id, 1.0 - vec_distance_cosine(vector, :vector) AS score FROM passages
    WHERE document_id = :document AND model = :model AND length(vector) = :size ORDER BY score DESC, id LIMIT :limit
"""
_VECTORS: Final = """
    SELECT id, vector, page, n FROM passages
    WHERE document_id = :document AND model = :model AND length(vector) = :size AND (page, n) > (:page, :n)
    ORDER BY page, n LIMIT :limit
"""
Scored = tuple[float, int]  # the cosine, and the passage's id


def can_compare(connection: sqlite3.Connection) -> bool:
    """Give the connection `vec_distance_cosine`, if sqlite-vec is there and this Python can load extensions."""
    if not hasattr(connection, "enable_load_extension"):
        return False
    try:
        extension = import_module("sqlite_vec").loadable_path()
    except ImportError:
        return False
    try:
        connection.enable_load_extension(True)
        connection.load_extension(extension)
        connection.enable_load_extension(False)
    except sqlite3.Error as error:
        log.warning("sqlite-vec cannot be loaded, so that vectors are compared without it: %s", error)
        return False
    return True


async def computed(database: Database, document_id: str, model: str, vector: bytes, limit: int) -> list[Scored]:
    """The document's nearest passages, by a database that `can_compare`."""
    place: dict[str, Value] = {"document": document_id, "model": model, "size": len(vector)}
    rows = await database.fetch(_NEAREST, **place, vector=Vector(vector), limit=limit)
    return [(score, passage) for passage, score in rows]


async def scanned(database: Database, document_id: str, model: str, vector: bytes, limit: int) -> list[Scored]:
    """The same, by any database."""
    place: dict[str, Value] = {"document": document_id, "model": model, "size": len(vector)}
    best: list[Scored] = []
    page = n = -1
    while True:
        rows = await database.fetch(_VECTORS, **place, page=page, n=n, limit=_AT_ONCE)
        best = heapq.nsmallest(limit, best + await asyncio.to_thread(compared, vector, rows), key=_worst_last)
        if len(rows) < _AT_ONCE:
            return best
        *_, page, n = rows[-1]


def compared(vector: bytes, rows: Rows) -> list[Scored]:
    floats = struct.Struct(f"<{len(vector) // 4}f")
    wanted = floats.unpack(vector)
    return [(sum(map(mul, wanted, floats.unpack(each))), passage) for passage, each, *_ in rows]


def _worst_last(scored: Scored) -> tuple[float, int]:
    score, passage = scored
    return -score, passage
