"""The outbound ledger of one turn."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.core.errors import Superseded
from bot.core.records import Turn
from bot.core.values import CommandInvoked, Part
from bot.store.sql import Database, Statement, Value

_RECORD: Final = """
    INSERT INTO outbound (turn_id, part, attempt, place, message_id, begins, ends, closed)
    SELECT :turn_id, :part, :attempt, :place, :message_id, :begins, :ends, :closed
    FROM turns WHERE id = :turn_id AND attempt = :attempt AND settled_at IS NULL /* FOR SHARE */
    ON CONFLICT (turn_id, part) DO UPDATE SET attempt = excluded.attempt, place = excluded.place,
        message_id = excluded.message_id, begins = excluded.begins, ends = excluded.ends, closed = excluded.closed
    RETURNING part
"""
_UPLOAD: Final = """
    INSERT INTO uploads (turn_id, key, attempt, mark)
    SELECT :turn_id, :key, :attempt, :mark
    FROM turns WHERE id = :turn_id AND attempt = :attempt AND settled_at IS NULL /* FOR SHARE */
    ON CONFLICT (turn_id, key) DO UPDATE SET attempt = excluded.attempt, mark = excluded.mark
    RETURNING key
"""
# Who posts in one thread shares a line, but for a question below the message of a command that knows not of it yet. One
# that waits for a person has recorded what it has posted.
_UNFINISHED_RIVAL: Final = """
    SELECT 1 FROM turns WHERE settled_at IS NULL AND place || '' = :place AND attempt > 0 AND id <> :turn_id
    AND state <> 'asking' AND (conversation IN (:conversation, :thread_line) OR (
        message_id >= 'event:' AND message_id < 'event;'
        AND NOT EXISTS (SELECT 1 FROM outbound WHERE turn_id = turns.id AND part = 0 AND message_id <> :thread)
        AND NOT EXISTS (
            SELECT 1 FROM messages WHERE place = :place AND message_id = :thread AND author_kind <> 'self')))
    LIMIT 1
"""
_ANOTHERS: Final = """
    SELECT 1 FROM outbound WHERE place = :place AND message_id = :message_id AND turn_id <> :turn_id LIMIT 1
"""


class SqlOutbox:
    """`core.platform_ports.Outbox`, kept in memory and written through.

    `again`: the turn was begun before, or waited in an earlier process, which may have said so.
    """

    def __init__(self, database: Database, turn: Turn, key: str, *, again: bool = False) -> None:
        self._database = database
        self._turn = turn
        self._key = key
        self._again = again
        self._parts = {part.index: part for part in turn.parts}
        self._written = dict(self._parts)
        self._uploads = dict(turn.uploads)
        self._uploads_written = dict(self._uploads)

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for _, part in sorted(self._parts.items()))

    @property
    def key(self) -> str:
        return self._key

    @property
    def again(self) -> bool:
        return self._again

    async def record(self, part: Part) -> None:
        """Raises `Superseded` if the turn has a later attempt, or has ended."""
        known = self._written.get(part.index)
        if known == part:
            return
        # It has been posted: known here even if the write fails or its caller is cancelled, lest it be posted again.
        self._parts[part.index] = part
        posted = known is None or known.message_id != part.message_id
        if not await self._database.commit(Statement(_RECORD, self._values(part), needed=True), lasting=posted):
            raise self._superseded()
        self._written[part.index] = part

    async def only_mine(self, message_ids: Sequence[str]) -> Sequence[str]:
        if not message_ids or await self._has_rival():
            return []
        place, turn_id = self._turn.event.address.place, self._turn.id
        return [
            each
            for each in message_ids
            if not await self._database.fetch(_ANOTHERS, place=place, message_id=each, turn_id=turn_id)
        ]

    async def _has_rival(self) -> bool:
        """Whether another turn is under way that answers in the same thread, or may."""
        event, root = self._turn.event, self._parts.get(0)
        of_command = isinstance(event, CommandInvoked) and not event.address.thread
        thread = (root.message_id if root else "") if of_command else event.address.thread
        place = event.address.place
        values: dict[str, Value] = {"place": place, "thread": thread, "turn_id": self._turn.id}
        lines: dict[str, Value] = {"conversation": str(self._turn.conversation), "thread_line": f"{place}:{thread}"}
        found = await self._database.fetch(_UNFINISHED_RIVAL, **values, **lines)
        return bool(found)

    @property
    def uploads(self) -> Mapping[str, str]:
        return MappingProxyType(self._uploads)

    async def record_upload(self, key: str, mark: str) -> None:
        """Durable on return. Raises `Superseded` if the turn has a later attempt, or has ended."""
        if self._uploads_written.get(key) == mark:
            return
        self._uploads[key] = mark  # known here whatever becomes of the write, as a part is
        values: dict[str, Value] = {"turn_id": self._turn.id, "key": key, "attempt": self._turn.attempt, "mark": mark}
        if not await self._database.commit(Statement(_UPLOAD, values, needed=True)):
            raise self._superseded()
        self._uploads_written[key] = mark

    def _superseded(self) -> Superseded:
        return Superseded(f"turn {self._turn.id} is no longer that of attempt {self._turn.attempt}")

    def _values(self, part: Part) -> dict[str, str | int]:
        return {
            "turn_id": self._turn.id,
            "part": part.index,
            "attempt": self._turn.attempt,
            "place": self._turn.event.address.place,
            "message_id": part.message_id,
            "begins": part.start,
            "ends": part.end,
            "closed": part.closed,
        }
