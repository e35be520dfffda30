"""Whatever is put, finished, stopped and broken: no two turns of a conversation at once, and none out of order."""

import asyncio
from collections import defaultdict

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.queue.embedded import EmbeddedQueue
from tests.contracts.turns import FakeTurns
from tests.fakes import settle

PLACES = 3
CONVERSATIONS = st.sampled_from([f"p:w:{channel}:{thread}" for channel in "AB" for thread in range(3)])


class QueueMachine(RuleBasedStateMachine):
    """Every turn is held until a rule lets it go."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.turns = self.runner.run(self._turns())
        self.queue = EmbeddedQueue(self.turns, concurrent=PLACES)
        self.put: dict[str, list[int]] = defaultdict(list)
        self.home: dict[int, str] = {}

    async def _turns(self) -> FakeTurns:
        return FakeTurns()

    @rule(conversation=CONVERSATIONS, fails=st.booleans())
    def one_more(self, conversation: str, *, fails: bool) -> None:
        turn_id = len(self.home)
        self.home[turn_id] = conversation
        self.put[conversation].append(turn_id)
        self.runner.run(self._put(conversation, turn_id, fails=fails))

    async def _put(self, conversation: str, turn_id: int, *, fails: bool) -> None:
        self.turns.hold(turn_id)
        if fails:
            self.turns.failing.add(turn_id)
        self.queue.put(conversation, turn_id)
        await settle(5)

    @precondition(lambda self: self.turns.running)
    @rule(pick=st.integers(0, PLACES), stopped=st.booleans())
    def one_less(self, pick: int, *, stopped: bool) -> None:
        running = sorted(self.turns.running)
        self.runner.run(self._finish(running[pick % len(running)], stopped=stopped))

    async def _finish(self, turn_id: int, *, stopped: bool) -> None:
        if stopped:
            assert self.queue.cancel(self.home[turn_id])
        else:
            self.turns.let_go(turn_id)
        await settle(5)
        assert turn_id in self.turns.ended

    @invariant()
    def turns_of_a_conversation_began_in_order_and_one_at_a_time(self) -> None:
        for conversation, expected in self.put.items():
            began = [turn_id for turn_id in self.turns.began if self.home[turn_id] == conversation]
            assert began == expected[: len(began)]
            assert len([turn_id for turn_id in self.turns.running if self.home[turn_id] == conversation]) <= 1

    @invariant()
    def every_place_is_used_as_long_as_a_conversation_waits(self) -> None:
        unfinished = {self.home[turn_id] for turn_id in self.home if turn_id not in self.turns.ended}
        assert len(self.turns.running) == min(PLACES, len(unfinished))

    def teardown(self) -> None:
        self.runner.run(self.queue.drain(0))
        self.runner.close()


TestQueueMachine = QueueMachine.TestCase
TestQueueMachine.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
