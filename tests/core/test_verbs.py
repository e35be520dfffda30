"""What a press below an answer does, and who hears of it."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest

from bot.core.access import Access, AccessRules
from bot.core.command import CommandContext
from bot.core.errors import CommandRejected
from bot.core.messages import Usage
from bot.core.records import FileReceipt, PastAnswer, Ratings, Receipt, Turn
from bot.core.retrying import Retrying, headline
from bot.core.values import ActionPressed, Address, Author, CommandInvoked, Person
from bot.core.verbs import DELETED, THANKED, UNKNOWN, UNSETTLED, Verbs, verbs_below
from commands import declared
from tests.core.fakes import ANA, BAO, HERE, asked
from tests.core.file_fakes import FakeTurnFiles
from tests.fakes import FakeClock

RECEIPT = Receipt(
    model="mistral-small",
    usage=Usage(1_100, 103),
    cost=0.0002,
    messages=14,
    since=1_795_000_000.0,
    summarised=30,
    tools=("calculate", "clock", "calculate"),
    seconds=2.34,
    request_ids=("request-1", "request-2"),
    files=(FileReceipt("plan.pdf", 21, read=17, seen=2, unreadable=(4, 5)), FileReceipt("cat.png", 1, seen=1)),
    notes=("older messages could not be read",),
)


@dataclass
class FakeAnswers:
    """Implements `bot.core.ports.Answers` over these turns."""

    turns: list[Turn] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    good: dict[str, bool] = field(default_factory=dict)
    receipt: Receipt | None = RECEIPT

    async def find(self, turn_id: int) -> PastAnswer | None:
        turn = next((each for each in self.turns if each.id == turn_id), None)
        return PastAnswer(None if turn_id in self.deleted else turn, self.receipt) if turn else None

    async def recent(self, conversation: Address, *, limit: int) -> Sequence[Turn]:
        return [each for each in reversed(self.turns) if each.conversation == conversation][:limit]

    async def rate(self, turn_id: int, person: str, *, good: bool) -> Ratings | None:
        self.good[person] = good
        found = sum(self.good.values())
        return Ratings(found, len(self.good) - found)


@dataclass
class FakePlatform:
    """Bao looks after the place."""

    told: list[tuple[str, str]] = field(default_factory=list)

    async def tell(self, press: ActionPressed, text: str) -> None:
        self.told.append((press.author.id, text))

    async def person(self, author: Author, _address: Address) -> Person:
        return Person(admin=author == BAO)


class Case:
    def __init__(self, *turns: Turn) -> None:
        self.clock = FakeClock()
        self.answers, self.platform = FakeAnswers(list(turns)), FakePlatform()
        platforms = {"slack": self.platform}
        self.verbs = Verbs(
            platforms,  # type: ignore[arg-type]  # two of a platform's members are used
            self.answers,
            Access(platforms, AccessRules()),  # type: ignore[arg-type]  # as above
            self.clock,
            ZoneInfo("Europe/Paris"),
        )
        self.retrying = Retrying(self.answers, declared("Galerne"))

    async def press(self, action: str, who: Author = ANA, value: str = "7") -> tuple[CommandInvoked, Address] | None:
        return await self.verbs.pressed(ActionPressed("E9", HERE, who, 50.0, action, value, handle="h"))

    async def again(self, model: str = "", about: int = 0) -> Turn:
        context = CommandContext(HERE, HERE, BAO, 0.0, FakeTurnFiles(), about=about)
        return (await self.retrying(context, model)).turn


def command(number: int, name: str, about: int = 0, **arguments: str) -> Turn:
    event = CommandInvoked(f"E{number}", HERE, ANA, 0.0, name, tuple(arguments.items()), about=about)
    return Turn(number, event, HERE, asked(1, "").state, 1, 0.0)


async def test_why_tells_the_whole_receipt_to_the_one_who_pressed() -> None:
    case = Case(asked(7, "why?"))

    assert await case.press("why") is None

    told = (
        "- **Conversation**: Read 14 messages since 18 Nov 12:06 and a summary of 30 older ones\n"
        "- **File**: plan.pdf: 19 of 21 pages read, 2 by vision; unreadable: 4-5\n"
        "- **File**: cat.png\n"
        "- **Tools**: calculate (2 times), clock\n"
        "- **Model**: mistral-small\n"
        "- **Tokens**: 1,100 read, 103 written\n"
        "- **Cost**: €0.00020\n"
        "- **Time**: 2.3 s\n"
        "- **Note**: older messages could not be read"
    )
    assert case.platform.told == [(ANA.id, told)]


async def test_an_admin_is_told_the_ids_of_the_requests() -> None:
    case = Case(asked(7, "why?"))

    await case.press("why", BAO)

    assert case.platform.told[0][1].endswith("\n- **Requests**: `request-1`, `request-2`")


async def test_the_receipt_of_an_answer_that_is_just_being_settled_is_waited_for() -> None:
    case = Case(asked(7, "why?"))
    case.answers.receipt = None
    pressing = asyncio.create_task(case.press("why"))

    await case.clock.advance(0.5)
    case.answers.receipt = RECEIPT
    await case.clock.advance(0.2)

    await pressing
    assert "**Model**: mistral-small" in case.platform.told[0][1]


async def test_it_is_not_waited_for_long() -> None:
    case = Case(asked(7, "why?"))
    case.answers.receipt = None
    pressing = asyncio.create_task(case.press("why"))

    await case.clock.advance(1.1)

    await pressing
    assert case.platform.told == [(ANA.id, UNSETTLED)]


@pytest.mark.parametrize("action", ["retry", "good", "bad", "why"])
@pytest.mark.parametrize("value", ["8", "", "seven", "7.1", "-7"])
async def test_who_presses_below_an_unknown_answer_hears_it_alone(action: str, value: str) -> None:
    case = Case(asked(7, "why?"))

    assert await case.press(action, value=value) is None

    assert case.platform.told == [(ANA.id, UNKNOWN)]
    assert case.answers.good == {}


async def test_a_thumb_is_kept_thanked_for_and_counted_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    case = Case(asked(7, "why?"))

    await case.press("good")
    await case.press("bad", BAO)

    assert case.platform.told == [(ANA.id, THANKED["good"]), (BAO.id, THANKED["bad"])]
    assert caplog.messages == [
        "Turn 7 was found good by 1 and bad by 0",
        "Turn 7 was found good by 1 and bad by 1",
    ]


async def test_retry_is_the_command_of_the_one_who_pressed_in_the_conversation_of_the_question() -> None:
    case = Case(asked(7, "why?"))

    found = await case.press("retry", BAO)

    assert found == (CommandInvoked("E9", HERE, BAO, 50.0, "retry", handle="h", about=7), HERE)
    assert case.platform.told == []


async def test_a_deleted_question_cannot_be_answered_again() -> None:
    case = Case(asked(7, "why?"))
    case.answers.deleted.add(7)

    assert await case.press("retry") is None

    assert case.platform.told == [(ANA.id, DELETED)]
    with pytest.raises(CommandRejected, match="deleted"):
        await case.again(about=7)


async def test_a_written_retry_means_the_newest_question() -> None:
    case = Case(asked(3, "first"), asked(5, "!summarize audience=channel"), asked(6, "!help"), command(7, "ask"))

    assert (await case.again()).id == 7
    case.answers.turns.pop()
    assert (await case.again()).id == 5


async def test_what_was_asked_in_private_is_not_answered_for_all() -> None:
    case = Case(asked(3, "first"), asked(5, "!summarize"), command(6, "summarize"))

    assert (await case.again()).id == 3


@pytest.mark.parametrize("second", [asked(5, "!retry"), command(5, "retry"), command(5, "retry", about=3)])
async def test_a_retry_of_a_retry_answers_the_question_behind_it(second: Turn) -> None:
    case = Case(asked(3, "first"), second, asked(8, "later"), command(9, "retry", about=5))

    assert (await case.again(about=5)).id == 3
    assert (await case.again(about=9)).id == 3


async def test_where_nothing_was_answered_it_says_what_to_do() -> None:
    case = Case(asked(3, "!retry"))

    for about in (0, 3):
        with pytest.raises(CommandRejected, match="press Retry below it, or write `!retry`"):
            await case.again(about=about)


async def test_the_new_answer_begins_with_what_is_answered_once_more() -> None:
    case = Case(asked(7, "why\n" + "so " * 100))
    context = CommandContext(HERE, HERE, BAO, 0.0, FakeTurnFiles())

    first, quoted = headline(await case.retrying(context, "large")).split("\n")

    assert first == "_Once more, with large, for what Ana asked:_"
    assert quoted.startswith("> why so so")
    assert quoted.endswith("…")
    assert len(quoted) < 130


def test_a_failure_is_not_rated_and_a_private_answer_not_retried() -> None:
    turn = asked(7, "why?")

    assert [each.action for each in verbs_below(turn)] == ["retry", "good", "bad", "why"]
    assert [each.action for each in verbs_below(turn, failed=True)] == ["retry", "why"]
    assert [each.action for each in verbs_below(turn, private=True)] == ["good", "bad", "why"]
    assert {each.value for each in verbs_below(turn)} == {"7"}
