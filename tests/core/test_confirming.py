"""A command asks its author first: with a button for yes, once, and not for ever."""

from dataclasses import dataclass, field

import pytest

from bot.core.asking import Cancelled, PersonAsked
from bot.core.confirming import YES, Confirmation, Confirming
from bot.core.errors import CommandRejected
from bot.core.records import Asked, Decided, Step
from tests.core.fakes import ANA, asked
from tests.fakes import FakeClock

TURN = asked(7, "!forget me")


@dataclass
class FakeDesk:
    steps: list[Step] = field(default_factory=list)

    async def record(self, step: Step) -> None:
        self.steps.append(step)


class Case:
    def __init__(self) -> None:
        self.clock, self.desk = FakeClock(), FakeDesk()

    @property
    def confirm(self) -> Confirmation:
        return Confirming(self.clock, 3_600.0).of(TURN, self.desk.steps, self.desk)  # type: ignore[arg-type]  # only `record` of a desk is used


async def test_the_question_is_recorded_once_with_a_button_for_its_asker() -> None:
    case = Case()
    for _ in range(2):
        with pytest.raises(PersonAsked):
            await case.confirm("Delete all?", "Delete")

    [question] = case.desk.steps
    assert isinstance(question, Asked)
    assert question.question == "Delete all?"
    assert [(each.label, each.value) for each in question.options] == [
        ("Delete", f"7.1.{YES}.{ANA.id}"),
        ("Cancel", f"7.1.cancel.{ANA.id}"),
    ]


async def test_a_yes_lets_the_command_go_on_and_a_no_ends_it() -> None:
    case = Case()
    with pytest.raises(PersonAsked):
        await case.confirm("Delete all?", "Delete")
    case.desk.steps.append(Decided(1, YES, ANA))
    await case.confirm("Delete all?", "Delete")
    case.desk.steps[-1] = Decided(1, "cancel", ANA)
    with pytest.raises(Cancelled, match="nothing was done"):
        await case.confirm("Delete all?", "Delete")


async def test_what_nobody_has_confirmed_in_time_is_not_done() -> None:
    case = Case()
    with pytest.raises(PersonAsked):
        await case.confirm("Delete all?", "Delete")
    await case.clock.advance(3_600.0)

    with pytest.raises(CommandRejected, match="Nobody confirmed it in time"):
        await case.confirm("Delete all?", "Delete")
