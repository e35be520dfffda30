"""`/reminders`: how it is written, and what it calls."""

import pytest

from bot.core.command import CommandContext, Commands
from bot.core.errors import CommandRejected
from bot.core.values import Address, Author
from commands.reminders import reminder_due, reminders_command
from tests.core.file_fakes import FakeTurnFiles

WHERE = Address("slack", "T1", "C1")
CONTEXT = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, FakeTurnFiles())


class FakeReminders:
    async def list(self, context: CommandContext) -> str:
        return "list"

    async def cancel(self, context: CommandContext, number: str) -> str:
        return f"cancel {number}"

    async def run(self, context: CommandContext, number: int, *, text: str, audience: str) -> str:
        return f"run {number} {text} {audience}"


COMMAND = reminders_command(FakeReminders())


@pytest.mark.parametrize(("line", "expected"), [("", "list"), ("list", "list"), ("cancel 2", "cancel 2")])
async def test_it_can_be_written_in_a_message(line: str, expected: str) -> None:
    found = Commands([COMMAND]).written_in(f"!reminders {line}")
    assert found is not None
    assert await COMMAND.run(CONTEXT, found[1]) == expected
    assert COMMAND.is_private(found[1])


async def test_a_wrong_action_is_a_sentence() -> None:
    with pytest.raises(CommandRejected, match="action: Input should be 'list' or 'cancel'"):
        await COMMAND.run(CONTEXT, COMMAND.written("delete 2"))


async def test_a_reminder_is_given_what_was_kept() -> None:
    due = reminder_due(FakeReminders())
    assert await due.run(CONTEXT, {"number": "3", "since": "0.0", "text": "the cake", "audience": "me"}) == (
        "run 3 the cake me"
    )
    assert not due.queued, "it comes while an answer is written"
