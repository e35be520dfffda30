"""The migration of verbs: what people thought of answers, and the way back to a conversation's turns."""

from typing import Final

RATINGS: Final = (
    # One row for each person and answer: the last word counts.
    """CREATE TABLE ratings (
        turn_id BIGINT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
        person TEXT NOT NULL,
        good BOOLEAN NOT NULL,
        rated_at DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (turn_id, person)
    )""",
    "CREATE INDEX turns_settled ON turns (conversation, id) WHERE settled_at IS NOT NULL",
)
