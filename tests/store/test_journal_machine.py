"""Whatever is delivered, begun, asked, pressed, ended and restarted, in whatever order: one turn for each message."""

import asyncio
import contextlib
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.core.errors import Superseded
from bot.core.lifecycle import State
from bot.core.messages import ToolCall
from bot.core.records import Asked, Decided, Receipt, Step, ToolStarted, Turn
from bot.core.values import Address, Part
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.contracts.stores import ANN, elsewhere, message, spoken
from tests.fakes import FakeClock

T = TypeVar("T")
CHANNELS = st.sampled_from([elsewhere("C1"), elsewhere("C2")])
NUMBERS = st.integers(0, 8)
PICK = st.integers(0, 10_000)


class JournalMachine(RuleBasedStateMachine):
    """The model: which message has which turn, in order, and of each turn what was recorded by whom."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.opening = contextlib.AsyncExitStack()
        self.store = self.run(self._open())
        self.events: set[str] = set()
        self.owed: dict[tuple[Address, int], int] = {}  # by message: its turn
        self.waiting: list[int] = []
        self.attempts: dict[int, list[Turn]] = {}
        self.steps: dict[int, list[Step]] = {}
        self.parts: dict[int, dict[int, Part]] = {}
        self.asking: set[int] = set()
        self.posted = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def _open(self) -> SqlStore:
        path = Path(self.folder.name) / "bot.sqlite3"
        return await self.opening.enter_async_context(open_store(path, FakeClock()))

    @rule(channel=CHANNELS, number=NUMBERS, delivery=st.integers(0, 2), answer=st.booleans())
    def deliver(self, channel: Address, number: int, delivery: int, *, answer: bool) -> None:
        event = replace(message(number, address=channel), event_id=f"{channel}-{number}-{delivery}")
        turn = self.run(self.store.journal.accept(event, channel, answer=answer))

        expected = answer and event.event_id not in self.events and (channel, number) not in self.owed
        assert (turn is not None) == expected
        self.events.add(event.event_id)
        if turn is not None:
            assert turn.id > max(self.owed.values(), default=0)
            self.owed[channel, number] = turn.id
            self.waiting.append(turn.id)
            self.attempts[turn.id], self.steps[turn.id], self.parts[turn.id] = [turn], [], {}

    @precondition(lambda self: self.owed)
    @rule(pick=PICK)
    def begin(self, pick: int) -> None:
        turn_id = pick % len(self.owed) + 1
        turn = self.run(self.store.journal.begin(turn_id))

        assert (turn is not None) == (turn_id in self.waiting)
        if turn is not None:
            assert turn.attempt == len(self.attempts[turn_id])
            assert list(turn.steps) == self.steps[turn_id]
            assert {part.index: part for part in turn.parts} == self.parts[turn_id]
            self.attempts[turn_id].append(turn)
            self.asking.discard(turn_id)

    def _an_attempt(self, pick: int) -> tuple[Turn, bool]:
        """Any attempt that ever began, and whether it is the one that may write."""
        turns = [turn for attempts in self.attempts.values() for turn in attempts[1:]]
        turn = turns[pick % len(turns)]
        return turn, turn.id in self.waiting and turn is self.attempts[turn.id][-1]

    @precondition(lambda self: any(len(each) > 1 for each in self.attempts.values()))
    @rule(pick=PICK)
    def record(self, pick: int) -> None:
        turn, current = self._an_attempt(pick)
        step = ToolStarted(ToolCall("abcdefghi", "calculate", str(pick)))
        with contextlib.nullcontext() if current else pytest.raises(Superseded):
            self.run(self.store.journal.record(turn, step))
        if current:
            self.steps[turn.id].append(step)

    @precondition(lambda self: any(len(each) > 1 for each in self.attempts.values()))
    @rule(pick=PICK, moves=st.booleans())
    def ask(self, pick: int, *, moves: bool) -> None:
        """The buttons are there before the turn is known to wait, and even if it never comes to that."""
        turn, current = self._an_attempt(pick)
        if not current or self._question(turn.id) is not None:
            return
        asked = Asked(sum(isinstance(step, Asked) for step in self.steps[turn.id]) + 1, "Shall I?", (), 0.0)
        self.run(self.store.journal.record(turn, asked))
        self.steps[turn.id].append(asked)
        self.asking.discard(turn.id)
        if moves:
            self._move_to_asking(turn)

    @precondition(lambda self: any(len(each) > 1 for each in self.attempts.values()))
    @rule(pick=PICK)
    def wait(self, pick: int) -> None:
        turn, current = self._an_attempt(pick)
        questions = [step for step in self.steps[turn.id] if isinstance(step, Asked)]
        if current and questions and turn.id not in self.asking:
            self._move_to_asking(turn)

    def _move_to_asking(self, turn: Turn) -> None:
        self.run(self.store.journal.move(turn, State.ASKING))
        if self._question(turn.id) is not None:
            self.asking.add(turn.id)

    def _question(self, turn_id: int) -> int | None:
        """The number of the question that is open."""
        asked = [step for step in self.steps[turn_id] if isinstance(step, Asked | Decided)]
        return asked[-1].number if asked and isinstance(asked[-1], Asked) else None

    @precondition(lambda self: self.owed)
    @rule(pick=PICK, number=st.integers(1, 3))
    def press(self, pick: int, number: int) -> None:
        turn_id = pick % len(self.owed) + 1
        decided = Decided(number, "all", ANN)
        turn = self.run(self.store.journal.decide(turn_id, decided))

        assert (turn is not None) == (turn_id in self.waiting and self._question(turn_id) == number)
        if turn is not None:
            self.steps[turn_id].append(decided)
            self.asking.discard(turn_id)
            assert list(turn.steps) == self.steps[turn_id]

    @precondition(lambda self: any(len(each) > 1 for each in self.attempts.values()))
    @rule(pick=PICK, index=st.integers(0, 2))
    def post(self, pick: int, index: int) -> None:
        turn, current = self._an_attempt(pick)
        self.posted += 1  # each is another one: what is recorded already is not written again by anybody
        part = Part(index, f"post-{turn.id}-{index}-{self.posted}", 0, pick)
        with contextlib.nullcontext() if current else pytest.raises(Superseded):
            self.run(self.store.journal.outbox(turn).record(part))
        if current:
            self.parts[turn.id][index] = part

    @precondition(lambda self: any(len(each) > 1 for each in self.attempts.values()))
    @rule(pick=PICK, state=st.sampled_from([State.STOPPED, State.FAILED]))
    def end(self, pick: int, state: State) -> None:
        turn, current = self._an_attempt(pick)
        with contextlib.nullcontext() if current else pytest.raises(Superseded):
            self.run(self.store.journal.end(turn, state, Receipt(), spoken(100 + turn.id)))
        if current:
            self.waiting.remove(turn.id)
            self.asking.discard(turn.id)

    @rule()
    def restart(self) -> None:
        self.run(self.opening.aclose())
        self.store = self.run(self._open())

    @invariant()
    def every_turn_that_has_not_ended_is_found_in_order(self) -> None:
        found = self.run(self.store.journal.unfinished())

        assert [turn.id for turn in found] == self.waiting
        assert [list(turn.steps) for turn in found] == [self.steps[turn_id] for turn_id in self.waiting]
        assert {turn.id for turn in found if turn.state is State.ASKING} == self.asking

    def teardown(self) -> None:
        self.run(self.opening.aclose())
        self.runner.close()
        self.folder.cleanup()


TestJournalMachine = JournalMachine.TestCase
TestJournalMachine.settings = settings(
    max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
