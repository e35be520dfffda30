"""What `/summarize` is asked for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import CommandRejected
from bot.summaries.periods import Period, period

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("what", "in_thread", "expected"),
    [
        ("", True, Period()),
        ("this thread", True, Period()),
        ("", False, Period(mine=True)),
        ("since I last wrote", True, Period(mine=True)),
        ("Since I last wrote here.", False, Period(mine=True)),
        ("since my last message", False, Period(mine=True)),
        ("mine", False, Period(mine=True)),
        ("last 50", False, Period(last=50)),
        ("the last 50 messages", True, Period(last=50)),
        ("120 messages", False, Period(last=120)),
        ("2h", True, Period(since=NOW.timestamp() - 7_200)),
        ('"since Yesterday"', False, Period(since=(NOW - timedelta(days=1, hours=23, minutes=30)).timestamp())),
    ],
)
def test_what_can_be_asked_for(what: str, in_thread: bool, expected: Period) -> None:
    assert period(what, NOW, in_thread=in_thread) == expected


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("whenever", "I cannot read “whenever” as a time. Write it as `2h`, `yesterday`"),
        ("2026-12-24", "“2026-12-24” lies in the future."),
        ("May 14", "“May 14” is more than 31 days ago"),
        ("40 days", "is more than 31 days ago"),
        ("last 6000", "I read from 1 to 5,000 messages at once"),
        ("last 0", "I read from 1 to 5,000 messages at once"),
        ("this thread", "There is no thread here"),
    ],
)
def test_what_cannot_is_told_how_to_write_it(what: str, sentence: str) -> None:
    with pytest.raises(CommandRejected, match=sentence) as caught:
        period(what, NOW, in_thread=False)
    assert "rite it" in str(caught.value) or "write `!summarize`" in str(caught.value)
