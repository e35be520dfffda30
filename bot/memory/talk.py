"""Messages grouped into chunks: enough of the talk to mean something, little enough to mean one thing. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from bot.core.search_ports import Chunk, IndexedMessage
from bot.memory.chunks import tokens

LONGEST: Final = 220  # tokens of a chunk, estimated
MOST: Final = 8  # messages of a chunk
APART: Final = 900.0  # seconds of silence after which the talk is about something else
QUIET: Final = 60.0  # seconds after which nothing is likely to join the last messages of a conversation
_PIECE: Final = 900  # characters of a long message's piece
_BREAKS: Final = ("\n\n", "\n", ". ", " ")


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that are embedded together, or one that is too long for that, in pieces.

    `closed`: no later message would join them.
    """

    messages: tuple[IndexedMessage, ...]
    closed: bool

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """With names, since who says something is part of what is said."""
        first = self.messages[0]
        if len(self.messages) > 1 or tokens(first.text) <= LONGEST:
            return (_chunk(self.messages, "\n".join(map(_line, self.messages))),)
        return tuple(
            _chunk(self.messages, f"{first.author.name}: {first.text[begins:ends]}", begins, ends)
            for begins, ends in _pieces(first.text)
        )


def groups(messages: Sequence[IndexedMessage], now: float) -> Iterator[Group]:
    """Of messages by conversation and in order. The last group of a conversation stays open until it has been quiet."""
    held: list[IndexedMessage] = []
    for message in messages:
        if held and not _joins(held, message):
            yield Group(tuple(held), closed=True)
            held = []
        held.append(message)
    if held:
        yield Group(tuple(held), closed=_is_full(held) or held[-1].at <= now - QUIET)


def _joins(held: Sequence[IndexedMessage], message: IndexedMessage) -> bool:
    last = held[-1]
    if message.conversation != last.conversation or message.at - last.at > APART or len(held) >= MOST:
        return False
    return sum(tokens(each.text) for each in (*held, message)) <= LONGEST


def _is_full(held: Sequence[IndexedMessage]) -> bool:
    return len(held) >= MOST or sum(tokens(each.text) for each in held) >= LONGEST


def _line(message: IndexedMessage) -> str:
    return f"{message.author.name}: {message.text}"


def _chunk(messages: tuple[IndexedMessage, ...], text: str, begins: int = 0, ends: int = 0) -> Chunk:
    return Chunk(messages, text, sha256(text.encode("utf-8", "replace")).hexdigest(), begins, ends)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends: at the end of a paragraph, a line or a sentence, if there is one near."""
    begins = 0
    while len(text) - begins > _PIECE:
        ends = begins + _PIECE
        for mark in _BREAKS:
            if (found := text.rfind(mark, begins + _PIECE // 2, ends)) > 0:
                ends = found + len(mark)
                break
        yield begins, ends
        begins = ends
    yield begins, len(text)
