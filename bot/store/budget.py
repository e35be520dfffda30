"""What those who share a key may still ask of a model in a minute."""

from typing import Final

from bot.core.model_ports import Rest
from bot.store.sql import Database, Statement, Value

_KEPT: Final = 5  # minutes
# What is more than a whole minute holds is sent with a whole minute before it, as nothing else would do.
_RESERVE: Final = """
    INSERT INTO budgets (model, minute, requests_left, tokens_left, requests_flying, tokens_flying)
    VALUES (:model, :minute, :requests, :limit, 1, :tokens)
    ON CONFLICT (model, minute) DO UPDATE SET requests_flying = budgets.requests_flying + 1,
        tokens_flying = budgets.tokens_flying + excluded.tokens_flying
    WHERE coalesce(budgets.requests_left - budgets.requests_flying >= 1, TRUE)
    AND coalesce(budgets.tokens_left - budgets.tokens_flying >= excluded.tokens_flying, TRUE)
    RETURNING minute
"""
_FORGET: Final = "DELETE FROM budgets WHERE minute < :before"
# Answers overtake each other: the lowest is the newest.
_SETTLE: Final = """
    UPDATE budgets SET requests_flying = requests_flying - 1, tokens_flying = tokens_flying - :tokens,
        requests_left = CASE WHEN requests_left IS NULL OR requests_left > :requests
            THEN coalesce(:requests, requests_left) ELSE requests_left END,
        tokens_left = CASE WHEN tokens_left IS NULL OR tokens_left > :left THEN coalesce(:left, tokens_left)
            ELSE tokens_left END
    WHERE model = :model AND minute = :minute
"""


class SqlBudget:
    """`core.model_ports.Budget`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, model: str, minute: int, tokens: int, limits: Rest) -> bool:
        wanted = tokens if limits.tokens is None else min(tokens, limits.tokens)
        values: dict[str, Value] = {
            "model": model,
            "minute": minute,
            "tokens": wanted,
            "requests": limits.requests,
            "limit": limits.tokens,
        }
        done = await self._database.commit(
            Statement(_RESERVE, values, needed=True), Statement(_FORGET, {"before": minute - _KEPT}), lasting=False
        )
        return done is not None

    async def settle(self, model: str, minute: int, tokens: int, left: Rest) -> None:
        values: dict[str, Value] = {
            "model": model,
            "minute": minute,
            "tokens": tokens,
            "requests": left.requests,
            "left": left.tokens,
        }
        await self._database.commit(Statement(_SETTLE, values), lasting=False)
