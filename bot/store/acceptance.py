"""Accepting an event: the statements of the one transaction that decides whether it is new."""

from dataclasses import dataclass
from typing import Final

from bot.core.lifecycle import State
from bot.core.records import author_of
from bot.core.usage import person_of
from bot.core.values import Address, Answerable, CommandInvoked, Inbound, MessageReceived, inbound_json
from bot.store.lines import KEEP_IF_FOLLOWED, keep_said, show_besides
from bot.store.sql import Statement, Value
from bot.store.texts import dumped

_SEE: Final = """
    INSERT INTO events (event_id, kind, received_at) VALUES (:event_id, :kind, :now)
    ON CONFLICT (event_id) DO NOTHING RETURNING event_id
"""
# The second delivery of a mention and message pair finds its turn there; a message already deleted is owed none.
_OWE: Final = """
    INSERT INTO turns (place, message_id, conversation, event, asker, state, attempt, accepted_at, updated_at)
    SELECT :place, :message_id, :conversation, :event, :asker, :state, 0, :now, :now
    WHERE NOT EXISTS (SELECT 1 FROM messages WHERE place = :place AND message_id = :message_id AND deleted)
    ON CONFLICT (place, message_id) DO NOTHING RETURNING id
"""
_OWE_QUEUED: Final = f"WITH owed AS ({_OWE}) SELECT id, {{put}} FROM owed"  # noqa: S608 - put together from constants
_FOLLOW: Final = """
    INSERT INTO conversations
        (conversation, followed_since, read_upto, summary_upto, summary, summary_tokens, summary_entries)
    VALUES (:conversation, :now, '', '', '', 0, 0)
    ON CONFLICT (conversation)
    DO UPDATE SET followed_since = coalesce(conversations.followed_since, excluded.followed_since)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A turn's place in a queue that is kept in the same database.

    `put` is an expression of SQL over the column `id`, the turn's, and the parameters `:line` and `:by`, who asks.
    """

    line: str
    put: str


def accepting(
    event: Inbound, conversation: Address, now: float, *, answer: bool, place: Place | None = None
) -> list[Statement]:
    """The first gives a row if the delivery is new; the second, with `answer`, the id of the turn it begins.

    With a `place` that turn is queued as well.
    """
    statements = [Statement(_SEE, {"event_id": event.event_id, "kind": event.kind, "now": now}, needed=True)]
    if answer and isinstance(event, MessageReceived | CommandInvoked):
        statements += [_owed(event, conversation, now, place), _followed(conversation, now)]
    if isinstance(event, MessageReceived):
        said_in = event.address.place
        statements.append(keep_said(conversation, said_in, event.said, now, sql=KEEP_IF_FOLLOWED))
        statements.append(show_besides(conversation, said_in, event.said.message_id))
    return statements


def _owed(event: Answerable, conversation: Address, now: float, place: Place | None) -> Statement:
    message = event.said.message_id if isinstance(event, MessageReceived) else f"event:{event.event_id}"
    values: dict[str, Value] = {
        "place": event.address.place,
        "message_id": message,
        "conversation": str(conversation),
        "event": dumped(inbound_json, event),
        "asker": person_of(event.address, author_of(event)),
        "state": State.ACCEPTED.value,
        "now": now,
    }
    if place is None:
        return Statement(_OWE, values)
    queued: dict[str, Value] = {"line": place.line, "by": author_of(event).id}
    return Statement(_OWE_QUEUED.replace("{put}", place.put), values | queued)


def _followed(conversation: Address, now: float) -> Statement:
    return Statement(_FOLLOW, {"conversation": str(conversation), "now": now})
