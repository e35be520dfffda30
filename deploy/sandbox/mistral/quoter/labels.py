"""Labelled lines of a text: `Total: 42`, or two neighbouring cells of a table."""

import re
from typing import NamedTuple

from deploy.sandbox.mistral.quoter.words import telling

LINE = re.compile(
    r"^[ \t>*•#|-]*(?P<label>[^\W_][^:|\n]{0,60}?)[ \t*]*(?::|\|)[ \t*]*(?P<value>[^|\n]*[^|\s])", re.MULTILINE
)
NUMBER = re.compile(r"-?\d(?:[\d  ,.']*\d)?")
GROUPS = re.compile(r"[  ']")


class Label(NamedTuple):
    words: frozenset[str]
    value: str


def labels(text: str) -> list[Label]:
    """Every labelled line, in order."""
    found = (Label(frozenset(telling(each["label"])), each["value"].strip(" *")) for each in LINE.finditer(text))
    return [each for each in found if each.words and each.value]


def number(text: str) -> float | int | None:
    """The first number, whichever signs part its thousands and its decimals; three digits behind one are thousands."""
    if (found := NUMBER.search(text)) is None:
        return None
    digits = GROUPS.sub("", found[0])
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0 or len(digits) - last - 1 == 3:
        return int(re.sub(r"[.,]", "", digits))
    return float(re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :])
