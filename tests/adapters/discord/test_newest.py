from hypothesis import given, strategies as st

from adapters.discord.fields import taken_at
from adapters.discord.newest import Newest
from bot.core.values import Author, Heard, Said

ANA = Author("1", "Ana")


def heard(number: int, thread: str = "") -> Heard:
    return Heard(Said(str(number), ANA, taken_at(str(number)), f"word {number}"), thread)


def numbers(newest: Newest) -> list[int]:
    return [int(each.said.message_id) for each in newest.in_order()]


@given(st.lists(st.integers(1, 10_000), unique=True), st.integers(1, 50))
def test_the_newest_are_kept_in_whatever_order_they_come(added: list[int], most: int) -> None:
    newest = Newest(most)
    for number in added:
        newest.add(heard(number))
    assert numbers(newest) == sorted(added)[-most:]
    assert newest.dropped == (len(added) > most)


def test_a_message_counts_once() -> None:
    newest = Newest(2)
    for number in (5, 5, 6):
        newest.add(heard(number))
    assert (numbers(newest), newest.dropped, "5" in newest, "7" in newest) == ([5, 6], False, True, False)


def test_threads_stand_behind_what_began_them() -> None:
    newest = Newest(9)
    for each in (heard(10), heard(20), heard(30), heard(40, "10"), heard(15, "10"), heard(25, "3"), heard(50, "3")):
        newest.add(each)
    assert numbers(newest) == [10, 15, 40, 20, 25, 50, 30]


def test_it_knows_what_would_not_be_kept() -> None:
    newest = Newest(2)
    assert newest.takes("1")
    newest.add(heard(50 << 22))
    assert newest.since == 0.0
    newest.add(heard(60 << 22))
    assert newest.since == taken_at(str(50 << 22))
    assert (newest.takes(str(49 << 22)), newest.takes(str(55 << 22))) == (False, True)
