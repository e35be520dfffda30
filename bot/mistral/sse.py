"""Server-sent events, from bytes as they come off the socket (WHATWG HTML: server-sent events, "parsing").

By hand, because a line is ended by CR and LF only: JSON may hold U+2028 and U+0085, at which `str.splitlines` and
line iterators built on it would cut an event in two. An event that the end of the stream leaves unterminated is kept.
"""

from typing import Final

DONE: Final = b"[DONE]"
BOM: Final = b"\xef\xbb\xbf"


class EventParser:
    """Turns pieces of a stream, cut anywhere, into the data of its events; other fields are passed over."""

    def __init__(self) -> None:
        self._rest = b""
        self._after_cr = False
        self._begun = False

    def feed(self, piece: bytes) -> list[bytes]:
        """The data of the events that `piece` completes."""
        if self._after_cr and piece:
            piece = piece.removeprefix(b"\n")
            self._after_cr = False
        if b"\r" in piece:
            self._after_cr = piece.endswith(b"\r")
            piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *blocks, self._rest = (self._rest + piece).split(b"\n\n")
        return self._data_of(blocks)

    def end(self) -> list[bytes]:
        """The data of the last event, if nothing but its end was missing."""
        last, self._rest = self._rest, b""
        return self._data_of([last])

    def _data_of(self, blocks: list[bytes]) -> list[bytes]:
        if blocks and not self._begun:
            self._begun = True
            blocks[0] = blocks[0].removeprefix(BOM)
        return [data for block in blocks if (data := _data(block))]


def _data(block: bytes) -> bytes:
    """An event's data lines, joined; empty for a comment or an event without any."""
    if block.startswith(b"data: ") and b"\n" not in block:
        return block[6:]
    values = (line[5:] for line in block.split(b"\n") if line.startswith(b"data:"))
    return b"\n".join(value.removeprefix(b" ") for value in values)
