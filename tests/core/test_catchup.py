"""What was missed is answered once, in order, unless it is too old."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.catchup import GRACE, UNHEARD, CatchUp
from bot.core.dispatch import Manners
from bot.core.errors import PlatformFailed
from bot.core.records import Seen
from bot.core.values import Address, Author, CommandInvoked, GapOpened, MessageReceived, Said
from bot.store.database import open_store
from tests.core.test_dispatch import House
from tests.fakes import FakeClock, settle

PLACE = Address("slack", "T1", "C1")
THREAD = replace(PLACE, thread="1700000000.000100")
LATE = 3_600.0
GAP = GapOpened("gap", "slack")


@dataclass(slots=True)
class FakePlatform:
    """Gives what it was told was missed, once its gate is open; keeps what it was asked."""

    messages: list[MessageReceived] = field(default_factory=list)
    asked: list[Sequence[Seen]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    failure: Exception | None = None
    name: str = "slack"

    async def missed(self, seen: Sequence[Seen], *, limit: int) -> Sequence[MessageReceived]:
        self.asked.append(seen)
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return self.messages[-limit:]


class Scene:
    """A dispatcher over a real store, a platform that missed something, and the bot that catches up."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.platform = FakePlatform()
        self.platform.gate.set()
        self.catch_up = self.another()

    def another(self) -> CatchUp:
        """As the next process builds it."""
        platform: Any = self.platform
        return CatchUp(
            platforms={"slack": platform},
            dispatcher=self.house.dispatcher,
            transcript=self.house.store.transcript,
            preferences=self.house.store.preferences,
            clock=self.house.clock,
            late=LATE,
        )

    def said(self, ago: float, text: str = "hello", *, addressed: bool = True, address: Address = PLACE) -> Any:
        """A message of so many seconds ago; by itself it begins a thread."""
        at = self.house.clock.time() - ago
        message = Said(f"{at:.6f}", Author("U1", "Ana"), at, text)
        address = address if address.thread else replace(address, thread=message.message_id)
        return MessageReceived(f"event:{message.message_id}", address, message, addressed)

    async def gap(self) -> None:
        """Let one open and be closed."""
        await self.catch_up.accept(GAP)
        await self.done()

    async def done(self) -> None:
        async with asyncio.timeout(5):
            await asyncio.wait(self.catch_up._tasks.values())

    async def asked(self) -> list[str]:
        """What is to be answered, in the order of the queue."""
        turns = {turn.id: turn.event for turn in await self.house.store.journal.unfinished()}
        events = [turns[turn_id] for _, turn_id in self.house.queue.lines if turn_id in turns]
        return [event.said.text for event in events if isinstance(event, MessageReceived)]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """The bot was asked something a while ago, in a thread of a channel."""
    clock = FakeClock()
    async with open_store(tmp_path / "bot.sqlite3", clock) as store:
        found = Scene(House(store, clock, Manners()))
        await found.catch_up.accept(found.said(500, "first", address=THREAD))
        await clock.advance(100)
        yield found
        await found.catch_up.close()


async def test_what_was_missed_is_answered_oldest_first(scene: Scene) -> None:
    scene.platform.messages = [scene.said(10, "third"), scene.said(30, "second", address=THREAD), scene.said(5, "last")]

    await scene.gap()

    assert await scene.asked() == ["first", "second", "third", "last"]


async def test_it_is_looked_for_where_the_bot_was_asked_since_what_was_heard_last(scene: Scene) -> None:
    heard = scene.said(600, address=THREAD).said.message_id

    await scene.gap()

    assert scene.platform.asked == [[Seen(PLACE, heard, {THREAD.thread: heard})]]


async def test_what_the_journal_knows_is_not_answered_again(scene: Scene) -> None:
    scene.platform.messages = [scene.said(600, "first", address=THREAD), scene.said(10, "second")]

    await scene.gap()
    await scene.gap()

    assert await scene.asked() == ["first", "second"]


async def test_what_is_too_old_is_remembered_and_not_answered(scene: Scene) -> None:
    old = scene.said(LATE + 1, "old", address=THREAD)
    scene.platform.messages = [old, scene.said(LATE - 1, "new", address=THREAD)]

    await scene.gap()

    assert await scene.asked() == ["first", "new"]
    assert await scene.house.store.transcript.conversation_of(PLACE, old.said.message_id) == THREAD


async def test_follow_up_is_answered_where_the_bot_had_been_asked(scene: Scene) -> None:
    begins = scene.said(40, "a question")
    scene.platform.messages = [
        scene.said(60, "in a thread it is in", addressed=False, address=THREAD),
        scene.said(50, "to nobody", addressed=False),
        begins,
        scene.said(30, "below the question", addressed=False, address=begins.address),
    ]

    await scene.gap()

    assert await scene.asked() == ["first", "in a thread it is in", "a question", "below the question"]


