"""A JSON body that holds a file as base64, made piece by piece while it is sent, so that memory holds one piece."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Self

from bot.mistral.wire import encoded

PIECE: Final = 3 * 64 * 1024  # bytes of the file; a multiple of three, so that pieces join without padding
HOLE: Final = "c54a1bd1-the-file-goes-here-9f0f6a1e"  # stands in the body where the file's base64 goes


@dataclass(frozen=True, slots=True)
class FileBody:
    before: bytes
    path: Path
    size: int  # bytes of the file
    after: bytes

    @classmethod
    def around(cls, body: Mapping[str, Any], path: Path, size: int) -> Self:
        """The body with the file where one of its strings has the `HOLE`."""
        before, hole, after = encoded(body).partition(HOLE.encode())
        if not hole:
            raise ValueError("the body has no place for the file")
        return cls(before, path, size, after)

    @property
    def length(self) -> int:
        """Bytes of the whole body."""
        return len(self.before) + -(-self.size // 3) * 4 + len(self.after)

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """From the start; the file is read and encoded off the event loop."""
        yield self.before
        file = await asyncio.to_thread(self.path.open, "rb")
        try:
            while piece := await asyncio.to_thread(_piece, file):
                yield piece
        finally:
            file.close()
        yield self.after


def _piece(file: IO[bytes]) -> bytes:
    return base64.b64encode(file.read(PIECE))
