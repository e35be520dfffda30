"""The same core answers in a terminal."""

from pathlib import Path

from adapters.console import ConsolePlatform
from bot.app import build
from bot.clock import SystemClock
from bot.settings import Settings
from deploy.sandbox.world import open_world


class FakeTerminal:
    """Types the given lines and keeps what is written."""

    def __init__(self, *lines: str) -> None:
        self._lines = [f"{line}\n" for line in lines]
        self.written = ""

    def read_line(self) -> str:
        return self._lines.pop(0) if self._lines else ""

    def write(self, text: str) -> None:
        self.written += text


async def talk(folder: Path, *lines: str, faults: bool = False) -> str:
    terminal, clock = FakeTerminal(*lines), SystemClock()
    async with open_world() as world:
        environment = world.environment() | {"DATABASE_URL": f"sqlite:///{folder / 'console.sqlite3'}"}
        if faults:
            environment["MISTRAL_API_KEY"] = "wrong"
        console = ConsolePlatform(terminal.read_line, terminal.write, clock)
        async with build(Settings.load(environment), clock=clock, console=console) as bot:
            assert await bot.run() == 0
    return terminal.written


async def test_a_conversation_is_remembered_from_line_to_line(tmp_path: Path) -> None:
    written = await talk(tmp_path, "Lunch is at noon.", "", "when is lunch?")

    assert 'You wrote: "Lunch is at noon".' in written
    assert "Read 3 messages since" in written


async def test_tools_are_shown_at_work(tmp_path: Path) -> None:
    written = await talk(tmp_path, "what is 6 * 7?")

    assert "[calculating 6 * 7]" in written
    assert "42" in written


async def test_commands_are_typed_with_a_slash(tmp_path: Path) -> None:
    assert "`/ask <question>`" in await talk(tmp_path, "/help")


async def test_an_error_is_a_sentence_and_the_prompt_comes_back(tmp_path: Path) -> None:
    written = await talk(tmp_path, "hello", "hello again", faults=True)

    assert written.count("MISTRAL_API_KEY") == 2
    assert written.count("> ") == 3
