"""What is let go with age, and what is not."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.core.lifecycle import State
from bot.core.records import Receipt
from bot.store.store import SqlStore
from tests.contracts.stores import STEPS, THREAD, accepted, begun, message, spoken, texts
from tests.fakes import FakeClock


def rows(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - a constant


async def ended(store: SqlStore, number: int) -> None:
    """A turn with three steps and an upload that has ended."""
    turn = await begun(store, number)
    for step in STEPS:
        await store.journal.record(turn, step)
    await store.journal.outbox(turn).record_upload("pages.md", "sent")
    await store.journal.end(turn, State.STOPPED, Receipt(), spoken(number + 1))


async def test_old_deliveries_and_the_steps_of_ended_turns_go(store: SqlStore, path: Path, clock: FakeClock) -> None:
    waiting = await begun(store, 1)
    await store.journal.record(waiting, STEPS[0])
    await ended(store, 2)
    await clock.advance(60)
    await ended(store, 5)

    assert await store.purge(before=clock.time()) == 2 + 3 + 1

    assert (rows(path, "events"), rows(path, "steps"), rows(path, "uploads")) == (1, 1 + 3, 1)
    assert [turn.steps for turn in await store.journal.unfinished()] == [(STEPS[0],)]
    assert await store.purge(before=clock.time()) == 0


async def test_what_was_said_stays_and_is_not_answered_again(store: SqlStore, clock: FakeClock) -> None:
    await ended(store, 1)
    await clock.advance(60)
    await store.purge(before=clock.time())

    assert await store.journal.accept(message(1), THREAD, answer=True) is None
    assert await texts(store, await accepted(store, 9)) == ["answer 2", "message 1"]


async def test_thousands_of_old_deliveries_go_in_small_steps(store: SqlStore, clock: FakeClock) -> None:
    await asyncio.gather(*(store.journal.accept(message(each), THREAD, answer=False) for each in range(1_200)))
    await clock.advance(60)

    assert await store.purge(before=clock.time()) == 1_200
