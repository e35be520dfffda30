"""Turns as the database gives them: an event, its recorded steps and its posted parts put together."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from bot.core.errors import StoreFailed
from bot.core.lifecycle import State
from bot.core.records import Turn, step_json
from bot.core.values import Address, Answerable, CommandInvoked, MessageReceived, Part, inbound_json
from bot.store.sql import Row, Rows, Statement

log = logging.getLogger(__name__)

# Each begins with the turn's id, so that the rows of several turns can be told apart.
STEPS: Final = "turn_id, body"
PARTS: Final = "turn_id, part, message_id, begins, ends, closed"
UPLOADS: Final = "turn_id, key, mark"
TURN: Final = "id, conversation, event, state, attempt, accepted_at"
STEPS_OF: Final = f"SELECT {STEPS} FROM steps WHERE turn_id = :id ORDER BY n"  # noqa: S608 - a constant
PARTS_OF: Final = f"SELECT {PARTS} FROM outbound WHERE turn_id = :id ORDER BY part"  # noqa: S608 - a constant
UPLOADS_OF: Final = f"SELECT {UPLOADS} FROM uploads WHERE turn_id = :id ORDER BY key"  # noqa: S608 - a constant


def belongings(turn_id: int) -> list[Statement]:
    """What gives the rows that `turn_of` puts together with the turn's own."""
    return [Statement(sql, {"id": turn_id}) for sql in (STEPS_OF, PARTS_OF, UPLOADS_OF)]


def turn_of(row: Row, steps: Iterable[Row], parts: Iterable[Row], uploads: Iterable[Row]) -> Turn:
    """From the columns of `TURN`, and rows of `STEPS`, `PARTS` and `UPLOADS`.

    Raises `StoreFailed` if what is stored can no longer be read.
    """
    turn_id, conversation, event, state, attempt, accepted_at = row
    try:
        return Turn(
            turn_id,
            _answerable(event),
            Address.parse(conversation),
            State(state),
            attempt,
            accepted_at,
            tuple(step_json.validate_json(body) for _, body in steps),
            tuple(
                Part(index, message_id, start, end, bool(closed)) for _, index, message_id, start, end, closed in parts
            ),
            tuple((key, mark) for _, key, mark in uploads),
        )
    except ValueError as error:
        raise StoreFailed(f"turn {turn_id} is stored in a form that this version cannot read") from error


def readable(turns: Rows, steps: Rows, parts: Rows, uploads: Rows) -> list[Turn]:
    """Each of the turns; one that can no longer be read is left out, and logged."""
    belonging = [_by_turn(rows) for rows in (steps, parts, uploads)]
    found = []
    for row in turns:
        try:
            found.append(turn_of(row, *(rows.get(row[0], ()) for rows in belonging)))
        except StoreFailed:
            log.exception("Turn %s stays unanswered", row[0])
    return found


def _by_turn(rows: Rows) -> Mapping[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _answerable(text: str) -> Answerable:
    event = inbound_json.validate_json(text)
    if not isinstance(event, MessageReceived | CommandInvoked):
        raise ValueError(f"nothing can answer a {event.kind}")  # noqa: TRY004 - a stored value, not an argument
    return event
