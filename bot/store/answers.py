"""What was answered, for whoever comes back to it: the turns, their receipts, and what people thought."""

import logging
from collections.abc import Sequence
from typing import Final

from bot.core.errors import StoreFailed
from bot.core.ports import Clock
from bot.core.records import PastAnswer, Ratings, Turn, receipt_json
from bot.core.values import Address
from bot.store.sql import Database, Statement, Value
from bot.store.turns import TURN, turn_of

log = logging.getLogger(__name__)

_FIND: Final = f"SELECT receipt, {TURN} FROM turns WHERE id = :id"  # noqa: S608 - a constant
_RECENT: Final = f"""
    SELECT {TURN} FROM turns
    WHERE conversation = :conversation AND settled_at IS NOT NULL AND event <> '' ORDER BY id DESC LIMIT :limit
"""  # noqa: S608 - a constant
_RATE: Final = """
    INSERT INTO ratings (turn_id, person, good, rated_at)
    SELECT id, :person, :good, :now FROM turns WHERE id = :id
    ON CONFLICT (turn_id, person) DO UPDATE SET good = excluded.good, rated_at = excluded.rated_at
    RETURNING turn_id
"""
_COUNT: Final = "SELECT sum(CASE WHEN good THEN 1 ELSE 0 END), count(*) FROM ratings WHERE turn_id = :id"


class SqlAnswers:
    """`core.ports.Answers`. The turns it gives come without their steps and parts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def find(self, turn_id: int) -> PastAnswer | None:
        rows = await self._database.fetch(_FIND, id=turn_id)
        if not rows:
            return None
        receipt, *turn = rows[0]
        return PastAnswer(_turn(tuple(turn)), receipt_json.validate_json(receipt) if receipt else None)

    async def recent(self, conversation: Address, *, limit: int) -> Sequence[Turn]:
        rows = await self._database.fetch(_RECENT, conversation=str(conversation), limit=limit)
        return [turn for row in rows if (turn := _turn(row)) is not None]

    async def rate(self, turn_id: int, person: str, *, good: bool) -> Ratings | None:
        values: dict[str, Value] = {"id": turn_id, "person": person, "good": good, "now": self._clock.time()}
        results = await self._database.commit(
            Statement(_RATE, values, needed=True), Statement(_COUNT, {"id": turn_id}), lasting=False
        )
        if results is None:
            return None
        good_ones, all_of_them = map(int, results[1][0])
        return Ratings(good_ones, all_of_them - good_ones)


def _turn(row: tuple[object, ...]) -> Turn | None:
    """None for one whose question was deleted, or that an older version stored in a form of its own."""
    try:
        return turn_of(row, (), (), ())
    except StoreFailed as error:
        log.info("Cannot come back to it: %s", error)
        return None
