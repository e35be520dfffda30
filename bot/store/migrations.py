"""The schema, as numbered migrations. One that has been released is never changed; a new one is added at the end."""

import secrets
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.core.errors import StoreFailed
from bot.store.context_schema import CONTEXT
from bot.store.files_schema import FILES
from bot.store.memory_schema import MEMORY
from bot.store.notes_schema import NOTES
from bot.store.people_schema import PEOPLE
from bot.store.ratings_schema import RATINGS
from bot.store.sharing_schema import BUDGETS, SHARING
from bot.store.timetable import TIMETABLE

_INITIAL: Final = (
    # Deliveries seen. What an event says is kept with the turn it begins and in the transcript, nowhere else.
    """CREATE TABLE events (
        event_id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        received_at DOUBLE PRECISION NOT NULL
    )""",
    # `message_id` is that of the message answered, or "event:" and the event's id for a command: one turn for each.
    """CREATE TABLE turns (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        place TEXT NOT NULL,
        message_id TEXT NOT NULL,
        conversation TEXT NOT NULL,
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        attempt BIGINT NOT NULL,
        accepted_at DOUBLE PRECISION NOT NULL,
        updated_at DOUBLE PRECISION NOT NULL,
        settled_at DOUBLE PRECISION,
        receipt TEXT,
        UNIQUE (place, message_id)
    )""",
    "CREATE INDEX turns_unfinished ON turns (id) WHERE settled_at IS NULL",
    """CREATE TABLE steps (
        turn_id BIGINT NOT NULL REFERENCES turns (id),
        n BIGINT NOT NULL,
        attempt BIGINT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (turn_id, n)
    )""",
    """CREATE TABLE outbound (
        turn_id BIGINT NOT NULL REFERENCES turns (id),
        part BIGINT NOT NULL,
        attempt BIGINT NOT NULL,
        place TEXT NOT NULL,
        message_id TEXT NOT NULL,
        begins BIGINT NOT NULL,
        ends BIGINT NOT NULL,
        closed BOOLEAN NOT NULL,
        PRIMARY KEY (turn_id, part)
    )""",
    "CREATE INDEX outbound_by_message ON outbound (place, message_id)",
    # The transcript. `turn_id` and `exchange` are the bot's own; a deleted message stays as an empty row, so that a
    # history read late does not bring it back; `revision` counts the edits, so that no count of an older text is kept.
    """CREATE TABLE messages (
        place TEXT NOT NULL,
        message_id TEXT NOT NULL,
        conversation TEXT NOT NULL,
        position TEXT NOT NULL,
        author_id TEXT NOT NULL,
        author_name TEXT NOT NULL,
        author_kind TEXT NOT NULL,
        at DOUBLE PRECISION NOT NULL,
        text TEXT NOT NULL,
        files TEXT NOT NULL,
        turn_id BIGINT,
        exchange TEXT NOT NULL,
        alone BIGINT,
        followed BIGINT,
        revision BIGINT NOT NULL,
        deleted BOOLEAN NOT NULL,
        stored_at DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (place, message_id)
    )""",
    "CREATE INDEX messages_in_order ON messages (conversation, position)",
    # `read_upto` is the newest position when the platform's history was last read: up to there nothing is missing.
    """CREATE TABLE conversations (
        conversation TEXT PRIMARY KEY,
        followed_since DOUBLE PRECISION,
        read_upto TEXT NOT NULL,
        summary_upto TEXT NOT NULL,
        summary TEXT NOT NULL,
        summary_tokens BIGINT NOT NULL,
        summary_entries BIGINT NOT NULL
    )""",
    """CREATE TABLE preferences (
        scope TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (scope, name)
    )""",
    # A random word of this database, which makes the keys of its posts differ from any other's.
    "CREATE TABLE identity (word TEXT NOT NULL)",
    "INSERT INTO identity (word) VALUES (:word)",
)

MIGRATIONS: Final = (_INITIAL, FILES, PEOPLE, RATINGS, SHARING, TIMETABLE, MEMORY, NOTES, BUDGETS, CONTEXT)

RELEASE: Final = 1
"""Counts the releases that bring migrations. Within one they only expand (new tables, new columns with a default, new
indexes), and what a release no longer uses is taken away by the next one; so two neighbours run side by side."""
NOTE_RELEASE: Final = f"UPDATE schema_release SET release = {RELEASE} WHERE release < {RELEASE}"  # noqa: S608 - a number


def migrate(connection: sqlite3.Connection, path: Path) -> str:
    """Bring the schema up to date, a transaction for each migration; the database's own word.

    Raises `StoreFailed` for a database that a newer version wrote, or that is not ours.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, path)
    finally:
        connection.execute("COMMIT")
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        _apply(connection, number, statements)
    connection.execute(NOTE_RELEASE)
    return str(connection.execute("SELECT word FROM identity").fetchone()[0])


def _version(connection: sqlite3.Connection, path: Path) -> int:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        connection.execute("CREATE TABLE schema_version (version BIGINT PRIMARY KEY)")
        return 0
    if "schema_version" not in tables:
        raise StoreFailed(f"{path} is the database of another program; set DATABASE_URL to a file of Galerne's own.")
    version = int(connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()[0])
    if version > len(MIGRATIONS):
        asked = "SELECT release FROM schema_release"
        released = connection.execute(asked).fetchone() if "schema_release" in tables else None
        if not is_neighbour(released):
            raise StoreFailed(too_new(str(path), version))
    return version


def is_neighbour(released: Sequence[int] | None) -> bool:
    """Whether a release that has opened a database, as its only row says, is at most one after this one."""
    return released is not None and released[0] <= RELEASE + 1


def too_new(place: str, version: int) -> str:
    """The sentence about a database whose schema is newer than this version knows."""
    return (
        f"{place} was written by a newer Galerne (its schema is {version}, this one knows {len(MIGRATIONS)}); "
        "install that version again, or let DATABASE_URL name another database."
    )


def _apply(connection: sqlite3.Connection, number: int, statements: tuple[str, ...]) -> None:
    values = {"word": secrets.token_hex(3)}
    connection.execute("BEGIN IMMEDIATE")
    try:
        for sql in statements:
            connection.execute(sql, values if ":word" in sql else {})
        connection.execute("INSERT INTO schema_version (version) VALUES (:version)", {"version": number})
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
