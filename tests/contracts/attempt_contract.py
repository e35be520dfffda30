"""What every journal promises of a turn once it is begun. Fixtures: `store` and `open_store`."""

import asyncio

import pytest

from bot.core.errors import Superseded
from bot.core.lifecycle import State
from bot.core.records import Receipt, Turn
from bot.core.values import Part
from tests.contracts.stores import (
    STEPS,
    THREAD,
    OpenStore,
    Store,
    accepted,
    answered,
    begun,
    message,
    message_id,
    spoken,
    texts,
)


class AttemptContract:
    async def test_each_beginning_raises_the_attempt(self, store: Store) -> None:
        turn = await begun(store, 1)
        again = await store.journal.begin(turn.id)

        assert again is not None
        assert (turn.attempt, again.attempt, again.state) == (1, 2, State.RUNNING)
        assert again.event == turn.event

    async def test_a_beginning_knows_what_earlier_attempts_recorded(self, store: Store) -> None:
        turn = await begun(store, 1)
        other = await begun(store, 2)
        for step in STEPS:
            await store.journal.record(turn, step)
            await store.journal.record(other, step)
        await store.journal.outbox(turn).record(Part(0, "p0", 0, 5))

        again = await store.journal.begin(turn.id)

        assert again is not None
        assert again.steps == STEPS
        assert again.parts == (Part(0, "p0", 0, 5),)

    async def test_outbox_of_a_later_attempt_says_that_something_may_have_been_posted(self, store: Store) -> None:
        turn = await begun(store, 1)
        assert not store.journal.outbox(turn).again

        again = await store.journal.begin(turn.id)

        assert again is not None
        assert store.journal.outbox(again).again

    async def test_unknown_turn_is_not_begun(self, store: Store) -> None:
        assert await store.journal.begin(12_345) is None

    async def test_ended_turn_is_not_begun(self, store: Store) -> None:
        turn = await answered(store, 1, answer=2)

        assert await store.journal.begin(turn.id) is None

    async def test_turn_in_delivery_can_be_begun_again(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.journal.move(turn, State.DELIVERING)

        again = await store.journal.begin(turn.id)

        assert again is not None
        assert again.state is State.RUNNING

    async def test_move_against_the_lifecycle_is_a_defect(self, store: Store) -> None:
        turn = await begun(store, 1)

        with pytest.raises(ValueError, match="running and cannot become done"):
            await store.journal.move(turn, State.DONE)
        with pytest.raises(ValueError, match="does not end"):
            await store.journal.end(turn, State.RUNNING, Receipt(), None)

    async def test_message_edited_before_the_beginning_is_begun_as_edited(self, store: Store) -> None:
        turn = await accepted(store, 1, "six times eight?")
        await store.transcript.edit(THREAD, message_id(1), "six times seven?")

        for _ in range(2):
            again = await store.journal.begin(turn.id)
            assert again is not None
            assert again.event == message(1, "six times seven?")

    async def test_message_edited_after_a_step_was_recorded_stays_as_it_was_asked(self, store: Store) -> None:
        turn = await begun(store, 1, "six times seven?")
        await store.journal.record(turn, STEPS[0])
        await store.transcript.edit(THREAD, message_id(1), "seven times eight?")

        again = await store.journal.begin(turn.id)

        assert again is not None
        assert again.event == message(1, "six times seven?")

    async def test_message_deleted_before_the_beginning_cancels_its_turn(self, store: Store) -> None:
        turn = await accepted(store, 1)
        await store.transcript.delete(THREAD, message_id(1))

        assert await store.journal.begin(turn.id) is None
        assert await store.journal.unfinished() == []

    async def test_message_deleted_while_its_turn_runs_lets_it_run(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.transcript.delete(THREAD, message_id(1))

        assert await store.journal.begin(turn.id) is not None


class FenceContract:
    """An attempt that has been followed by another writes no more."""

    @pytest.fixture
    async def late(self, store: Store) -> Turn:
        turn = await begun(store, 1)
        await store.journal.begin(turn.id)
        return turn

    async def test_late_attempt_cannot_move(self, store: Store, late: Turn) -> None:
        with pytest.raises(Superseded):
            await store.journal.move(late, State.DELIVERING)

    async def test_late_attempt_cannot_record_a_step(self, store: Store, late: Turn) -> None:
        with pytest.raises(Superseded):
            await store.journal.record(late, STEPS[0])

        again = await store.journal.begin(late.id)
        assert again is not None
        assert again.steps == ()

    async def test_late_attempt_cannot_record_a_part_nor_replace_one(self, store: Store, late: Turn) -> None:
        current = await store.journal.begin(late.id)
        assert current is not None
        await store.journal.outbox(current).record(Part(0, "mine", 0, 5))

        for index in (0, 1):
            with pytest.raises(Superseded):
                await store.journal.outbox(late).record(Part(index, "late", 0, 9))

        again = await store.journal.begin(late.id)
        assert again is not None
        assert again.parts == (Part(0, "mine", 0, 5),)

    async def test_late_attempt_cannot_end_the_turn_nor_say_anything(self, store: Store, late: Turn) -> None:
        with pytest.raises(Superseded):
            await store.journal.end(late, State.FAILED, Receipt(), spoken(2))

        assert [turn.id for turn in await store.journal.unfinished()] == [late.id]
        assert await texts(store, await accepted(store, 3)) == ["message 1"]

    async def test_ended_turn_takes_nothing_more(self, store: Store) -> None:
        turn = await answered(store, 1, answer=2)

        with pytest.raises(Superseded):
            await store.journal.record(turn, STEPS[0])
        with pytest.raises(Superseded):
            await store.journal.outbox(turn).record(Part(1, "more", 0, 9))
        with pytest.raises(Superseded):
            await store.journal.end(turn, State.STOPPED, Receipt(), None)


class OutboxContract:
    async def test_parts_are_in_order_and_replaced_by_index(self, store: Store) -> None:
        outbox = store.journal.outbox(await begun(store, 1))

        await outbox.record(Part(1, "p1", 9, 12))
        await outbox.record(Part(0, "p0", 0, 5))
        await outbox.record(Part(0, "p0", 0, 9, closed=True))

        assert outbox.parts == (Part(0, "p0", 0, 9, closed=True), Part(1, "p1", 9, 12))

    async def test_parts_of_earlier_attempts_are_continued(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.journal.outbox(turn).record(Part(0, "p0", 0, 5))
        again = await store.journal.begin(turn.id)
        assert again is not None
        outbox = store.journal.outbox(again)

        await outbox.record(Part(0, "p0", 0, 9))

        assert outbox.parts == (Part(0, "p0", 0, 9),)

    async def test_part_is_known_even_if_its_caller_was_cancelled(self, store: Store) -> None:
        turn = await begun(store, 1)
        outbox = store.journal.outbox(turn)
        task = asyncio.create_task(outbox.record(Part(0, "p0", 0, 5)))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        again = await store.journal.begin(turn.id)

        assert again is not None
        assert outbox.parts == again.parts == (Part(0, "p0", 0, 5),)

    async def test_key_is_short_and_the_turn_s_own(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            turns = [await begun(store, number) for number in range(3)]
            keys = [store.journal.outbox(turn).key for turn in turns]

        async with open_store() as store:
            assert [store.journal.outbox(turn).key for turn in turns] == keys
        assert len(set(keys)) == 3
        assert all(0 < len(key) <= 16 for key in keys)
