"""`/search`: how it is written, and who sees it."""

import pytest

from bot.core.command import CommandContext, Commands
from bot.core.values import Address, Author
from commands.search import Where, search_command
from tests.core.file_fakes import FakeTurnFiles

WHERE = Address("slack", "T1", "C1", "1.0")
CONTEXT = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, FakeTurnFiles())


async def echoed(_context: CommandContext, words: str, *, where: Where, since: str) -> str:
    return f"{words}|{where}|{since}"


COMMAND = search_command(echoed)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("deploy date", "deploy date|channel|"),
        ("deploy date where=me", "deploy date|me|"),
        ('where=files since="20 Nov" printer offer', "printer offer|files|20 Nov"),
        ("what's the deploy date since=2h", "what's the deploy date|channel|2h"),
    ],
)
async def test_it_can_be_written_in_a_message(line: str, expected: str) -> None:
    found = Commands([COMMAND]).written_in(f"!search {line}")
    assert found is not None
    assert await COMMAND.run(CONTEXT, found[1]) == expected


def test_it_is_for_the_asker_alone_runs_at_once_and_fits_into_discords_limits() -> None:
    assert COMMAND.is_private({})
    assert not COMMAND.queued
    assert len(COMMAND.description) <= 100
    assert all(len(parameter.description) <= 100 for parameter in COMMAND.parameters)
    assert [(each.name, each.required) for each in COMMAND.parameters] == [
        ("words", True),
        ("where", False),
        ("since", False),
    ]
