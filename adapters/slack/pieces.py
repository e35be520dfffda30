"""Where a long answer is cut into messages, and how each piece of it reads by itself."""

import re
from dataclasses import dataclass
from typing import Final

from adapters.slack.outgoing import safe, settled
from bot.core.markdown import utf16_length
from bot.core.markdown.fences import Fence, after, open_at_end

LIMIT: Final = 11_000
"""Characters of one message. Slack takes 12,000 in one stream or in the Markdown blocks of one message."""

ITEMS: Final = 40
"""Headings and rules of one message: Slack unfolds Markdown into at most 50 blocks."""

_CALM: Final = 9_000  # characters after which a stream stops at paragraphs only, so that it can be cut at one
_LONGEST_INFO: Final = 200  # characters of a fence's first line that are repeated
_ITEM: Final = re.compile(r"^[ \t>]{0,6}(?:#{1,6}(?:\s|$)|(?:[-*_][ \t]*){3,}$)", re.MULTILINE)
_PARAGRAPH: Final = re.compile(r"\n(?:[ \t]*\n)+")
_LINE_END: Final = re.compile(r"\n+")
_BLANK: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """What one message holds: `words[start:end]`, with the fence that is open at `start` opened again."""

    words: str
    start: int
    end: int

    def shown(self) -> str:
        """The whole message as it is posted, an open fence closed at its end."""
        raw = self.raw()
        fence = open_at_end(raw + "\n")
        return safe(raw + ("\n" + fence.closer if fence else ""))

    def so_far(self) -> tuple[str, int]:
        """The beginning of the message that will not change, and where in `words` it ends."""
        head, raw = self._head(), self.raw()
        kept = settled(raw)
        if kept <= len(head):
            return "", self.start
        return safe(raw[:kept]), self.start + kept - len(head)

    def raw(self) -> str:
        return self._head() + self.words[self.start : self.end].rstrip()

    def _head(self) -> str:
        fence = open_at_end(self.words[: self.start])
        return f"{_short(fence)}\n" if fence else ""


def cut(words: str, start: int, *, shown: int = 0, limit: int = LIMIT) -> int | None:
    """Where the message that begins at `start` has to end, or None if all the rest fits into it.

    `shown` is how far it has been posted already: the cut is not before that. Best at a paragraph outside of code, else
    at a line, else at a blank.
    """
    most = _fitting(words, start, limit)
    if most >= len(words):
        return None
    least = min(max(shown, start + (most - start) // 3), most)
    return break_in(words, least, most) or max(most, start + 1)


def break_in(words: str, least: int, most: int, *, at_blanks: bool = True) -> int | None:
    """The best place to end a message from `least` to `most`, or None."""
    free = _free_lines(words, most)
    outside = [at for at in _ends(_PARAGRAPH, words, least, most) if at in free]
    if found := outside or _ends(_LINE_END, words, least, most):
        return found[-1]
    blanks = _ends(_BLANK, words, least, most) if at_blanks else []
    return blanks[-1] if blanks else None


def calm(words: str, start: int) -> int:
    """How much may be posted as it grows: near the limit only whole paragraphs, so that the cut finds one."""
    if len(words) - start <= _CALM:
        return len(words)
    found = _ends(_PARAGRAPH, words, start + _CALM, len(words))
    return found[-1] if found else start + _CALM


def skip_blank(words: str, at: int) -> int:
    """Where the next message begins, if the one before ends at `at`."""
    match = _LINE_END.match(words, at) or _PARAGRAPH.match(words, at)
    return match.end() if match and open_at_end(words[:at]) is None else at


def _free_lines(words: str, upto: int) -> set[int]:
    """Where the lines begin that are outside of fenced code."""
    free: set[int] = set()
    fence: Fence | None = None
    at = 0
    for line in words[:upto].split("\n"):
        if fence is None:
            free.add(at)
        fence = after(line, fence)
        at += len(line) + 1
    return free


def _ends(pattern: re.Pattern[str], words: str, least: int, most: int) -> list[int]:
    """The ends of the matches that begin at `least` or later and end at `most` or earlier."""
    return [match.end() for match in pattern.finditer(words, least, most)]


def _fitting(words: str, start: int, limit: int) -> int:
    """The farthest end at which the message is within all limits."""
    end = min(len(words), start + limit)
    while end > start + 1 and (length := utf16_length(Piece(words, start, end).shown())) > limit:
        end = max(start + 1, start + (end - start) * limit // length - 1)
    items = [match.start() for match in _ITEM.finditer(words, start, end)]
    return max(items[ITEMS], start + 1) if len(items) > ITEMS else end


def _short(fence: Fence) -> str:
    return fence.opener if len(fence.opener) <= _LONGEST_INFO else fence.closer
