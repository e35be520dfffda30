"""Where the bot was asked lately, and what was last heard there."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from bot.core.records import Seen
from bot.core.values import Address
from bot.store.sql import Database

_PAGE: Final = 500  # turns
_PAGES: Final = 20
_LATEST: Final = """
    SELECT id, conversation, message_id, accepted_at FROM turns
    WHERE id < :below AND substr(place, 1, length(:platform)) = :platform ORDER BY id DESC LIMIT :page
"""
# The bot's own messages prove nothing: it may have posted them while it heard nobody.
_HEARD: Final = """
    SELECT message_id FROM messages
    WHERE conversation = :conversation AND turn_id IS NULL AND author_kind <> 'self' AND stored_at < :before
    ORDER BY position DESC LIMIT 1
"""
_FIRST: Final = "SELECT message_id, turn_id FROM messages WHERE conversation = :conversation ORDER BY position LIMIT 1"
_POSTED: Final = "SELECT message_id FROM outbound WHERE turn_id = :turn ORDER BY part LIMIT 1"


@dataclass(slots=True)
class _Channel:
    """Message ids: what was heard before the time asked for, and where conversations began after it.

    `threads` that began after it are known as far as their channel: older questions may still be missing there.
    """

    heard: list[str] = field(default_factory=list)
    began: list[str] = field(default_factory=list)
    threads: dict[str, str] = field(default_factory=dict)

    def seen(self, place: Address) -> Seen:
        newest = max(self.heard, key=_position) if self.heard else min(self.began, key=_position)
        return Seen(place, newest, {thread: known or newest for thread, known in self.threads.items()})


async def places(
    database: Database,
    platform: str,
    *,
    since: float,
    stored_before: float,
    limit: int,
    among: Callable[[Address], bool],
) -> list[Seen]:
    """As `core.ports.Transcript.places`."""
    channels: dict[Address, _Channel] = {}
    for conversation, (turn, message) in (await _recent(database, platform, since, limit, among)).items():
        rows = await database.fetch(_HEARD, conversation=conversation, before=stored_before)
        began = "" if rows else await _began(database, turn, message)
        if not rows and not began:  # a command that is not answered yet
            continue
        address = Address.parse(conversation)
        channel = channels.setdefault(replace(address, thread=""), _Channel())
        (channel.heard if rows else channel.began).append(rows[0][0] if rows else began)
        if thread := await root(database, address):
            channel.threads[thread] = rows[0][0] if rows else ""
    return [channel.seen(place) for place, channel in channels.items()]


async def _recent(
    database: Database, platform: str, since: float, limit: int, among: Callable[[Address], bool]
) -> dict[str, tuple[int, str]]:
    """Conversations, the last one first, each with its first turn since then and that turn's message."""
    found: dict[str, tuple[int, str]] = {}
    below = 1 << 62
    for _ in range(_PAGES):
        rows = await database.fetch(_LATEST, below=below, platform=f"{platform}:", page=_PAGE)
        for below, conversation, message, accepted_at in rows:
            if accepted_at < since:
                return found
            if conversation in found or (len(found) < limit and among(Address.parse(conversation))):
                found[conversation] = (below, message)
        if len(rows) < _PAGE:
            break
    return found


async def _began(database: Database, turn: int, message: str) -> str:
    """The message that began a conversation; where a command did, the bot's answer."""
    if not message.startswith("event:"):
        return message
    rows = await database.fetch(_POSTED, turn=turn)
    return str(rows[0][0]) if rows else ""


async def root(database: Database, conversation: Address) -> str:
    """As `core.ports.Transcript.root`."""
    rows = await database.fetch(_FIRST, conversation=str(conversation))
    if not rows or not conversation.thread:
        return ""
    message, turn = rows[0]
    return conversation.thread if turn is None else str(message)


def _position(message_id: str) -> str:
    return message_id.rjust(24, "0")
