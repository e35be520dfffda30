import asyncio
import logging

import pytest

from adapters.discord.platform import DiscordPlatform
from adapters.discord.sharding import shards
from bot.core.values import Address
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start, turned_until

SERVER = str(175928847299117063)  # of Discord's own example: (id >> 22) is 41944705796


@pytest.mark.parametrize(("count", "name"), [(1, ""), (2, "shard 0 of 2"), (3, "shard 2 of 3")])
def test_a_server_is_told_of_by_the_shard_that_its_id_says(count: int, name: str) -> None:
    assert shards(count).of(Address("discord", SERVER, "1")) == name


def test_direct_messages_are_told_of_by_the_first_shard() -> None:
    assert shards(3).of(Address("discord", "dm", "1")) == "shard 0 of 3"


def test_all_shards_have_names_of_their_own() -> None:
    assert shards(1).names == ("",)
    assert shards(3).names == ("shard 0 of 3", "shard 1 of 3", "shard 2 of 3")


@pytest.fixture
def both(world: DiscordService) -> DiscordService:
    """A server on each of two shards."""
    world.limit_starts(max_concurrency=2, shards=2)
    world.open_server("Lighthouse", "signals")
    return world


async def test_each_shard_hears_its_own_servers_and_the_first_one_direct_messages(
    start: Start, both: DiscordService, core: FakeCore, log: CallLog
) -> None:
    for name in shards(2).names:
        await start(shards=2, shard=name)
    assert [call.body["shard"] for call in log.of("discord", "IDENTIFY")] == [[0, 2], [1, 2]]
    assert [gap.shard for gap in core.gaps()] == list(shards(2).names)
    both.say("Ana", "#launch", "here")
    both.say("Ana", "#signals", "there")
    both.say("Ana", both.dm("Ana"), "between us")
    said = {event.said.text: event.address for event in await core.until(3)}  # type: ignore[union-attr]  # messages all
    of = shards(2).of
    assert {text: of(address) for text, address in said.items()} == {
        "here": "shard 0 of 2",
        "there": "shard 1 of 2",
        "between us": "shard 0 of 2",
    }


async def test_a_shard_that_is_lost_opens_a_gap_of_its_own_alone(
    start: Start, both: DiscordService, core: FakeCore, log: CallLog, clock: TurnedClock
) -> None:
    for name in shards(2).names:
        await start(shards=2, shard=name)
    both.drop_shard(1)
    both.say("Ana", "#launch", "still here")
    await core.until()
    await turned_until(clock, log, lambda: len(core.gaps()) == 3)
    assert core.gaps()[2].shard == "shard 1 of 2"
    assert [call.body["shard"] for call in log.of("discord", "IDENTIFY")] == [[0, 2], [1, 2], [1, 2]]


async def test_one_shard_is_ready_by_itself(start: Start, both: DiscordService) -> None:
    platform: DiscordPlatform = await start(shards=2, shard="shard 1 of 2")
    await platform.ready("shard 1 of 2")
    assert not platform._ready["shard 0 of 2"].is_set()


async def test_an_intent_that_is_refused_to_one_shard_is_not_asked_for_by_the_next(
    start: Start,
    both: DiscordService,
    core: FakeCore,
    log: CallLog,
    clock: TurnedClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, second = shards(2).names
    both.portal(message_content=False)
    both.limit_starts(max_concurrency=2, shards=2)
    with caplog.at_level(logging.WARNING):
        starting = asyncio.ensure_future(start(shards=2, shard=first))
        await turned_until(clock, log, core.gaps)
        platform = await starting
        also = asyncio.create_task(platform.run(core.accept, second))
        await platform.ready(second)
    assert len(log.of("discord", "IDENTIFY")) == 3
    assert len(caplog.records) == 1
    also.cancel()
    await asyncio.gather(also, return_exceptions=True)
