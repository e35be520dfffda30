"""Dates: weekdays, days between, and dates so far away."""

import asyncio
import json
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.core.errors import ToolFailed
from bot.core.tool import ToolContext
from bot.core.values import Address, Author
from bot.tools.calendar import added, calendar_tool, working_days

DATES = st.dates(date(1990, 1, 1), date(2100, 1, 1))
NIGHT = ToolContext(Address("slack", "T1", "C1"), Author("U1", "Ana"), 1_796_000_000.0)  # 30 Nov 2026, 00:53 UTC


def told(zone: str = "UTC", **arguments: str) -> str:
    return asyncio.run(calendar_tool(zone).call(NIGHT, json.dumps(arguments)))


def test_a_date_has_a_weekday_and_a_week() -> None:
    assert told(start="2026-12-25") == "Friday 25 December 2026 (2026-12-25, week 52)"


def test_today_is_that_of_the_teams_zone() -> None:
    assert told("UTC").startswith("Monday 30 November 2026")
    assert told("America/New_York").startswith("Sunday 29 November 2026")


def test_days_and_working_days_between_two_dates() -> None:
    said = told(start="2026-11-30", until="2026-12-25")
    assert "25 days (3 weeks and 4 days), 19 working days" in said
    assert "public holidays are not known" in said


@pytest.mark.parametrize(
    ("start", "step", "day"),
    [
        ("2026-11-30", "10 days", "2026-12-10"),
        ("2026-11-30", "-3 weeks", "2026-11-09"),
        ("2027-01-31", "1 month", "2027-02-28"),
        ("2028-01-31", "1 month", "2028-02-29"),
        ("2028-02-29", "1 year", "2029-02-28"),
        ("2026-01-15", "-1 months", "2025-12-15"),
        ("2026-11-27", "1 working day", "2026-11-30"),
        ("2026-11-28", "1 working day", "2026-11-30"),
        ("2026-11-30", "-1 business days", "2026-11-27"),
        ("2026-11-30", "10 workdays", "2026-12-14"),
    ],
)
def test_dates_so_far_away(start: str, step: str, day: str) -> None:
    assert f"({day}," in told(start=start, add=step).splitlines()[1]


@given(start=DATES, end=DATES)
def test_working_days_are_those_that_one_can_count(start: date, end: date) -> None:
    early, late = min(start, end), max(start, end)
    late = min(late, early + timedelta(days=400))
    counted = sum((early + timedelta(days=n)).weekday() < 5 for n in range(1, (late - early).days + 1))

    assert working_days(early, late) == counted


@given(start=DATES, number=st.integers(1, 400))
def test_so_many_working_days_later_there_are_so_many_between(start: date, number: int) -> None:
    later = added(start, f"{number} working days")

    assert later.weekday() < 5
    assert working_days(start, later) == number


@given(start=DATES, number=st.integers(1, 400))
def test_going_back_is_going_forth_from_the_other_end(start: date, number: int) -> None:
    earlier = added(start, f"-{number} working days")

    assert earlier.weekday() < 5
    assert working_days(earlier - timedelta(days=1), start - timedelta(days=1)) == number


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"start": "tomorrow"}, "'tomorrow' is no date that I can read; write it as 2026-11-"),
        ({"start": "2026-02-30"}, "is no date"),
        ({"add": "a while"}, "write it as `10 working days`"),
        ({"add": "999999 years"}, "beyond the years 1 to 9999"),
        ({"add": "999999 weeks", "start": "9999-01-01"}, "beyond the years"),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(arguments: dict[str, str], problem: str) -> None:
    with pytest.raises(ToolFailed) as failed:
        told(**arguments)
    assert problem in str(failed.value)
