"""Whether words stand in a text, however both are spaced and cased and their numbers written.

A text is read in four ways: with and without spaces that part thousands (`12 400`), and with `1.234` as a thousand and
as a fraction. A value stands in a page if it does in one of the readings. Words match whole: 12 is not in 123 or A12.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

Readings = tuple[str, ...]

_TAG: Final = re.compile(r"</?[a-zA-Z][^<>\n]{0,60}>")
_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SINGLE: Final = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"  # scripts whose words no spaces part
_PLAIN: Final = r"\d+(?:[.,'’]\d+)*"
_SPACED: Final = rf"\d{{1,3}}(?: \d{{3}})+(?!\d)(?:[.,]\d+)?|{_PLAIN}"
_PIECE: Final = r"(?:(?<![\w.,)])[-−])?(?>{number})(?![^\W_])|[{single}]|[^\W_{single}]+|[$¢£¤¥%₠-₿]"
_PIECES: Final = tuple(re.compile(_PIECE.format(number=number, single=_SINGLE)) for number in (_PLAIN, _SPACED))
_SEPARATOR: Final = re.compile(r"[.,]")
_ELSE: Final = 3  # words
_SHORT: Final = 3  # characters below which a word stands nearly everywhere


def readings(text: str) -> Readings:
    """The text in the forms that are compared."""
    text = unicodedata.normalize("NFKC", _TAG.sub(" ", html.unescape(text)).translate(_UNSEEN)).casefold()
    text = " ".join(text.split())
    return tuple(
        f" {' '.join(_words(pieces, text, thousands=thousands))} " for pieces in _PIECES for thousands in (True, False)
    )


def number_readings(value: float) -> Readings:
    """As `readings`, of a number."""
    exact = Decimal(str(value))
    said = format(exact.normalize() if exact else Decimal(0), "f")
    return (f" {said} ",) * (2 * len(_PIECES))


def stands(value: Readings, text: Readings) -> bool:
    """Whether the value's words stand in the text, one after the other; a value without words does nowhere."""
    return any(part.strip() and part in whole for part, whole in zip(value, text, strict=True))


def made_of(value: Readings, text: Readings) -> bool:
    """Whether a short text is the value's words, in any order, and little else."""
    pairs = ((part.split(), whole.split()) for part, whole in zip(value, text, strict=True))
    return any(part and len(whole) <= len(part) + _ELSE and {*part} <= {*whole} for part, whole in pairs)


def is_short(value: Readings) -> bool:
    return len(value[0].strip()) < _SHORT


def _words(pieces: re.Pattern[str], text: str, *, thousands: bool) -> Iterator[str]:
    for found in pieces.finditer(text):
        word = found[0]
        digits = word.lstrip("-−")
        if not digits[:1].isdecimal():
            yield word
        else:
            yield ("-" if len(digits) < len(word) else "") + _number(digits, thousands=thousands)


def _number(said: str, *, thousands: bool) -> str:
    """A number as digits with a point before its fraction; what is none, such as a date, as it is."""
    said = re.sub(r"[ '’]", "", said)
    signs = _SEPARATOR.findall(said)
    if not signs:
        return said
    whole, *groups = _SEPARATOR.split(said)
    decimal = (
        groups.pop() if len(set(signs)) > 1 or (len(signs) == 1 and not _is_group(whole, groups, thousands)) else ""
    )
    inner = signs[: len(groups)]
    if len(set(inner)) > 1 or any(len(group) != 3 for group in groups):  # noqa: PLR2004 - thousands have three digits
        return said
    fraction = decimal.rstrip("0")
    return "".join([whole, *groups]) + (f".{fraction}" if fraction else "")


def _is_group(whole: str, groups: list[str], thousands: bool) -> bool:
    """Whether three digits behind the only sign are thousands."""
    return thousands and len(groups[-1]) == 3 and whole != "0" and len(whole) <= 3  # noqa: PLR2004 - as above
