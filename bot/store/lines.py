"""The rows of the transcript: written from what people say and what the bot said, read back as entries."""

from typing import Final

from bot.core.messages import messages_json
from bot.core.records import Count, Entry, Turn
from bot.core.values import Address, Author, Said
from bot.store.chunks import loosened
from bot.store.sql import Row, Statement, Value
from bot.store.texts import dumped, dumped_files, loaded_files, storable

# In the order in which `entry` reads them; the last is for whoever keeps the counts.
COLUMNS: Final = (
    "position, message_id, author_id, author_name, author_kind, at, text, files, turn_id, exchange, "
    "alone, followed, revision"
)
_KEEP: Final = """
    INSERT INTO messages (place, message_id, conversation, position, author_id, author_name, author_kind, at,
        text, files, turn_id, exchange, alone, followed, revision, deleted, stored_at)
    SELECT :place, :message_id, :conversation, :position, :author_id, :author_name, :author_kind, :at,
        :text, :files, :turn_id, :exchange, NULL, NULL, 0, FALSE, :now
"""
KEEP_SAID: Final = f"""{_KEEP}
    WHERE NOT EXISTS (SELECT 1 FROM outbound WHERE place = :place AND message_id = :message_id)
    ON CONFLICT (place, message_id) DO NOTHING RETURNING message_id
"""  # noqa: S608 - put together from constants
# A message is also kept, unasked, where the bot is already talking.
KEEP_IF_FOLLOWED: Final = f"""{_KEEP}
    WHERE NOT EXISTS (SELECT 1 FROM outbound WHERE place = :place AND message_id = :message_id)
    AND EXISTS (SELECT 1 FROM conversations WHERE conversation = :conversation AND followed_since IS NOT NULL)
    ON CONFLICT (place, message_id) DO NOTHING RETURNING message_id
"""  # noqa: S608 - put together from constants
_SHOW_BESIDES: Final = """
    INSERT INTO context_messages (conversation, place, message_id, position)
    SELECT :conversation, place, message_id, position FROM messages
    WHERE place = :place AND message_id = :message_id AND conversation <> :conversation
    ON CONFLICT (conversation, place, message_id) DO NOTHING
"""
_KEEP_OWN: Final = f"""{_KEEP}
    WHERE TRUE
    ON CONFLICT (place, message_id) DO UPDATE SET conversation = excluded.conversation, position = excluded.position,
        author_id = excluded.author_id, author_name = excluded.author_name, author_kind = excluded.author_kind,
        at = excluded.at, text = excluded.text, files = excluded.files, turn_id = excluded.turn_id,
        exchange = excluded.exchange, alone = NULL, followed = NULL
    WHERE NOT messages.deleted
"""
# The bot's own posts may have come back as events or history before the ledger knew them.
_FORGET_ECHOES: Final = """
    DELETE FROM messages WHERE place = :place AND turn_id IS NULL AND NOT deleted
    AND message_id IN (SELECT message_id FROM outbound WHERE turn_id = :turn_id)
"""


def keep_said(conversation: Address, place: str, said: Said, now: float, *, sql: str = KEEP_SAID) -> Statement:
    """Keep a message, unless it is known or one of the bot's own; a row if it was kept."""
    line = Entry(
        said.position,
        said.message_id,
        said.author,
        said.at,
        said.text,
        files=said.attachments,
    )
    return Statement(sql, _values(conversation, place, line, now))


def show_besides(conversation: Address, place: str, message_id: str) -> Statement:
    """Show a message of another conversation in this one as well."""
    values = {"conversation": str(conversation), "place": place, "message_id": message_id}
    return Statement(_SHOW_BESIDES, values)


def keep_own(turn: Turn, said: Entry, now: float) -> list[Statement]:
    """Keep what the bot said in a turn, as one line for all its messages."""
    place = turn.event.address.place
    values = _values(turn.conversation, place, said, now) | {"turn_id": turn.id}
    if not said.message_id:
        values["message_id"] = f"turn:{turn.id}"
    echoes = Statement(_FORGET_ECHOES, {"place": place, "turn_id": turn.id})
    return [echoes, *loosened(place, str(values["message_id"])), Statement(_KEEP_OWN, values)]


def _values(conversation: Address, place: str, line: Entry, now: float) -> dict[str, Value]:
    return {
        "place": place,
        "message_id": line.message_id,
        "conversation": str(conversation),
        "position": line.position,
        "author_id": line.author.id,
        "author_name": storable(line.author.name),
        "author_kind": line.author.kind,
        "at": line.at,
        "text": storable(line.text),
        "files": dumped_files(line.files),
        "turn_id": line.turn_id,
        "exchange": dumped(messages_json, line.messages) if line.messages else "",
        "now": now,
    }


def entry(row: Row) -> Entry:
    """From a row of `COLUMNS`."""
    position, message_id, author_id, author_name, kind, at, text, files, turn_id, exchange, alone, followed, _ = row
    return Entry(
        position,
        message_id,
        Author(author_id, author_name, kind),
        at,
        text,
        loaded_files(files),
        turn_id,
        messages_json.validate_json(exchange) if exchange else (),
        None if alone is None else Count(alone, followed),
    )
