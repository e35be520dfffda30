"""The tool `calendar`: weekdays, days between dates, and dates so many days, weeks, months or working days away."""

import calendar as months
import re
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from bot.core.errors import ToolFailed
from bot.core.tool import Tool, ToolContext, tool

_STEP: Final = re.compile(
    r"([+-]?)\s*(\d{1,6})\s*(working\s?day|workday|business\s?day|day|week|month|year)s?", re.IGNORECASE
)
_FRIDAY: Final = 4
_WEEK: Final = 7
_NO_HOLIDAYS: Final = "working days are Monday to Friday; public holidays are not known"


def calendar_tool(default_zone: str) -> Tool:
    """Today is today in `default_zone`, an IANA name."""

    async def calendar(
        context: ToolContext,
        start: Annotated[str, "a date as 2026-11-29; empty for today"] = "",
        until: Annotated[str, "another date, to count the days from `start` to it"] = "",
        add: Annotated[str, "what to add to `start`, such as `10 working days`, `-3 weeks` or `2 months`"] = "",
    ) -> str:
        """Work with dates: the weekday of a date, how many days or working days lie between two, a date so far away."""
        today = datetime.fromtimestamp(context.now, ZoneInfo(default_zone)).date()
        first = _date(start, today)
        said = [_described(first)]
        if until.strip():
            said.append(_between(first, _date(until, today)))
        if add.strip():
            said.append(f"{add.strip()} later it is {_described(added(first, add))}; {_NO_HOLIDAYS}.")
        return "\n".join(said)

    return tool(calendar, doing="looking at the calendar")


def added(start: date, text: str) -> date:
    """The date that is so far from `start`. Raises `ToolFailed` with how to write it."""
    found = _STEP.fullmatch(text.strip())
    if found is None:
        raise ToolFailed(f"I cannot add {text[:40]!r}; write it as `10 working days`, `-3 weeks` or `2 months`.")
    number, unit = int(found[2]) * (-1 if found[1] == "-" else 1), found[3].lower().replace(" ", "")
    try:
        match unit:
            case "day" | "week":
                return start + timedelta(days=number * (_WEEK if unit == "week" else 1))
            case "month" | "year":
                return _months_later(start, number * (12 if unit == "year" else 1))
            case _:
                return _working_days_later(start, number)
    except (OverflowError, ValueError) as error:
        raise ToolFailed(f"That is beyond the years {MINYEAR} to {MAXYEAR}.") from error


def working_days(start: date, end: date) -> int:
    """Mondays to Fridays after `start`, up to and including `end`; negative if `end` is the earlier one."""
    if end < start:
        return -working_days(end - timedelta(days=1), start - timedelta(days=1))
    weeks, rest = divmod((end - start).days, _WEEK)
    return weeks * 5 + sum((start + timedelta(days=n)).weekday() <= _FRIDAY for n in range(1, rest + 1))


def _working_days_later(start: date, number: int) -> date:
    step = timedelta(days=1 if number >= 0 else -1)
    weeks, rest = divmod(abs(number), 5)
    day = start
    while day.weekday() > _FRIDAY:  # counting begins with the next working day, or ends with the one before
        day -= step
    day += step * _WEEK * weeks
    while rest:
        day += step
        rest -= day.weekday() <= _FRIDAY
    return day


def _months_later(start: date, number: int) -> date:
    """The same day of the month, or its last one where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def _between(start: date, end: date) -> str:
    days = (end - start).days
    weeks, rest = divmod(abs(days), _WEEK)
    return (
        f"From then to {_described(end)}: {days:,} days ({weeks:,} weeks and {rest} days), "
        f"{working_days(start, end):,} working days; the first day is not counted and the last one is; {_NO_HOLIDAYS}."
    )


def _described(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y} ({day.isoformat()}, week {day.isocalendar().week})"


def _date(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else today
    except ValueError as error:
        raise ToolFailed(f"{text[:40]!r} is no date that I can read; write it as {today.isoformat()}.") from error