async def test_follow_up_below_the_answer_to_a_command_is_answered(scene: Scene) -> None:
    asked = CommandInvoked("command-1", PLACE, Author("U1", "Ana"), scene.house.clock.time(), "ask", (("q", "why?"),))
    await scene.catch_up.accept(asked)
    root = scene.said(50).said.message_id
    await scene.house.answered(scene.house.queue.lines[-1][1], root)
    scene.platform.messages = [scene.said(40, "really?", addressed=False, address=replace(PLACE, thread=root))]

    await scene.gap()

    assert await scene.asked() == ["first", "really?"]


async def test_what_came_before_the_first_question_is_no_follow_up(scene: Scene) -> None:
    root = scene.said(60, "let us talk", addressed=False)
    reply = scene.said(50, "good idea", addressed=False, address=root.address)
    scene.platform.messages = [root, reply]
    scene.platform.gate.clear()
    await scene.catch_up.accept(GAP)
    await settle()
    waiting = asyncio.create_task(scene.catch_up.accept(scene.said(1, "what do you think?", address=root.address)))
    await scene.house.clock.advance(GRACE)
    await waiting

    scene.platform.gate.set()
    await scene.done()

    assert await scene.asked() == ["first", "what do you think?"]


async def test_live_message_lets_older_ones_go_first(scene: Scene) -> None:
    scene.platform.messages = [scene.said(10, "older", address=THREAD)]
    scene.platform.gate.clear()
    await scene.catch_up.accept(GAP)
    live = asyncio.create_task(scene.catch_up.accept(scene.said(0, "live", address=THREAD)))
    await settle()
    assert await scene.asked() == ["first"]

    scene.platform.gate.set()
    await live

    assert await scene.asked() == ["first", "older", "live"]


async def test_live_message_does_not_wait_for_ever(scene: Scene) -> None:
    scene.platform.gate.clear()
    await scene.catch_up.accept(GAP)
    live = asyncio.create_task(scene.catch_up.accept(scene.said(0, "live", address=THREAD)))

    await scene.house.clock.advance(GRACE)
    await live
    await scene.catch_up.accept(scene.said(-1, "the next does not wait at all", address=THREAD))

    assert await scene.asked() == ["first", "live", "the next does not wait at all"]


async def test_gap_that_opens_meanwhile_is_looked_into_as_well(scene: Scene) -> None:
    scene.platform.gate.clear()
    await scene.catch_up.accept(GAP)
    await settle()
    await scene.catch_up.accept(replace(GAP, event_id="another"))
    scene.platform.gate.set()

    await scene.done()

    assert len(scene.platform.asked) == 2
    assert scene.platform.asked[0] == scene.platform.asked[1]
    assert await scene.house.store.preferences.get("slack", UNHEARD) == ""


async def test_gap_after_another_was_closed_is_looked_into_from_its_own_time(scene: Scene) -> None:
    await scene.gap()
    heard = scene.said(0, "live", address=THREAD)
    await scene.catch_up.accept(heard)
    await scene.house.clock.advance(60)

    await scene.gap()

    assert [each.newest for seen in scene.platform.asked for each in seen][1:] == [heard.said.message_id]


async def test_process_that_dies_meanwhile_leaves_it_to_the_next(scene: Scene) -> None:
    """What came live after the gap does not hide what was missed before it."""
    heard = scene.said(600, address=THREAD).said.message_id
    scene.platform.messages = [scene.said(50, "missed", address=THREAD)]
    scene.platform.gate.clear()
    await scene.catch_up.accept(GAP)
    await scene.house.clock.advance(60)
    await asyncio.gather(scene.catch_up.accept(scene.said(1, "live", address=THREAD)), scene.house.clock.advance(GRACE))
    await scene.catch_up.close()

    scene.catch_up = scene.another()
    scene.platform.gate.set()
    await scene.gap()

    assert scene.platform.asked[-1] == [Seen(PLACE, heard, {THREAD.thread: heard})]
    assert await scene.asked() == ["first", "live", "missed"]
    assert await scene.house.store.preferences.get("slack", UNHEARD) == ""


@pytest.mark.parametrize("failure", [PlatformFailed("out of order"), ValueError("a defect")])
async def test_failure_is_logged_and_the_next_gap_tries_again(
    scene: Scene, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    scene.platform.messages = [scene.said(50, "missed")]
    scene.platform.failure = failure
    await scene.gap()
    assert "what was missed could not be found" in caplog.text

    scene.platform.failure = None
    await scene.gap()

    assert await scene.asked() == ["first", "missed"]


async def test_platform_is_not_asked_where_nothing_is_followed(scene: Scene) -> None:
    await scene.house.clock.advance(8 * 86_400)

    await scene.gap()

    assert scene.platform.asked == []


async def test_it_says_how_much_it_found(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    scene.platform.messages = [scene.said(LATE + 1, "a secret"), scene.said(50, "another secret")]

    await scene.gap()

    assert "slack: looked at 1 messages of the gap, and 1 too old to be answered" in caplog.text
    assert "secret" not in caplog.text
