"""Bytes from a platform onto the disk, counted and hashed on the way; writing never holds up the event loop."""

import asyncio
import errno
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from bot.core.document_ports import Source
from bot.core.errors import FileRefused, StoreFailed

_BLOCK: Final = 1 << 20  # bytes that are written at once
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
_MEGABYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Spooled:
    path: Path
    sha256: str  # hexadecimal
    size: int  # bytes


@asynccontextmanager
async def place(folder: Path) -> AsyncIterator[Path]:
    """A path in `folder` at which no file is; what is written there is gone when the block is left.

    Raises `StoreFailed` where the disk takes nothing more.
    """
    path = folder / uuid4().hex
    try:
        yield path
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise StoreFailed(
            f"The disk that holds {folder} takes nothing more ({error.strerror}); free some space there."
        ) from error
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


async def spooled(source: Source, path: Path, *, most: int) -> Spooled:
    """Fetch a file to a path. Raises `FileRefused` as soon as it is more than `most` bytes, or `PlatformFailed`."""
    name = source.attachment.name
    refuse_size(name, source.attachment.size, most)
    hashed, size = hashlib.sha256(), 0
    file = await asyncio.to_thread(path.open, "xb")
    try:
        async with aclosing(_blocks(source)) as blocks:
            async for block in blocks:
                size += len(block)
                refuse_size(name, size, most)
                await asyncio.to_thread(_write, file, block, hashed)
    finally:
        file.close()
    return Spooled(path, hashed.hexdigest(), size)


def refuse_size(name: str, size: int, most: int) -> None:
    if size > most:
        raise FileRefused(
            f"{name} is larger than the {most // _MEGABYTE} MB that I take; please send a smaller file or a part of it."
        )


async def _blocks(source: Source) -> AsyncGenerator[bytes, None]:
    """The file in larger blocks than the network brings."""
    pieces = source.fetch(source.attachment)
    waiting: list[bytes] = []
    size = 0
    try:
        async for piece in pieces:
            waiting.append(piece)
            size += len(piece)
            if size >= _BLOCK:
                yield b"".join(waiting)
                waiting, size = [], 0
        if waiting:
            yield b"".join(waiting)
    finally:
        if isinstance(pieces, AsyncGenerator):  # its connection is given back at once, also if the file is refused
            await pieces.aclose()


def _write(file: IO[bytes], block: bytes, hashed: "hashlib._Hash") -> None:
    hashed.update(block)
    file.write(block)
