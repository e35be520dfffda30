"""The migration of the notes about people and channels."""

from typing import Final

NOTES: Final = (
    # `place` is the only channel where a note is used, or empty; `same` is its text without case and punctuation.
    """CREATE TABLE notes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        subject TEXT NOT NULL,
        number BIGINT NOT NULL,
        place TEXT NOT NULL,
        text TEXT NOT NULL,
        same TEXT NOT NULL,
        made_by TEXT NOT NULL,
        made_at DOUBLE PRECISION NOT NULL,
        source_place TEXT NOT NULL,
        source_message TEXT NOT NULL,
        UNIQUE (subject, number),
        UNIQUE (subject, place, same)
    )""",
    "CREATE INDEX notes_by_maker ON notes (made_by)",
    "CREATE INDEX notes_by_source ON notes (source_place, source_message)",
)
