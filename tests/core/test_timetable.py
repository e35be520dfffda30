"""When an appointment is due, through every change of the clocks."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from bot.core.timetable import EVERY_DAY, WEEKDAYS, Rule

DAILY_HALF_PAST_TWO = Rule(days=EVERY_DAY, hour=2, minute=30, zone="Europe/Paris")


def at(text: str) -> float:
    """Of an ISO time with its offset."""
    return datetime.fromisoformat(text).timestamp()


def times(rule: Rule, start: str, count: int) -> list[str]:
    """The next times in UTC, such as `26 01:30`."""
    found, moment = [], at(start)
    for _ in range(count):
        moment = rule.after(moment) or 0.0
        found.append(f"{datetime.fromtimestamp(moment, UTC):%d %H:%M}")
    return found


def test_a_time_that_the_spring_leaves_out_is_taken_with_the_offset_before_it() -> None:
    # On 28 March 2027 the clocks of Paris go from 02:00 (+01:00) to 03:00 (+02:00).
    assert times(DAILY_HALF_PAST_TWO, "2027-03-26T12:00+01:00", 3) == ["27 01:30", "28 01:30", "29 00:30"]


def test_a_time_that_the_autumn_brings_twice_is_due_the_first_time_alone() -> None:
    # On 25 October 2026 the clocks of Paris go from 03:00 (+02:00) back to 02:00 (+01:00).
    assert times(DAILY_HALF_PAST_TWO, "2026-10-23T12:00+02:00", 3) == ["24 00:30", "25 00:30", "26 01:30"]
    assert DAILY_HALF_PAST_TWO.after(at("2026-10-25T02:45+02:00")) == at("2026-10-26T02:30+01:00")


def test_nine_o_clock_stays_nine_o_clock() -> None:
    rule = Rule(days=EVERY_DAY, hour=9, zone="Europe/Paris")
    assert times(rule, "2027-03-27T00:00+01:00", 3) == ["27 08:00", "28 07:00", "29 07:00"]
    assert times(rule, "2026-10-24T00:00+02:00", 3) == ["24 07:00", "25 08:00", "26 08:00"]


def test_weekdays_leave_out_the_weekend_of_the_zone() -> None:
    rule = Rule(days=WEEKDAYS, hour=1, zone="Pacific/Auckland")  # Monday there is still Sunday in UTC
    assert times(rule, "2026-11-27T00:00+13:00", 3) == ["26 12:00", "29 12:00", "30 12:00"]


def test_the_last_time_it_was_due_is_found_too() -> None:
    rule = Rule(days=(0,), hour=9, zone="Europe/Paris")
    monday = at("2026-11-30T09:00+01:00")
    assert rule.upto(monday) == monday
    assert rule.upto(monday - 1) == monday - 7 * 86_400
    assert rule.after(monday) == monday + 7 * 86_400


def test_once_is_once() -> None:
    rule = Rule(once=100.0)
    assert (rule.after(99.0), rule.after(100.0), rule.upto(99.0), rule.upto(100.0)) == (100.0, None, None, 100.0)
    assert not rule.repeats


@given(
    moment=st.floats(min_value=0, max_value=4e9),
    days=st.sets(st.integers(0, 6), min_size=1),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    zone=st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_between_two_times_there_is_no_other(moment: float, days: set[int], hour: int, minute: int, zone: str) -> None:
    rule = Rule(days=tuple(sorted(days)), hour=hour, minute=minute, zone=zone)
    after, upto = rule.after(moment), rule.upto(moment)
    assert after is not None
    assert upto is not None
    assert upto <= moment < after
    assert rule.upto(after - 1) == upto
    assert rule.after(upto) == after


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York"])
def test_a_year_has_a_time_for_each_of_its_days(zone: str) -> None:
    rule = Rule(days=EVERY_DAY, hour=2, minute=30, zone=zone)
    moment, count = at("2026-12-31T12:00+00:00"), 0
    while (moment := rule.after(moment) or 0.0) < at("2027-12-31T12:00+00:00"):
        count += 1
    assert count == 365
