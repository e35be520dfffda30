"""Turns as the database gives them: an event, its recorded steps and its posted parts put together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from bot.core.errors import StoreFailed
from bot.core.lifecycle import State
from bot.core.records import Turn, step_json
from bot.core.values import Address, Answerable, CommandInvoked, MessageReceived, Part, inbound_json
from bot.store.sql import Row, Rows

# Each begins with the turn's id, so that the rows of several turns can be told apart.
STEPS: Final = "turn_id, body"
PARTS: Final = "turn_id, part, message_id, begins, ends, closed"


def turn_of(row: Row, steps: Iterable[Row], parts: Iterable[Row]) -> Turn:
    """From the columns id, conversation, event, state, attempt, accepted_at, and rows of `STEPS` and `PARTS`.

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
        )
    except ValueError as error:
        raise StoreFailed(f"turn {turn_id} is stored in a form that this version cannot read") from error


def by_turn(rows: Rows) -> Mapping[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _answerable(text: str) -> Answerable:
    event = inbound_json.validate_json(text)
    if not isinstance(event, MessageReceived | CommandInvoked):
        raise ValueError(f"nothing can answer a {event.kind}")  # noqa: TRY004 - a stored value, not an argument
    return event
