from pathlib import Path

import pytest

from bot.core.documents import Page, Picture
from bot.core.errors import StoreFailed
from bot.core.records import Summary
from bot.store.database import open_store as open_file
from bot.store.postgresql.moving import Moved, move
from bot.store.postgresql.opening import open_postgresql
from bot.store.store import SqlStore
from tests.contracts.passages_contract import MODEL, A, passage, vector
from tests.contracts.shelf_contract import KEY, REPORT
from tests.contracts.stores import STEPS, THREAD, accepted, answered, begun, message, said
from tests.fakes import FakeClock


async def lived_in(store: SqlStore, tmp_path: Path) -> None:
    """Something in as many tables as a bot writes to."""
    await answered(store, 1, 2)
    turn = await begun(store, 3, "naïve “café” \N{SNOWMAN}")
    for step in STEPS:
        await store.journal.record(turn, step)
    await store.journal.outbox(turn).record_upload("key", "mark")
    await store.journal.accept(message(5), THREAD, answer=False)
    await store.transcript.add(THREAD, [said(6, "from the history")])
    await store.transcript.summarise(THREAD, Summary("00001", "what was said", 10, 2))
    await store.preferences.set("slack", "name", "value")
    await store.shelf.keep(KEY, REPORT)
    await store.shelf.add(
        REPORT.id, [Page(1, "text", "Page one", pictures=(Picture("a", b"\x00\xff", "image/png", 1, 1),))]
    )
    await store.passages.add(A, MODEL, [passage(1, "An invoice for tea.", 1, 0), passage(2, "Water.", 0.3, -0.7)])
    file = tmp_path / "file"
    file.write_bytes(bytes(range(256)) * 5_000)
    await store.shelf.keep_original(REPORT.id, file, until=9e9)


async def moved(source: SqlStore, target: SqlStore) -> dict[str, int]:
    told: list[Moved] = []
    await move(source.database, target.database, told.append)
    return {each.table: each.rows for each in told}


async def test_everything_is_there_afterwards_and_the_bot_goes_on(
    postgres: str, schema: str, clock: FakeClock, path: Path, tmp_path: Path
) -> None:
    async with open_file(path, clock) as source, open_postgresql(postgres, clock, schema=schema) as target:
        await lived_in(source, tmp_path)
        rows = await moved(source, target)

        assert {name for name, count in rows.items() if count} >= {
            "turns", "steps", "outbound", "uploads", "events", "messages", "conversations", "preferences", "documents",
            "document_uploads", "pages", "pictures", "originals", "original_pieces", "passages",
        }  # fmt: skip
        assert await target.journal.unfinished() == await source.journal.unfinished()
        assert await target.shelf.pictures(REPORT.id, 1) == await source.shelf.pictures(REPORT.id, 1)
        for store in (source, target):
            assert [each.text for each in await store.passages.matching([A], ["INVOICE"], 9)] == ["An invoice for tea."]
            assert (await store.passages.nearest([A], MODEL, vector(1, 0), 1))[0].page == 1
        copy = tmp_path / "copy"
        assert await target.shelf.original(REPORT.id, copy)
        assert copy.read_bytes() == (tmp_path / "file").read_bytes()
        turn, known = await accepted(target, 9), await source.journal.unfinished()
        assert turn.id > max(each.id for each in known)


async def test_it_can_be_made_again_and_brings_what_has_changed(
    postgres: str, schema: str, clock: FakeClock, path: Path, tmp_path: Path
) -> None:
    async with open_file(path, clock) as source, open_postgresql(postgres, clock, schema=schema) as target:
        await lived_in(source, tmp_path)
        before = await moved(source, target)
        await source.preferences.set("slack", "name", "another value")
        await accepted(source, 8)

        after = await moved(source, target)

        assert after["turns"] == before["turns"] + 1
        assert await target.preferences.get("slack", "name") == "another value"


async def test_it_is_refused_where_another_bot_lives_or_this_one_has_gone_on(
    postgres: str, schema: str, clock: FakeClock, path: Path
) -> None:
    async with open_file(path, clock) as source, open_postgresql(postgres, clock, schema=schema) as target:
        await accepted(source, 1)
        await moved(source, target)
        await accepted(target, 2)
        with pytest.raises(StoreFailed, match="has gone on in that schema"):
            await moved(source, target)

    async with open_postgresql(postgres, clock, schema=f"{schema}_other") as other:
        await accepted(other, 1)
        async with open_file(path, clock) as source:
            with pytest.raises(StoreFailed, match="Another bot lives in that schema"):
                await moved(source, other)


async def test_rows_that_are_only_there_are_found_by_counting(
    postgres: str, schema: str, clock: FakeClock, path: Path
) -> None:
    async with open_file(path, clock) as source, open_postgresql(postgres, clock, schema=schema) as target:
        await target.preferences.set("slack", "only", "there")
        with pytest.raises(StoreFailed, match="preferences has 0 rows in the file and 1 in PostgreSQL"):
            await moved(source, target)
