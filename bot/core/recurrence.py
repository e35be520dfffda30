"""From words such as `9:00 weekdays` or `every Monday at 9` to a rule that repeats, and back to words."""

import re
from datetime import time
from typing import Final

from bot.core.day_words import WEEKDAY_NAMES, index, time_of_day
from bot.core.timetable import EVERY_DAY, WEEKDAYS, Rule

HOW: Final = "`9:00`, `9:00 weekdays`, `Monday 9:00` or `Mon, Thu 16:30`"
_SETS: Final = {"day": EVERY_DAY, "daily": EVERY_DAY, "weekday": WEEKDAYS, "workday": WEEKDAYS, "weekend": (5, 6)}
_FILLERS: Final = frozenset({"every", "each", "on", "and", "the", "weekly"})


def recurrence(words: str, zone: str) -> Rule | None:
    """The rule that `words` mean in a time zone (an IANA name); None if they mean none, or no time of day."""
    small = " ".join(words.lower().strip(" \t\n\"'`“”„.").split())
    try:
        at, rest = time_of_day(small)
    except ValueError:  # there is no 25:00
        return None
    days = _days(rest)
    if at is None or days is None:
        return None
    return Rule(days=days, hour=at.hour, minute=at.minute, zone=zone)


def told(rule: Rule) -> str:
    """For example `every weekday at 09:00 (Europe/Paris)`."""
    return f"{_told_days(rule.days)} at {time(rule.hour, rule.minute):%H:%M} ({rule.zone})"


def _days(words: str) -> tuple[int, ...] | None:
    """The days that are named, all of them if none is; None for words that name no day."""
    days: set[int] = set()
    named = [word for word in re.split(r"[\s,&+]+", words) if word and word not in _FILLERS]
    if not named and "weekly" in words:
        return None
    for word in named:
        single = word.rstrip("s") if word not in _SETS else word
        if (found := _SETS.get(single)) is not None:
            days.update(found)
        elif (day := index(WEEKDAY_NAMES, single)) is not None or (day := index(WEEKDAY_NAMES, word)) is not None:
            days.add(day)
        else:
            return None
    return tuple(sorted(days)) or EVERY_DAY


def _told_days(days: tuple[int, ...]) -> str:
    if days in {EVERY_DAY, WEEKDAYS}:
        return "every day" if days == EVERY_DAY else "every weekday"
    names = [WEEKDAY_NAMES[day].capitalize() for day in days]
    return "every " + (" and ".join(filter(None, [", ".join(names[:-1]), names[-1]])))
