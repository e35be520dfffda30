"""The outbound ledger while the disk is full."""

from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.core.values import Part
from bot.store.database import open_store
from bot.store.outbox import SqlOutbox
from bot.store.sql import Database, Rows, Statement, Value
from tests.contracts.stores import begun
from tests.fakes import FakeClock

PART = Part(0, "p0", 0, 5)


class FakeFullDatabase:
    """A database that takes nothing while it is `full`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.compares, self.words, self.message_words = database.compares, database.words, database.message_words
        self.full = True

    async def commit(self, *statements: Statement, lasting: bool = True) -> list[Rows] | None:
        if self.full:
            raise StoreFailed("the disk is full")
        return await self._database.commit(*statements, lasting=lasting)

    async def fetch(self, sql: str, **values: Value) -> Rows:
        return await self._database.fetch(sql, **values)

    async def scrub(self) -> None:
        await self._database.scrub()


async def test_a_part_that_could_not_be_written_is_known_and_is_written_the_next_time(tmp_path: Path) -> None:
    async with open_store(tmp_path / "bot.sqlite3", FakeClock()) as store:
        turn = await begun(store, 1)
        database = FakeFullDatabase(store.database)
        outbox = SqlOutbox(database, turn, "key")
        with pytest.raises(StoreFailed):
            await outbox.record(PART)
        assert outbox.parts == (PART,)

        database.full = False
        await outbox.record(PART)
        [kept] = await store.journal.unfinished()
        assert kept.parts == (PART,)


async def test_an_upload_that_could_not_be_written_is_known_and_is_written_the_next_time(tmp_path: Path) -> None:
    async with open_store(tmp_path / "bot.sqlite3", FakeClock()) as store:
        turn = await begun(store, 1)
        database = FakeFullDatabase(store.database)
        outbox = SqlOutbox(database, turn, "key")
        with pytest.raises(StoreFailed):
            await outbox.record_upload("pages.md", "sent")
        assert outbox.uploads == {"pages.md": "sent"}

        database.full = False
        await outbox.record_upload("pages.md", "sent")
        [kept] = await store.journal.unfinished()
        assert kept.uploads == (("pages.md", "sent"),)
