"""Real MCP servers of the official SDK, over both transports: listed, called, changed, killed, and come back."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.core.messages import ToolCall
from bot.core.records import ToolFinished
from bot.core.tool import ToolContext
from bot.core.toolbox import Toolbox
from bot.core.values import Address, Author
from bot.tools.mcp.config import ServerConfig
from bot.tools.mcp.server import LOOK_EVERY
from bot.tools.mcp.servers import ToolServers, opened_servers

CONTEXT = ToolContext(Address("slack", "T1", "C1", "1.0"), Author("U1", "Ana"), 0.0)
SCRIPT = str(Path(__file__).with_name("a_server.py"))


class FakeHastyClock(SystemClock):
    """Waits no more than a moment, so that what was lost is soon tried again; it is never time to look by itself."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds if seconds == LOOK_EVERY else 0.05)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


class Case:
    """The server `tickets`, over one transport."""

    def __init__(self, folder: Path, transport: str) -> None:
        self.tickets = folder / "tickets.txt"
        self.stdio = transport == "stdio"
        self.port = 0 if self.stdio else free_port()
        self.process: asyncio.subprocess.Process | None = None
        self.servers: ToolServers | None = None

    def config(self, **more: object) -> ServerConfig:
        if self.stdio:
            env = {"TICKETS": str(self.tickets), "SECRET_WORD": "mistral"}
            return ServerConfig.model_validate(
                {"command": sys.executable, "args": (SCRIPT, "stdio"), "env": env} | more
            )
        return ServerConfig.model_validate({"url": f"http://127.0.0.1:{self.port}/mcp"} | more)

    async def serve(self) -> None:
        """Start the server, where it is not a child of ours."""
        if not self.stdio:
            env = os.environ | {"TICKETS": str(self.tickets), "SECRET_WORD": "mistral"}
            quiet = asyncio.subprocess.DEVNULL
            started = await asyncio.create_subprocess_exec(
                sys.executable, SCRIPT, str(self.port), env=env, stdout=quiet, stderr=quiet
            )
            self.process = started

    async def end(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    @asynccontextmanager
    async def connected(self, **more: object) -> AsyncIterator["Case"]:
        async with opened_servers({"tickets": self.config(**more)}, FakeHastyClock()) as self.servers:
            await self.until(lambda: self.names)
            yield self

    @property
    def names(self) -> list[str]:
        assert self.servers is not None
        return [tool.spec.name for tool in self.servers.tools()]

    @property
    def status(self) -> str:
        assert self.servers is not None
        return self.servers.status()[0]

    async def until(self, look: Callable[[], object]) -> None:
        async with asyncio.timeout(25):
            while not look():  # noqa: ASYNC110 - another process rings no bell of ours
                await asyncio.sleep(0.02)

    async def call(self, name: str, arguments: str = "{}") -> ToolFinished:
        assert self.servers is not None
        return await Toolbox(self.servers.tools(), CONTEXT).run(ToolCall("abcdefghi", f"tickets_{name}", arguments))


@pytest.fixture(params=["stdio", "http"])
async def case(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Case]:
    made = Case(tmp_path, request.param)
    await made.serve()
    yield made
    await made.end()


async def test_tools_are_listed_under_names_that_mistral_takes_and_are_called(case: Case) -> None:
    async with case.connected():
        assert "tickets_find_ticket" in case.names
        assert "tickets_l_uft_schief" in case.names
        result = await case.call("find_ticket", '{"number": 7}')

        assert not result.failed
        assert "Ticket 7: the door squeaks." in result.text
        assert result.source == "the server tickets"
        assert case.status.startswith("tickets: ")


async def test_a_tool_that_is_not_declared_read_only_changes_the_world(case: Case) -> None:
    async with case.connected():
        assert case.servers is not None
        box = Toolbox(case.servers.tools(), CONTEXT)

        assert box.changes(ToolCall("abcdefghi", "tickets_create_ticket", '{"title": "x"}'))
        assert not box.changes(ToolCall("abcdefghi", "tickets_find_ticket", '{"number": 1}'))
        await case.call("create_ticket", '{"title": "Fix the door"}')
        assert case.tickets.read_text() == "Fix the door\n"


async def test_hints_of_a_server_that_is_not_trusted_count_for_nothing(case: Case) -> None:
    async with case.connected(trustHints=False):
        assert case.servers is not None
        box = Toolbox(case.servers.tools(), CONTEXT)

        assert box.changes(ToolCall("abcdefghi", "tickets_find_ticket", '{"number": 1}'))


async def test_only_the_tools_that_are_wanted_are_offered(case: Case) -> None:
    async with case.connected(tools=("find_*", "who_am_i")):
        assert case.names == ["tickets_find_ticket", "tickets_who_am_i"]


async def test_what_is_no_text_is_named(case: Case) -> None:
    async with case.connected():
        text = (await case.call("show_everything")).text

        assert "words" in text
        assert "[image, image/png, 6 bytes: it cannot be shown here]" in text
        assert "[resource log: file:///log.txt]" in text


async def test_errors_of_the_tool_and_of_its_arguments_go_back_to_the_model(case: Case) -> None:
    async with case.connected():
        failed, wrong = await case.call("l_uft_schief"), await case.call("find_ticket", '{"number": "many"}')
        broken = await case.call("find_ticket", "[1]")

        assert failed.failed
        assert "closed on Sundays" in failed.text
        assert wrong.failed
        assert "number" in wrong.text
        assert "they have to be a JSON object" in broken.text
        assert "Ticket 2" in (await case.call("find_ticket", '{"number": 2}')).text


async def test_a_server_that_dies_in_mid_call_is_said_so_and_connected_again(case: Case) -> None:
    async with case.connected():
        result = await case.call("die")

        assert result.failed
        assert "nobody knows whether it was done" in result.text
        await case.end()
        await case.serve()
        await case.until(lambda: "tickets_find_ticket" in case.names)
        assert "Ticket 3" in (await case.call("find_ticket", '{"number": 3}')).text


async def test_a_call_that_takes_too_long_is_ended(case: Case) -> None:
    async with case.connected(seconds=0.3):
        result = await case.call("wait")

        assert result.failed


async def test_tools_that_come_later_are_offered(case: Case) -> None:
    async with case.connected():
        assert "tickets_grown" not in case.names
        await case.call("grow")
        await case.until(lambda: "tickets_grown" in case.names)
        assert "here" in (await case.call("grown")).text


async def test_a_child_is_gone_once_we_are(tmp_path: Path) -> None:
    async with Case(tmp_path, "stdio").connected() as case:
        pid = int((await case.call("who_am_i")).text.split()[-1])
    await case.until(lambda: not alive(pid))


async def test_a_child_dies_with_a_bot_that_is_killed(tmp_path: Path) -> None:
    """The child takes no notice of the end of its input; it is the system that ends it."""
    said = tmp_path / "pid"
    deaf = f"import os, time, pathlib; pathlib.Path({str(said)!r}).write_text(str(os.getpid())); time.sleep(600)"
    tied = str(Path(__file__).parents[3] / "bot" / "tools" / "mcp" / "tied.py")
    command = [sys.executable, tied, sys.executable, "-c", deaf]
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", f"import subprocess, time; subprocess.Popen({command!r}); time.sleep(600)"
    )
    case = Case(tmp_path, "stdio")
    await case.until(lambda: said.exists() and said.read_text())
    pid = int(said.read_text())
    os.kill(parent.pid, signal.SIGKILL)
    await parent.wait()

    await case.until(lambda: not alive(pid))


