"""The second migration: files, what has been read of them, questions to a person, and what age lets go."""

from typing import Final

FILES: Final = (
    "CREATE INDEX messages_with_files ON messages (conversation, position) WHERE files <> ''",
    "CREATE INDEX turns_asking ON turns (conversation) WHERE state = 'asking'",
    "CREATE INDEX turns_by_end ON turns (settled_at) WHERE settled_at IS NOT NULL",
    "CREATE INDEX events_by_age ON events (received_at)",
    # How far a turn's uploads have come, in their adapter's own words.
    """CREATE TABLE uploads (
        turn_id BIGINT NOT NULL REFERENCES turns (id),
        key TEXT NOT NULL,
        attempt BIGINT NOT NULL,
        mark TEXT NOT NULL,
        PRIMARY KEY (turn_id, key)
    )""",
    # Files by content, and which upload held which.
    """CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        media_type TEXT NOT NULL,
        size BIGINT NOT NULL,
        pages BIGINT NOT NULL,
        seconds DOUBLE PRECISION NOT NULL
    )""",
    """CREATE TABLE document_uploads (
        key TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id)
    )""",
    # Pages read; without `how`, one that could not be.
    """CREATE TABLE pages (
        document_id TEXT NOT NULL REFERENCES documents (id),
        number BIGINT NOT NULL,
        how TEXT,
        reason TEXT NOT NULL,
        confidence DOUBLE PRECISION,
        header TEXT NOT NULL,
        footer TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (document_id, number)
    )""",
    """CREATE TABLE pictures (
        document_id TEXT NOT NULL,
        page BIGINT NOT NULL,
        n BIGINT NOT NULL,
        stored_at DOUBLE PRECISION NOT NULL,
        name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        width BIGINT NOT NULL,
        height BIGINT NOT NULL,
        data BYTEA NOT NULL,
        PRIMARY KEY (document_id, page, n),
        FOREIGN KEY (document_id, page) REFERENCES pages (document_id, number)
    )""",
    "CREATE INDEX pictures_by_age ON pictures (stored_at)",
    # A file's bytes, each time they are stored anew: whole once `complete`, and gone piece by piece after their time.
    """CREATE TABLE originals (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id TEXT NOT NULL REFERENCES documents (id),
        keep_until DOUBLE PRECISION NOT NULL,
        complete BOOLEAN NOT NULL
    )""",
    "CREATE INDEX originals_by_document ON originals (document_id)",
    "CREATE INDEX originals_by_age ON originals (keep_until)",
    """CREATE TABLE original_pieces (
        original_id BIGINT NOT NULL REFERENCES originals (id),
        n BIGINT NOT NULL,
        data BYTEA NOT NULL,
        PRIMARY KEY (original_id, n)
    )""",
    # Pieces of pages, to be searched: `vector` by meaning, `passage_words` by words.
    """CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id TEXT NOT NULL,
        model TEXT NOT NULL,
        page BIGINT NOT NULL,
        n BIGINT NOT NULL,
        text TEXT NOT NULL,
        vector BYTEA /* VECTOR */ NOT NULL,
        UNIQUE (document_id, model, page, n)
    )""",
    # SQLite's own full-text index (FTS5). It holds no text; `document` holds the document as one word.
    """CREATE VIRTUAL TABLE passage_words USING fts5(
        document, body, content = '', tokenize = "unicode61 remove_diacritics 2"
    )""",
)
