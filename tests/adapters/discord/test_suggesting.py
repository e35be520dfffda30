"""What is offered while somebody types into an option, on the loopback Discord."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import pytest

from adapters.discord.platform import DiscordPlatform
from adapters.discord.suggesting import SOON
from bot.core.command import CommandContext, command
from bot.core.errors import StoreFailed
from bot.core.parameters import Suggestions, among
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start


async def refusing(typed: str) -> Sequence[str]:
    raise StoreFailed(f"nothing is known of {typed}")


async def strange(typed: str) -> Sequence[str]:
    return ["", "x" * 101, *(f"{typed}{number}" for number in range(30))]


begun = asyncio.Event()


async def sleeping(typed: str) -> Sequence[str]:
    begun.set()
    await asyncio.Event().wait()
    return [typed]


async def paint(
    context: CommandContext,
    colour: Annotated[str, "which colour", among(["red", "dark red", "blue"])] = "",
    *,
    coats: Annotated[int, "how many", among(["1", "2", "12"])] = 1,
    wall: Annotated[str, "which wall", Suggestions(refusing)] = "",
    brush: Annotated[str, "which brush", Suggestions(strange)] = "",
    ladder: Annotated[str, "which ladder", Suggestions(sleeping)] = "",
) -> str:
    """Paint it."""
    return colour


@pytest.fixture
async def platform(start: Start) -> DiscordPlatform:
    platform = await start()
    await platform.publish([command(paint)])
    return platform


async def offered(world: DiscordService, log: CallLog, option: str, typed: str) -> list[tuple[str, object]]:
    interaction = world.complete("Ana", "#launch", "paint", option, typed)
    await log.until(lambda: world.interaction(interaction)["answered"])
    return [(each["name"], each["value"]) for each in world.interaction(interaction)["suggested"]]


async def test_what_is_typed_is_completed(platform: DiscordPlatform, world: DiscordService, log: CallLog) -> None:
    assert await offered(world, log, "colour", "") == [("red", "red"), ("dark red", "dark red"), ("blue", "blue")]
    assert await offered(world, log, "colour", "RED") == [("red", "red"), ("dark red", "dark red")]
    assert await offered(world, log, "coats", "2") == [("2", 2), ("12", 12)]
    assert await offered(world, log, "colour", "violet") == []


async def test_no_more_is_offered_than_discord_shows(
    platform: DiscordPlatform, world: DiscordService, log: CallLog
) -> None:
    found = await offered(world, log, "brush", "b")
    assert len(found) == 25
    assert found[0] == ("b0", "b0")


async def test_where_nothing_can_be_suggested_the_list_is_empty(
    platform: DiscordPlatform, world: DiscordService, log: CallLog, core: FakeCore
) -> None:
    assert await offered(world, log, "wall", "w") == []
    assert core.said() == []  # nothing of it is an event


async def test_suggestions_that_do_not_come_in_time_are_not_waited_for(
    platform: DiscordPlatform, world: DiscordService, log: CallLog, clock: TurnedClock
) -> None:
    interaction = world.complete("Ana", "#launch", "paint", "ladder", "l")
    await begun.wait()
    await clock.advance(SOON)
    await log.until(lambda: world.interaction(interaction)["answered"])
    assert world.interaction(interaction)["suggested"] == []
