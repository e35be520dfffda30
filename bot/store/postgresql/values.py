"""How values pass between Python and the server: whole numbers as one type, vectors as pgvector's."""

import struct
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format
from psycopg.types import TypeInfo
from psycopg.types.numeric import Int8Dumper

from bot.store.sql import Vector

_FLOAT: Final = 4  # bytes


def adapt(connection: AsyncConnection[Any], vector: TypeInfo | None) -> None:
    """`vector` is what the server calls pgvector's type, if it has it; otherwise vectors are bytes."""
    connection.adapters.register_dumper(int, Int8Dumper)  # one prepared statement, whatever the size of the number
    if vector is not None:
        dumper = type("TypedVectorDumper", (VectorDumper,), {"oid": vector.oid})
        connection.adapters.register_dumper(Vector, dumper)
        connection.adapters.register_loader(vector.oid, VectorLoader)


class VectorDumper(Dumper):
    """In pgvector's binary form: the number of floats, two bytes for later use, the floats, all big-endian."""

    format = Format.BINARY

    def dump(self, obj: Vector) -> Buffer:
        count = len(obj) // _FLOAT
        return struct.pack(f">HH{count}f", count, 0, *struct.unpack(f"<{count}f", obj))


class VectorLoader(Loader):
    """From pgvector's text form, which is exact."""

    def load(self, data: Buffer) -> bytes:
        floats = [float(each) for each in bytes(data).decode().strip("[]").split(",")]
        return struct.pack(f"<{len(floats)}f", *floats)
