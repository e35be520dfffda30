"""Whether a PDF page's own text says what the page shows, or whether the page has to be looked at."""

import re
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
_CAPTION: Final = 200  # characters, below which a page with a large picture is its picture
_TITLE: Final = 40  # characters, below which a page with a drawing is its drawing
# Of scans with an invisible text layer, in the samples of ocrmypdf and pypdf: pages that OCR has read well consist of
# words by 93 to 97 %, those whose words it broke ("Nort h Buon a Vist a") by 56 to 65 %.
_WORDS: Final = 0.8
_WORD: Final = re.compile(r"[^\W\d_]{2,}|\d+|[^\W_]+(?:['’.,:/-][^\W_]+)+|[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]")
_AROUND: Final = re.compile(r"^[\W_]+|[\W_]+$")
_DRAWING: Final = 30  # strokes
_MOSTLY: Final = 0.5  # share of the page
_PARTLY: Final = 0.25


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows besides its text: the share of it that pictures cover, and how many strokes are drawn.

    An `unseen` text is drawn in no colour at all, as OCR programs lay it over a scan.
    """

    pictures: float = 0.0
    strokes: int = 0
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A page as its own text layer gives it."""

    number: int  # from 1
    verdict: Verdict
    text: str = ""


def enough(text: str) -> bool:
    """Whether there is so much text that what else the page shows does not matter."""
    return _size(text) >= _CAPTION


def legible(text: str) -> bool:
    """Whether nearly all of it is words and numbers. Tables and code may not be; what is said of scans is `judged`."""
    found = text.split()
    words = sum(_WORD.fullmatch(_AROUND.sub("", each)) is not None for each in found)
    return words >= _WORDS * len(found)


def judged(text: str, shown: Shown) -> Verdict:
    """The verdict on a page that is not blank; a text of a few characters is good if it is all that is there."""
    size = _size(text)
    if not size or garbage(text) > _GARBAGE:
        return "scan"
    if size >= _LONGER and _letters(text) / size < _WORDLESS:
        return "scan"
    if shown.unseen and shown.pictures >= _MOSTLY and not legible(text):
        return "scan"
    if size < _CAPTION and shown.pictures >= _PARTLY:
        return "scan"
    if size < _TITLE and shown.strokes >= _DRAWING:
        return "scan"
    if size < _CAPTION and shown.strokes >= _DRAWING and not legible(text):
        return "scan"  # a drawing, in which specks were taken for letters
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
