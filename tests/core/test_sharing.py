"""Carrying out turns that several processes share: what was asked first is answered first."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest

from bot.core.floor import Floor, Meanwhile
from bot.core.lifecycle import State
from bot.core.patience import REFUSED, Patience
from bot.core.platform_ports import Platform
from bot.core.precedence import Precedence
from bot.core.records import Receipt, Turn
from bot.core.sharing import AnsweringWorker
from bot.core.telling import PlaceTeller
from bot.store.store import SqlStore
from tests.core.catching import LATE, THREAD, Scene
from tests.fakes import FakeQueue

LINE = str(THREAD)


@dataclass(slots=True)
class FakeSharedQueue(FakeQueue):
    """Turns of which it is said that they have their place in another line."""

    elsewhere: set[int] = field(default_factory=set)
    running: asyncio.Task[bool] | None = None

    def cancel(self, conversation: str) -> bool:
        self.cancelled.append(conversation)
        assert self.running is not None
        self.running.cancel()
        return True

    async def stop(self, conversation: str) -> bool:
        raise AssertionError(conversation)

    async def claim(self, line: str, turn_id: int) -> bool:
        assert line == LINE
        return turn_id not in self.elsewhere

    def came(self) -> None:
        """Nobody is told here."""


class FakeAnswering:
    """Ends each turn at once; those in `fails` stay open, as if the platform would not take the answer."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.answered: list[str] = []
        self.fails: set[int] = set()
        self.gates: dict[int, asyncio.Event] = {}
        self.begun = asyncio.Event()

    async def __call__(self, turn_id: int, floor: Floor, patience: Patience) -> None:
        turn = await self._store.journal.begin(turn_id)
        if turn is None:
            return
        with floor.holding(turn, lambda: False) as holder:
            self.answered.append(words(turn))
            if floor.is_merged(turn):
                return
            try:
                if gate := self.gates.get(turn_id):
                    self.begun.set()
                    await gate.wait()
            except asyncio.CancelledError:
                if holder.ending is None:
                    raise
                self.answered[-1] += f", {holder.ending}"
                task = asyncio.current_task()
                assert task is not None
                task.uncancel()
        for each in (turn, *await self._earlier(floor, turn_id)):
            if each.id not in self.fails:
                await self._store.journal.end(each, State.STOPPED, Receipt(), None)

    async def _earlier(self, floor: Floor, turn_id: int) -> list[Turn]:
        begun = [await self._store.journal.begin(each) for each in floor.answered_with(turn_id)]
        return [turn for turn in begun if turn is not None]


def words(turn: Turn) -> str:
    assert turn.event.kind == "message"
    return turn.event.said.text


class Hands:
    """A worker over a real store."""

    def __init__(self, scene: Scene, *, meanwhile: Meanwhile = "wait", burst: float = 0.0) -> None:
        house = scene.house
        self.scene, self.queue = scene, FakeSharedQueue()
        self.answering = FakeAnswering(house.store)
        self.floor = Floor(self.queue, meanwhile=meanwhile, burst=burst)
        precedence = Precedence(
            {"slack": cast("Platform", scene.platform)},
            house.store.answers,
            house.dispatcher.store,
            house.dispatcher.has_to_wait,
            house.clock,
            late=LATE,
        )
        self.worker = AnsweringWorker(
            self.answering,
            self.floor,
            Patience(PlaceTeller({}, house.store.journal, lambda _: False), self.queue, house.clock),
            house.store.journal,
            house.clock,
            queue=self.queue,
            precedence=precedence,
            ask_within=3_600.0,
        )

    async def asked(self, ago: float, text: str) -> Turn:
        turn = await self.scene.house.dispatcher.store(self.scene.said(ago, text, address=THREAD))
        assert turn is not None
        return turn

    def taking_up(self, turn: Turn) -> asyncio.Task[bool]:
        task = self.queue.running = asyncio.create_task(self.worker.take_up(LINE, turn.id))
        return task

    async def take_up(self, turn: Turn) -> bool:
        return await self.taking_up(turn)


@pytest.fixture
async def hands(scene: Scene) -> Hands:
    """What was asked first is answered."""
    [first] = await scene.house.store.journal.unfinished()
    await scene.house.answered(first.id)
    return Hands(scene)


async def test_a_question_whose_event_never_came_is_answered_before_the_later_one(hands: Hands, scene: Scene) -> None:
    second = await hands.asked(5, "second")
    scene.platform.messages = [scene.said(9, "first", address=THREAD)]

    assert not await hands.take_up(second)

    assert hands.answering.answered == ["first", "second"]
    assert await hands.scene.house.store.journal.open_in(THREAD) == []


async def test_the_event_that_comes_later_is_a_duplicate(hands: Hands, scene: Scene) -> None:
    second = await hands.asked(5, "second")
    scene.platform.messages = [scene.said(9, "first", address=THREAD)]
    await hands.take_up(second)

    assert await scene.house.dispatcher.store(scene.said(9, "first", address=THREAD)) is None


