"""A connection that is never given up, on a loopback gateway that does its worst."""

import asyncio
import logging

import pytest

from adapters.discord.failures import TokenRefused
from adapters.discord.platform import DiscordPlatform
from adapters.discord.supervisor import SILENT
from bot.core.errors import NotAllowed
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start, turned_until


async def hears(world: DiscordService, core: FakeCore) -> None:
    """A message gets through."""
    world.say("Ana", "#launch", "hello")
    await core.until(len(core.said()) + 1)


@pytest.mark.parametrize("code", [1000, 4000, 4009])
async def test_a_closed_connection_is_resumed_and_nothing_is_missed(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog, code: int
) -> None:
    world.disconnect(code)
    world.say("Ana", "#launch", "while it was away")
    await core.until()
    assert len(log.of("discord", "RESUME")) == 1
    assert len(core.gaps()) == 1


async def test_a_server_that_asks_to_reconnect_is_obeyed(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    world.reconnect()
    await log.until(lambda: log.of("discord", "RESUME"))
    await hears(world, core)
    assert len(core.gaps()) == 1


async def test_a_lost_session_opens_a_gap(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock
) -> None:
    world.invalid_session(resumable=False)
    await turned_until(clock, core.log, lambda: len(core.gaps()) == 2)
    assert len({gap.event_id for gap in core.gaps()}) == 2
    await hears(world, core)


async def test_a_malformed_event_is_survived(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    world.malformed_dispatch()
    await hears(world, core)
    assert len(log.of("discord", "IDENTIFY")) == 1


@pytest.mark.parametrize("name", ["GET gw", "GET users/@me"])
async def test_an_unreachable_discord_is_tried_again(
    start: Start, clock: TurnedClock, faults: FaultPlan, core: FakeCore, world: DiscordService, name: str
) -> None:
    faults.add(Fault("discord", name, "drop", times=3))
    starting = asyncio.ensure_future(start())
    await turned_until(clock, core.log, core.gaps)
    await starting
    await hears(world, core)


async def test_a_connection_that_carries_nothing_is_replaced(
    platform: DiscordPlatform,
    world: DiscordService,
    clock: TurnedClock,
    log: CallLog,
    core: FakeCore,
    faults: FaultPlan,
) -> None:
    faults.add(Fault("discord", "GET gw", "hang", times=1))
    world.disconnect(4000)  # the next connection hangs, and discord.py waits a minute for it
    await log.until(lambda: len(log.of("discord", "GET gw")) == 2)
    await turned_until(clock, core.log, lambda: len(core.gaps()) == 2)
    assert clock.monotonic() >= SILENT
    await hears(world, core)


async def test_without_the_intent_the_bot_runs_and_says_where_to_switch_it_on(
    start: Start, world: DiscordService, core: FakeCore, caplog: pytest.LogCaptureFixture
) -> None:
    world.portal(message_content=False)
    with caplog.at_level(logging.WARNING):
        await start()
    warnings = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "Privileged Gateway Intents" in warnings[0]
    world.say("Ana", "#launch", "not for you")
    world.say("Ana", "#launch", "<@BOT> for you")
    assert (await core.message()).said.text == "for you"


async def test_where_the_intent_is_not_counted_on_its_absence_is_no_warning(
    start: Start, world: DiscordService, caplog: pytest.LogCaptureFixture
) -> None:
    world.portal(message_content=False)
    with caplog.at_level(logging.WARNING):
        await start(message_content="auto")
    assert caplog.text == ""


async def test_an_intent_that_is_not_wanted_is_not_asked_for(start: Start, log: CallLog) -> None:
    await start(message_content=False)
    [identify] = log.of("discord", "IDENTIFY")
    assert not identify.body["intents"] & 1 << 15


async def test_a_refused_token_ends_it_with_a_sentence(start: Start, world: DiscordService) -> None:
    with pytest.raises(TokenRefused) as refused:
        await start(token="sandbox.wrong")
    assert "copy a new one" in refused.value.notice


@pytest.mark.parametrize("code", [4004, 4013])
async def test_a_gateway_that_will_never_have_us_ends_it(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, code: int
) -> None:
    ending = asyncio.create_task(platform.run(core.accept))
    await core.log.until(lambda: world.connected() == 2)
    world.disconnect(code)
    with pytest.raises(NotAllowed):
        await ending


@pytest.mark.parametrize(
    ("code", "notice"),
    [
        (4010, "Discord does not take shard 0 of 1; set DISCORD_SHARDS to the same number for every process"),
        (4011, "more servers than 1 of Discord's shards may have; set DISCORD_SHARDS to 3 for every process"),
    ],
)
async def test_a_wrong_number_of_shards_ends_it_with_a_sentence(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, code: int, notice: str
) -> None:
    world.limit_starts(shards=3)
    ending = asyncio.create_task(platform.run(core.accept))
    await core.log.until(lambda: world.connected() == 2)
    world.disconnect(code)
    with pytest.raises(NotAllowed) as refused:
        await ending
    assert notice in refused.value.notice


async def test_a_bot_with_too_many_servers_for_its_shards_is_told_how_many_it_needs(
    start: Start, world: DiscordService
) -> None:
    world.require_shards(2)
    with pytest.raises(NotAllowed, match="4011") as refused:
        await start()
    assert "set DISCORD_SHARDS to 2 for every process" in refused.value.notice


async def test_an_identify_that_came_too_soon_is_done_again(
    start: Start, world: DiscordService, clock: TurnedClock, core: FakeCore, log: CallLog
) -> None:
    """As when a bot of one shard is started twice within five seconds."""
    world.limit_starts()
    await start()
    starting = asyncio.ensure_future(start())
    await turned_until(clock, log, lambda: len(core.gaps()) == 2)
    await starting
    assert len(log.of("discord", "IDENTIFY")) == 3


async def test_the_token_is_in_no_log(start: Start, config: object, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        await start()
    token = config.token  # type: ignore[attr-defined]  # any config has one
    assert token not in caplog.text
    assert token not in repr(config)
