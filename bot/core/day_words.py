"""Times of day and names of days in people's words, in small letters: what moments and recurrences are made of."""

import re
from datetime import time
from typing import Final

WEEKDAY_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIRST_HALF: Final = ("january", "february", "march", "april", "may", "june")
MONTH_NAMES: Final = (*_FIRST_HALF, "july", "august", "september", "october", "november", "december")
AMOUNT: Final = r"(\d{1,4}(?:\.\d{1,2})?)\s*(m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)"
SECONDS: Final = {"m": 60, "h": 3_600, "d": 86_400, "w": 7 * 86_400}  # by the first letter of a unit
_CLOCK: Final = r"(?:at )?(?:(\d{1,2})(?::(\d{2}))?\s*(am|pm)|(\d{1,2}):(\d{2})|(noon)|(midnight))|at (\d{1,2})"
_AT_END: Final = re.compile(rf"(?:^|\s)(?:{_CLOCK})$")
_AT_BEGIN: Final = re.compile(rf"^(?:{_CLOCK})(?:,?\s+on)?\s")


def time_of_day(words: str) -> tuple[time | None, str]:
    """The time of day that words begin or end with, if they do, and the rest of them.

    Raises `ValueError` for one that no clock shows.
    """
    found = _AT_END.search(words) or _AT_BEGIN.search(words)
    if found is None:
        return None, words
    return _clock(found), f"{words[: found.start()]} {words[found.end() :]}".strip().rstrip(",")


def index(names: tuple[str, ...], word: str) -> int | None:
    """Of a name, or of its beginning from three letters on."""
    if len(word) < 3:  # noqa: PLR2004 - as said
        return None
    return next((number for number, name in enumerate(names) if name.startswith(word)), None)


def _clock(found: re.Match[str]) -> time:
    hour, minute, half, plain_hour, plain_minute, noon, midnight, bare_hour = found.groups()
    if noon or midnight:
        return time(12 if noon else 0)
    if half is None:
        return time(int(plain_hour or bare_hour), int(plain_minute or 0))
    if not 1 <= int(hour) <= 12:  # noqa: PLR2004 - hours on a clock's face
        raise ValueError(f"there is no {hour} {half}")
    return time(int(hour) % 12 + (12 if half == "pm" else 0), int(minute or 0))
