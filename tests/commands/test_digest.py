"""`/digest`: how it is written, and what it calls."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.core.command import CommandContext, Commands
from bot.core.errors import CommandRejected
from bot.core.values import Address, Author
from commands.digest import digest_command, digest_due
from tests.core.file_fakes import FakeTurnFiles

WHERE = Address("slack", "T1", "C1")
CONTEXT = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, FakeTurnFiles())


class FakeDigests:
    async def add(self, context: CommandContext, when: str, values: Mapping[str, str], *, zone: str) -> str:
        return f"add {when}|{dict(values)}|{zone}"

    async def list(self, context: CommandContext) -> str:
        return "list"

    async def remove(self, context: CommandContext, number: str) -> str:
        return f"remove {number}"

    async def run(self, context: CommandContext, number: int, since: float, **values: Any) -> str:
        return f"run {number}|{since}|{values}"


COMMAND = digest_command(FakeDigests())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", "list"),
        ("list", "list"),
        ("remove 2", "remove 2"),
        ("add 9:00 weekdays", "add 9:00 weekdays|{'length': 'short', 'if_quiet': 'nothing'}|"),
        (
            'add Monday 9:00 focus="budget" zone=Asia/Tokyo if_quiet=line length=long language=fr',
            "add Monday 9:00|{'focus': 'budget', 'length': 'long', 'language': 'fr', 'if_quiet': 'line'}|Asia/Tokyo",
        ),
    ],
)
async def test_it_can_be_written_in_a_message(line: str, expected: str) -> None:
    found = Commands([COMMAND]).written_in(f"!digest {line}")
    assert found is not None
    assert await COMMAND.run(CONTEXT, found[1]) == expected
    assert COMMAND.is_private(found[1])


async def test_a_wrong_action_is_a_sentence() -> None:
    with pytest.raises(CommandRejected, match="action: Input should be 'list', 'add' or 'remove'"):
        await COMMAND.run(CONTEXT, COMMAND.written("start 9:00"))


async def test_a_run_is_given_what_was_kept() -> None:
    values = {"number": "3", "since": "12.5", "focus": "cake", "length": "long", "if_quiet": "line"}
    kept = {"length": "long", "focus": "cake", "language": "", "if_quiet": "line"}
    assert await digest_due(FakeDigests()).run(CONTEXT, values) == f"run 3|12.5|{kept}"


def test_it_fits_into_discords_limits() -> None:
    assert len(COMMAND.description) <= 100
    for parameter in COMMAND.parameters:
        assert not parameter.required
        assert len(parameter.description) <= 100  # Discord: application command options
