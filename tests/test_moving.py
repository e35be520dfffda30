"""`python -m bot move`, as an operator meets it."""

from pathlib import Path

import pytest

from bot.core.errors import SettingsInvalid, StoreFailed
from bot.moving import move_to
from bot.settings import Settings
from bot.store.database import open_store
from bot.store.postgresql.opening import open_postgresql
from tests.contracts.stores import accepted
from tests.fakes import FakeClock


def settings(path: Path, schema: str) -> Settings:
    return Settings.load({"DATABASE_URL": f"sqlite:///{path}", "DATABASE_SCHEMA": schema})


async def test_each_table_is_told_and_the_turns_are_there(postgres: str, schema: str, tmp_path: Path) -> None:
    path, said = tmp_path / "bot.sqlite3", list[str]()
    async with open_store(path, FakeClock()) as store:
        turn = await accepted(store, 1)

    assert await move_to(settings(path, schema), postgres, said.append) == 0

    assert [line for line in said if line.startswith("turns: 1 rows, sum ")]
    assert said[-1].startswith("All is there. Set DATABASE_URL")
    async with open_postgresql(postgres, FakeClock(), schema=schema) as store:
        assert [each.id for each in await store.journal.unfinished()] == [turn.id]


async def test_a_file_in_use_is_not_moved(postgres: str, schema: str, tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    async with open_store(path, FakeClock()):
        with pytest.raises(StoreFailed, match="already uses"):
            await move_to(settings(path, schema), postgres, print)


async def test_only_from_a_file_and_only_to_a_server(postgres: str, schema: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="--to: give the URL of a PostgreSQL"):
        await move_to(settings(tmp_path / "bot.sqlite3", schema), "sqlite:///other.sqlite3", print)
    with pytest.raises(SettingsInvalid, match="names a PostgreSQL already"):
        await move_to(Settings.load({"DATABASE_URL": postgres}), postgres, print)
