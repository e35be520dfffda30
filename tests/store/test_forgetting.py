"""What is forgotten is in no table and in no file of the database."""

from pathlib import Path

import pytest

from bot.core.forgetting import Conversation
from bot.store.database import open_store
from bot.store.holdings import HOLDINGS
from tests.contracts.forgetting_contract import DOCUMENT, PLAN, ForgettingContract, kept, talk
from tests.contracts.stores import THREAD
from tests.fakes import FakeClock

WORDS = (b"zanzibar", b"ZANZIBAR-PICTURE")


class TestForgetting(ForgettingContract): ...


def raw(folder: Path) -> bytes:
    """All bytes of the database's files."""
    return b"".join(each.read_bytes() for each in sorted(folder.iterdir()) if each.is_file())


async def test_nothing_of_it_is_left_in_the_files_while_the_bot_runs(
    path: Path, clock: FakeClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with open_store(path, clock) as store:
        for number in range(1, 200, 2):
            await talk(store, number, f"zanzibar {number}", files=(PLAN,))
        await kept(store, PLAN, DOCUMENT, "all of zanzibar " * 2_000)
        source = tmp_path_factory.mktemp("source") / "plan.pdf"
        source.write_bytes(b"ZANZIBAR-PICTURE" * 10_000)
        await store.shelf.keep_original(DOCUMENT.id, source, until=4_000_000_000.0)
        assert all(word in raw(path.parent) for word in WORDS)

        await store.remembered.forget(Conversation(THREAD))

        assert [word for word in WORDS if word in raw(path.parent)] == []
    assert [word for word in WORDS if word in raw(path.parent)] == []


async def test_every_table_that_holds_words_of_people_is_among_those_that_are_forgotten(
    path: Path, clock: FakeClock
) -> None:
    """A new table is added to `HOLDINGS`, or here, with the reason why it holds nothing of anybody."""
    nothing_of_people = {
        "budgets": "what is left of a minute for a model",
        "events": "ids of deliveries",
        "identity": "a word of the database",
        "index_spending": "what the index has taken in all",
        "message_rows": "numbers of messages, kept by triggers on these",
        "outbound": "ids of the bot's own messages",
        "schema_release": "a number",
        "schema_version": "a number",
        "sqlite_sequence": "SQLite's own",
        "turns_unread": "ids of turns",
    }
    async with open_store(path, clock) as store:
        rows = await store.database.fetch("SELECT name FROM sqlite_master WHERE type = 'table'")
    indexes = ("passage_words", "message_words")  # which hold the words of what is in other tables
    tables = {name for (name,) in rows if not name.startswith(indexes)}

    assert tables - {each.table for each in HOLDINGS} - set(nothing_of_people) == set()
