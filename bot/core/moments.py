"""From words such as `Monday 9:00`, `20 Nov` or `2h` to a time, as the asker's clock shows it.

Of what lies behind, a moment is the latest one that the words can mean and that is not in the future: on a Monday at
noon, `Monday` is this morning's midnight, and `Monday 14:00` a week ago. Of what lies ahead, it is the first one.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.core.day_words import AMOUNT, MONTH_NAMES, SECONDS, WEEKDAY_NAMES, index, time_of_day

_AMOUNTS: Final = rf"{AMOUNT}(?:(?: and)?\s*{AMOUNT})?"
_AGO: Final = re.compile(rf"(?:(?:the )?(?:last|past) )?{_AMOUNTS}(?: ago)?")
_AHEAD: Final = re.compile(rf"(?:in )?(?:the next )?{_AMOUNTS}(?: from now)?")
_LAST: Final = re.compile(r"(?:the )?(?:last|past) (hour|day|week)")
_IN_ONE: Final = re.compile(r"in (?:an?|one) (minute|hour|day|week)")
_MORNING: Final = time(9)  # of a day ahead of which no time is said
_HALF_A_YEAR: Final = 182  # days
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,?(?: (\d{4}))?")
_MONTH_FIRST: Final = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")


def moment(words: str, now: datetime) -> datetime | None:
    """The time that `words`, in small letters, mean to somebody whose clock shows `now`; None if they mean none.

    Only what can mean nothing else lies in the future, such as a day of which the year is written.
    """
    if found := _LAST.fullmatch(words):
        return _later(now, -SECONDS[found[1][0]])
    if found := _AGO.fullmatch(words):
        return _later(now, -_seconds(found))
    try:
        at, rest = time_of_day(_spaced(words))
        days = _past_days(rest, now.date()) if rest else [now.date(), now.date() - timedelta(days=1)]
        moments = [datetime.combine(day, at or time(), now.tzinfo) for day in days]
    except ValueError:  # there is no 31 February, and no 25:00
        return None
    return next((each for each in moments if each <= now), moments[0] if moments else None)


def moment_ahead(words: str, now: datetime) -> datetime | None:
    """The same for what is to come: a day is meant at 9:00 unless a time is said, and `2h` is in two hours.

    Only what can mean nothing else lies in the past.
    """
    if found := _IN_ONE.fullmatch(words):
        return _later(now, SECONDS[found[1][0]])
    if found := _AHEAD.fullmatch(words):
        return _later(now, _seconds(found))
    try:
        at, rest = time_of_day(_spaced(words))
        days = _days_ahead(rest, now.date()) if rest else [now.date(), now.date() + timedelta(days=1)]
        moments = [datetime.combine(day, at or _MORNING, now.tzinfo) for day in days if at or rest]
    except ValueError:
        return None
    ahead = (each for each in moments if each.timestamp() > now.timestamp())
    return next(ahead, moments[0] if moments else None)


def _spaced(words: str) -> str:
    """ISO's T between date and time as a space."""
    return re.sub(r"(?<=\d)t(?=\d)", " ", words)


def _seconds(found: re.Match[str]) -> float:
    amounts = zip(found.groups()[::2], found.groups()[1::2], strict=True)
    return sum(float(count) * SECONDS[unit[0]] for count, unit in amounts if count)


def _later(now: datetime, seconds: float) -> datetime:
    return datetime.fromtimestamp(now.timestamp() + seconds, now.tzinfo)


def _past_days(words: str, today: date) -> list[date]:
    """The days that are meant, the likeliest first; the second is for where the first lies in the future."""
    if words in {"today", "yesterday"}:
        return [today - timedelta(days=int(words == "yesterday"))]
    last, _, name = words.rpartition("last ")
    if (weekday := index(WEEKDAY_NAMES, name)) is not None and not last:
        ago = (today.weekday() - weekday) % 7
        days = [today - timedelta(days=ago), today - timedelta(days=ago + 7)]
        return days[1:] if words != name and ago == 0 else days
    return [
        each.replace(year=each.year - 1) if not year and (each - today).days > _HALF_A_YEAR else each
        for each, year in _dates(words, today)
    ]


def _days_ahead(words: str, today: date) -> list[date]:
    """The days that are meant, the likeliest first; the second is for where the first lies in the past."""
    if words in {"today", "tomorrow"}:
        return [today + timedelta(days=int(words == "tomorrow"))]
    before, _, name = words.rpartition("next ")
    if (weekday := index(WEEKDAY_NAMES, name.removeprefix("on "))) is not None and not before:
        ahead = (weekday - today.weekday()) % 7
        days = [today + timedelta(days=ahead), today + timedelta(days=ahead + 7)]
        return days[1:] if words != name and ahead == 0 else days
    found = list(_dates(words.removeprefix("on "), today))
    return [each for each, _ in found] + [each.replace(year=each.year + 1) for each, year in found if not year]


def _dates(words: str, today: date) -> Iterator[tuple[date, bool]]:
    """The date that is written, if it is one, and whether its year is; else it is this year's."""
    if found := _ISO.fullmatch(words):
        yield date(int(found[1]), int(found[2]), int(found[3])), True
    elif found := _DAY_FIRST.fullmatch(words):
        yield from _in_a_month(int(found[1]), found[2], found[3], today)
    elif found := _MONTH_FIRST.fullmatch(words):
        yield from _in_a_month(int(found[2]), found[1], found[3], today)


def _in_a_month(day: int, name: str, year: str | None, today: date) -> Iterator[tuple[date, bool]]:
    if (month := index(MONTH_NAMES, name)) is not None:
        yield date(int(year or today.year), month + 1, day), bool(year)
