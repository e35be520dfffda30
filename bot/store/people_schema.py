"""A migration: who asked for each turn, what was spent on it, and how often somebody has asked lately."""

from typing import Final

PEOPLE: Final = (
    # `asker` is the person's key (`bot.core.usage.person_of`); empty where nobody knows any more.
    "ALTER TABLE turns ADD COLUMN asker TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX turns_by_asker ON turns (asker)",
    # What one model took for one turn. `quarter` counts quarters of an hour since the Unix epoch, of which days of any
    # time zone can be made; `answers` is 1 in one row of each turn and 0 in the others; an unknown `cost` is null.
    """CREATE TABLE usage (
        turn_id BIGINT NOT NULL,
        model TEXT NOT NULL,
        person TEXT NOT NULL,
        place TEXT NOT NULL,
        workspace TEXT NOT NULL,
        quarter BIGINT NOT NULL,
        answers BIGINT NOT NULL,
        prompt_tokens BIGINT NOT NULL,
        completion_tokens BIGINT NOT NULL,
        pages BIGINT NOT NULL,
        cost DOUBLE PRECISION,
        currency TEXT NOT NULL,
        PRIMARY KEY (turn_id, model)
    )""",
    "CREATE INDEX usage_by_person ON usage (person, quarter)",
    "CREATE INDEX usage_by_place ON usage (place, quarter)",
    "CREATE INDEX usage_by_workspace ON usage (workspace, quarter)",
    # Turns that count towards their person's limit, kept for as long as they do.
    """CREATE TABLE admissions (
        turn_id BIGINT PRIMARY KEY,
        person TEXT NOT NULL,
        at DOUBLE PRECISION NOT NULL
    )""",
    "CREATE INDEX admissions_by_person ON admissions (person, at)",
    "CREATE INDEX admissions_by_age ON admissions (at)",
    # Turns of earlier versions, whose asker and usage are yet to be read out of their event and receipt.
    "CREATE TABLE turns_unread (turn_id BIGINT PRIMARY KEY)",
    "INSERT INTO turns_unread (turn_id) SELECT id FROM turns",
)
