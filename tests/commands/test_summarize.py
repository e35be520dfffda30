"""`/summarize`: how it is written, and who sees it."""

import pytest

from bot.core.command import CommandContext, Commands
from bot.core.errors import CommandRejected
from bot.core.values import Address, Author
from commands.summarize import Length, summarize_command
from tests.core.file_fakes import FakeTurnFiles

WHERE = Address("slack", "T1", "C1", "1.0")
CONTEXT = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, FakeTurnFiles())


async def echoed(_context: CommandContext, what: str, *, length: Length, focus: str, language: str) -> str:
    return f"{what}|{length}|{focus}|{language}"


COMMAND = summarize_command(echoed)


@pytest.mark.parametrize(
    ("line", "expected", "private"),
    [
        ("", "|short||", True),
        ("Monday 9:00", "Monday 9:00|short||", True),
        ("yesterday length=long focus=budget audience=channel", "yesterday|long|budget|", False),
        ('language=French 2h focus="the new budget"', "2h|short|the new budget|French", True),
        ("audience=channel", "|short||", False),
        ("since I last wrote focus=“the budget”", "since I last wrote|short|the budget|", True),
    ],
)
async def test_it_can_be_written_in_a_message(line: str, expected: str, private: bool) -> None:
    found = Commands([COMMAND]).written_in(f"!summarize {line}")
    assert found is not None
    assert await COMMAND.run(CONTEXT, found[1]) == expected
    assert COMMAND.is_private(found[1]) is private


async def test_a_wrong_option_is_a_sentence_for_the_asker_alone() -> None:
    values = COMMAND.written("2h audience=everyone")
    with pytest.raises(CommandRejected, match=r"audience: Input should be 'me' or 'channel'.*audience=me\|channel"):
        await COMMAND.run(CONTEXT, values)
    assert COMMAND.is_private(values)


def test_it_waits_for_its_turn_and_fits_into_discords_limits() -> None:
    assert (COMMAND.name, COMMAND.queued, COMMAND.takes_file) == ("summarize", True, False)
    assert len(COMMAND.description) <= 100
    for parameter in COMMAND.parameters:
        assert not parameter.required
        assert len(parameter.description) <= 100  # Discord: application command options
    assert {each.name: each.choices for each in COMMAND.parameters if each.choices} == {
        "audience": ("me", "channel"),
        "length": ("short", "long"),
    }
