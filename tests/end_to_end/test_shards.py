"""Discord's shards: each event is told to one of them, whoever listens to it, and answered once."""

import asyncio
from pathlib import Path

import pytest

from deploy.sandbox.world import World
from tests.faults.receivers import Receivers
from tests.talk import living

BOTH = ["discord shard 0 of 2", "discord shard 1 of 2"]
EITHER = [f"receiving {name}" for name in BOTH]


@pytest.fixture(autouse=True)
def two_servers(world: World) -> None:
    """One on each of two shards, which may begin their sessions side by side."""
    world.discord.limit_starts(max_concurrency=2, shards=2)
    world.discord.open_server("Lighthouse", "signals")
    world.mistral.write_with(lambda asked, _: {"text": "answer " + asked.rpartition("question ")[2].split()[0]})


def ask(world: World, channel: str, number: str) -> None:
    world.discord.say("Ana", channel, f"<@BOT> question {number}")


def answers(world: World, channel: str) -> list[str]:
    """What the bot has said there, where somebody asked in the channel itself."""
    return [
        each["content"].split("\n")[0]
        for each in world.discord.messages(channel)
        if each["author"] == "Galerne" and not each["loading"]
    ]


async def answered(world: World, channel: str, *numbers: str) -> None:
    """Wait until there is an answer to each question of a channel; they are all there is."""
    wanted = [f"answer {number}" for number in numbers]
    await world.log.until(
        lambda: len(answers(world, channel)) >= len(wanted) and answers(world, channel)[-1] == wanted[-1], timeout=40
    )
    assert answers(world, channel) == wanted


def read(world: World, before: int) -> set[str]:
    """The channels whose history was read since there were so many calls."""
    calls = list(world.log)[before:]
    return {call.body["channel_id"] for call in calls if call.name == "GET channels/messages"}


@pytest.fixture
def receivers(world: World, postgres: str, schema: str, tmp_path: Path) -> Receivers:
    return Receivers(world, tmp_path, postgres, schema)


async def test_one_process_listens_to_all_shards_over_sqlite(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="discord", DISCORD_SHARDS="2"):
        direct = world.discord.dm("Ana")
        for channel, number in (("#launch", "1"), ("#signals", "2"), (direct, "3")):
            ask(world, channel, number)
        for channel, number in (("#launch", "1"), ("#signals", "2"), (direct, "3")):
            await answered(world, channel, number)
    identified = [call.body["shard"] for call in world.log.of("discord", "IDENTIFY")]
    assert sorted(identified) == [[0, 2], [1, 2]]


async def test_what_was_missed_on_one_shard_is_found_and_nothing_of_the_other_is_read(
    world: World, tmp_path: Path
) -> None:
    async with living(world, tmp_path, only="discord", DISCORD_SHARDS="2"):
        direct, ids = world.discord.dm("Ana"), world.discord.ids()
        for channel, number in (("#launch", "1"), ("#signals", "2"), (direct, "3")):
            ask(world, channel, number)
            await answered(world, channel, number)
        before = len(world.log)
        world.discord.drop_shard(1)
        ask(world, "#signals", "4")
        await answered(world, "#signals", "2", "4")
        assert read(world, before) == {ids["#signals"]}

        before = len(world.log)
        world.discord.drop_shard(0)
        ask(world, direct, "5")
        await answered(world, direct, "3", "5")
        assert read(world, before) == {ids["#launch"], direct}


async def test_two_receivers_have_a_shard_each_and_one_that_is_killed_is_replaced(
    world: World, receivers: Receivers
) -> None:
    async with receivers.another("first") as first:
        await first.told(f"receiving {', '.join(BOTH)}")
        ask(world, "#launch", "1")
        ask(world, "#signals", "2")
        await answered(world, "#launch", "1")
        await answered(world, "#signals", "2")
        async with receivers.another("second") as second:
            await second.told(f"receiving {BOTH[1]}")
            await first.told(f"receiving {BOTH[0]}")
            ask(world, "#launch", "3")
            ask(world, "#signals", "4")
            await answered(world, "#launch", "1", "3")
            await answered(world, "#signals", "2", "4")

            await first.killed()
            await world.log.until(lambda: world.discord.connected() == 1)
            ask(world, "#launch", "5")  # nobody hears it
            ask(world, "#signals", "6")
            await second.told(f"receiving {', '.join(BOTH)}")
            await answered(world, "#signals", "2", "4", "6")
            await answered(world, "#launch", "1", "3", "5")


@pytest.mark.timeout(90)
async def test_one_that_is_frozen_is_replaced_as_well(world: World, receivers: Receivers) -> None:
    async with receivers.another("first") as first, receivers.another("second") as second:
        await asyncio.gather(first.told(*EITHER), second.told(*EITHER))
        for channel, number in (("#launch", "1"), ("#signals", "2")):
            ask(world, channel, number)
            await answered(world, channel, number)
        first.freeze()
        ask(world, "#launch", "3")
        ask(world, "#signals", "4")
        await second.told(f"receiving {', '.join(BOTH)}")
        await answered(world, "#launch", "1", "3")
        await answered(world, "#signals", "2", "4")


async def test_sessions_begun_by_two_processes_keep_their_distance(world: World, receivers: Receivers) -> None:
    """Discord answers who comes too soon with op 9, upon which it identifies once more."""
    world.discord.limit_starts(max_concurrency=1, shards=2)
    async with (
        receivers.another("first") as first,
        receivers.another("second") as second,
    ):
        await asyncio.gather(first.told(*EITHER), second.told(*EITHER))
        assert world.discord.connected() == 2
    identified = world.log.of("discord", "IDENTIFY")
    assert len(identified) >= 2
    assert [call.error for call in identified if call.error] == []
