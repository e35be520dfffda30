"""What was spent, and who has asked how often."""

from collections.abc import Sequence
from typing import Final

from bot.core.records import Receipt
from bot.core.usage import QUARTER, Kind, Scope, UsageLine
from bot.core.values import Address
from bot.store.sql import Database, Statement, Value

SPEND: Final = """
    INSERT INTO usage (turn_id, model, person, place, workspace, quarter, answers, prompt_tokens, completion_tokens,
        pages, cost, currency)
    VALUES (:turn_id, :model, :person, :place, :workspace, :quarter, :answers, :prompt_tokens, :completion_tokens,
        :pages, :cost, :currency)
    ON CONFLICT (turn_id, model) DO NOTHING
"""
_COLUMN: Final[dict[Kind, str]] = {"person": "person", "channel": "place", "workspace": "workspace"}
_LINES: Final = """
    SELECT quarter, model, currency, CAST(sum(answers) AS BIGINT), CAST(sum(prompt_tokens) AS BIGINT),
        CAST(sum(completion_tokens) AS BIGINT), CAST(sum(pages) AS BIGINT), coalesce(sum(cost), 0.0),
        CAST(sum(CASE WHEN cost IS NULL THEN 1 ELSE 0 END) AS BIGINT)
    FROM usage WHERE {column} = :key AND quarter >= :since AND quarter < :until
    GROUP BY quarter, model, currency ORDER BY quarter, model, currency
"""
_COST: Final = """
    SELECT coalesce(sum(cost), 0.0) FROM usage WHERE {column} = :key AND quarter >= :since AND currency = :currency
"""
_ADMIT: Final = """
    INSERT INTO admissions (turn_id, person, at)
    SELECT :turn_id, :person, :now
    WHERE (SELECT count(*) FROM admissions WHERE person = :person AND at > :since AND turn_id <> :turn_id) < :most
    ON CONFLICT (turn_id) DO UPDATE SET person = excluded.person RETURNING turn_id
"""
_ROOM_FROM: Final = """
    SELECT at FROM admissions WHERE person = :person AND at > :since ORDER BY at DESC LIMIT 1 OFFSET :before
"""


def spending(turn_id: int, person: str, address: Address, receipt: Receipt, now: float) -> list[Statement]:
    """What writes a settled turn's receipt into the ledger."""
    where: dict[str, Value] = {
        "turn_id": turn_id,
        "person": person,
        "place": address.place,
        "workspace": f"{address.platform}:{address.workspace}",
        "quarter": int(now // QUARTER),
        "currency": receipt.currency,
    }
    return [
        Statement(
            SPEND,
            where
            | {
                "model": each.model,
                "answers": int(number == 0),
                "prompt_tokens": each.usage.prompt_tokens,
                "completion_tokens": each.usage.completion_tokens,
                "pages": each.pages,
                "cost": each.cost,
            },
        )
        for number, each in enumerate(receipt.spent)
    ]


class SqlLedger:
    """`core.usage.Ledger`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lines(self, scope: Scope, *, since: float, until: float) -> Sequence[UsageLine]:
        sql = _LINES.format(column=_COLUMN[scope.kind])
        rows = await self._database.fetch(sql, key=scope.key, since=int(since // QUARTER), until=int(until // QUARTER))
        return [UsageLine(quarter * QUARTER, *rest) for quarter, *rest in rows]

    async def cost(self, scope: Scope, *, since: float, currency: str) -> float:
        sql = _COST.format(column=_COLUMN[scope.kind])
        rows = await self._database.fetch(sql, key=scope.key, since=int(since // QUARTER), currency=currency)
        return float(rows[0][0])

    async def admit(self, turn_id: int, person: str, *, now: float, within: float, most: int) -> float | None:
        values: dict[str, Value] = {
            "turn_id": turn_id,
            "person": person,
            "now": now,
            "since": now - within,
            "most": most,
        }
        results = await self._database.commit(Statement(_ADMIT, values), lasting=False)
        if results and results[0]:
            return None
        rows = await self._database.fetch(_ROOM_FROM, person=person, since=now - within, before=max(0, most - 1))
        return float(rows[0][0]) + within if rows else now + within
