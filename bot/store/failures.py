"""What SQLite complains about, as a sentence that says what to do."""

import sqlite3
from pathlib import Path
from typing import Final

from bot.core.errors import StoreFailed

_PRIMARY: Final = 0xFF  # the low byte of an extended result code (SQLite: Result and Error Codes)
_CANNOT_WRITE: Final = (
    "{path} cannot be opened for writing; give the bot's user the right to write to it and its folder."
)
_SENTENCES: Final = {
    sqlite3.SQLITE_NOTADB: "{path} is not a SQLite database; move it away, or set DATABASE_URL to another file.",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged; restore it from a backup, or move it away to begin anew.",
    sqlite3.SQLITE_FULL: "The disk that holds {path} is full; free some space there.",
    sqlite3.SQLITE_BUSY: "{path} is locked by another program; close that program.",
    sqlite3.SQLITE_LOCKED: "{path} is locked by another program; close that program.",
    sqlite3.SQLITE_READONLY: _CANNOT_WRITE,
    sqlite3.SQLITE_PERM: _CANNOT_WRITE,
    sqlite3.SQLITE_CANTOPEN: _CANNOT_WRITE,
    sqlite3.SQLITE_IOERR: "The disk that holds {path} fails ({error}); check it, and the space left on it.",
}


def explained(error: Exception, path: Path) -> StoreFailed:
    """The error for the log; people in a chat see `StoreFailed.notice`, which names no path."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    sentence = _SENTENCES.get(code, "{path} cannot be used: {error}.")
    return StoreFailed(sentence.format(path=path, error=error))


def at_start(error: StoreFailed) -> StoreFailed:
    """The same, where an operator is who reads the notice."""
    return type(error)(str(error), notice=str(error))
