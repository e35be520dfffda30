"""A file's pages in parts that each fit into one request."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.documents import Page
from bot.core.model_ports import Tokens
from bot.core.speech import headed
from bot.extraction.verifying import page_words

TOKENS: Final = 24_000  # of pages in one request


@dataclass(frozen=True, slots=True)
class Piece:
    """A page, or a piece of one that is too long for a request."""

    page: int
    text: str


Part = tuple[Piece, ...]


def shown(name: str, part: Part) -> str:
    """The part as a model reads it: the file's words and nobody's message."""
    return headed(f"file: {name}", "\n\n".join(f"[page {piece.page}]\n{piece.text}" for piece in part))


async def parts_of(pages: Sequence[Page], tokens: Tokens, *, most: int = TOKENS) -> list[Part]:
    """All pages with text, in order; `most` tokens are in one part, about."""
    pieces = [Piece(page.number, words) for page in pages if page.how is not None and (words := page_words(page))]
    counts = [count.followed for count in await tokens.count([piece.text for piece in pieces])]
    parts: list[list[Piece]] = []
    room = 0
    for piece, count in zip(pieces, counts, strict=True):
        for cut in _cut(piece, count, most):
            size = count * len(cut.text) // max(len(piece.text), 1) + 1
            if not parts or size > room:
                parts.append([])
                room = most
            parts[-1].append(cut)
            room -= size
    return [tuple(part) for part in parts]


def halves(part: Part) -> tuple[Part, Part] | None:
    """Both halves of a part; None for one that cannot be parted."""
    if len(part) > 1:
        return part[: len(part) // 2], part[len(part) // 2 :]
    if len(part) == 1 and len(lines := part[0].text.splitlines(keepends=True)) > 1:
        middle = len(lines) // 2
        page = part[0].page
        return (Piece(page, "".join(lines[:middle])),), (Piece(page, "".join(lines[middle:])),)
    return None


def _cut(piece: Piece, count: int, most: int) -> list[Piece]:
    """Pieces of at most so many tokens, about, cut between lines where there are any."""
    if count <= most:
        return [piece]
    longest = max(len(piece.text) * most // count, 1)
    cuts: list[Piece] = []
    begin = 0
    while begin < len(piece.text):
        end = begin + longest
        if end < len(piece.text) and (line := piece.text.rfind("\n", begin, end)) > begin:
            end = line + 1
        cuts.append(Piece(piece.page, piece.text[begin:end]))
        begin = end
    return cuts
