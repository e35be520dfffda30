"""The commands that people invoke."""

from bot.core.command import Again, Ask, CommandContext
from bot.core.documents import Document, OutFile
from bot.core.values import Address, Author
from commands import all_commands, declared
from tests.core.file_fakes import FakeTurnFiles

WHERE = Address("slack", "T1", "C1", "1.0")
CONTEXT = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, FakeTurnFiles())


async def saved(document: Document, name: str) -> OutFile:
    raise AssertionError(f"{name} ({document.id}) is not to be saved here")


async def again(context: CommandContext, model: str) -> Again:
    raise AssertionError(f"nothing is to be answered again here, by {model}")


async def extracted(context: CommandContext, line: str) -> str:
    raise AssertionError(f"{line} is not to be extracted here")


async def summarised(context: CommandContext, what: str, *, length: str, focus: str, language: str) -> str:
    raise AssertionError(f"{what} is not to be summarised here")


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

    made = all_commands("Galerne", stop=stop, retry=again, saved=saved, extract=extracted, summarise=summarised)
    command = made.by_name["stop"]

    assert await command.run(CONTEXT, {}) == "Stopped."
    assert "not writing anything here" in str(await command.run(CONTEXT, {}))
    assert stopped == [WHERE, WHERE]
