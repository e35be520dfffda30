"""Stop is for those whom it concerns: the asker, and whoever looks after the place."""

from dataclasses import dataclass, field, replace

import pytest

from bot.core.access import Access, AccessRules
from bot.core.decisions import Decisions
from bot.core.errors import CommandRejected
from bot.core.floor import Ending, Floor
from bot.core.lifecycle import State
from bot.core.records import Turn
from bot.core.stopping import Stopping
from bot.core.values import ActionPressed, Address, Author, Person
from tests.core.fakes import ANA, BAO, HERE, FakeTranscript, asked
from tests.fakes import FakeQueue

ADMIN = Author("U9", "Admin")
TURN = asked(7, "why?")
SENTENCE = "Only Ana, whose question it is, or an admin can stop this answer."


@dataclass
class FakePlace:
    told: list[tuple[str, str]] = field(default_factory=list)

    async def person(self, author: Author, address: Address) -> Person:
        return Person(admin=author == ADMIN and address == HERE)

    async def tell(self, press: ActionPressed, text: str) -> None:
        self.told.append((press.author.id, text))


@dataclass
class FakeOpenJournal:
    waiting: list[Turn] = field(default_factory=list)

    async def unfinished(self) -> list[Turn]:
        return self.waiting

    async def asking(self, conversation: Address) -> list[Turn]:
        return [turn for turn in self.waiting if turn.state is State.ASKING and conversation == HERE]


class Case:
    def __init__(self) -> None:
        self.place, self.journal, self.floor = FakePlace(), FakeOpenJournal([TURN]), Floor(FakeQueue())
        platforms = {"slack": self.place}
        access = Access(platforms, AccessRules())  # type: ignore[arg-type]  # two of a platform's members are used
        self.stop = Stopping(
            platforms=platforms,  # type: ignore[arg-type]  # only `tell` of a platform is used
            journal=self.journal,  # type: ignore[arg-type]  # what is open in a journal is used
            transcript=FakeTranscript(),
            floor=self.floor,
            decisions=Decisions(platforms, self.journal, access, lambda _: None),  # type: ignore[arg-type]  # as above
            access=access,
        )

    async def press(self, who: Author) -> None:
        await self.stop.pressed(ActionPressed("E", HERE, who, 0.0, "stop", message_id="7"))


@pytest.mark.parametrize("who", [ANA, ADMIN])
async def test_the_asker_and_an_admin_stop_what_runs(who: Author) -> None:
    case = Case()

    with case.floor.holding(TURN, lambda: True) as holder:
        assert await case.stop(HERE, who)

    assert holder.ending is Ending.STOPPED


async def test_somebody_else_stops_nothing_and_hears_it_alone() -> None:
    case = Case()

    with case.floor.holding(TURN, lambda: True) as holder:
        await case.press(BAO)

    assert holder.ending is None
    assert case.place.told == [(BAO.id, SENTENCE)]


async def test_somebody_else_s_command_is_rejected() -> None:
    case = Case()

    with case.floor.holding(TURN, lambda: True), pytest.raises(CommandRejected, match="Only Ana"):
        await case.stop(HERE, BAO)


async def test_what_waits_for_a_person_is_theirs_to_stop() -> None:
    case = Case()
    case.journal.waiting = [replace(TURN, state=State.ASKING)]

    with pytest.raises(CommandRejected, match="Only Ana"):
        await case.stop(HERE, BAO)


async def test_where_nothing_runs_there_is_nothing_to_stop() -> None:
    case = Case()
    case.journal.waiting = [replace(TURN, conversation=replace(HERE, thread="9.9"))]

    assert not await case.stop(HERE, BAO)
    assert case.place.told == []


async def test_one_s_own_answer_is_stopped_where_somebody_else_is_asked_something() -> None:
    case = Case()
    case.journal.waiting = [asked(8, "and this?", BAO), replace(TURN, state=State.ASKING)]

    with case.floor.holding(case.journal.waiting[0], lambda: True) as holder:
        assert await case.stop(HERE, BAO)

    assert holder.ending is Ending.STOPPED
