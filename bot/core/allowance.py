"""How often somebody may ask, and how much money may be spent in a month."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.ports import Clock, Preferences
from bot.core.receipt import money
from bot.core.records import Turn, asker_of
from bot.core.usage import Ledger, Scope, person_of, scope_of

HOUR: Final = 3_600.0  # seconds
WARN_AT: Final = 0.8  # of a budget
_WARNED: Final = "budget warned"


@dataclass(frozen=True, slots=True)
class AllowanceRules:
    """`per_hour` questions of one person, 0 for any number; budgets are money in a month of `zone`, None for no end."""

    per_hour: int = 0
    person_budget: float | None = None
    workspace_budget: float | None = None
    currency: str = "EUR"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    contact: str = "your admin"


class Allowance:
    def __init__(self, ledger: Ledger, preferences: Preferences, clock: Clock, rules: AllowanceRules) -> None:
        self._ledger = ledger
        self._preferences = preferences
        self._clock = clock
        self._rules = rules

    async def too_often(self, turn: Turn) -> str:
        """The sentence for one who has asked too often within an hour; empty, and counted, if they have not."""
        most = self._rules.per_hour
        if not most:
            return ""
        now, person = self._clock.time(), person_of(turn.event.address, asker_of(turn))
        room_from = await self._ledger.admit(turn.id, person, now=now, within=HOUR, most=most)
        if room_from is None:
            return ""
        minutes = max(1, math.ceil((room_from - now) / 60))
        wait = f"{minutes} minutes" if minutes != 1 else "a minute"
        asked = f"{most:,} questions" if most != 1 else "one question"
        return f"You may ask me {asked} an hour and have done so; please ask again in {wait}."

    async def spent(self, turn: Turn) -> str:
        """The sentence where a budget is used up; empty if none is."""
        for scope, budget, whose in self._budgets(turn):
            cost = await self._cost(scope)
            if cost >= budget:
                return (
                    f"{whose} budget of {self._money(budget)} for {self._month(0):%B} is used up; it begins anew on "
                    f"1 {self._month(1):%B}, and {self._rules.contact} can raise it."
                )
        return ""

    async def warnings(self, turn: Turn) -> Sequence[str]:
        """A sentence for each budget that is nearly used up, once a month."""
        found = []
        for scope, budget, whose in self._budgets(turn):
            cost = await self._cost(scope)
            if cost >= budget * WARN_AT and await self._is_first(scope):
                found.append(
                    f"{whose} budget for {self._month(0):%B} is nearly used up: {self._money(cost)} of "
                    f"{self._money(budget)}; {self._rules.contact} can raise it."
                )
        return found

    def _budgets(self, turn: Turn) -> Sequence[tuple[Scope, float, str]]:
        address, asker = turn.event.address, asker_of(turn)
        budgets = (
            (scope_of("person", address, asker), self._rules.person_budget, "Your"),
            (scope_of("workspace", address, asker), self._rules.workspace_budget, "This workspace's"),
        )
        return [(scope, budget, whose) for scope, budget, whose in budgets if budget is not None]

    async def _cost(self, scope: Scope) -> float:
        return await self._ledger.cost(scope, since=self._month(0).timestamp(), currency=self._rules.currency)

    async def _is_first(self, scope: Scope) -> bool:
        month = f"{self._month(0):%Y-%m}"
        if await self._preferences.get(scope.key, _WARNED) == month:
            return False
        await self._preferences.set(scope.key, _WARNED, month)
        return True

    def _month(self, later: int) -> datetime:
        """The first moment of this month, or of one so many months later."""
        now = datetime.fromtimestamp(self._clock.time(), self._rules.zone)
        years, month = divmod(now.month - 1 + later, 12)
        return datetime(now.year + years, month + 1, 1, tzinfo=self._rules.zone)

    def _money(self, amount: float) -> str:
        return money(amount, self._rules.currency)
