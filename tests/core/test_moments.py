"""Words for a time, read on a Sunday evening in Paris: 22 November 2026, 23:30."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from bot.core.moments import moment, moment_ahead

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 22, 23, 30, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2h", "2026-11-22 21:30"),
        ("45m", "2026-11-22 22:45"),
        ("45 min ago", "2026-11-22 22:45"),
        ("1h30m", "2026-11-22 22:00"),
        ("1.5 hours", "2026-11-22 22:00"),
        ("last 2 hours", "2026-11-22 21:30"),
        ("the last hour", "2026-11-22 22:30"),
        ("last week", "2026-11-15 23:30"),
        ("3 days", "2026-11-19 23:30"),
        ("today", "2026-11-22 00:00"),
        ("today 14:00", "2026-11-22 14:00"),
        ("yesterday", "2026-11-21 00:00"),
        ("yesterday at 2pm", "2026-11-21 14:00"),
        ("monday", "2026-11-16 00:00"),
        ("monday 9:00", "2026-11-16 09:00"),
        ("mon 9am", "2026-11-16 09:00"),
        ("9:00 on monday", "2026-11-16 09:00"),
        ("last monday", "2026-11-16 00:00"),
        ("sunday", "2026-11-22 00:00"),
        ("sunday 23:45", "2026-11-15 23:45"),
        ("last sunday", "2026-11-15 00:00"),
        ("9:00", "2026-11-22 09:00"),
        ("23:45", "2026-11-21 23:45"),
        ("noon", "2026-11-22 12:00"),
        ("12am", "2026-11-22 00:00"),
        ("12:30 pm", "2026-11-22 12:30"),
        ("2026-11-20", "2026-11-20 00:00"),
        ("2026-11-20 14:30", "2026-11-20 14:30"),
        ("2026-11-20t14:30", "2026-11-20 14:30"),
        ("20 nov", "2026-11-20 00:00"),
        ("20 november 14:00", "2026-11-20 14:00"),
        ("nov 20", "2026-11-20 00:00"),
        ("nov 20th, 9am", "2026-11-20 09:00"),
        ("20th of november 2025", "2025-11-20 00:00"),
        ("may 14", "2026-05-14 00:00"),
        ("24 dec", "2026-12-24 00:00"),
        ("tomorrow", ""),
        ("lunch", ""),
        ("1", ""),
        ("12", ""),
        ("march", ""),
        ("mo", ""),
        ("31 feb", ""),
        ("2026-13-01", ""),
        ("25:00", ""),
        ("13pm", ""),
        ("last 50", ""),
        ("hello 9:00", ""),
        ("20/11", ""),  # or is it the 11th of a month 20?
    ],
)
def test_words_mean_the_latest_time_that_is_not_to_come(words: str, expected: str) -> None:
    found = moment(words, NOW)
    assert (found.strftime("%Y-%m-%d %H:%M") if found else "") == expected


def test_a_winter_day_read_in_january_is_the_last_winters() -> None:
    january = datetime(2027, 1, 5, 12, tzinfo=PARIS)
    assert moment("20 dec", january) == datetime(2026, 12, 20, tzinfo=PARIS)


def test_hours_are_real_hours_where_the_clock_is_put_back() -> None:
    now = datetime(2026, 10, 25, 4, 0, tzinfo=PARIS)  # an hour after 3:00 became 2:00
    found = moment("3h", now)
    assert found is not None
    assert now.timestamp() - found.timestamp() == 3 * 3_600


def test_a_day_begins_at_the_askers_own_midnight() -> None:
    found = moment("today", NOW.astimezone(ZoneInfo("Asia/Tokyo")))  # where it is Monday already
    assert found is not None
    assert found.astimezone(PARIS).strftime("%d %H:%M") == "22 16:00"


@given(st.text(alphabet="0123456789:-. amphdwlastoningeu", max_size=24))
def test_whatever_is_written_has_a_time_or_none(words: str) -> None:
    found = moment(words, NOW)
    assert found is None or found.tzinfo is PARIS


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2h", "2026-11-23 01:30"),
        ("in 20 minutes", "2026-11-22 23:50"),
        ("in an hour", "2026-11-23 00:30"),
        ("in 1 hour 30 minutes", "2026-11-23 01:00"),
        ("in 2 weeks", "2026-12-06 23:30"),
        ("9:00", "2026-11-23 09:00"),
        ("at 9", "2026-11-23 09:00"),
        ("23:45", "2026-11-22 23:45"),
        ("today 23:45", "2026-11-22 23:45"),
        ("tomorrow", "2026-11-23 09:00"),
        ("tomorrow at 9", "2026-11-23 09:00"),
        ("9:00 tomorrow", "2026-11-23 09:00"),
        ("tomorrow at 2pm", "2026-11-23 14:00"),
        ("monday", "2026-11-23 09:00"),
        ("on friday 17:00", "2026-11-27 17:00"),
        ("sunday 23:00", "2026-11-29 23:00"),
        ("next sunday", "2026-11-29 09:00"),
        ("next monday 9am", "2026-11-23 09:00"),
        ("24 dec 18:00", "2026-12-24 18:00"),
        ("20 nov", "2027-11-20 09:00"),
        ("may 14th", "2027-05-14 09:00"),
        ("2026-12-01 08:15", "2026-12-01 08:15"),
        ("2026-12-01t08:15", "2026-12-01 08:15"),
        ("29 feb", ""),
        ("yesterday", ""),
        ("lunch", ""),
        ("", ""),
        ("25:00", ""),
    ],
)
def test_what_lies_ahead_is_the_first_time_that_the_words_can_mean(words: str, expected: str) -> None:
    found = moment_ahead(words, NOW)
    assert (f"{found:%Y-%m-%d %H:%M}" if found else "") == expected


@pytest.mark.parametrize("words", ["today 9:00", "2026-11-20 9:00", "20 november 2026"])
def test_what_can_only_mean_the_past_is_the_past(words: str) -> None:
    found = moment_ahead(words, NOW)
    assert found is not None
    assert found < NOW


def test_hours_ahead_are_counted_through_a_change_of_the_clocks() -> None:
    before = datetime(2027, 3, 28, 1, 30, tzinfo=PARIS)
    found = moment_ahead("in 1 hour", before)
    assert found is not None
    assert f"{found:%H:%M}" == "03:30"


@given(st.text(max_size=40))
def test_whatever_is_written_about_the_future_raises_nothing(words: str) -> None:
    moment_ahead(words.lower(), NOW)
