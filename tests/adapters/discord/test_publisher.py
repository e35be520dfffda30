from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.discord.config import DiscordConfig
from adapters.discord.failures import TokenRefused
from adapters.discord.platform import DiscordPlatform
from bot.core.command import CommandContext, command
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.fakes import FakePreferences

PUT = "PUT applications/commands"


async def ask(context: CommandContext, question: str) -> str:
    """Ask something."""
    return question


@pytest.fixture
async def quiet(
    config: DiscordConfig, clock: TurnedClock, preferences: FakePreferences
) -> AsyncIterator[DiscordPlatform]:
    platform = DiscordPlatform(config, clock, preferences)
    yield platform
    await platform.close()


async def test_commands_are_published_before_the_bot_runs(quiet: DiscordPlatform, world: DiscordService) -> None:
    await quiet.publish([command(ask)])
    [made] = world.commands()
    assert (made["name"], made["options"][0]["name"], made["options"][0]["required"]) == ("ask", "question", True)


async def test_unchanged_commands_cost_no_call(quiet: DiscordPlatform, log: CallLog) -> None:
    await quiet.publish([command(ask)])
    before = len(log)
    await quiet.publish([command(ask)])
    assert len(log) == before
    await quiet.publish([command(ask), command(ask, name="question")])
    assert len(log.of("discord", PUT)) == 2


async def test_a_refusal_is_tried_again_at_the_next_start(
    quiet: DiscordPlatform, faults: FaultPlan, world: DiscordService, preferences: FakePreferences
) -> None:
    faults.add(Fault("discord", PUT, "error", with_={"status": 400, "code": 30034}))
    await quiet.publish([command(ask)])
    assert (world.commands(), preferences.kept) == ([], {})
    await quiet.publish([command(ask)])
    assert len(world.commands()) == 1


async def test_a_refused_token_is_told(config: DiscordConfig, clock: TurnedClock, preferences: FakePreferences) -> None:
    platform = DiscordPlatform(replace(config, token="wrong"), clock, preferences)
    with pytest.raises(TokenRefused):
        await platform.publish([command(ask)])
    await platform.close()
