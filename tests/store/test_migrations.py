import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.core.values import Attachment
from bot.store import migrations
from bot.store.database import open_store
from bot.store.migrations import MIGRATIONS, migrate
from tests.contracts.stores import THREAD, accepted, message_id, position
from tests.fakes import FakeClock


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_new_file_gets_the_whole_schema(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path)

    assert {"events", "turns", "steps", "outbound", "messages", "conversations", "preferences"} <= tables(connection)
    assert connection.execute("SELECT version FROM schema_version").fetchall() == [
        (number + 1,) for number in range(len(MIGRATIONS))
    ]


def test_second_time_changes_nothing_and_keeps_the_word(connection: sqlite3.Connection, path: Path) -> None:
    word = migrate(connection, path)

    assert migrate(connection, path) == word
    assert len(word) == 6


def test_every_database_has_a_word_of_its_own(path: Path) -> None:
    words = set()
    for _ in range(3):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            words.add(migrate(connection, path))

    assert len(words) == 3


def test_later_migration_is_applied_to_an_older_database(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path)

    migrations._apply(connection, len(MIGRATIONS) + 1, ("CREATE TABLE later (n BIGINT)",))

    assert "later" in tables(connection)


def test_migration_that_fails_leaves_nothing_behind(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path)

    with pytest.raises(sqlite3.OperationalError):
        migrations._apply(connection, 99, ("CREATE TABLE later (n BIGINT)", "CREATE TABLE events (n BIGINT)"))

    assert "later" not in tables(connection)
    assert connection.execute("SELECT max(version) FROM schema_version").fetchone() == (len(MIGRATIONS),)


def test_database_of_the_next_release_is_opened_and_that_of_a_later_one_refused(
    connection: sqlite3.Connection, path: Path
) -> None:
    word = migrate(connection, path)
    connection.execute("INSERT INTO schema_version VALUES (99)")
    connection.execute("UPDATE schema_release SET release = ?", (migrations.RELEASE + 1,))
    assert migrate(connection, path) == word

    connection.execute("UPDATE schema_release SET release = ?", (migrations.RELEASE + 2,))
    with pytest.raises(StoreFailed, match=r"newer Galerne \(its schema is 99, this one knows \d+\); install that"):
        migrate(connection, path)


def test_database_of_another_program_is_refused_and_left_alone(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("CREATE TABLE photos (n BIGINT)")

    with pytest.raises(StoreFailed, match="the database of another program"):
        migrate(connection, path)
    assert tables(connection) == {"photos"}


async def test_files_of_a_database_of_the_first_version_are_known_by_name(
    connection: sqlite3.Connection, path: Path, clock: FakeClock
) -> None:
    connection.execute("CREATE TABLE schema_version (version BIGINT PRIMARY KEY)")
    migrations._apply(connection, 1, MIGRATIONS[0])
    connection.execute(
        "INSERT INTO messages VALUES (?, ?, ?, ?, 'U1', 'Ann', 'person', 1, 'hi', ?, NULL, '', NULL, NULL, 0, 0, 1)",
        (THREAD.place, message_id(1), str(THREAD), position(1), '["plan.pdf"]'),
    )
    connection.close()

    async with open_store(path, clock) as store:
        turn = await accepted(store, 2)
        (line,) = await store.transcript.newest(turn, after="", limit=9)
        assert line.file_names == ("plan.pdf",)
        sent = await store.transcript.files(turn, limit=9)
        assert [each.attachment for each in sent] == [Attachment("", "plan.pdf", "", 0)]
