from adapters.slack.talk import Talk
from bot.core.values import Author, Heard, Said

ANA = Author("U1", "Ana")


def heard(at: float, thread: float = 0.0) -> Heard:
    ts = f"{at:.6f}"
    return Heard(Said(ts, ANA, at, f"said at {at}"), f"{thread:.6f}" if thread else "")


def times(talk: Talk) -> list[float]:
    return [each.said.at for each in talk.in_order()]


def test_what_is_outside_of_the_time_is_left_out() -> None:
    talk = Talk(10.0, 20.0, 9)
    talk.add(map(heard, (9.0, 10.0, 19.0, 20.0)))
    assert times(talk) == [10.0, 19.0]
    assert not talk.overflowed


def test_a_thread_stands_behind_what_began_it() -> None:
    talk = Talk(0.0, 100.0, 9)
    talk.add([heard(40.0), heard(30.0, 10.0), heard(10.0), heard(20.0), heard(50.0, 10.0)])
    assert times(talk) == [10.0, 30.0, 50.0, 20.0, 40.0]
    assert talk.threads == 1


def test_thread_that_began_before_stands_together() -> None:
    talk = Talk(15.0, 100.0, 9)
    talk.add([heard(10.0), heard(30.0, 10.0), heard(20.0), heard(40.0), heard(50.0, 10.0)])
    assert times(talk) == [20.0, 30.0, 50.0, 40.0]


def test_of_too_many_the_newest_are_kept_in_whatever_order_they_come() -> None:
    talk = Talk(0.0, 100.0, 3)
    talk.add(map(heard, (5.0, 90.0, 7.0)))
    assert (talk.floor, talk.overflowed) == (5.0, False)
    talk.add(map(heard, (6.0, 80.0, 1.0)))
    assert times(talk) == [7.0, 80.0, 90.0]
    assert (talk.floor, talk.overflowed, len(talk)) == (7.0, True, 3)


def test_the_same_message_is_kept_once() -> None:
    talk = Talk(0.0, 100.0, 1)
    talk.add([heard(5.0, 1.0), heard(5.0)])
    assert [each.thread for each in talk.in_order()] == ["1.000000"]
    assert not talk.overflowed


def test_until_it_is_full_everything_of_the_time_is_wanted() -> None:
    assert Talk(10.0, 20.0, 1).floor == 10.0
