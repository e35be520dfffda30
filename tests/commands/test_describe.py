"""`/describe`: what a file shows."""

import pytest

from bot.core.command import Ask, CommandContext
from bot.core.documents import Document
from bot.core.errors import CommandRejected
from bot.core.read_files import ReadFile, ReadFiles
from bot.core.values import Address, Author
from commands.describe import describe_command
from tests.core.file_fakes import FakeTurnFiles, source

WHERE = Address("slack", "T1", "C1", "1.0")
PHOTO = ReadFile(source("p.png"), Document("id", "p.png", "image", "image/png", 1, 1), {1: "vision"}, own=True)


async def run(files: FakeTurnFiles, focus: str = "") -> object:
    context = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, files)
    return await describe_command("Galerne").run(context, {"focus": focus} if focus else {})


async def test_the_model_is_asked_about_the_file_and_about_what_matters_in_it() -> None:
    files = FakeTurnFiles(ReadFiles((PHOTO,)))

    plain, particular = await run(files), await run(files, "the lamp")

    assert isinstance(plain, Ask)
    assert isinstance(particular, Ask)
    assert "newest file" in plain.prompt
    assert particular.prompt == f"{plain.prompt} Look in particular at this: the lamp"


async def test_without_a_file_it_says_how_to_send_one() -> None:
    with pytest.raises(CommandRejected, match="`@Galerne !describe` with the file attached"):
        await run(FakeTurnFiles())
