"""Who has the floor, and what a message does that arrives meanwhile."""

from dataclasses import replace

from bot.core.floor import Ending, Floor, Meanwhile
from bot.core.lifecycle import State
from bot.core.records import Interjected, Turn
from bot.core.values import Address, Author, MessageReceived, Part, Said
from tests.fakes import FakeQueue

THREAD = Address("slack", "T1", "C1", "1.0")
LINE = str(THREAD)


def turn(number: int, at: float, who: str = "U1") -> Turn:
    said = Said(f"{number}.0", Author(who, who), at, f"message {number}")
    event = MessageReceived(f"e{number}", THREAD, said, addressed=True)
    return Turn(number, event, THREAD, State.ACCEPTED, 0, at)


def seen() -> bool:
    return True


def unseen() -> bool:
    return False


def floor(meanwhile: Meanwhile = "wait", burst: float = 1.5) -> tuple[Floor, FakeQueue]:
    queue = FakeQueue()
    return Floor(queue, meanwhile=meanwhile, burst=burst), queue


def test_a_message_waits_for_the_turn_that_runs() -> None:
    hall, queue = floor()
    hall.admit(turn(1, 0.0), LINE)
    with hall.holding(turn(1, 0.0), seen):
        hall.admit(turn(2, 10.0), LINE)

    assert queue.lines == [(LINE, 1), (LINE, 2)]
    assert queue.cancelled == []


def test_a_burst_of_one_person_becomes_one_turn() -> None:
    hall, queue = floor()
    for number, at in ((1, 0.0), (2, 1.0), (3, 2.0)):
        hall.admit(turn(number, at), LINE)

    assert [hall.is_merged(turn(n, 0.0)) for n in (1, 2, 3)] == [True, True, False]
    assert [hall.is_joining(n) for n in (1, 2, 3)] == [True, True, False]
    assert len(queue.lines) == 3
    assert hall.answered_with(3) == [2, 1]
    assert hall.answered_with(3) == []
    assert not hall.is_joining(1)


def test_where_the_last_of_a_burst_is_gone_the_one_before_it_is_answered() -> None:
    hall, _ = floor()
    for number in (1, 2, 3):
        hall.admit(turn(number, number / 10), LINE)

    assert hall.instead_of(3) == 2
    assert not hall.is_merged(turn(2, 0.0))
    assert hall.answered_with(2) == [1]


def test_where_one_in_the_middle_is_gone_the_last_is_answered_with_the_others() -> None:
    hall, _ = floor()
    for number in (1, 2, 3):
        hall.admit(turn(number, number / 10), LINE)

    assert hall.instead_of(2) is None
    assert hall.is_merged(turn(1, 0.0))
    assert hall.answered_with(3) == [1]


def test_where_the_first_is_gone_nothing_is_answered_in_its_place() -> None:
    hall, _ = floor()
    for number in (1, 2):
        hall.admit(turn(number, number / 10), LINE)

    assert hall.instead_of(1) is None
    assert hall.answered_with(2) == [1]


def test_one_that_people_see_already_is_answered_by_itself() -> None:
    hall, _ = floor()
    hall.admit(turn(1, 0.0), LINE)
    hall.admit(turn(2, 1.0), LINE)

    assert not hall.is_merged(replace(turn(1, 0.0), parts=(Part(0, "m1", 0, 9),)))
    assert hall.answered_with(2) == []


def test_a_turn_that_has_just_begun_gives_way_to_the_rest_of_the_burst() -> None:
    hall, queue = floor()
    hall.admit(turn(1, 0.0), LINE)
    with hall.holding(turn(1, 0.0), unseen) as holder:
        hall.admit(turn(2, 1.0), LINE)

    assert holder.ending is Ending.MERGED
    assert queue.cancelled == [LINE]
    assert hall.answered_with(2) == [1]


def test_a_turn_that_can_be_seen_is_not_taken_back() -> None:
    hall, queue = floor()
    hall.admit(turn(1, 0.0), LINE)
    with hall.holding(turn(1, 0.0), seen) as holder:
        hall.admit(turn(2, 1.0), LINE)

    assert holder.ending is None
    assert queue.cancelled == []


def test_two_people_or_two_moments_are_two_turns() -> None:
    hall, _ = floor()
    hall.admit(turn(1, 0.0, "U1"), LINE)
    hall.admit(turn(2, 1.0, "U2"), LINE)
    hall.admit(turn(3, 9.0, "U2"), LINE)

    assert [hall.is_merged(turn(n, 0.0)) for n in (1, 2, 3)] == [False, False, False]


def test_steering_joins_the_running_turn() -> None:
    hall, queue = floor("steer")
    hall.admit(turn(1, 0.0), LINE)
    with hall.holding(turn(1, 0.0), seen) as holder:
        hall.admit(turn(2, 10.0), LINE)
        assert hall.is_joining(2)
        assert holder.joined() == [Interjected(2, "U1", "message 2", "U1")]
        assert holder.joined() == []

    assert queue.lines == [(LINE, 1)]


def test_what_came_too_late_to_join_waits_for_its_own_turn() -> None:
    hall, queue = floor("steer")
    hall.admit(turn(1, 0.0), LINE)
    with hall.holding(turn(1, 0.0), seen):
        hall.admit(turn(2, 10.0), LINE)

    assert queue.lines == [(LINE, 1), (LINE, 2)]
    assert not hall.is_joining(2)


def test_replacing_ends_the_running_turn() -> None:
    hall, queue = floor("replace")
    hall.admit(turn(1, 0.0), LINE)
    with hall.holding(turn(1, 0.0), seen) as holder:
        hall.admit(turn(2, 10.0), LINE)
        hall.admit(turn(3, 20.0), LINE)

    assert holder.ending is Ending.REPLACED
    assert queue.lines == [(LINE, 1), (LINE, 2), (LINE, 3)]
    assert queue.cancelled == [LINE]


def test_a_command_interrupts_nobody() -> None:
    hall, queue = floor("replace")
    hall.admit(turn(1, 0.0), LINE)
    with hall.holding(turn(1, 0.0), unseen) as holder:
        hall.admit(turn(2, 0.5), "command:2")

    assert holder.ending is None
    assert queue.lines[-1] == ("command:2", 2)


async def test_a_second_stop_does_nothing_more() -> None:
    hall, queue = floor()
    assert not await hall.stop(LINE)
    with hall.holding(turn(1, 0.0), unseen) as holder:
        assert await hall.stop(LINE)
        assert await hall.stop(LINE)

    assert holder.ending is Ending.STOPPED
    assert queue.cancelled == [LINE]
    assert not await hall.stop(LINE)


async def test_what_runs_aside_does_not_take_the_floor() -> None:
    hall, queue = floor()
    with hall.holding(turn(1, 0.0), seen) as running, hall.holding(turn(2, 5.0), seen, aside=True) as command:
        assert await hall.stop(LINE)

    assert running.ending is Ending.STOPPED
    assert command.ending is None
    assert queue.cancelled == [LINE]
