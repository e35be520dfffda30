"""How long a text is for a platform, and where it can be cut without tearing a character apart."""

import unicodedata
from collections.abc import Callable
from typing import Final

Measure = Callable[[str], int]

_ZWJ: Final = "\u200d"
_LONGEST_CLUSTER: Final = 64  # characters looked back over; a longer cluster is no emoji but an attack


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, in which JavaScript's platforms count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def safe_cut(text: str, start: int, at: int) -> int:
    """The last place in (start, at] where no emoji, accent or surrogate pair is torn; `at` itself if there is none.

    Looks only at what stands before `at` and at the character there.
    """
    lowest = max(start + 1, at - _LONGEST_CLUSTER)
    for place in range(at, lowest - 1, -1):
        if not _joined(text, start, place):
            return place
    return at


def _joined(text: str, start: int, at: int) -> bool:
    """Whether the characters on both sides of `at` belong together."""
    if at >= len(text):
        return False
    before, here = text[at - 1], text[at]
    if here < "\u0300":
        return before == "\r" and here == "\n"
    if _ZWJ in {before, here} or _modifies(here):
        return True
    if "\udc00" <= here <= "\udfff":
        return "\ud800" <= before <= "\udbff"
    return _regional(here) and _regionals_before(text, start, at) % 2 == 1


def _modifies(char: str) -> bool:
    return (
        unicodedata.category(char)[0] == "M"
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # tags, which spell a flag
    )


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regionals_before(text: str, start: int, at: int) -> int:
    lowest = max(start, at - _LONGEST_CLUSTER)
    place = at
    while place > lowest and _regional(text[place - 1]):
        place -= 1
    return at - place
