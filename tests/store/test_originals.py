"""What a process that dies half way leaves behind, and that a large file keeps nobody waiting."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.store.originals import PIECE
from bot.store.store import SqlStore
from tests.contracts.shelf_contract import KEY, REPORT
from tests.contracts.stores import accepted
from tests.fakes import FakeClock

LARGE = 50 * PIECE


async def accepted_meanwhile(work: asyncio.Task[None], store: SqlStore) -> int:
    """How many messages were accepted while `work` went on."""
    number = 0
    while not work.done():
        number += 1
        await asyncio.sleep(0.001)
        await accepted(store, number)
    await work
    return number


async def test_large_file_keeps_neither_the_loop_nor_the_writer_waiting(
    store: SqlStore, clock: FakeClock, tmp_path: Path
) -> None:
    large, copy = tmp_path / "large.pdf", tmp_path / "copy.pdf"
    large.write_bytes(b"galerne " * (LARGE // 8))
    await store.shelf.keep(KEY, REPORT)

    async def there_and_back() -> None:
        await store.shelf.keep_original(REPORT.id, large, until=clock.time() + 60)
        assert await store.shelf.original(REPORT.id, copy)
        await clock.advance(60)
        assert await store.shelf.purge(pictures_before=0.0) == LARGE

    messages = await accepted_meanwhile(asyncio.create_task(there_and_back()), store)

    assert copy.stat().st_size == LARGE
    assert messages > 20, "between the pieces of a file there is room for what else is written"


async def test_file_that_was_half_kept_is_not_given_out_and_is_let_go(
    store: SqlStore, clock: FakeClock, path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(b"x" * PIECE * 3)
    await store.shelf.keep(KEY, REPORT)
    keeping = asyncio.create_task(store.shelf.keep_original(REPORT.id, file, until=clock.time() + 60))
    while not await store.database.fetch("SELECT 1 FROM original_pieces WHERE original_id = 1 AND n = 0"):  # noqa: ASYNC110 - a row rings no bell
        await asyncio.sleep(0)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)

    assert not await store.shelf.original(REPORT.id, tmp_path / "copy.pdf")
    await store.shelf.keep_original(REPORT.id, file, until=clock.time() + 60)
    assert await store.shelf.original(REPORT.id, tmp_path / "copy.pdf")

    await clock.advance(60)
    assert await store.shelf.purge(pictures_before=0.0) > file.stat().st_size
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM original_pieces").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM originals").fetchone() == (0,)


async def test_disk_that_fails_is_a_sentence(store: SqlStore, clock: FakeClock, tmp_path: Path) -> None:
    await store.shelf.keep(KEY, REPORT)
    file = tmp_path / "report.pdf"
    with pytest.raises(StoreFailed, match=r"report\.pdf cannot be read or written \(No such file"):
        await store.shelf.keep_original(REPORT.id, file, until=clock.time() + 60)

    file.write_bytes(b"x")
    await store.shelf.keep_original(REPORT.id, file, until=clock.time() + 60)
    with pytest.raises(StoreFailed, match="cannot be read or written"):
        await store.shelf.original(REPORT.id, tmp_path / "nowhere" / "copy.pdf")
