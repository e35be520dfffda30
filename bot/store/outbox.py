"""The outbound ledger of one turn."""

from typing import Final

from bot.core.errors import Superseded
from bot.core.records import Turn
from bot.core.values import Part
from bot.store.sql import Database, Statement

_RECORD: Final = """
    INSERT INTO outbound (turn_id, part, attempt, place, message_id, begins, ends, closed)
    SELECT :turn_id, :part, :attempt, :place, :message_id, :begins, :ends, :closed
    FROM turns WHERE id = :turn_id AND attempt = :attempt AND settled_at IS NULL /* FOR SHARE */
    ON CONFLICT (turn_id, part) DO UPDATE SET attempt = excluded.attempt, place = excluded.place,
        message_id = excluded.message_id, begins = excluded.begins, ends = excluded.ends, closed = excluded.closed
    RETURNING part
"""


class SqlOutbox:
    """`core.ports.Outbox`, kept in memory and written through."""

    def __init__(self, database: Database, turn: Turn, key: str) -> None:
        self._database = database
        self._turn = turn
        self._key = key
        self._parts = {part.index: part for part in turn.parts}
        self._written = dict(self._parts)

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for _, part in sorted(self._parts.items()))

    @property
    def key(self) -> str:
        return self._key

    async def record(self, part: Part) -> None:
        """Raises `Superseded` if the turn has a later attempt, or has ended."""
        known = self._written.get(part.index)
        if known == part:
            return
        # It has been posted: known here even if the write fails or its caller is cancelled, lest it be posted again.
        self._parts[part.index] = part
        posted = known is None or known.message_id != part.message_id
        if not await self._database.commit(Statement(_RECORD, self._values(part), needed=True), lasting=posted):
            raise Superseded(f"turn {self._turn.id} is no longer that of attempt {self._turn.attempt}")
        self._written[part.index] = part

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
