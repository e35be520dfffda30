"""What a turn asks a person: a decision is taken once, and only on the question that is open."""

from typing import Final

from bot.core.records import Asked, Decided, Turn, step_json
from bot.core.values import Address
from bot.store.sql import Database, Statement, Value
from bot.store.texts import dumped
from bot.store.turns import PARTS_OF, STEPS_OF, TURN, UPLOADS_OF, belongings, readable, turn_of

_QUESTIONS: Final = "SELECT n, body FROM steps WHERE turn_id = :id AND kind = 'asked' ORDER BY n DESC LIMIT 1"
# It waits no more. A turn may be decided before it has moved to `asking`: the buttons are there a moment earlier.
_RESUME: Final = """
    UPDATE turns SET state = 'running', updated_at = :now WHERE id = :id AND state IN ('asking', 'running')
    RETURNING id, conversation, event, state, attempt, accepted_at
"""
_DECIDE: Final = """
    INSERT INTO steps (turn_id, n, attempt, kind, body)
    SELECT :id, (SELECT max(n) + 1 FROM steps WHERE turn_id = :id), attempt, :kind, :body
    FROM turns WHERE id = :id AND NOT EXISTS (
        SELECT 1 FROM steps WHERE turn_id = :id AND n > :asked AND kind IN ('asked', 'decided'))
    RETURNING n
"""
# The state is written out, since only then the partial index of such turns is used.
_ASKING: Final = f"SELECT {TURN} FROM turns WHERE conversation = :conversation AND state = 'asking' ORDER BY id"  # noqa: S608 - a constant


async def decide(database: Database, turn_id: int, decided: Decided, now: float) -> Turn | None:
    """As `core.ports.Journal.decide`."""
    asked = await _asked(database, turn_id, decided.number)
    if asked is None:
        return None
    body = dumped(step_json, decided)
    step: dict[str, Value] = {"id": turn_id, "asked": asked, "kind": decided.kind, "body": body}
    results = await database.commit(
        Statement(_RESUME, {"id": turn_id, "now": now}, needed=True),
        Statement(_DECIDE, step, needed=True),
        *belongings(turn_id),
    )
    if results is None:
        return None
    (turn,), _, *belonging = results
    return turn_of(turn, *belonging)


async def asking(database: Database, conversation: Address) -> list[Turn]:
    """As `core.ports.Journal.asking`."""
    found: list[Turn] = []
    for row in await database.fetch(_ASKING, conversation=str(conversation)):
        found += readable([row], *[await database.fetch(sql, id=row[0]) for sql in (STEPS_OF, PARTS_OF, UPLOADS_OF)])
    return found


async def _asked(database: Database, turn_id: int, number: int) -> int | None:
    """Which step the turn's last question is, if it has that number. Steps are never changed, so this stays true."""
    for n, body in await database.fetch(_QUESTIONS, id=turn_id):
        step = step_json.validate_json(body)
        if isinstance(step, Asked) and step.number == number:
            return int(n)
    return None
