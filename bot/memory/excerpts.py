"""What of a message is shown for a hit: a line around the words that were searched for. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.core.speech import on_one_line

LONGEST: Final = 220  # characters
_LEAD: Final = 60  # of them before the first word that was found
_LINK: Final = re.compile(r"!?\[([^\[\]\n]*)\]\(\S*?\)")


def excerpt(text: str, words: Sequence[str]) -> str:
    """On one line, with dots where something is left out."""
    line = on_one_line(_LINK.sub(r"\1", text)).strip()
    if len(line) <= LONGEST:
        return line
    found = [at for at in (_plain(line).find(_plain(word)) for word in words) if at >= 0]
    begin = max(min(found, default=0) - _LEAD, 0)
    begin = min(begin, len(line) - LONGEST)
    if begin:
        begin = line.find(" ", begin, begin + _LEAD) + 1 or begin
    end = begin + LONGEST
    if end < len(line):
        end = line.rfind(" ", begin + LONGEST // 2, end) if " " in line[begin + LONGEST // 2 : end] else end
    return f"{'… ' if begin else ''}{line[begin:end].strip()}{' …' if end < len(line) else ''}"


def holds(text: str, words: Sequence[str]) -> int:
    """How many of the words are in a text."""
    plain = _plain(text)
    return sum(_plain(word) in plain for word in words)


def _plain(text: str) -> str:
    """In small letters without accents, character by character, so that places stay what they are."""
    return (
        "".join(unicodedata.normalize("NFD", char)[0] for char in text.lower()) if not text.isascii() else text.lower()
    )
