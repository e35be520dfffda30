"""The migration of the memory: messages that can be searched, by their words and by their meaning."""

from typing import Final

# A workspace and a channel, each as one word of the index, whatever is in its name.
_PLACE_WORDS: Final = (
    "'p' || hex({row}.place) || ' w' || hex(substr({row}.place, 1,"
    " instr({row}.place, ':') + instr(substr({row}.place, instr({row}.place, ':') + 1), ':') - 1))"
)
_LEARN: Final = f"""
    INSERT INTO message_rows (place, message_id) SELECT new.place, new.message_id
    WHERE NOT new.deleted AND new.text <> '';
    INSERT INTO message_words (rowid, place, body) SELECT id, {_PLACE_WORDS.format(row="new")}, new.text
    FROM message_rows WHERE place = new.place AND message_id = new.message_id
    AND NOT new.deleted AND new.text <> '';
"""  # noqa: S608 - put together from constants
_UNLEARN: Final = f"""
    INSERT INTO message_words (message_words, rowid, place, body)
    SELECT 'delete', id, {_PLACE_WORDS.format(row="old")}, old.text
    FROM message_rows WHERE place = old.place AND message_id = old.message_id;
    DELETE FROM message_rows WHERE place = old.place AND message_id = old.message_id;
"""  # noqa: S608 - put together from constants

# SQLite's own full-text index (FTS5) of messages. It holds no text, so that a row needs a number that stays; triggers
# keep it, so that no way of writing or deleting a message goes past it. PostgreSQL's is in `postgresql/ddl.py`.
MESSAGE_WORDS: Final = (
    """/* SQLITE */ CREATE TABLE message_rows (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        place TEXT NOT NULL,
        message_id TEXT NOT NULL,
        UNIQUE (place, message_id)
    )""",
    """CREATE VIRTUAL TABLE message_words USING fts5(
        place, body, content = '', tokenize = "unicode61 remove_diacritics 2"
    )""",
    f"/* SQLITE */ CREATE TRIGGER message_said AFTER INSERT ON messages BEGIN {_LEARN} END",
    f"""/* SQLITE */ CREATE TRIGGER message_changed AFTER UPDATE OF text, deleted ON messages
        BEGIN {_UNLEARN} {_LEARN} END""",
    f"/* SQLITE */ CREATE TRIGGER message_gone AFTER DELETE ON messages BEGIN {_UNLEARN} END",
    """/* SQLITE */ INSERT INTO message_rows (place, message_id)
        SELECT place, message_id FROM messages WHERE NOT deleted AND text <> ''""",
    f"""/* SQLITE */ INSERT INTO message_words (rowid, place, body)
        SELECT id, {_PLACE_WORDS.format(row="messages")}, messages.text FROM message_rows JOIN messages
        ON messages.place = message_rows.place AND messages.message_id = message_rows.message_id""",  # noqa: S608 - put together from constants
)

MEMORY: Final = (
    # The group of messages that a message was embedded with, or NULL as long as it was with none.
    "ALTER TABLE messages ADD COLUMN chunk TEXT",
    """CREATE INDEX messages_unchunked ON messages (conversation, position)
        WHERE chunk IS NULL AND NOT deleted AND text <> ''""",
    "CREATE INDEX messages_by_chunk ON messages (chunk) WHERE chunk IS NOT NULL",
    "CREATE INDEX messages_by_time ON messages (place, at) WHERE NOT deleted AND text <> ''",
    "CREATE INDEX messages_that_brought_files ON messages (place, at) WHERE files <> ''",
    # A group's pieces: one, or several of a single long message. `code` is its vector in a byte for each number.
    """CREATE TABLE chunks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chunk TEXT NOT NULL,
        n BIGINT NOT NULL,
        place TEXT NOT NULL,
        conversation TEXT NOT NULL,
        model TEXT NOT NULL,
        hash TEXT NOT NULL,
        begins BIGINT NOT NULL,
        ends BIGINT NOT NULL,
        latest DOUBLE PRECISION NOT NULL,
        code BYTEA NOT NULL,
        UNIQUE (chunk, n)
    )""",
    "CREATE INDEX chunks_by_place ON chunks (model, place)",
    "CREATE INDEX chunks_by_model ON chunks (model, hash)",
    # Vectors by what they were made from, so that nothing is embedded twice.
    """CREATE TABLE chunk_vectors (
        model TEXT NOT NULL,
        hash TEXT NOT NULL,
        vector BYTEA NOT NULL,
        PRIMARY KEY (model, hash)
    )""",
    # What the index has taken in all; its cost is nobody's own.
    """CREATE TABLE index_spending (
        model TEXT PRIMARY KEY,
        tokens BIGINT NOT NULL,
        cost DOUBLE PRECISION
    )""",
    # The embedding model for which a page's passages were made.
    "ALTER TABLE pages ADD COLUMN prepared TEXT",
    "CREATE INDEX pages_by_preparation ON pages (prepared, document_id)",
    *MESSAGE_WORDS,
)
