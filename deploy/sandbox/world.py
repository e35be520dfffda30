"""The sandbox as one thing: three servers, one clock, one log of what arrived, one plan of faults."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from deploy.sandbox.clock import Clock, SystemClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.http import Site
from deploy.sandbox.log import CallLog
from deploy.sandbox.mistral.service import MistralService
from deploy.sandbox.slack.service import SlackService


@dataclass(frozen=True, slots=True)
class World:
    clock: Clock
    log: CallLog
    faults: FaultPlan
    mistral: MistralService
    slack: SlackService
    discord: DiscordService

    def environment(self) -> dict[str, str]:
        """The settings under which a bot lives in this world instead of the real one."""
        return self.mistral.environment() | self.slack.environment() | self.discord.environment()


@asynccontextmanager
async def open_world(clock: Clock | None = None) -> AsyncIterator[World]:
    """Start all three services on free loopback ports; they stop when the block is left."""
    clock = clock or SystemClock()
    log, faults = CallLog(clock), FaultPlan()
    services = (
        MistralService(clock, log, faults),
        SlackService(clock, log, faults),
        DiscordService(clock, log, faults),
    )
    async with AsyncExitStack() as stack:
        for service in services:
            site = Site(service.application())
            service.opened(await site.start())
            stack.push_async_callback(site.stop)
            stack.push_async_callback(service.close)
        yield World(clock, log, faults, *services)
