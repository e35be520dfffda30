"""Whether a PDF page's own text says what the page shows, or whether the page has to be looked at."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

Verdict = Literal["good", "blank", "scan"]
"""The text is the page; there is nothing on the page; or its text is missing, poor, or less than what it shows."""

_GARBAGE: Final = 0.05  # share of characters that no writer meant, from which a text is not to be trusted
_UNMEANT: Final = frozenset({"Cc", "Co", "Cn", "Cs"})
_WORDLESS: Final = 0.3  # share of letters and digits below which a longer text is taken for glyph numbers
_LONGER: Final = 40  # characters, without white space
_CAPTION: Final = 200  # characters, below which a page that is mostly a picture is its picture
_TITLE: Final = 40  # characters, below which a page with a drawing is its drawing
_DRAWING: Final = 30  # strokes
_MOSTLY: Final = 0.5  # share of the page
_PARTLY: Final = 0.25


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows besides its text: the share of it that pictures cover, and how many strokes are drawn."""

    pictures: float = 0.0
    strokes: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A page as its own text layer gives it."""

    number: int  # from 1
    verdict: Verdict
    text: str = ""


def enough(text: str) -> bool:
    """Whether there is so much text that what else the page shows does not matter."""
    return _size(text) >= _CAPTION


def judged(text: str, shown: Shown) -> Verdict:
    """The verdict on a page that is not blank; a text of a few characters is good if it is all that is there."""
    size = _size(text)
    if not size or garbage(text) > _GARBAGE:
        return "scan"
    if size >= _LONGER and _letters(text) / size < _WORDLESS:
        return "scan"
    if size < _CAPTION and shown.pictures >= _MOSTLY:
        return "scan"
    if size < _TITLE and (shown.pictures >= _PARTLY or shown.strokes >= _DRAWING):
        return "scan"
    return "good"


def garbage(text: str) -> float:
    """The share of replacement, control, private-use and unassigned characters."""
    counted = Counter("".join(text.split()))
    wrong = sum(count for char, count in counted.items() if char == "\ufffd" or unicodedata.category(char) in _UNMEANT)
    return wrong / max(counted.total(), 1)


def _size(text: str) -> int:
    return sum(map(len, text.split()))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
