"""Which of the places where a piece could end is the best."""

import re
from typing import Final

from bot.core.markdown.fences import Fence

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]*_]{0,4}\s|[。！？]")
_LEAST: Final = {"paragraph": 0.25, "line": 0.5, "sentence": 0.5, "word": 0.5}  # of the piece, that a cut must fill


class Cuts:
    """The line ends of a piece that begins at `begin`, as they come."""

    def __init__(self, begin: int) -> None:
        self.begin = begin
        self._paragraph: tuple[int, Fence | None] | None = None
        self._line: tuple[int, Fence | None] | None = None

    def line(self, start: int, end: int, before: Fence | None, after: Fence | None, *, blank: bool) -> None:
        """A whole line fits, between whose ends the open fence went from `before` to `after`."""
        if before is None and after is not None:
            if start > self.begin:
                self._paragraph = (start, None)
            return  # a cut below an opening fence would show an empty block
        if after is None and (blank or before is not None):
            self._paragraph = (end, None)
        self._line = (end, after)

    def best(self, text: str, line_start: int, full: int, fence: Fence | None) -> tuple[int | None, Fence | None]:
        """The cut, and the fence open there if it is at a line's end; None where only a word can be torn.

        Up to `full` fits, within the line that begins at `line_start`.
        """
        room = full - self.begin
        for kind, found in (("paragraph", self._paragraph), ("line", self._line)):
            if found is not None and found[0] - self.begin >= room * _LEAST[kind]:
                return found
        least = max(line_start, self.begin + int(room * _LEAST["sentence"]))
        within = _last_sentence(text, least, full) if fence is None else None
        within = within or _last_space(text, max(line_start, self.begin + int(room * _LEAST["word"])), full)
        if within:
            return within, None
        found = self._line or self._paragraph
        return found or (_last_space(text, max(line_start, self.begin), full), None)


def _last_sentence(text: str, least: int, full: int) -> int | None:
    ends = [found.end() for found in _SENTENCE_END.finditer(text, least, full)]
    return ends[-1] if ends else None


def _last_space(text: str, least: int, full: int) -> int | None:
    """The last place after white space, in (least, full]."""
    for place in range(full, least, -1):
        if text[place - 1].isspace():
            return place
    return None
