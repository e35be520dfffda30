"""The states of a turn and what may follow what."""

import pytest

from bot.core.lifecycle import ENDED, State, may_follow


@pytest.mark.parametrize("ended", sorted(ENDED))
def test_nothing_follows_an_end(ended: State) -> None:
    assert not any(may_follow(ended, state) for state in State)


@pytest.mark.parametrize("state", [state for state in State if state not in ENDED])
def test_whatever_has_not_ended_can_be_stopped_and_can_fail(state: State) -> None:
    assert may_follow(state, State.STOPPED)
    assert may_follow(state, State.FAILED)


def test_only_what_is_being_delivered_can_be_done() -> None:
    assert [state for state in State if may_follow(state, State.DONE)] == [State.DELIVERING]


def test_a_crashed_attempt_is_begun_again_from_anywhere_but_an_end() -> None:
    begins_again = {State.ACCEPTED, State.RUNNING, State.ASKING, State.DELIVERING}

    assert {state for state in State if may_follow(state, State.RUNNING)} == begins_again
