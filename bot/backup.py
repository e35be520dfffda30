"""`python -m bot backup`: a copy of the SQLite file, made while the bot goes on."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.core.errors import SettingsInvalid, StoreFailed
from bot.settings import Settings
from bot.storing import database_path, is_shared

_SERVER: Final = "DATABASE_URL: names a PostgreSQL; back it up with pg_dump, as docs/operations.md says."


def back_up(settings: Settings, to: Path, write: Callable[[str], None]) -> int:
    """Copy it to a file that is not there yet; the exit code. Raises `SettingsInvalid` and `StoreFailed`."""
    if is_shared(settings):
        raise SettingsInvalid(_SERVER)
    source = database_path(settings)
    if not source.is_file():
        raise StoreFailed(f"{source} is not there; let DATABASE_URL name the file to be copied.")
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(to),))
            ((sound,),) = _asked(to, "PRAGMA integrity_check")
            ((turns,),) = _asked(to, "SELECT count(*) FROM turns")
    except sqlite3.Error as error:
        raise StoreFailed(f"{source} could not be copied to {to}: {error}.") from error
    if sound != "ok":
        raise StoreFailed(f"{to} is damaged ({sound}); look at the disk, and make the copy again.")
    write(f"{to} holds {turns:,} turns. To restore it, stop the bot and put it in the place of {source}.")
    return 0


def _asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()
