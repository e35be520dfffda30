"""Which database the bot remembers in: a file for one process, a PostgreSQL server for several."""

import os
import tempfile
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final

from bot.core.errors import SettingsInvalid
from bot.core.ports import Clock
from bot.settings import Settings
from bot.store.database import open_store
from bot.store.store import SqlStore

SQLITE: Final = "sqlite:///"
MISSING: Final = (
    "DATABASE_URL: names a PostgreSQL server, and psycopg is not installed; install Galerne with its extra `scaled`."
)


def is_shared(settings: Settings) -> bool:
    """Whether other processes may use the database at the same time."""
    return not settings.database_url.get_secret_value().startswith(SQLITE)


def open_database(settings: Settings, clock: Clock) -> AbstractAsyncContextManager[SqlStore]:
    """Raises `SettingsInvalid` where what it takes is not installed; entered, it raises `StoreFailed`."""
    if not is_shared(settings):
        return open_store(database_path(settings), clock)
    try:
        from bot.store.postgresql.opening import open_postgresql
    except ImportError as error:
        raise SettingsInvalid(MISSING) from error
    return open_postgresql(settings.database_url.get_secret_value(), clock, schema=settings.database_schema)


def database_path(settings: Settings) -> Path:
    """`sqlite:///relative.sqlite3` or `sqlite:////absolute.sqlite3`."""
    return Path(settings.database_url.get_secret_value().removeprefix(SQLITE))


def reading_folder(settings: Settings) -> Path:
    """Where files are while they are read: beside the database, or this process's own where that is elsewhere."""
    if is_shared(settings):
        return Path(tempfile.gettempdir(), f"galerne-reading-{os.getpid()}")
    path = database_path(settings)
    return path.with_name(f"{path.name}-reading")
