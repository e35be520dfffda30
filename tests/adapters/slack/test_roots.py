import math
from typing import Any

import pytest

from adapters.slack.roots import LookBack, root

DAY = 86_400.0
NOW = 1_795_000_000.0


def message(at: float, **facts: Any) -> dict[str, Any]:
    return {"ts": f"{at:.6f}", **facts}


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, None),
        ({"thread_ts": "5.000000", "reply_count": 2, "latest_reply": "9.000000"}, ("5.000000", 9.0)),
        ({"thread_ts": "5.000000", "reply_count": 2}, ("5.000000", math.inf)),
        ({"thread_ts": "3.000000", "subtype": "thread_broadcast"}, ("3.000000", 5.0)),
        ({"thread_ts": "5.000000", "reply_count": 0}, None),
    ],
)
def test_threads_are_known_by_their_root_or_by_what_is_shown_of_them(facts: dict[str, Any], found: object) -> None:
    assert root(message(5.0, **facts)) == found


def test_what_has_no_time_begins_no_thread() -> None:
    assert root({"reply_count": 3}) is None


def test_all_is_looked_at_where_there_is_no_more() -> None:
    back = LookBack()
    assert back.is_over([message(NOW - 90 * DAY)], NOW, more=False)
    assert back.until == 0.0


def test_a_month_is_looked_at() -> None:
    back = LookBack()
    assert not back.is_over([message(NOW + 1)], NOW, more=True)
    assert not back.is_over([message(NOW - 29 * DAY)], NOW, more=True)
    assert back.is_over([message(NOW - 31 * DAY)], NOW, more=True)
    assert back.until == NOW - 31 * DAY


def test_some_thousand_messages_are_looked_at() -> None:
    back = LookBack()
    pages = [[message(NOW - 1_000 * page - each - 1) for each in range(1_000)] for page in range(3)]
    assert [back.is_over(page, NOW, more=True) for page in pages] == [False, False, True]
    assert back.until == NOW - 3_000


def test_a_page_that_holds_nothing_ends_nothing() -> None:
    assert not LookBack().is_over([], NOW, more=True)
