"""Backups of both databases, and what comes back from them."""

import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from bot.backup import back_up
from bot.core.errors import SettingsInvalid, StoreFailed
from bot.settings import Settings
from bot.store.database import open_store
from bot.store.postgresql.opening import open_postgresql
from bot.store.sql import Vector
from tests.contracts.passages_contract import MODEL, A, passage, vector
from tests.contracts.stores import STEPS, accepted, begun
from tests.fakes import FakeClock
from tests.postgres import program


def settings(path: Path) -> Settings:
    return Settings.load({"DATABASE_URL": f"sqlite:///{path}"})


async def test_a_file_is_copied_while_the_bot_goes_on_and_takes_the_place_of_the_lost_one(tmp_path: Path) -> None:
    path, copy, said = tmp_path / "bot.sqlite3", tmp_path / "copy.sqlite3", list[str]()
    async with open_store(path, FakeClock()) as store:
        turn = await begun(store, 1)
        await store.journal.record(turn, STEPS[0])
        assert back_up(settings(path), copy, said.append) == 0
        await accepted(store, 2)
    assert "holds 1 turns" in said[0]

    replace(path, copy)
    async with open_store(path, FakeClock()) as store:
        assert [(each.id, each.steps) for each in await store.journal.unfinished()] == [(turn.id, STEPS[:1])]
        assert await store.journal.begin(turn.id) is not None


def test_what_cannot_be_copied_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="is not there"):
        back_up(settings(tmp_path / "nothing.sqlite3"), tmp_path / "copy", print)
    with pytest.raises(SettingsInvalid, match="pg_dump"):
        back_up(Settings.load({"DATABASE_URL": "postgresql://host/db"}), tmp_path / "copy", print)


async def test_a_schema_is_dumped_and_restored_into_another_database(
    postgres: str, schema: str, tmp_path: Path
) -> None:
    async with open_postgresql(postgres, FakeClock(), schema=schema) as store:
        turn = await begun(store, 1)
        await store.passages.add(A, MODEL, [passage(1, "An invoice.", 0.3, -0.7)])
        dump = tmp_path / "galerne.dump"
        run(program("pg_dump"), "--format", "custom", "--schema", schema, "--file", str(dump), postgres)

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    elsewhere = postgres.replace("/postgres?", "/restored?")
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    run(program("pg_restore"), "--dbname", elsewhere, "--exit-on-error", str(dump))

    async with open_postgresql(elsewhere, FakeClock(), schema=schema) as store:
        assert [each.id for each in await store.journal.unfinished()] == [turn.id]
        assert (await store.passages.nearest([A], MODEL, Vector(vector(0.3, -0.7)), 1))[0].text == "An invoice."
        assert (await accepted(store, 2)).id > turn.id


def replace(path: Path, copy: Path) -> None:
    for lost in path.parent.glob(f"{path.name}*"):
        lost.unlink()
    shutil.copy(copy, path)


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the server's own tools
    assert done.returncode == 0, done.stderr