def alive(pid: int) -> bool:
    """A process that nobody has waited for yet is dead all the same."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


async def test_whoever_waits_for_all_goes_on_once_each_has_been_tried(tmp_path: Path) -> None:
    case = Case(tmp_path, "stdio")
    missing = ServerConfig.model_validate({"command": "/no/such/program"})
    async with opened_servers({"tickets": case.config(), "missing": missing}, SystemClock()) as servers:
        await servers.settled()

        assert "tickets_create_ticket" in {tool.spec.name for tool in servers.tools()}
        assert [line for line in servers.status() if line.startswith("missing: cannot be reached")]


@pytest.mark.timeout(90)  # once, beside the whole suite, it took thirty
async def test_servers_that_are_down_keep_nobody_waiting_and_take_no_other_down(tmp_path: Path) -> None:
    well = Case(tmp_path, "stdio")
    down = {
        "nowhere": ServerConfig.model_validate({"url": f"http://127.0.0.1:{free_port()}/mcp"}),
        "missing": ServerConfig.model_validate({"command": "/no/such/program"}),
    }
    async with opened_servers(down | {"tickets": well.config()}, FakeHastyClock()) as servers:
        well.servers = servers
        assert servers.tools() == []  # nobody has waited
        await well.until(servers.tools)
        await well.until(lambda: all("cannot be reached" in line for line in servers.status()[:2]))

        assert {tool.spec.name.partition("_")[0] for tool in servers.tools()} == {"tickets"}
        assert servers.status()[0].startswith("nowhere: cannot be reached")
