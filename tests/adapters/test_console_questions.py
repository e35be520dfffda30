"""Questions and files in a terminal."""

import asyncio
from pathlib import Path

import pytest

from adapters.console import PLACE, ConsolePlatform
from bot.core.documents import OutFile
from bot.core.errors import PlatformFailed
from bot.core.values import ActionPressed, Author, Inbound, MessageReceived, Option, Part, Said
from tests.fakes import FakeClock, FakeOutbox


class FakeLines:
    """Types the given lines and keeps what is written."""

    def __init__(self, *lines: str) -> None:
        self._lines = [f"{line}\n" for line in lines]
        self.written = ""

    def read_line(self) -> str:
        return self._lines.pop(0) if self._lines else ""

    def write(self, text: str) -> None:
        self.written += text


OPTIONS = [Option("7.1.all", "Read all"), Option("7.1.some", "Choose pages", entry="Which pages?")]
ASKED = MessageReceived("1", PLACE, Said("1.0", Author("you", "You"), 1.0, "read it"), addressed=True)
FILE = OutFile("report.md", "text/markdown", b"# Page 1")


async def asked(*lines: str, folder: Path = Path()) -> tuple[list[Inbound], str]:
    """What comes in where the first line is answered by a question, and what was written."""
    terminal, outbox, accepted = FakeLines("read it", *lines), FakeOutbox(), list[Inbound]()
    console = ConsolePlatform(terminal.read_line, terminal.write, FakeClock(), folder=folder)

    async def accept(event: Inbound) -> None:
        accepted.append(event)
        reply = console.reply(ASKED, outbox)
        if len(accepted) == 1:
            await reply.ask("It has 311 pages.", OPTIONS)
        else:
            await reply.finish("Done.")

    await asyncio.wait_for(console.run(accept), 5)
    assert [part.index for part in outbox.parts] == [0]
    return accepted, terminal.written


async def test_a_question_is_answered_with_the_number_of_an_option() -> None:
    (_, press), written = await asked("1")
    assert isinstance(press, ActionPressed)
    assert (press.action, press.value, press.text, press.author.id) == ("choose", "7.1.all", "", "you")
    assert "It has 311 pages.\n  1. Read all\n  2. Choose pages\n" in written


async def test_an_option_may_be_named_and_asks_for_its_line() -> None:
    (_, press), written = await asked("choose pages", " 1-20 ")
    assert isinstance(press, ActionPressed)
    assert (press.value, press.text) == ("7.1.some", "1-20")
    assert "Which pages?" in written


async def test_what_is_no_option_is_asked_for_again_and_after_the_answer_lines_are_messages() -> None:
    accepted, written = await asked("9", "perhaps", "1", "thanks")
    assert [event.kind for event in accepted] == ["message", "action", "message"]
    assert written.count("Please type a number from 1 to 2.") == 2


async def test_who_answers_what_is_over_is_told_and_may_go_on() -> None:
    terminal = FakeLines("read it", "1", "hello")
    console = ConsolePlatform(terminal.read_line, terminal.write, FakeClock())
    kinds: list[str] = []

    async def accept(event: Inbound) -> None:
        kinds.append(event.kind)
        if isinstance(event, ActionPressed):
            await console.tell(event, "I no longer wait for it.")
        elif len(kinds) == 1:
            await console.reply(ASKED, FakeOutbox()).ask("Really?", OPTIONS)
        else:
            await console.reply(ASKED, FakeOutbox()).finish("Hello.")

    await asyncio.wait_for(console.run(accept), 5)
    assert kinds == ["message", "action", "message"]
    assert "I no longer wait for it." in terminal.written


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_a_file_is_written_once_and_none_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "report.md").write_bytes(b"mine")
    terminal, outbox = FakeLines(), FakeOutbox(parts=(Part(0, "1.0", 0, 0),))
    console = ConsolePlatform(terminal.read_line, terminal.write, FakeClock(), folder=tmp_path)
    for _ in range(2):
        await console.reply(ASKED, outbox).attach(FILE, key="k")
    await console.reply(ASKED, outbox).attach(OutFile("../../etc/table.csv", "text/csv", b"a"), key="l")
    assert contents(tmp_path) == {
        "report.md": b"mine",
        "report-1.md": FILE.data,
        "table.csv": b"a",
    }
    assert terminal.written.count("report-1.md") == 1


async def test_a_file_of_which_only_the_place_was_kept_is_written_there(tmp_path: Path) -> None:
    outbox = FakeOutbox(uploads={"k": str(tmp_path / "report.md")})
    terminal = FakeLines()
    await ConsolePlatform(terminal.read_line, terminal.write, FakeClock()).reply(ASKED, outbox).attach(FILE, key="k")
    assert (tmp_path / "report.md").read_bytes() == FILE.data


async def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    console = ConsolePlatform(FakeLines().read_line, print, FakeClock(), folder=tmp_path / "gone")
    with pytest.raises(PlatformFailed) as caught:
        await console.reply(ASKED, FakeOutbox()).attach(FILE, key="k")
    assert "report.md" in caught.value.notice
