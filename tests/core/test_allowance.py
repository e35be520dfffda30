"""How often, and for how much money, somebody may ask."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from bot.core.access import Access, AccessRules
from bot.core.allowance import Allowance, AllowanceRules
from bot.core.command import Command, CommandContext, command
from bot.core.errors import TurnedAway
from bot.core.gate import QUIET_FOR, Gate
from bot.core.records import Answered, Turn
from bot.core.usage import Scope, UsageLine
from bot.core.values import CommandInvoked
from tests.core.fakes import ANA, HERE, asked
from tests.fakes import FakeClock, FakePreferences

NOW: Final = datetime(2026, 11, 29, 12, 0, tzinfo=UTC).timestamp()
PERSON, WORKSPACE = f"{HERE.platform}:{ANA.id}", f"{HERE.platform}:{HERE.workspace}"


@dataclass
class FakeLedger:
    """Says what it is told to, and keeps since when it was asked."""

    costs: dict[str, float] = field(default_factory=dict)
    room_from: float | None = None
    since: list[float] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)

    async def lines(self, scope: Scope, *, since: float, until: float) -> list[UsageLine]:
        raise AssertionError((scope, since, until))

    async def cost(self, scope: Scope, *, since: float, currency: str) -> float:
        self.since.append(since)
        return self.costs.get(scope.key, 0.0) if currency == "EUR" else 0.0

    async def admit(self, turn_id: int, person: str, *, now: float, within: float, most: int) -> float | None:
        assert (person, within) == (PERSON, 3_600.0)
        assert most
        self.counted.append(turn_id)
        return self.room_from


class Case:
    def __init__(self, access: AccessRules | None = None, **rules: object) -> None:
        self.ledger, self.clock, self.preferences = FakeLedger(), FakeClock(NOW), FakePreferences()
        allowance = Allowance(self.ledger, self.preferences, self.clock, AllowanceRules(**rules))  # type: ignore[arg-type]  # by name
        self.gate = Gate(Access({}, access or AccessRules()), allowance, self.preferences, self.clock)

    async def refusal(self, turn: Turn, command: Command | None = None) -> TurnedAway:
        with pytest.raises(TurnedAway) as caught:
            await self.gate(turn, command)
        return caught.value


async def anything(_context: CommandContext) -> str:
    """Do anything."""
    return ""


TURN = asked(7, "why?")


async def test_without_limits_nothing_is_counted_and_nobody_turned_away() -> None:
    case = Case()

    assert await case.gate(TURN, None) == []
    assert (case.ledger.counted, case.ledger.since) == ([], [])


async def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    case = Case(per_hour=30)
    case.ledger.room_from = NOW + 11.5 * 60

    assert (
        await case.refusal(TURN)
    ).notice == "You may ask me 30 questions an hour and have done so; please ask again in 12 minutes."


async def test_who_asks_too_often_is_told_once_in_a_burst() -> None:
    case = Case(per_hour=1)
    case.ledger.room_from = NOW + 30

    first, second = await case.refusal(TURN), await case.refusal(replace(TURN, id=8))
    await case.clock.advance(QUIET_FOR)
    third = await case.refusal(replace(TURN, id=9))

    assert [each.quiet for each in (first, second, third)] == [False, True, False]
    assert "one question an hour" in first.notice
    assert "in a minute" in first.notice


async def test_who_uses_a_slash_command_is_always_told() -> None:
    case = Case(per_hour=1)
    case.ledger.room_from = NOW + 30
    invoked = replace(TURN, event=CommandInvoked("e9", HERE, ANA, NOW, "ask"))

    assert [(await case.refusal(each)).quiet for each in (TURN, invoked)] == [False, False]


async def test_a_turn_that_has_begun_to_work_goes_on() -> None:
    case = Case(per_hour=1, person_budget=0.0)

    assert await case.gate(replace(TURN, steps=(Answered("42"),)), None) == ()


async def test_what_is_for_all_needs_no_leave() -> None:
    case = Case(AccessRules(denied_people=frozenset({ANA.id})), person_budget=0.0)

    assert await case.gate(TURN, command(anything, for_all=True)) == ()


async def test_what_asks_no_model_counts_towards_no_limit_but_is_not_for_the_denied() -> None:
    free, queued = command(anything), command(anything, queued=True)
    case = Case(person_budget=0.0)

    assert await case.gate(TURN, free) == ()
    assert (await case.refusal(TURN, queued)).notice
    assert not (await Case(AccessRules(denied_people=frozenset({ANA.id}))).refusal(TURN, free)).quiet


async def test_admins_may_ask_as_often_as_they_like() -> None:
    case = Case(AccessRules(admins=frozenset({ANA.id})), per_hour=1)
    case.ledger.room_from = NOW + 30

    assert await case.gate(TURN, None) == []


async def test_a_budget_that_is_used_up_names_its_end_and_whom_to_ask() -> None:
    case = Case(person_budget=10.0, contact="Bao")
    case.ledger.costs[PERSON] = 10.0

    assert (await case.refusal(TURN)).notice == (
        "Your budget of €10.00 for November is used up; it begins anew on 1 December, and Bao can raise it."
    )


async def test_the_workspace_has_a_budget_of_its_own_that_binds_admins_too() -> None:
    case = Case(AccessRules(admins=frozenset({ANA.id})), person_budget=10.0, workspace_budget=100.0)
    case.ledger.costs[WORKSPACE] = 100.5

    assert (await case.refusal(TURN)).notice.startswith("This workspace's budget of €100.00 for November is used up")


async def test_a_budget_counts_from_the_first_of_the_month_in_the_team_s_time_zone() -> None:
    case = Case(person_budget=10.0, zone=ZoneInfo("America/New_York"))

    await case.gate(TURN, None)

    assert set(case.ledger.since) == {datetime(2026, 11, 1, 4, 0, tzinfo=UTC).timestamp()}


async def test_at_four_fifths_it_is_said_once_a_month() -> None:
    case = Case(person_budget=10.0)
    case.ledger.costs[PERSON] = 8.0

    warnings = [await case.gate(replace(TURN, id=number), None) for number in (1, 2)]
    await case.clock.advance(3 * 86_400)
    later = await case.gate(replace(TURN, id=3), None)

    assert warnings == [
        ["Your budget for November is nearly used up: €8.00 of €10.00; your admin can raise it."],
        [],
    ]
    assert "December" in later[0]


async def test_below_four_fifths_nothing_is_said() -> None:
    case = Case(person_budget=10.0)
    case.ledger.costs[PERSON] = 7.99

    assert await case.gate(TURN, None) == []
