"""Numbers and names as a chart writes them."""

import textwrap
from collections.abc import Sequence
from typing import Final

_BEFORE: Final = frozenset("€$£¥")
_LONGEST_NAME: Final = 28  # characters
_TITLE_WIDTH: Final = 60
_FULL: Final = 1_000  # from which on no decimals are shown


def number(value: float, unit: str = "", *, decimals: int | None = None) -> str:
    """With thousands separators, and as many decimals as its size needs unless they are given."""
    if decimals is None:
        decimals = needed_decimals([value])
    text = f"{value:,.{decimals}f}"
    if unit in _BEFORE:
        return f"-{unit}{text[1:]}" if text.startswith("-") else f"{unit}{text}"
    return f"{text} {unit}" if unit else text


def needed_decimals(values: Sequence[float]) -> int:
    """How many decimals tell these numbers apart: none for whole ones, else two digits of the largest."""
    if all(value == int(value) for value in values):
        return 0
    largest = max(abs(value) for value in values)
    if largest >= _FULL:
        return 0
    decimals = 2
    while largest < 10 ** (1 - decimals) and decimals < 8:  # noqa: PLR2004 - below that, all is nothing
        decimals += 1
    return decimals


def shortened(name: str, longest: int = _LONGEST_NAME) -> str:
    """On one line, and cut where it is too long to be read beside others."""
    line = " ".join(name.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def heading(title: str) -> str:
    """On at most two lines."""
    return "\n".join(textwrap.wrap(" ".join(title.split()), _TITLE_WIDTH, max_lines=2, placeholder=" …"))
