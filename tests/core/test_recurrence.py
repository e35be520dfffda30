"""Words for what happens again and again."""

import pytest
from hypothesis import given, strategies as st

from bot.core.recurrence import recurrence, told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("9:00", "every day at 09:00"),
        ("at 9", "every day at 09:00"),
        ("9am", "every day at 09:00"),
        ("noon", "every day at 12:00"),
        ("daily at 9", "every day at 09:00"),
        ("every day 18:30", "every day at 18:30"),
        ("9:00 weekdays", "every weekday at 09:00"),
        ("weekdays at 9", "every weekday at 09:00"),
        ("Every weekday at 9:05.", "every weekday at 09:05"),
        ("9:00 on workdays", "every weekday at 09:00"),
        ("weekends 10:00", "every Saturday and Sunday at 10:00"),
        ("Monday 9:00", "every Monday at 09:00"),
        ("Mondays at 9:00", "every Monday at 09:00"),
        ("every Wednesday at 4pm", "every Wednesday at 16:00"),
        ("weekly on Friday 17:00", "every Friday at 17:00"),
        ("Mon, Thu 16:30", "every Monday and Thursday at 16:30"),
        ("tues & thurs 9:00", "every Tuesday and Thursday at 09:00"),
        ("Mon, Wed and Fri at 8:15", "every Monday, Wednesday and Friday at 08:15"),
    ],
)
def test_it_is_read_and_told(words: str, expected: str) -> None:
    rule = recurrence(words, "Europe/Paris")
    assert rule is not None
    assert told(rule) == f"{expected} (Europe/Paris)"
    assert recurrence(told(rule).removesuffix(" (Europe/Paris)"), "Europe/Paris") == rule


@pytest.mark.parametrize(
    "words",
    ["", "weekdays", "Monday", "25:00", "9:00 weekly", "lunch", "9:00 soon", "13pm", "9:00 mo", "tomorrow 9:00"],
)
def test_what_is_no_recurrence_is_none(words: str) -> None:
    assert recurrence(words, "UTC") is None


@given(st.text(max_size=40))
def test_whatever_is_written_raises_nothing(words: str) -> None:
    recurrence(words, "UTC")
