"""The adapter on a loopback Discord, with a core that keeps what it is given."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from bot.core.errors import StoreFailed
from bot.core.leases import Alone
from bot.core.values import GapOpened, Inbound, MessageReceived
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.http import Site
from deploy.sandbox.log import CallLog

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # Python's own about audioop, which discord.py imports
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

from adapters.discord.config import DiscordConfig
from adapters.discord.platform import DiscordPlatform
from tests.fakes import FakePreferences


@dataclass(slots=True)
class FakeCore:
    """Accepts what the adapter tells; the next `failures` times its store is out of reach."""

    log: CallLog
    events: list[Inbound] = field(default_factory=list)
    failures: int = 0
    offered: int = 0  # how often something was to be accepted
    gate: asyncio.Event | None = None  # while it is not set, storing takes its time

    async def accept(self, event: Inbound) -> None:
        self.offered += 1
        self.log.notify()
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            self.failures -= 1
            self.log.notify()
            raise StoreFailed("the disk is full")
        self.events.append(event)
        self.log.notify()

    async def until(self, number: int = 1) -> list[Inbound]:
        """What has come beside gaps, once there is so much of it."""
        return await self.log.until(lambda: found if len(found := self.said()) >= number else None)

    def said(self) -> list[Inbound]:
        return [event for event in self.events if not isinstance(event, GapOpened)]

    def gaps(self) -> list[GapOpened]:
        return [event for event in self.events if isinstance(event, GapOpened)]

    async def message(self) -> MessageReceived:
        """The next message."""
        event = (await self.until())[-1]
        assert isinstance(event, MessageReceived)
        return event


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
def endpoints() -> Iterator[None]:
    """discord.py's addresses are process-wide: they are put back after the test."""
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = kept


@pytest.fixture
async def world(clock: TurnedClock, log: CallLog, faults: FaultPlan, endpoints: None) -> AsyncIterator[DiscordService]:
    service = DiscordService(clock, log, faults)
    site = Site(service.application())
    service.opened(await site.start())
    yield service
    await service.close()
    await site.stop()


@pytest.fixture
def config(world: DiscordService) -> DiscordConfig:
    settings = world.environment()
    return DiscordConfig(
        settings["DISCORD_TOKEN"], settings["DISCORD_API_URL"], settings["DISCORD_GATEWAY_URL"], timeout=1.0
    )


@pytest.fixture
def preferences() -> FakePreferences:
    return FakePreferences()


@pytest.fixture
def core(log: CallLog) -> FakeCore:
    return FakeCore(log)


async def turned_until(clock: TurnedClock, log: CallLog, look: Callable[[], object]) -> None:
    """Turn the clock until something can be seen; what crosses sockets gets a moment each time."""
    for _ in range(600):
        try:
            await log.until(look, timeout=0.01)
        except TimeoutError:
            await clock.advance(1.0)
        else:
            return
    raise TimeoutError


Start = Callable[..., Awaitable[DiscordPlatform]]


@pytest.fixture
async def start(
    config: DiscordConfig, clock: TurnedClock, preferences: FakePreferences, core: FakeCore
) -> AsyncIterator[Start]:
    """Start the platform, with settings of its own if need be; it is receiving when it comes back."""
    running: list[tuple[DiscordPlatform, asyncio.Task[None]]] = []
    leases = Alone()

    async def begin(shard: str = "", **settings: object) -> DiscordPlatform:
        platform = DiscordPlatform(replace(config, **settings), clock, preferences, leases)  # type: ignore[arg-type]  # by name
        task = asyncio.create_task(platform.run(core.accept, shard))
        running.append((platform, task))
        ready = asyncio.create_task(platform.ready(shard))
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
        ready.cancel()
        if task.done():
            task.result()
        await core.log.until(core.gaps)
        return platform

    yield begin
    for platform, task in running:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await platform.close()


@pytest.fixture
async def platform(start: Start) -> DiscordPlatform:
    return await start()
