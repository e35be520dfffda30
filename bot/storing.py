"""Which database the bot remembers in: a file for one process, a PostgreSQL server for several."""

import os
import tempfile
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final

from bot.core.errors import SettingsInvalid
from bot.core.leases import Alone, LeaseGroups
from bot.core.ports import Clock
from bot.settings import Settings
from bot.store.database import open_store
from bot.store.store import SqlStore

SQLITE: Final = "sqlite:///"
MISSING: Final = (
    "DATABASE_URL: names a PostgreSQL server, and psycopg or procrastinate is not installed; install Galerne with the "
    "extra `scaled`."
)
ALONE: Final = (
    "ROLE: several processes need a database that they share; set DATABASE_URL to a PostgreSQL server, or ROLE=all."
)


def is_shared(settings: Settings) -> bool:
    """Whether other processes may use the database at the same time."""
    return not settings.database_url.get_secret_value().startswith(SQLITE)


def open_database(settings: Settings, clock: Clock) -> AbstractAsyncContextManager[SqlStore]:
    """Raises `SettingsInvalid` where what it takes is not there; entered, it raises `StoreFailed`."""
    if not is_shared(settings):
        if settings.role != "all":
            raise SettingsInvalid(ALONE)
        return open_store(database_path(settings), clock)
    try:
        from bot.queue.shared.schema import PUT
        from bot.store.postgresql.opening import open_postgresql
    except ImportError as error:
        raise SettingsInvalid(MISSING) from error
    url = settings.database_url.get_secret_value()
    return open_postgresql(url, clock, schema=settings.database_schema, put=PUT)


def leases_of(settings: Settings) -> LeaseGroups:
    """What decides between processes where several share the database."""
    if not is_shared(settings):
        return Alone()
    from bot.store.postgresql.leases import PostgresLeases

    return PostgresLeases(settings.database_url.get_secret_value(), settings.database_schema)


def database_path(settings: Settings) -> Path:
    """`sqlite:///relative.sqlite3` or `sqlite:////absolute.sqlite3`."""
    return Path(settings.database_url.get_secret_value().removeprefix(SQLITE))


def reading_folder(settings: Settings) -> Path:
    """Where files are while they are read: beside the database, or this process's own where that is elsewhere."""
    if is_shared(settings):
        return Path(tempfile.gettempdir(), f"galerne-reading-{os.getpid()}")
    path = database_path(settings)
    return path.with_name(f"{path.name}-reading")
