"""The commands that people invoke."""

from dataclasses import replace

import pytest

from bot.core.command import Ask, Command, CommandContext
from bot.core.errors import CommandRejected
from bot.core.values import Address, Author, CommandInvoked
from commands import declared
from commands.stop import stop_command
from tests.core.file_fakes import FakeTurnFiles

WHERE = Address("slack", "T1", "C1", "1.0")
CONTEXT = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, FakeTurnFiles())


async def test_ask_begins_a_turn() -> None:
    ask = declared("Galerne").by_name["ask"]

    assert await ask.run(CONTEXT, {"question": "why?"}) == Ask("why?")
    assert ask.queued


async def test_help_lists_every_command_with_how_it_is_written() -> None:
    commands = declared("Galerne")

    text = await commands.by_name["help"].run(CONTEXT, {})

    assert isinstance(text, str)
    assert "I am Galerne" in text
    assert "- `/ask <question>`: Ask a question; the answer starts a thread." in text
    assert all(f"`/{command.name}" in text for command in commands.all)
    assert commands.by_name["help"].private


async def test_stop_says_whether_anything_was_stopped() -> None:
    stopped: list[Address] = []

    async def stop(conversation: Address, _by: Author) -> bool:
        stopped.append(conversation)
        return len(stopped) == 1

    command = stop_command(stop)

    assert await command.run(CONTEXT, {}) == "Stopped."
    assert "not writing anything here" in str(await command.run(CONTEXT, {}))
    assert stopped == [WHERE, WHERE]


async def test_a_command_that_is_only_declared_cannot_be_run() -> None:
    with pytest.raises(LookupError, match="only declared"):
        await declared("Galerne").by_name["digest"].run(CONTEXT, {})


async def test_what_the_timetable_invokes_cannot_be_typed() -> None:
    commands = declared("Galerne")
    typed = CommandInvoked("e1", WHERE, Author("U1", "Ana"), 0.0, "digest")
    due = replace(typed, scheduled=True)

    assert commands.invoked_by(typed) is commands.by_name["digest"]
    assert commands.invoked_by(due) in commands.scheduled
    assert not [each for each in commands.scheduled if each in commands.all]


async def test_help_shows_how_one_command_is_used() -> None:
    commands = declared("Galerne")

    text = await commands.by_name["help"].run(CONTEXT, {"name": "!Translate"})

    assert text == (
        "`/translate [text] [language=...] [audience=me|channel]`, or in a thread `!translate [text] [language=...] "
        "[audience=me|channel]`\n\n"
        "Translate words or a message.\n"
        "- `text`: words, or a link to a message; empty: the message replied to, or above\n"
        "- `language`: into which language (such as `English`, `French`, `German`, `Spanish`, `Italian`)\n"
        "- `audience`: who sees it: only you, or the channel (`me` or `channel`)\n"
        "In the menu of a message it is called *Translate*.\n\n"
        "For example: `!translate Bonjour à tous language=German`"
    )


async def test_help_for_a_mistyped_name_says_which_there_are() -> None:
    commands = declared("Galerne")

    with pytest.raises(CommandRejected, match=r"There is no command `sumarise`. There is `summarize`\."):
        await commands.by_name["help"].run(CONTEXT, {"name": "sumarise"})
    with pytest.raises(CommandRejected, match=r"There is `about`, `agent`, .* or `usage`\."):
        await commands.by_name["help"].run(CONTEXT, {"name": "xyz"})


@pytest.mark.parametrize(
    "shown", [each for each in declared("Galerne").all if each.parameters], ids=lambda each: each.name
)
def test_every_command_that_takes_something_has_an_example_that_it_takes(shown: Command) -> None:
    assert shown.example
    values = shown.written(shown.example)
    shown.arguments.model_validate(values)
    assert values
