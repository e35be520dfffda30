"""Turns that an earlier version has stored: their asker and their usage are read out of event and receipt, once."""

import logging
from typing import Any, Final

from bot.core.records import Receipt, Spent, author_of, receipt_json
from bot.core.usage import person_of
from bot.core.values import Address, CommandInvoked, MessageReceived, inbound_json
from bot.store.ledger import spending
from bot.store.sql import Database, Statement

log = logging.getLogger(__name__)

_AT_ONCE: Final = 200  # turns
_UNREAD: Final = """
    SELECT turns.id, turns.conversation, turns.event, turns.receipt, turns.settled_at
    FROM turns_unread JOIN turns ON turns.id = turns_unread.turn_id ORDER BY turns.id LIMIT :limit
"""
_NAME: Final = "UPDATE turns SET asker = :asker WHERE id = :id AND asker = ''"
_READ: Final = "DELETE FROM turns_unread WHERE turn_id = :id"


async def read_turns(database: Database) -> int:
    """How many were read. Interrupted, it goes on where it was; what cannot be read is left as it is, and logged."""
    number = 0
    while rows := await database.fetch(_UNREAD, limit=_AT_ONCE):
        statements: list[Statement] = []
        for row in rows:
            statements += [*_statements(*row), Statement(_READ, {"id": row[0]})]
        await database.commit(*statements)
        number += len(rows)
    return number


def _statements(turn_id: int, conversation: str, event: str, receipt: str | None, settled_at: Any) -> list[Statement]:
    try:
        address = Address.parse(conversation)
        asker = _asker(event)
        named = [Statement(_NAME, {"id": turn_id, "asker": asker})] if asker else []
        if receipt is None or settled_at is None:
            return named
        return [
            *named,
            *spending(turn_id, asker, address, _with_spent(receipt_json.validate_json(receipt)), settled_at),
        ]
    except ValueError:
        log.exception("Turn %s is left out of the usage", turn_id)
        return []


def _asker(event: str) -> str:
    """Empty where the message has been deleted, and nothing of it is kept."""
    said = inbound_json.validate_json(event) if event else None
    return person_of(said.address, author_of(said)) if isinstance(said, MessageReceived | CommandInvoked) else ""


def _with_spent(receipt: Receipt) -> Receipt:
    """Receipts of earlier versions tell no models apart: all was the answer's own."""
    spent = receipt.usage.prompt_tokens or receipt.usage.completion_tokens or receipt.pages_paid or receipt.cost
    if receipt.spent or not spent:
        return receipt
    one = Spent(receipt.model or "other", receipt.usage, receipt.pages_paid, receipt.cost)
    return Receipt(currency=receipt.currency, spent=(one,))
