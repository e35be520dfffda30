import sqlite3
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.store.failures import at_start, explained

PATH = Path("/var/lib/galerne/bot.sqlite3")


def error(code: int) -> sqlite3.OperationalError:
    found = sqlite3.OperationalError("what SQLite says")
    found.sqlite_errorcode = code
    return found


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "is full; free some space"),
        (sqlite3.SQLITE_BUSY, "locked by another program"),
        (sqlite3.SQLITE_CORRUPT, "damaged; restore it from a backup"),
        (sqlite3.SQLITE_NOTADB, "not a SQLite database; move it away"),
        (sqlite3.SQLITE_READONLY, "give the bot's user the right"),
        (sqlite3.SQLITE_CANTOPEN, "give the bot's user the right"),
        (sqlite3.SQLITE_IOERR_FSYNC, "fails (what SQLite says); check it"),
        (sqlite3.SQLITE_MISUSE, "cannot be used: what SQLite says"),
    ],
)
def test_every_failure_is_a_sentence_with_the_path(code: int, words: str) -> None:
    failure = explained(error(code), PATH)

    assert words in str(failure)
    assert str(PATH) in str(failure)
    assert str(failure).endswith(".")


def test_people_in_a_chat_are_told_no_path() -> None:
    assert str(PATH) not in explained(error(sqlite3.SQLITE_FULL), PATH).notice


def test_error_without_a_code_is_a_sentence_too() -> None:
    assert "cannot be used: Connection closed" in str(explained(ValueError("Connection closed"), PATH))


def test_operator_is_told_the_whole_sentence_at_the_start() -> None:
    failure = at_start(StoreFailed("Move the file away."))

    assert failure.notice == str(failure) == "Move the file away."
