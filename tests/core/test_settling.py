"""The end of a turn, while the platform or the store is out of order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.console import ConsolePlatform
from bot.core.deliver import Delivery
from bot.core.errors import BotError, Gone, PlatformFailed, StoreFailed
from bot.core.lifecycle import State
from bot.core.records import Entry, Receipt, Turn
from bot.core.settling import AGAIN_AFTER, Settler
from bot.core.values import Address, Author, MessageReceived, Said, Verb
from bot.core.work import Work
from bot.store.database import open_store
from bot.store.journal import SqlJournal
from bot.store.store import SqlStore
from tests.fakes import FakeClock, FakeOutbox, FakeReply

HERE = Address("slack", "T1", "C1", "100.0")
ASKED = MessageReceived("E1", HERE, Said("100.0", Author("U1", "Ana"), 100.0, "hello"), addressed=True)


@dataclass(slots=True)
class FakeStubbornReply(FakeReply):
    """Refuses to finish or to fail with each of `refusals` first."""

    refusals: list[BotError] = field(default_factory=list)

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        self._refuse()
        self.finished, self.footer, self.verbs = text, footer, tuple(verbs)

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        self._refuse()
        self.failed, self.verbs = (text, notice), tuple(verbs)

    def _refuse(self) -> None:
        if self.refusals:
            raise self.refusals.pop(0)


class FakeFullJournal(SqlJournal):
    """A disk that is full for the first `times` ends."""

    times = 0

    async def end(self, turn: Turn, state: State, receipt: Receipt, said: Entry | None) -> None:
        if self.times:
            self.times -= 1
            raise StoreFailed("the disk is full")
        await super().end(turn, state, receipt, said)


class Case:
    """One turn that runs, and whoever settles it."""

    def __init__(self, store: SqlStore, clock: FakeClock, turn: Turn) -> None:
        self.clock = clock
        self.store = store
        self.journal = FakeFullJournal(store.database, clock, "word")
        self.reply = FakeStubbornReply()
        self.settler = Settler(self.journal, clock, zone=ZoneInfo("UTC"), currency="EUR")
        delivery = Delivery(self.reply, clock, before="Noon.")
        self.work = Work(
            turn, ConsolePlatform(str, print, clock), FakeOutbox(), self.reply, delivery, clock.monotonic(), []
        )

    async def ending(self, seconds: float) -> asyncio.Task[None]:
        """The end, under way, so many seconds after it began."""
        task = asyncio.create_task(self.settler.end(self.work, State.DONE, "It is noon."))
        await self.turned(seconds)
        return task

    async def turned(self, seconds: float) -> None:
        """Let time pass for whoever waits for it; SQLite's thread is waited for before and after."""
        if seconds:
            await self.clock.until_asleep()
        await self.clock.advance(seconds)
        await self.store.journal.unfinished()

    async def is_settled(self) -> bool:
        return await self.store.journal.unfinished() == []


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    clock = FakeClock()
    async with open_store(tmp_path / "bot.sqlite3", clock) as store:
        accepted = await store.journal.accept(ASKED, HERE, answer=True)
        assert accepted is not None
        turn = await store.journal.begin(accepted.id)
        assert turn is not None
        yield Case(store, clock, turn)


async def test_an_answer_is_shown_again_until_the_platform_takes_it(case: Case) -> None:
    case.reply.refusals = [PlatformFailed("down"), PlatformFailed("still down")]
    ending = await case.ending(AGAIN_AFTER[0])
    assert not await case.is_settled()

    await case.turned(AGAIN_AFTER[1])
    await ending
    assert case.reply.finished == "It is noon."
    assert await case.is_settled()


async def test_an_answer_that_is_not_taken_stays_owed(case: Case) -> None:
    case.reply.refusals = [PlatformFailed("down")] * 9
    ending = await case.ending(0.0)
    for seconds in AGAIN_AFTER:
        await case.turned(seconds)

    with pytest.raises(PlatformFailed):
        await ending
    assert not await case.is_settled()


async def test_what_will_never_be_taken_is_not_tried_again(case: Case) -> None:
    case.reply.refusals = [Gone("deleted")]
    with pytest.raises(Gone):
        await case.settler.end(case.work, State.DONE, "It is noon.")


async def test_an_answer_is_shown_once_though_its_end_is_stored_late(case: Case) -> None:
    case.journal.times = 2
    ending = await case.ending(AGAIN_AFTER[0])
    case.reply.finished = "shown once"

    await case.turned(AGAIN_AFTER[1])
    await ending
    assert case.reply.finished == "shown once"
    assert await case.is_settled()


async def test_a_sentence_reaches_the_person_when_the_platform_is_back(case: Case) -> None:
    case.reply.refusals = [PlatformFailed("down")]
    failing = asyncio.create_task(case.settler.fail(case.work, BotError("broken", notice="Please ask again.")))
    await case.turned(AGAIN_AFTER[0])
    await failing
    assert case.reply.failed == ("Noon.", "Please ask again.")
    assert await case.is_settled()


async def test_a_turn_that_cannot_be_settled_is_left_to_the_next_start(
    case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    case.journal.times = 9
    failing = asyncio.create_task(case.settler.fail(case.work, BotError("broken", notice="Please ask again.")))
    await case.turned(0.0)
    for seconds in AGAIN_AFTER:
        await case.turned(seconds)
    await failing
    assert not await case.is_settled()
    assert "left to the next start" in caplog.text
