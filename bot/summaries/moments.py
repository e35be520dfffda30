"""From words such as `Monday 9:00`, `20 Nov` or `2h` to a time, as the asker's clock shows it.

A moment is the latest one that the words can mean and that is not in the future: on a Monday at noon, `Monday` is this
morning's midnight, and `Monday 14:00` a week ago.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

_UNITS: Final = {"m": 60, "h": 3_600, "d": 86_400, "w": 7 * 86_400}  # seconds
_AMOUNT: Final = r"(\d{1,4}(?:\.\d{1,2})?)\s*(m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)"
_AMOUNTS: Final = re.compile(rf"(?:(?:the )?(?:last|past) )?{_AMOUNT}(?:(?: and)?\s*{_AMOUNT})?(?: ago)?")
_UNIT: Final = re.compile(r"(?:the )?(?:last|past) (hour|day|week)")
_CLOCK: Final = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)|(\d{1,2}):(\d{2})|(noon)|(midnight)")
_AT_END: Final = re.compile(rf"(?:^|\s)(?:at )?(?:{_CLOCK.pattern})$")
_AT_BEGIN: Final = re.compile(rf"^(?:at )?(?:{_CLOCK.pattern})(?:\s+on)?\s")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIRST_HALF: Final = ("january", "february", "march", "april", "may", "june")
_MONTHS: Final = (*_FIRST_HALF, "july", "august", "september", "october", "november", "december")
_HALF_A_YEAR: Final = 182  # days
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,?(?: (\d{4}))?")
_MONTH_FIRST: Final = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")


def moment(words: str, now: datetime) -> datetime | None:
    """The time that `words`, in small letters, mean to somebody whose clock shows `now`; None if they mean none.

    Only what can mean nothing else lies in the future, such as a day of which the year is written.
    """
    if found := _UNIT.fullmatch(words):
        return _before(now, _UNITS[found[1][0]])
    if found := _AMOUNTS.fullmatch(words):
        amounts = zip(found.groups()[::2], found.groups()[1::2], strict=True)
        return _before(now, sum(float(count) * _UNITS[unit[0]] for count, unit in amounts if count))
    try:
        return _on_a_day(re.sub(r"(?<=\d)t(?=\d)", " ", words), now)
    except ValueError:  # there is no 31 February, and no 25:00
        return None


def _before(now: datetime, seconds: float) -> datetime:
    return datetime.fromtimestamp(now.timestamp() - seconds, now.tzinfo)


def _on_a_day(words: str, now: datetime) -> datetime | None:
    """A day, a time of day, or both in either order."""
    found = _AT_END.search(words) or _AT_BEGIN.search(words)
    at = _clock(found) if found else time()
    rest = f"{words[: found.start()]} {words[found.end() :]}".strip().rstrip(",") if found else words
    days = _days(rest, now.date()) if rest else [now.date(), now.date() - timedelta(days=1)]
    moments = [datetime.combine(day, at, now.tzinfo) for day in days]
    return next((each for each in moments if each <= now), moments[0] if moments else None)


def _clock(found: re.Match[str]) -> time:
    hour, minute, half, plain_hour, plain_minute, noon, midnight = found.groups()
    if noon or midnight:
        return time(12 if noon else 0)
    if half is None:
        return time(int(plain_hour), int(plain_minute))
    if not 1 <= int(hour) <= 12:  # noqa: PLR2004 - hours on a clock's face
        raise ValueError(f"there is no {hour} {half}")
    return time(int(hour) % 12 + (12 if half == "pm" else 0), int(minute or 0))


def _days(words: str, today: date) -> list[date]:
    """The days that are meant, the likeliest first; the second is for where the first lies in the future."""
    if words in {"today", "yesterday"}:
        return [today - timedelta(days=int(words == "yesterday"))]
    if found := _ISO.fullmatch(words):
        return [date(int(found[1]), int(found[2]), int(found[3]))]
    last, _, name = words.rpartition("last ")
    if (weekday := _index(_WEEKDAYS, name)) is not None and not last:
        ago = (today.weekday() - weekday) % 7
        days = [today - timedelta(days=ago), today - timedelta(days=ago + 7)]
        return days[1:] if words != name and ago == 0 else days
    if found := _DAY_FIRST.fullmatch(words):
        return _in_a_month(int(found[1]), found[2], found[3], today)
    if found := _MONTH_FIRST.fullmatch(words):
        return _in_a_month(int(found[2]), found[1], found[3], today)
    return []


def _in_a_month(day: int, name: str, year: str | None, today: date) -> list[date]:
    """Without a year, this year's, or in January one of the last winter."""
    if (month := _index(_MONTHS, name)) is None:
        return []
    found = date(int(year or today.year), month + 1, day)
    if not year and (found - today).days > _HALF_A_YEAR:
        found = found.replace(year=today.year - 1)
    return [found]


def _index(names: tuple[str, ...], word: str) -> int | None:
    """Of a name, or of its beginning from three letters on."""
    if len(word) < 3:  # noqa: PLR2004 - as said
        return None
    return next((number for number, name in enumerate(names) if name.startswith(word)), None)
