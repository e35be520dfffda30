"""What every queue promises. Fixtures: `turns`, which it runs, and `queue`, with places for two at a time."""

import asyncio

from bot.core.ports import Queue
from tests.contracts.turns import FakeTurns

A, B, C = "slack:T1:C1:1", "slack:T1:C1:2", "slack:T1:C2:3"


async def all_put(queue: Queue, waiting: int) -> None:
    """Return once so many wait: a queue that is elsewhere takes its time."""
    while queue.waiting() != waiting:  # noqa: ASYNC110 - what is waited for happens in a database
        await asyncio.sleep(0.01)


class OrderContract:
    async def test_turns_of_a_conversation_run_in_order(self, queue: Queue, turns: FakeTurns) -> None:
        for turn_id in range(20):
            queue.put(A, turn_id)
        await turns.all_ended(20)

        assert turns.began == turns.ended == list(range(20))

    async def test_turns_of_a_conversation_run_one_at_a_time(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(1)
        queue.put(A, 1)
        queue.put(A, 2)
        queue.put(B, 3)
        await turns.until(lambda: 3 in turns.ended)
        assert turns.began == [1, 3]

        turns.let_go(1)
        await turns.all_ended(3)
        assert turns.began == [1, 3, 2]

    async def test_conversations_run_side_by_side(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(1, 2)
        queue.put(A, 1)
        queue.put(B, 2)

        await turns.until(lambda: turns.running == {1, 2})

    async def test_no_more_run_than_there_are_places(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(0, 1)
        for turn_id in range(30):
            queue.put(f"slack:T1:C1:{turn_id}", turn_id)
        await turns.until(lambda: turns.running == {0, 1})
        turns.let_go(0, 1)
        await turns.all_ended(30)

        assert turns.most == 2

    async def test_conversation_can_come_back_after_it_was_idle(self, queue: Queue, turns: FakeTurns) -> None:
        for turn_id in range(3):
            queue.put(A, turn_id)
            await turns.all_ended(turn_id + 1)

    async def test_turn_put_by_a_running_turn_waits_for_it(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(1)
        queue.put(A, 1)
        await turns.until(lambda: 1 in turns.running)
        queue.put(A, 2)
        turns.let_go(1)
        await turns.all_ended(2)

        assert turns.began == [1, 2]


class FairnessContract:
    async def test_busy_conversation_does_not_keep_another_waiting(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(0, 1)
        queue.put(A, 0)
        queue.put(B, 1)
        for turn_id in range(2, 50):
            queue.put(A, turn_id)
        queue.put(C, 99)
        await all_put(queue, 49)
        turns.let_go(0, 1)
        await turns.all_ended(51)

        assert turns.began.index(99) < 6

    async def test_busy_channel_does_not_keep_another_waiting(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(0, 1)
        for turn_id in range(50):
            queue.put(f"slack:T1:C1:{turn_id}", turn_id)
        queue.put(C, 99)
        await all_put(queue, 49)
        turns.let_go(0, 1)
        await turns.all_ended(51)

        assert turns.began.index(99) < 6

    async def test_who_asks_much_does_not_keep_another_of_the_channel_waiting(
        self, queue: Queue, turns: FakeTurns
    ) -> None:
        turns.hold(0, 1)
        queue.put(B, 0)
        queue.put(C, 1)
        for turn_id in range(10, 40):
            queue.put(f"slack:T1:C1:{turn_id}", turn_id, by="Ana")
        queue.put("slack:T1:C1:99", 99, by="Bao")
        await all_put(queue, 31)
        turns.let_go(0, 1)
        await turns.all_ended(33)

        assert turns.began.index(99) < 6

    async def test_people_of_a_channel_take_turns_and_each_keeps_their_order(
        self, queue: Queue, turns: FakeTurns
    ) -> None:
        turns.hold(0, 1)
        queue.put(B, 0)
        queue.put(C, 1)
        asked = {"Ana": list(range(10, 20)), "Bao": list(range(20, 25)), "Dev": [30]}
        for by, turn_ids in asked.items():
            for turn_id in turn_ids:
                queue.put(f"slack:T1:C1:{turn_id}", turn_id, by=by)
        await all_put(queue, 16)
        turns.let_go(0)  # the other place stays taken, so that one begins after the other
        await turns.until(lambda: len(turns.ended) == 17)
        turns.let_go(1)

        assert turns.began[2:] == [10, 20, 30, 11, 21, 12, 22, 13, 23, 14, 24, 15, 16, 17, 18, 19]


class CancelContract:
    async def test_running_turn_is_cancelled_and_the_next_begins(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(1)
        queue.put(A, 1)
        queue.put(A, 2)
        await turns.until(lambda: 1 in turns.running)

        assert queue.cancel(A)

        await turns.all_ended(2)
        assert (turns.cancelled, turns.began) == ([1], [1, 2])

    async def test_other_conversations_are_left_alone(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(1, 2)
        queue.put(A, 1)
        queue.put(B, 2)
        await turns.until(lambda: turns.running == {1, 2})

        queue.cancel(A)
        await turns.until(lambda: turns.running == {2})

        assert turns.cancelled == [1]

    async def test_nothing_runs_nothing_is_cancelled(self, queue: Queue, turns: FakeTurns) -> None:
        assert not queue.cancel(A)

        queue.put(A, 1)
        await turns.all_ended(1)
        assert turns.cancelled == []


class FailureContract:
    async def test_turn_with_a_defect_does_not_stop_its_conversation(self, queue: Queue, turns: FakeTurns) -> None:
        turns.failing = {1, 2}
        for turn_id in (1, 2, 3):
            queue.put(A, turn_id)

        await turns.all_ended(3)


class DrainContract:
    async def test_idle_queue_is_drained_at_once(self, queue: Queue) -> None:
        await queue.drain(1_000)

    async def test_running_turns_may_finish(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(1)
        queue.put(A, 1)
        await turns.until(lambda: 1 in turns.running)
        turns.let_go(1)

        await queue.drain(1_000)

        assert (turns.ended, turns.cancelled) == ([1], [])

    async def test_turns_that_take_too_long_are_cancelled(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(1, 2)
        queue.put(A, 1)
        queue.put(B, 2)
        await turns.until(lambda: turns.running == {1, 2})

        await queue.drain(0.01)

        assert sorted(turns.cancelled) == [1, 2]

    async def test_turns_that_wait_are_left_to_the_journal(self, queue: Queue, turns: FakeTurns) -> None:
        turns.hold(1)
        queue.put(A, 1)
        queue.put(A, 2)
        await turns.until(lambda: 1 in turns.running)

        await queue.drain(0.01)

        assert turns.began == [1]

    async def test_nothing_is_taken_any_more(self, queue: Queue, turns: FakeTurns) -> None:
        await queue.drain(0)

        queue.put(A, 1)
        await queue.drain(0.01)

        assert turns.began == []
