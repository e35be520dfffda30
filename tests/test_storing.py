"""Which database is opened, and what is said where it cannot be."""

from pathlib import Path

import pytest

from bot.core.errors import SettingsInvalid
from bot.settings import Settings
from bot.store.store import SqlStore
from bot.storing import open_database, reading_folder
from tests.fakes import FakeClock


async def test_a_file_or_a_server_by_setting(tmp_path: Path, postgres: str, schema: str) -> None:
    here = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}"}
    there = {"DATABASE_URL": postgres, "DATABASE_SCHEMA": schema, "ROLE": "worker"}
    for environment in (here, there):
        async with open_database(Settings.load(environment), FakeClock()) as store:
            assert isinstance(store, SqlStore)
            await store.preferences.set("a", "b", "c")

    assert reading_folder(Settings.load(here)).parent == tmp_path
    assert reading_folder(Settings.load(there)).parent != tmp_path


def test_one_process_alone_has_every_role() -> None:
    with pytest.raises(SettingsInvalid, match="ROLE: several processes need a database that they share"):
        open_database(Settings.load({"ROLE": "worker"}), FakeClock())


def test_url_of_neither_is_refused_without_showing_it() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        Settings.load({"DATABASE_URL": "mysql://ann:secret@host/db"})

    assert "DATABASE_URL: does not begin with sqlite:/// or postgresql://" in str(caught.value)
    assert "secret" not in str(caught.value)
