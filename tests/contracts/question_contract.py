"""What every journal promises of a turn that asks a person. Fixtures: `store` and `open_store`."""

import asyncio

import pytest

from bot.core.errors import Superseded
from bot.core.lifecycle import State
from bot.core.records import Asked, Decided, Receipt, Turn
from bot.core.values import Option, Part
from tests.contracts.stores import ANN, STEPS, THREAD, OpenStore, Store, begun, elsewhere

OPTIONS = (Option("all", "All 311 pages"), Option("cancel", "Cancel", "danger"))
QUESTION = Asked(1, "Read 311 pages for 0.62 EUR?", OPTIONS, 1_795_000_000.0, estimate=0.62)
ALL = Decided(1, "all", ANN)


async def asking(store: Store, number: int = 1) -> Turn:
    """A turn that waits for the answer to its first question."""
    turn = await begun(store, number)
    await store.journal.record(turn, QUESTION)
    await store.journal.move(turn, State.ASKING)
    return turn


async def state_of(store: Store, turn: Turn) -> State:
    return next(each.state for each in await store.journal.unfinished() if each.id == turn.id)


class QuestionContract:
    async def test_decision_is_recorded_and_the_turn_is_given_back(self, store: Store) -> None:
        turn = await asking(store)
        await store.journal.outbox(turn).record(Part(0, "p0", 0, 5))
        await store.journal.outbox(turn).record_upload("pages.md", "sent")

        decided = await store.journal.decide(turn.id, ALL)

        assert decided is not None
        assert (decided.id, decided.event, decided.attempt) == (turn.id, turn.event, turn.attempt)
        assert decided.steps == (QUESTION, ALL)
        assert (decided.parts, decided.uploads) == ((Part(0, "p0", 0, 5),), (("pages.md", "sent"),))
        assert await store.journal.begin(turn.id) is not None

    async def test_second_press_decides_nothing(self, store: Store) -> None:
        turn = await asking(store)
        await store.journal.decide(turn.id, ALL)

        assert await store.journal.decide(turn.id, Decided(1, "cancel", ANN)) is None

        again = await store.journal.begin(turn.id)
        assert again is not None
        assert again.steps == (QUESTION, ALL)

    async def test_of_many_presses_at_once_one_decides(self, store: Store) -> None:
        turn = await asking(store)

        presses = [store.journal.decide(turn.id, Decided(1, f"option {number}", ANN)) for number in range(20)]
        outcomes = await asyncio.gather(*presses)

        assert len([each for each in outcomes if each is not None]) == 1
        again = await store.journal.begin(turn.id)
        assert again is not None
        assert len(again.steps) == 2

    async def test_press_before_the_turn_has_moved_to_asking_is_not_lost(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.journal.record(turn, QUESTION)

        decided = await store.journal.decide(turn.id, ALL)
        await store.journal.move(turn, State.ASKING)

        assert decided is not None
        assert decided.steps == (QUESTION, ALL)
        assert await state_of(store, turn) is State.RUNNING
        assert await store.journal.asking(THREAD) == []
        assert await store.journal.decide(turn.id, ALL) is None

    async def test_press_on_a_question_that_is_not_open_decides_nothing(self, store: Store) -> None:
        unasked = await begun(store, 1)
        turn = await asking(store, 2)

        assert await store.journal.decide(unasked.id, ALL) is None
        assert await store.journal.decide(turn.id, Decided(2, "all", ANN)) is None
        assert await store.journal.decide(12_345, ALL) is None
        assert await state_of(store, turn) is State.ASKING

    async def test_second_question_is_open_once_the_first_is_decided(self, store: Store) -> None:
        turn = await asking(store)
        await store.journal.decide(turn.id, ALL)
        again = await store.journal.begin(turn.id)
        assert again is not None
        second = Asked(2, "Which pages?", OPTIONS, 1_795_000_009.0)
        await store.journal.record(again, STEPS[0])
        await store.journal.record(again, second)
        await store.journal.move(again, State.ASKING)

        assert await state_of(store, turn) is State.ASKING
        assert await store.journal.decide(turn.id, ALL) is None  # an old button
        decided = await store.journal.decide(turn.id, Decided(2, "choose", ANN, "1-20"))

        assert decided is not None
        assert decided.steps == (QUESTION, ALL, STEPS[0], second, Decided(2, "choose", ANN, "1-20"))
        assert decided.attempt == again.attempt

    async def test_turn_that_ended_while_it_asked_is_not_decided(self, store: Store) -> None:
        turn = await asking(store)
        await store.journal.end(turn, State.STOPPED, Receipt(), None)

        assert await store.journal.decide(turn.id, ALL) is None
        assert await store.journal.asking(THREAD) == []

    async def test_turn_that_delivers_is_not_decided(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.journal.record(turn, QUESTION)
        await store.journal.move(turn, State.DELIVERING)

        assert await store.journal.decide(turn.id, ALL) is None
        assert await state_of(store, turn) is State.DELIVERING

    async def test_attempt_that_asked_cannot_write_once_another_goes_on(self, store: Store) -> None:
        turn = await asking(store)
        await store.journal.decide(turn.id, ALL)
        await store.journal.begin(turn.id)

        with pytest.raises(Superseded):
            await store.journal.move(turn, State.ASKING)
        with pytest.raises(Superseded):
            await store.journal.record(turn, STEPS[0])

    async def test_turns_that_wait_for_a_person_are_found_by_their_conversation(self, store: Store) -> None:
        first, decided, second = [await asking(store, number) for number in (1, 2, 3)]
        await begun(store, 4)
        other = await begun(store, 5, address=elsewhere("C2"))
        await store.journal.record(other, QUESTION)
        await store.journal.move(other, State.ASKING)
        await store.journal.decide(decided.id, ALL)

        waiting = await store.journal.asking(THREAD)

        assert [turn.id for turn in waiting] == [first.id, second.id]
        assert [(turn.state, turn.steps) for turn in waiting] == [(State.ASKING, (QUESTION,))] * 2

    async def test_turn_still_waits_after_a_restart_and_can_then_be_decided(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            turn = await asking(store)

        async with open_store() as store:
            (found,) = await store.journal.unfinished()
            assert (found.state, found.steps, found.attempt) == (State.ASKING, (QUESTION,), turn.attempt)
            assert await store.journal.decide(turn.id, ALL) is not None

        async with open_store() as store:
            (found,) = await store.journal.unfinished()
            assert (found.state, found.steps) == (State.RUNNING, (QUESTION, ALL))

    async def test_turn_that_waits_for_a_person_can_be_ended(self, store: Store) -> None:
        await asking(store)
        (found,) = await store.journal.asking(THREAD)

        await store.journal.end(found, State.STOPPED, Receipt(), None)

        assert await store.journal.unfinished() == []
