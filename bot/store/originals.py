"""The bytes of files, in pieces: a large file passes between disk and database without keeping anybody waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeVar

from bot.core.errors import StoreFailed
from bot.core.ports import Clock
from bot.store.sql import Database, Statement, Value

T = TypeVar("T")
PIECE: Final = 1 << 20  # bytes
_PROLONG: Final = """
    UPDATE originals SET keep_until = CASE WHEN keep_until < :until THEN :until ELSE keep_until END
    WHERE document_id = :document AND complete AND keep_until > :now RETURNING id
"""
_BEGIN: Final = """
    INSERT INTO originals (document_id, keep_until, complete) VALUES (:document, :until, FALSE) RETURNING id
"""
# Not once its time is over: what is being let go does not grow again.
_PUT: Final = """
    INSERT INTO original_pieces (original_id, n, data)
    SELECT :id, :n, :data FROM originals WHERE id = :id AND keep_until > :now /* FOR SHARE */ RETURNING n
"""
_COMPLETE: Final = "UPDATE originals SET complete = TRUE WHERE id = :id"
_KEPT: Final = """
    SELECT id FROM originals WHERE document_id = :document AND complete AND keep_until > :now ORDER BY id DESC LIMIT 1
"""
_WHOLE: Final = "SELECT id FROM originals WHERE id = :id AND complete"
_TAKE: Final = "SELECT data FROM original_pieces WHERE original_id = :id AND n = :n"
_OVER: Final = "SELECT id FROM originals WHERE keep_until <= :now"
_CLOSE: Final = "UPDATE originals SET complete = FALSE WHERE id = :id AND keep_until <= :now RETURNING id"
_DROP: Final = """
    DELETE FROM original_pieces WHERE original_id = :id
    AND n = (SELECT max(n) FROM original_pieces WHERE original_id = :id) RETURNING length(data)
"""
_END: Final = "DELETE FROM originals WHERE id = :id"


class Originals:
    """Each piece is a transaction of its own; the file is there once all of them are, and says so."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, document_id: str, path: Path, until: float) -> None:
        prolonged: dict[str, Value] = {"document": document_id, "until": until, "now": self._clock.time()}
        if await self._commit(_PROLONG, prolonged):
            return
        ((original,),) = await self._commit(_BEGIN, {"document": document_id, "until": until})
        async with _opened(path, "rb") as file:
            n = 0
            while piece := await _in_thread(path, partial(file.read, PIECE)):
                if not await self._commit(_PUT, {"id": original, "n": n, "data": piece, "now": self._clock.time()}):
                    return  # its time was over before it was whole
                n += 1
        await self._commit(_COMPLETE, {"id": original})

    async def write(self, document_id: str, path: Path) -> bool:
        rows = await self._database.fetch(_KEPT, document=document_id, now=self._clock.time())
        if not rows:
            return False
        original = rows[0][0]
        async with _opened(path, "xb") as file:
            async for piece in self._pieces(original):
                await _in_thread(path, partial(file.write, piece))
        if await self._database.fetch(_WHOLE, id=original):
            return True
        await _in_thread(path, path.unlink)  # its time was over meanwhile, and pieces may be missing
        return False

    async def purge(self) -> int:
        """Let go of those whose time is over; how many bytes they had."""
        freed = 0
        now = self._clock.time()
        for (original,) in await self._database.fetch(_OVER, now=now):
            if not await self._commit(_CLOSE, {"id": original, "now": now}):
                continue  # it has been given more time
            while dropped := await self._commit(_DROP, {"id": original}):
                freed += dropped[0][0]
            await self._commit(_END, {"id": original})
        return freed

    async def _pieces(self, original: int) -> AsyncIterator[bytes]:
        n = 0
        while rows := await self._database.fetch(_TAKE, id=original, n=n):
            yield rows[0][0]
            n += 1

    async def _commit(self, sql: str, values: dict[str, Value]) -> list[tuple[int, ...]]:
        results = await self._database.commit(Statement(sql, values), lasting=False)
        return results[0] if results else []


@asynccontextmanager
async def _opened(path: Path, mode: Literal["rb", "xb"]) -> AsyncIterator[BinaryIO]:
    file: BinaryIO = await _in_thread(path, lambda: path.open(mode))
    try:
        yield file
    finally:
        await _in_thread(path, file.close)


async def _in_thread(path: Path, act: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(act)
    except OSError as error:
        raise StoreFailed(f"{path} cannot be read or written ({error.strerror}); look at the disk's space.") from error
