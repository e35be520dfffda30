"""A loopback Discord of its own for each test, and real clients that are pointed at it."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import httpx
import pytest
import yarl

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.http import Site
from deploy.sandbox.log import CallLog
from tests.sandbox.discord.openapi import SPEC, Judge

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # Python's own about audioop, which discord.py imports
    import discord


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def log(clock: TurnedClock) -> CallLog:
    return CallLog(clock)


@pytest.fixture
def faults() -> FaultPlan:
    return FaultPlan()


@pytest.fixture
def judge() -> Judge:
    return Judge()


@pytest.fixture
async def service(clock: TurnedClock, log: CallLog, faults: FaultPlan, judge: Judge) -> AsyncIterator[DiscordService]:
    """Where Discord's own description is at hand, nothing may pass that it does not allow."""
    service = DiscordService(clock, log, faults)
    application = service.application()
    if SPEC.exists():
        application.middlewares.append(judge.middleware)
    site = Site(application)
    service.opened(await site.start())
    yield service
    await service.close()
    await site.stop()
    assert judge.violations == []


@pytest.fixture
async def api(service: DiscordService) -> AsyncIterator[httpx.AsyncClient]:
    """REST as the bot."""
    settings = service.environment()
    headers = {"Authorization": f"Bot {settings['DISCORD_TOKEN']}"}
    async with httpx.AsyncClient(base_url=settings["DISCORD_API_URL"], headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def pointed(service: DiscordService) -> Iterator[None]:
    """discord.py talks to the sandbox while the test runs."""
    settings = service.environment()
    kept = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = settings["DISCORD_API_URL"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings["DISCORD_GATEWAY_URL"])
    yield
    discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = kept


def lean_intents() -> discord.Intents:
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = intents.dm_messages = intents.guild_reactions = True
    intents.message_content = True
    return intents


class RecordingClient(discord.Client):
    """A real client that notes what it is told and says so to whoever waits on the log."""

    def __init__(self, log: CallLog, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0, max_messages=None)
        self.tree = discord.app_commands.CommandTree(self)
        self.seen: list[tuple[str, Any]] = []
        self._log = log

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        self.seen.append((event, args[0] if args else None))
        self._log.notify()

    def told(self, event: str) -> list[Any]:
        return [value for name, value in self.seen if name == event]

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library waits 5 s before it identifies again; a test need not."""

    async def until(self, event: str, number: int = 1) -> list[Any]:
        """Everything told under that name, once there is so much of it."""
        return await self._log.until(lambda: found if len(found := self.told(event)) >= number else None)

    async def until_true(self, look: Callable[[], bool]) -> None:
        await self._log.until(look)


Connect = Callable[..., Awaitable[RecordingClient]]


@pytest.fixture
async def connect(service: DiscordService, log: CallLog, pointed: None) -> AsyncIterator[Connect]:
    """Start real discord.py clients; they are closed after the test."""
    started: list[tuple[RecordingClient, asyncio.Task[None]]] = []

    async def start(intents: discord.Intents | None = None) -> RecordingClient:
        client = RecordingClient(log, intents or lean_intents())
        task = asyncio.create_task(client.start(service.environment()["DISCORD_TOKEN"]))
        started.append((client, task))
        await client.until("ready")
        return client

    yield start
    for client, task in started:
        await client.close()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def bot(connect: Connect) -> RecordingClient:
    return await connect()


class Wire:
    """A gateway client without a library: what is sent is sent, what comes is seen."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self.socket = socket
        self.token = token

    async def next(self) -> dict[str, Any]:
        return dict(await self.socket.receive_json(timeout=5))

    async def until(self, event: str) -> dict[str, Any]:
        while (frame := await self.next())["t"] != event:
            pass
        return frame

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, intents: int = 0x8201 | 1 << 12, **more: Any) -> dict[str, Any]:
        """Identify; the READY comes back."""
        await self.send(2, {"token": self.token, "intents": intents, "properties": {}} | more)
        return await self.until("READY")

    async def close_code(self) -> int | None:
        """Read to the end; the code with which the other side closed."""
        while (message := await self.socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        return message.data if message.type is aiohttp.WSMsgType.CLOSE else self.socket.close_code


Dial = Callable[[], Awaitable[Wire]]


@pytest.fixture
async def dial(service: DiscordService) -> AsyncIterator[Dial]:
    """Open websockets to the gateway; the hello has been read."""
    settings = service.environment()
    async with aiohttp.ClientSession() as session:

        async def open_one() -> Wire:
            socket = await session.ws_connect(settings["DISCORD_GATEWAY_URL"] + "?v=10&encoding=json", autoclose=True)
            wire = Wire(socket, settings["DISCORD_TOKEN"])
            assert (await wire.next())["op"] == 10
            return wire

        yield open_one
