"""Pressed buttons: a decision lets its turn go on, once, and only its person makes it."""

from dataclasses import dataclass, field, replace

from bot.core.access import Access, AccessRules
from bot.core.asking import option_value, waits_for_person
from bot.core.decisions import NOT_YOURS, OVER, Decisions
from bot.core.lifecycle import State
from bot.core.records import Asked, Decided, Turn
from bot.core.values import ActionPressed, Address, Author, Person
from tests.core.fakes import ANA, BAO, HERE, asked

TURN = asked(7, "read it")
QUESTION = Asked(1, "Shall I?", (), asked_at=100.0)


@dataclass
class FakeOpenJournal:
    """Takes one decision."""

    decided: list[Decided] = field(default_factory=list)

    async def decide(self, turn_id: int, decided: Decided) -> Turn | None:
        if self.decided or turn_id != TURN.id:
            return None
        self.decided.append(decided)
        return TURN


@dataclass
class FakeTellingPlatform:
    told: list[tuple[str, str]] = field(default_factory=list)
    admins: tuple[str, ...] = ()

    async def person(self, author: Author, _address: Address) -> Person:
        return Person(admin=author.id in self.admins)

    async def tell(self, press: ActionPressed, text: str) -> None:
        self.told.append((press.author.id, text))


class Case:
    def __init__(self) -> None:
        self.journal, self.platform = FakeOpenJournal(), FakeTellingPlatform()
        self.went_on: list[int] = []
        platforms = {"slack": self.platform}
        self.decisions = Decisions(
            platforms,  # type: ignore[arg-type]  # no more of a platform is used
            self.journal,  # type: ignore[arg-type]  # only `decide` of a journal is used
            Access(platforms, AccessRules()),  # type: ignore[arg-type]  # as above
            lambda turn: self.went_on.append(turn.id),
        )

    async def press(self, who: Author, *, value: str = "", text: str = "") -> None:
        value = value or option_value(TURN, 1, "all", ANA)
        await self.decisions.pressed(ActionPressed("E", HERE, who, 0.0, "choose", value, text))


async def test_a_press_is_recorded_and_the_turn_goes_on() -> None:
    case = Case()
    await case.press(ANA, text="1-3")
    assert case.journal.decided == [Decided(1, "all", ANA, "1-3")]
    assert case.went_on == [TURN.id]


async def test_a_second_press_says_to_its_person_that_it_is_over() -> None:
    case = Case()
    await case.press(ANA)
    await case.press(ANA)
    assert case.went_on == [TURN.id]
    assert case.platform.told == [(ANA.id, OVER)]


async def test_somebody_elses_press_decides_nothing() -> None:
    case = Case()
    await case.press(BAO)
    assert (case.journal.decided, case.went_on) == ([], [])
    assert case.platform.told == [(BAO.id, NOT_YOURS)]


async def test_who_looks_after_the_place_decides_for_somebody_else() -> None:
    case = Case()
    case.platform.admins = (BAO.id,)
    await case.press(BAO)
    assert case.journal.decided == [Decided(1, "all", BAO)]


async def test_a_value_that_is_not_ours_is_left_alone() -> None:
    case = Case()
    await case.press(ANA, value="whatever")
    assert (case.journal.decided, case.platform.told) == ([], [])


def test_a_turn_waits_for_its_person_until_somebody_decides_or_time_is_over() -> None:
    waiting = replace(TURN, state=State.ASKING, steps=(QUESTION,))
    assert waits_for_person(waiting, 150.0, within=60.0)
    assert not waits_for_person(waiting, 160.0, within=60.0)
    assert not waits_for_person(replace(waiting, steps=(QUESTION, Decided(1, "all", ANA))), 150.0, within=60.0)
    assert not waits_for_person(replace(waiting, state=State.RUNNING), 150.0, within=60.0)
