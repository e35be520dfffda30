"""What is due becomes an event, once, and is moved on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.core.ticking import Ticker
from bot.core.timetable import EVERY_DAY, Plan, Rule
from bot.core.values import Address, Author, CommandInvoked, Inbound
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.fakes import FakeClock

CHANNEL = Address("slack", "T1", "C1")
ANA = Author("U1", "Ana")
DAY = 86_400.0
NINE = 1_795_165_200.0  # 20 November 2026, 9:00 in UTC
DAILY = Rule(days=EVERY_DAY, hour=9)
DIGEST = Plan("digest", CHANNEL, ANA, DAILY, {"focus": "cake"})
REMINDER = Plan("reminder", CHANNEL, ANA, Rule(once=NINE), {"text": "cake"}, calls=True)


@dataclass(slots=True)
class FakeDoor:
    """Takes events as a dispatcher does, unless it is out of order."""

    events: list[CommandInvoked] = field(default_factory=list)
    broken: bool = False
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def accept(self, event: Inbound) -> None:
        if self.broken:
            raise StoreFailed("the disk is full")
        assert isinstance(event, CommandInvoked)
        self.events.append(event)
        self.came.set()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NINE - 100)


@pytest.fixture
async def store(tmp_path: Path, clock: FakeClock) -> AsyncIterator[SqlStore]:
    async with open_store(tmp_path / "bot.sqlite3", clock) as opened:
        yield opened


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def make(store: SqlStore, door: FakeDoor, clock: FakeClock) -> Callable[..., Ticker]:
    def made(*, run_late: bool = True) -> Ticker:
        return Ticker(store.timetable, store.transcript, door.accept, clock, run_late=run_late)

    return made


Make = Callable[..., Ticker]


async def test_what_is_due_is_handed_over_with_its_values_and_moved_on(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    made = await store.timetable.add(DIGEST, NINE)
    assert await make().tick() == 0
    await clock.advance(100)
    assert await make().tick() == 1

    [event] = door.events
    assert event == CommandInvoked(
        f"timetable:{made.id}:{NINE:.0f}",
        CHANNEL,
        ANA,
        NINE,
        "digest",
        (("number", str(made.id)), ("since", repr(NINE - DAY)), ("focus", "cake")),
        scheduled=True,
    )
    assert await store.timetable.get(made.id) == replace(made, due=NINE + DAY)


async def test_a_run_goes_on_where_the_last_one_ended_that_was_carried_out(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    made = await store.timetable.add(DIGEST, NINE)
    await store.timetable.ran(made.id, NINE - 3 * DAY)
    await clock.advance(100)
    await make().tick()

    assert dict(door.events[0].arguments)["since"] == repr(NINE - 3 * DAY)


async def test_what_comes_once_calls_its_author_and_is_over(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    await store.timetable.add(REMINDER, NINE)
    await clock.advance(100)
    await make().tick()
    await clock.advance(10 * DAY)
    await make().tick()

    assert [(event.name, event.calls, dict(event.arguments)["text"]) for event in door.events] == [
        ("reminder", True, "cake")
    ]


async def test_days_that_were_missed_are_one_late_digest(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    made = await store.timetable.add(DIGEST, NINE)
    await clock.advance(100 + 3 * DAY + 7_200)
    await make().tick()

    [event] = door.events
    assert event.at == NINE + 3 * DAY
    assert dict(event.arguments)["since"] == repr(NINE - DAY)
    assert await store.timetable.get(made.id) == replace(made, due=NINE + 4 * DAY)


async def test_a_missed_digest_is_skipped_by_setting_and_a_reminder_is_not(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    made = await store.timetable.add(DIGEST, NINE)
    await store.timetable.add(REMINDER, NINE)
    await clock.advance(100 + 7_200)
    await make(run_late=False).tick()

    assert [event.name for event in door.events] == ["reminder"]
    assert await store.timetable.get(made.id) == replace(made, due=NINE + DAY)


async def test_a_digest_that_is_a_restart_late_was_not_missed(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    await store.timetable.add(DIGEST, NINE)
    await clock.advance(100 + 120)
    await make(run_late=False).tick()

    assert [event.at for event in door.events] == [NINE]


async def test_two_replicas_hand_over_the_same_event(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    made = await store.timetable.add(DIGEST, NINE)
    await clock.advance(100)
    await asyncio.gather(make().tick(), make().tick())

    assert {event.event_id for event in door.events} == {f"timetable:{made.id}:{NINE:.0f}"}
    assert await store.timetable.get(made.id) == replace(made, due=NINE + DAY)


async def test_the_journal_lets_what_is_handed_over_again_begin_no_second_turn(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    """A process that dies between handing over and moving on leaves the appointment as it was."""
    made = await store.timetable.add(DIGEST, NINE)
    await clock.advance(100)
    await make().tick()
    assert await store.timetable.move_on(replace(made, due=NINE + DAY), NINE)
    await make().tick()

    first, second = door.events
    assert await store.journal.accept(first, CHANNEL, answer=True) is not None
    assert await store.journal.accept(second, CHANNEL, answer=True) is None


async def test_one_that_cannot_be_carried_out_does_not_keep_the_others(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    await store.timetable.add(replace(DIGEST, rule=replace(DAILY, zone="Mars/Base")), NINE - 50)
    await store.timetable.add(DIGEST, NINE)
    await clock.advance(100)
    async with running(make()):
        await door.came.wait()
        await clock.until_asleep()

    assert [event.at for event in door.events] == [NINE]


async def test_what_could_not_be_stored_stays_due(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    made = await store.timetable.add(DIGEST, NINE)
    await clock.advance(100)
    door.broken = True
    with pytest.raises(StoreFailed):
        await make().tick()

    assert await store.timetable.get(made.id) == made


@asynccontextmanager
async def running(ticker: Ticker) -> AsyncIterator[None]:
    task = asyncio.create_task(ticker.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_it_sleeps_until_what_is_next(store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make) -> None:
    await store.timetable.add(DIGEST, clock.time() + 40)
    async with running(make()):
        await clock.until_asleep()
        await clock.advance(39.9)
        assert not door.events
        await clock.advance(0.2)
        await door.came.wait()


async def test_a_new_appointment_wakes_it(store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make) -> None:
    async with running(make()):
        await clock.until_asleep()
        await store.timetable.add(REMINDER, clock.time())
        await door.came.wait()

    assert clock.time() == NINE - 100


async def test_a_store_that_fails_is_asked_again_after_a_minute(
    store: SqlStore, door: FakeDoor, clock: FakeClock, make: Make
) -> None:
    await store.timetable.add(DIGEST, clock.time())
    door.broken = True
    async with running(make()):
        await clock.until_asleep()
        door.broken = False
        await clock.advance(60)
        await door.came.wait()
