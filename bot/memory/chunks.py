"""Pages cut into passages: short enough to say one thing, whole enough to be quoted. Pure."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.core.documents import Page

LONGEST: Final = 380  # tokens of a passage, estimated
OVERLAP: Final = 50  # tokens that a passage repeats of the one before it, at most
_BYTES: Final = 4.0  # of text to a token, digits aside
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n")
_SENTENCES: Final = re.compile(r"(?<=[.!?…。！？])\s+|\n")
_HEADING: Final = re.compile(r"#{1,6} ")


@dataclass(frozen=True, slots=True)
class Chunk:
    page: int  # from 1
    text: str


def chunks(pages: Iterable[Page]) -> Iterator[Chunk]:
    """The passages of each page, in order; none goes beyond its page, and headers and footers are in none."""
    for page in pages:
        for text in _passages(page.text):
            yield Chunk(page.number, text)


def tokens(text: str) -> float:
    """About how many a text has: a digit is one, and of other text four bytes are."""
    digits = sum(map(text.count, "0123456789"))
    return digits + (len(text.encode("utf-8", "replace")) - digits) / _BYTES


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is not cut any further. `joint` is what stands between it and the piece before it."""

    text: str
    joint: str
    size: float


def _passages(text: str) -> Iterator[str]:
    held: deque[_Piece] = deque()
    fresh = False  # whether more is held than the overlap
    for piece in _pieces(_PICTURE.sub("", text)):
        if fresh and _size(held) + piece.size > LONGEST:
            yield _joined(held)
            held = _overlap(held)
            fresh = False
        while held and not fresh and _size(held) + piece.size > LONGEST:
            held.popleft()
        held.append(piece)
        fresh = True
    if fresh:
        yield _joined(held)


def _pieces(text: str) -> Iterator[_Piece]:
    """Paragraphs; of those that are too long their sentences or lines; of those the words, some at a time."""
    for paragraph in _PARAGRAPHS.split(text):
        joint = "\n\n"
        for part in _parts(paragraph.strip()):
            yield _Piece(part, joint, tokens(part))
            joint = "\n" if part.startswith("|") or "\n" in paragraph else " "


def _parts(paragraph: str) -> Iterator[str]:
    if tokens(paragraph) <= LONGEST:
        yield from [paragraph] if paragraph else []
        return
    for sentence in filter(None, map(str.strip, _SENTENCES.split(paragraph))):
        if tokens(sentence) <= LONGEST:
            yield sentence
        else:
            yield from _cut(sentence)


def _cut(sentence: str) -> Iterator[str]:
    """A sentence without end, at spaces where it has any near."""
    while sentence:
        most = _fitting(sentence)
        space = sentence.rfind(" ", most // 2, most) if most < len(sentence) else -1
        end = space if space > 0 else most
        yield sentence[:end].strip()
        sentence = sentence[end:].strip()


def _fitting(text: str) -> int:
    """How many characters from the start make a passage."""
    end = min(len(text), int(LONGEST * _BYTES))
    while tokens(text[:end]) > LONGEST:
        end = end * 3 // 4
    return max(end, 1)


def _overlap(held: deque[_Piece]) -> deque[_Piece]:
    """The last pieces of a passage, if they are short; a heading always goes with what it heads."""
    kept: deque[_Piece] = deque()
    for piece in reversed(held):
        if len(kept) == len(held) - 1 or _size(kept) + piece.size > OVERLAP:
            break
        kept.appendleft(piece)
        if _HEADING.match(piece.text):
            break
    return kept


def _size(pieces: Iterable[_Piece]) -> float:
    return sum(piece.size for piece in pieces)


def _joined(pieces: Iterable[_Piece]) -> str:
    return "".join(piece.joint + piece.text for piece in pieces).strip()