async def test_a_process_that_died_between_two_answers_is_followed_by_one_that_keeps_the_order(
    hands: Hands, scene: Scene
) -> None:
    second = await hands.asked(5, "second")
    scene.platform.messages = [scene.said(9, "first", address=THREAD)]
    hands.answering.gates = dict.fromkeys(range(100), asyncio.Event())
    task = hands.taking_up(second)
    await hands.answering.begun.wait()
    task.cancel()
    await asyncio.wait({task})

    other = Hands(scene)
    assert not await other.take_up(second)

    assert hands.answering.answered == ["first"]
    assert other.answering.answered == ["first", "second"]


async def test_an_older_question_that_another_process_keeps_back_is_answered_first(hands: Hands) -> None:
    second, _ = await hands.asked(5, "second"), await hands.asked(9, "first")

    await hands.take_up(second)

    assert hands.answering.answered == ["first", "second"]


async def test_the_turns_own_job_finds_it_ended(hands: Hands) -> None:
    second, first = await hands.asked(5, "second"), await hands.asked(9, "first")
    await hands.take_up(second)

    assert not await hands.take_up(first)

    assert hands.answering.answered == ["first", "second"]


async def test_what_cannot_be_answered_now_does_not_keep_the_later_one_for_ever(hands: Hands) -> None:
    second, first = await hands.asked(5, "second"), await hands.asked(9, "first")
    hands.answering.fails = {first.id}

    assert not await hands.take_up(second)

    assert hands.answering.answered == ["first", "second"]


async def test_one_that_was_refused_is_left_to_its_own_line(hands: Hands) -> None:
    second, first = await hands.asked(5, "second"), await hands.asked(9, "first")
    hands.queue.elsewhere = {first.id}

    await hands.take_up(second)
    await hands.worker.take_up(f"{REFUSED}{first.id}", first.id)

    assert hands.answering.answered == ["second", "first"]


async def test_a_stop_ends_the_older_answer_and_the_turn_is_taken_up_again(hands: Hands) -> None:
    second, first = await hands.asked(5, "second"), await hands.asked(9, "first")
    hands.answering.gates = {first.id: asyncio.Event()}
    task = hands.taking_up(second)
    await hands.answering.begun.wait()

    await hands.worker.stop(LINE)

    assert await task
    assert hands.answering.answered == ["first, stopped"]
    assert not await hands.take_up(second)
    assert hands.answering.answered == ["first, stopped", "second"]


async def test_a_stop_that_comes_while_the_thread_is_read_ends_the_turn_as_it_begins(
    hands: Hands, scene: Scene
) -> None:
    second = await hands.asked(5, "second")
    scene.platform.close(THREAD.thread)
    hands.answering.gates = {second.id: asyncio.Event()}
    task = hands.taking_up(second)
    await scene.until(lambda: scene.platform.asked != [])

    await hands.worker.stop(LINE)
    scene.platform.gates[THREAD.thread].set()

    assert not await task
    assert hands.answering.answered == ["second, stopped"]


async def test_a_stop_that_a_dead_process_may_not_have_seen_ends_the_turn_as_it_begins(hands: Hands) -> None:
    second, third = await hands.asked(5, "second"), await hands.asked(4, "third")
    hands.answering.gates = {second.id: asyncio.Event()}
    task = hands.taking_up(second)
    await hands.worker.stop(LINE)  # before it has taken its first step

    assert not await task
    await hands.take_up(third)
    assert hands.answering.answered == ["second, stopped", "third"]


async def test_a_stop_for_a_turn_that_no_longer_begins_is_not_for_the_next(hands: Hands, scene: Scene) -> None:
    second, third = await hands.asked(5, "second"), await hands.asked(4, "third")
    scene.platform.close(THREAD.thread)
    task = hands.taking_up(second)
    await scene.until(lambda: scene.platform.asked != [])
    await hands.worker.stop(LINE)
    await scene.house.store.transcript.delete(THREAD, scene.said(5).said.message_id)
    scene.platform.gates[THREAD.thread].set()
    await task
    hands.answering.gates = {third.id: asyncio.Event()}
    hands.answering.gates[third.id].set()

    await hands.take_up(third)

    assert hands.answering.answered == ["third"]


async def test_a_turn_does_not_join_itself(scene: Scene) -> None:
    hands = Hands(scene, meanwhile="steer")
    [first] = await scene.house.store.journal.unfinished()
    second = await hands.asked(5, "second")
    hands.answering.gates = {first.id: asyncio.Event()}
    task = hands.taking_up(second)
    await hands.answering.begun.wait()

    await hands.worker.hear(LINE, first.id)

    assert not hands.floor.is_joining(first.id)
    hands.answering.gates[first.id].set()
    assert not await task


async def test_messages_of_one_moment_are_answered_together_in_whatever_order_they_were_stored(scene: Scene) -> None:
    hands = Hands(scene, burst=3.0)
    [asked_first] = await scene.house.store.journal.unfinished()
    await scene.house.answered(asked_first.id)
    second, first = await hands.asked(5, "and?"), await hands.asked(6, "well")

    await hands.take_up(second)

    assert hands.answering.answered == ["well", "and?"]
    assert await scene.house.store.journal.open_in(THREAD) == []
    assert await scene.house.store.journal.begin(first.id) is None
