"""`/extract`: what was written is handed on, and where there is no file it says how to send one."""

import pytest

from bot.core.command import CommandContext
from bot.core.errors import CommandRejected
from bot.core.values import Address, Author
from commands.extract import extract_command
from tests.core.file_fakes import FakeTurnFiles

WHERE = Address("slack", "T1", "C1", "1.0")
CONTEXT = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, FakeTurnFiles())


async def echoed(_context: CommandContext, line: str) -> str | None:
    return f"<{line}>" if line != "nothing" else None


COMMAND = extract_command(echoed, "Galerne")


@pytest.mark.parametrize("line", ['number, "date", it\'s total', '{"type": "object"}', "cv = name, born"])
async def test_the_whole_line_is_one_argument(line: str) -> None:
    assert await COMMAND.run(CONTEXT, COMMAND.written(line)) == f"<{line}>"


async def test_nothing_may_be_written() -> None:
    assert await COMMAND.run(CONTEXT, COMMAND.written("")) == "<>"


async def test_without_a_file_it_says_how_to_send_one() -> None:
    with pytest.raises(CommandRejected, match="`@Galerne !extract invoice number, date, total` with the file attached"):
        await COMMAND.run(CONTEXT, {"fields": "nothing"})


def test_it_waits_for_its_turn_and_takes_a_file() -> None:
    assert (COMMAND.name, COMMAND.queued, COMMAND.takes_file) == ("extract", True, True)
    (parameter,) = COMMAND.parameters
    assert not parameter.required
    assert len(parameter.description) <= 100  # Discord: application command options
