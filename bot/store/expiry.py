"""What is let go with age, a few rows at a time, so that nobody waits."""

from typing import Final

from bot.store.sql import Database, Statement

_AT_ONCE: Final = 500  # rows
_EVENTS: Final = """
    DELETE FROM events WHERE event_id IN (
        SELECT event_id FROM events WHERE received_at < :before ORDER BY received_at LIMIT :limit)
    RETURNING event_id
"""
# Turns are numbered as they are accepted: from the first one that ended later on, there is next to nothing to find.
_FIRST_LATER: Final = "SELECT min(id) FROM turns WHERE settled_at >= :before"
_STEPS: Final = """
    DELETE FROM steps WHERE (turn_id, n) IN (
        SELECT steps.turn_id, steps.n FROM steps JOIN turns ON turns.id = steps.turn_id
        WHERE steps.turn_id < :below AND turns.settled_at < :before ORDER BY steps.turn_id, steps.n LIMIT :limit)
    RETURNING n
"""
_UPLOADS: Final = """
    DELETE FROM uploads WHERE (turn_id, key) IN (
        SELECT uploads.turn_id, uploads.key FROM uploads JOIN turns ON turns.id = uploads.turn_id
        WHERE uploads.turn_id < :below AND turns.settled_at < :before
        ORDER BY uploads.turn_id, uploads.key LIMIT :limit)
    RETURNING key
"""
_ADMISSIONS: Final = """
    DELETE FROM admissions WHERE turn_id IN (
        SELECT turn_id FROM admissions WHERE at < :before ORDER BY at LIMIT :limit)
    RETURNING turn_id
"""


async def purge(database: Database, before: float) -> int:
    """As `SqlStore.purge`."""
    ((below,),) = await database.fetch(_FIRST_LATER, before=before)
    values = {"before": before, "below": 1 << 62 if below is None else below, "limit": _AT_ONCE}
    return sum([await _emptied(database, sql, values) for sql in (_EVENTS, _STEPS, _UPLOADS, _ADMISSIONS)])


async def _emptied(database: Database, sql: str, values: dict[str, float]) -> int:
    gone = 0
    while True:
        results = await database.commit(Statement(sql, values), lasting=False)
        found = len(results[0]) if results else 0
        gone += found
        if found < _AT_ONCE:
            return gone
