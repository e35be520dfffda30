"""A bot that has been built: it receives until it is told to stop, and then lets running answers finish."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Final

from bot.core.catchup import CatchUp
from bot.core.command import Commands
from bot.core.errors import BotError
from bot.core.leases import LeaseGroups
from bot.core.listening import Listening
from bot.core.platform_ports import Platform
from bot.core.ports import Clock, Queue
from bot.core.ticking import Ticker

log = logging.getLogger(__name__)
SWEEP_EVERY: Final = 60.0  # seconds
EXCLUSIVE: Final = frozenset({"discord"})  # its gateway tells each event to every connection, Slack to one


class Bot:
    """`platforms` by name; `drain_seconds` is how long running answers may take once the bot is told to stop.

    One that does not receive answers what other processes have accepted.
    """

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        catch_up: CatchUp,
        queue: Queue,
        commands: Commands,
        clock: Clock,
        leases: LeaseGroups,
        *,
        ticker: Ticker,
        drain_seconds: float,
        receives: bool = True,
        well: Callable[[], bool] = lambda: True,
    ) -> None:
        self.platforms = platforms
        self._catch_up = catch_up
        self._queue = queue
        self._commands = commands
        self._ticker = ticker
        self._clock = clock
        self._leases = leases
        self._drain_seconds = drain_seconds
        self._receives = receives
        self._well = well
        self._listening = Listening(leases, clock, EXCLUSIVE, catch_up.let_go)

    async def run(self) -> int:
        """Receive on every platform until cancelled; how many platforms had to give up.

        A platform whose tokens are refused says so in one line and leaves the others running. Returns by itself only
        when no platform is left. Cancelled, it takes no more events, stores what is on its way, lets running answers
        finish, and leaves the rest to the next start: when it returns, nothing uses the store any more.
        """
        resumed = await self._catch_up.resume() if self._receives else 0
        if resumed:
            log.info("Going on with %s answers that the last run had not finished", resumed)
        receiving = [self._receive(platform) for platform in self.platforms.values()] if self._receives else [_ever()]
        tasks = [asyncio.create_task(each) for each in receiving]
        beside = [asyncio.create_task(self._sweep_on())]
        if self._receives:
            beside.append(asyncio.create_task(self._ticker.run()))
        try:
            # Not `gather`: cancelled, it lets go of all as soon as one has ended, and the others would be cancelled a
            # second time while they wait for what they have just received to be stored.
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            return sum(task.result() for task in ended)
        finally:
            for task in (*tasks, *beside):
                task.cancel()
            await asyncio.gather(*tasks, *beside, return_exceptions=True)
            await self._catch_up.close()
            await self._queue.drain(self._drain_seconds)

    async def ready(self) -> None:
        """Return once every platform receives here or in another process, or at once where none is to."""
        if self._receives:
            await asyncio.gather(*(self._listening.received(platform) for platform in self.platforms.values()))

    def told(self) -> str:
        """What this process does of what is divided among several, for example `receiving discord shard 0 of 2`."""
        if not self._receives:
            return "answering what the receivers accept"
        held = [name for platform in self.platforms.values() for name in self._listening.held(platform)]
        return f"receiving {', '.join(held)}" if held else "standing by"

    @property
    def is_well(self) -> bool:
        """Whether it can reach what it shares with other processes, if it does."""
        return self._well()

    async def close(self) -> None:
        for platform in self.platforms.values():
            await platform.close()

    async def _sweep_on(self) -> None:
        while True:
            await self._clock.sleep(SWEEP_EVERY)
            try:
                await self._catch_up.sweep()
            except BotError as error:
                log.warning("Could not look for turns that nobody holds: %s", error)

    async def _receive(self, platform: Platform) -> int:
        """1 if the platform had to give up, 0 if its input ended."""
        try:
            async with self._leases.hold(f"publishing to {platform.name}"):  # who comes later finds it done
                await platform.publish(self._commands.all)
            await self._listening.run(platform, self._catch_up.accept)
        except BotError as error:
            log.debug("%s gave up", platform.name, exc_info=error)
            log.error("%s is not running: %s", platform.name.capitalize(), error.notice)  # noqa: TRY400 - a sentence for the operator; the trace is at DEBUG
            return 1
        return 0


async def _ever() -> int:
    """Until cancelled."""
    await asyncio.Event().wait()
    return 0
