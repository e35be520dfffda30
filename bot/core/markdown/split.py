"""Cutting a Markdown text into pieces that each fit a message and can be read alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.core.markdown.cuts import Cuts
from bot.core.markdown.fences import Fence, after, closes, run_length
from bot.core.markdown.measure import Measure, safe_cut

_SMALLEST: Final = 16  # a limit below which cutting makes no sense
_DEEP: Final = 16  # columns of indentation that no one means


@dataclass(frozen=True, slots=True)
class Piece:
    """What one message holds: `text` to be shown, which stands for `whole[start:end]`."""

    text: str
    start: int
    end: int


def split(text: str, limit: int, measure: Measure = len) -> list[Piece]:
    """Cut `text` into pieces whose texts measure at most `limit`; together they cover all of it.

    A cut is made at the best of these that leaves the piece well filled: between paragraphs, lines, sentences, words.
    A code fence that is open at a cut is closed there and opened again in the next piece, with its info string; one
    that is open at the end is closed. Emoji, accents and surrogate pairs stay whole.

    Stable: as `text` grows, a piece that another one follows keeps its text and its offsets for ever. Each cut
    therefore depends on nothing beyond the first character that no longer fits.

    `measure` adds up over the characters and gives each at least 1. Raises `ValueError` for a limit below 16.
    """
    if limit < _SMALLEST:
        raise ValueError(f"a limit of {limit} is too small to cut a text for")
    pieces = list(_Splitter(text, limit, measure).pieces())
    if pieces and pieces[-1].end < len(text):  # nothing but white space is left
        pieces[-1] = replace(pieces[-1], end=len(text))
    return pieces


class _Splitter:
    def __init__(self, text: str, limit: int, measure: Measure) -> None:
        self._text = text
        self._limit = limit
        self._measure = measure

    def pieces(self) -> Iterator[Piece]:
        at, fence = 0, None
        while True:
            begin, fence = self._begin(at, fence)
            if begin == len(self._text):
                return
            end, left_open = self._end(begin, fence)
            yield Piece(self._shown(begin, end, fence, left_open), at, end)
            at, fence = end, left_open

    def _begin(self, at: int, fence: Fence | None) -> tuple[int, Fence | None]:
        """Where a piece's visible text begins, and in which fence: blank lines and a lone closing fence are passed."""
        line_start, rest = self._first_line(at)
        if fence is not None and rest < len(self._text):
            line = self._line(line_start)
            at_end = line_start + len(line) == len(self._text)
            if self._begins_line(line_start) and closes(line, fence) and (at_end or line.endswith("\n")):
                return self._begin(line_start + len(line), None)
            if at_end and not line.strip(" \t>").strip(fence.mark[0]):
                return len(self._text), None  # this may become the end of the fence, which makes no piece
            return line_start, fence
        return (rest if rest - line_start > _DEEP or rest == len(self._text) else line_start), None

    def _first_line(self, at: int) -> tuple[int, int]:
        """Where the first line begins that is not blank, and where its first character is that is no white space."""
        rest = at
        while rest < len(self._text) and self._text[rest].isspace():
            rest += 1
        return max(at, self._text.rfind("\n", at, rest) + 1), rest

    def _end(self, begin: int, fence: Fence | None) -> tuple[int, Fence | None]:
        """Where the piece ends, and the fence that is open there."""
        cuts = Cuts(begin)
        used = self._measure(f"{fence.opener}\n") if fence else 0
        reserve = self._closing(fence)
        at = begin
        while at < len(self._text):
            line = self._line(at)
            reserved = max(reserve, self._opening(line))
            size = self._measure(line)
            if used + size + reserved > self._limit:
                return self._choose(cuts, at, at + self._room(line, used, reserve), fence)
            following = self._after(at, at + len(line), fence)
            cuts.line(at, at + len(line), fence, following, blank=line.isspace())
            at, used, reserve, fence = at + len(line), used + size, reserved, following
        return at, fence

    def _line(self, at: int) -> str:
        """The line that begins at `at`, with its end, or as much of it as could ever fit and a little more."""
        end = self._text.find("\n", at, at + self._limit + 1)
        return self._text[at : end + 1 if end >= 0 else at + self._limit + 1]

    def _begins_line(self, at: int) -> bool:
        """Whether nothing but white space stands before `at` on its line; only there can a fence begin or end."""
        return not self._text[self._text.rfind("\n", 0, at) + 1 : at].strip()

    def _room(self, line: str, used: int, reserve: int) -> int:
        """How many characters of a line still fit."""
        fits, fails = 0, len(line)
        while fits + 1 < fails:
            middle = (fits + fails) // 2
            start = line[:middle]
            if used + self._measure(start) + max(reserve, self._opening(start)) <= self._limit:
                fits = middle
            else:
                fails = middle
        return fits

    def _choose(self, cuts: Cuts, line_start: int, full: int, fence: Fence | None) -> tuple[int, Fence | None]:
        cut, open_there = cuts.best(self._text, line_start, full, fence)
        if cut is None:
            open_there = fence
            cut = safe_cut(self._text, line_start, full) if full > line_start else max(line_start, cuts.begin + 1)
        if cut > line_start:
            open_there = self._after(line_start, cut, fence)
        return cut, open_there

    def _after(self, start: int, end: int, fence: Fence | None) -> Fence | None:
        """The fence that is open after a line: without its info string, or none at all, if it would fill a message."""
        following = after(self._text[start:end], fence)
        if following is fence or not self._begins_line(start):
            return fence
        if following is None:
            return None
        if self._measure(f"\n{following.closer}") > self._limit // 4:
            return None
        if self._measure(f"{following.opener}\n") > self._limit // 4:
            return replace(following, info="")
        return following

    def _closing(self, fence: Fence | None) -> int:
        return self._measure(f"\n{fence.closer}") if fence else 0

    def _opening(self, line: str) -> int:
        """What closing a fence will take that this beginning of a line may open; never less for more of the line."""
        length = run_length(line)
        return min(self._measure("\n" + line[:length]), self._limit // 4) if length else 0

    def _shown(self, begin: int, end: int, fence: Fence | None, left_open: Fence | None) -> str:
        head = f"{fence.opener}\n" if fence else ""
        body = self._text[begin:end]
        if left_open is None:
            return head + body.rstrip()
        body = body.rstrip("\n")
        return f"{head}{body}\n{left_open.closer}"
