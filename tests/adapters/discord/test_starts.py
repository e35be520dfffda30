"""When a session may begin, on a Discord that counts and spaces them. Two of these are two processes."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from adapters.discord.api import Api
from adapters.discord.config import DiscordConfig
from adapters.discord.failures import TokenRefused
from adapters.discord.process import point_discord_py
from adapters.discord.rest import Rest
from adapters.discord.starts import SessionLost, Start, Starts
from bot.core.leases import Alone
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from tests.fakes import FakePreferences

SPACE = 5.5  # seconds


class Processes:
    """Makes them, over the same leases and preferences."""

    def __init__(self, rest: Rest, clock: TurnedClock) -> None:
        self.leases = Alone()
        self.preferences = FakePreferences()
        self._rest = rest
        self._clock = clock

    def another(self, shards: int = 2) -> Starts:
        return Starts(Api(self._rest), self.leases, self.preferences, self._clock, shards)


@pytest.fixture
async def processes(config: DiscordConfig, clock: TurnedClock) -> AsyncIterator[Processes]:
    point_discord_py(config)
    rest = Rest(config.token, clock, timeout=1.0)
    yield Processes(rest, clock)
    await rest.close()


async def taken(waiting: "asyncio.Task[Start]", clock: TurnedClock) -> float:
    """How many seconds on the clock it takes."""
    began = clock.monotonic()
    for _ in range(100):
        done, _ = await asyncio.wait({waiting}, timeout=0.05)
        if done:
            return clock.monotonic() - began
        await clock.advance(0.5)
    raise TimeoutError


async def test_sessions_of_one_bucket_are_spaced_over_all_processes(
    processes: Processes, world: DiscordService, clock: TurnedClock
) -> None:
    world.limit_starts(max_concurrency=1)
    first = await processes.another().take(0)
    waiting = asyncio.create_task(processes.another().take(1))
    assert not (await asyncio.wait({waiting}, timeout=0.2))[0]
    await first.use()
    assert await taken(waiting, clock) == SPACE
    await (await waiting).close()


async def test_other_buckets_are_not_waited_for(processes: Processes, world: DiscordService) -> None:
    world.limit_starts(max_concurrency=2)
    first = await processes.another().take(0)
    second = await processes.another().take(1)
    await first.use()
    await second.use()


async def test_a_start_that_is_not_used_is_given_to_the_next(processes: Processes, world: DiscordService) -> None:
    world.limit_starts(max_concurrency=1)
    await (await processes.another().take(0)).close()
    await (await processes.another().take(1)).use()


async def test_a_start_is_for_one_session(processes: Processes, world: DiscordService) -> None:
    start = await processes.another().take(0)
    await start.use()
    with pytest.raises(SessionLost):
        await start.use()


async def test_a_bot_of_one_shard_waits_for_nobody(processes: Processes, world: DiscordService) -> None:
    world.limit_starts(max_concurrency=1)
    for _ in range(2):
        await (await processes.another(shards=1).take(0)).use()
    assert processes.preferences.kept == {}


@pytest.mark.parametrize("shards", [1, 2])
async def test_when_the_day_is_used_up_the_operator_is_told_until_when_and_it_waits(
    processes: Processes, world: DiscordService, clock: TurnedClock, caplog: pytest.LogCaptureFixture, shards: int
) -> None:
    world.limit_starts(remaining=0, reset_after=30.0)
    waiting = asyncio.create_task(processes.another(shards).take(0))
    assert await taken(waiting, clock) >= 30.0
    await (await waiting).close()
    [told] = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert "begin no session until 20" in told
    assert "UTC: the 1,000 of the day are used up" in told


async def test_the_last_ones_of_the_day_are_not_begun_at_the_same_time(
    processes: Processes, world: DiscordService, clock: TurnedClock
) -> None:
    """Two buckets, and one left: the other process may be just about to take it."""
    world.limit_starts(remaining=1, reset_after=30.0, max_concurrency=2)
    waiting = asyncio.create_task(processes.another().take(0))
    assert await taken(waiting, clock) >= 30.0
    await (await waiting).close()


async def test_where_discord_does_not_tell_a_session_begins_all_the_same(
    processes: Processes, world: DiscordService, faults: FaultPlan
) -> None:
    faults.add(Fault("discord", "GET gateway/bot", "drop", times=5))
    await (await processes.another(shards=1).take(0)).use()


async def test_a_refused_token_is_no_reason_to_go_on(config: DiscordConfig, world: DiscordService) -> None:
    point_discord_py(config)
    rest = Rest("sandbox.wrong", TurnedClock(), timeout=1.0)
    with pytest.raises(TokenRefused):
        await Starts(Api(rest), Alone(), FakePreferences(), TurnedClock(), 1).take(0)
    await rest.close()


async def test_too_few_shards_are_told_once(
    processes: Processes, world: DiscordService, caplog: pytest.LogCaptureFixture
) -> None:
    world.limit_starts(max_concurrency=4, shards=4)
    starts = processes.another()
    for shard in (0, 1):
        await (await starts.take(shard)).use()
    [told] = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert told.startswith("Discord recommends 4 shards for this bot and DISCORD_SHARDS is 2; set it to 4")
    assert starts.recommended == 4
