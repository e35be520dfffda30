"""A channel's messages in order."""

import pytest

from deploy.sandbox.discord.message import History, Message
from deploy.sandbox.discord.people import Person

NOBODY = Person(1, "Nobody", "nobody")


@pytest.fixture
def history() -> History:
    history = History()
    for one in (30, 10, 20, 40, 50):
        history.add(Message(one, 1, NOBODY))
    return history


@pytest.mark.parametrize(
    ("marks", "ids"),
    [
        ({}, [50, 40]),
        ({"before": 40}, [30, 20]),
        ({"before": 10}, []),
        ({"after": 20}, [40, 30]),
        ({"after": 0}, [20, 10]),
        ({"after": 50}, []),
        ({"around": 30}, [30, 20]),
        ({"around": 10}, [10]),
    ],
)
def test_pages_are_newest_first(history: History, marks: dict[str, int], ids: list[int]) -> None:
    assert [one.id for one in history.page(2, **marks)] == ids


def test_around_has_both_sides(history: History) -> None:
    assert [one.id for one in history.page(3, around=30)] == [40, 30, 20]


def test_older_messages_go_before(history: History) -> None:
    history.put_before([Message(1, 1, NOBODY), Message(2, 1, NOBODY)])
    assert [one.id for one in history] == [1, 2, 10, 20, 30, 40, 50]
    assert (history.oldest(), history.newest(), len(history)) == (1, 50, 7)


def test_removed_message_is_gone(history: History) -> None:
    history.remove(30)
    assert history.get(30) is None
    assert [one.id for one in history.page(10)] == [50, 40, 20, 10]
