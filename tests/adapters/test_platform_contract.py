"""Slack and Discord keep the same promises."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord import DiscordConfig, DiscordPlatform
from adapters.slack import SlackConfig, SlackPlatform
from bot.clock import SystemClock
from bot.trial.stage import DiscordStage, SlackStage
from deploy.sandbox.world import World, open_world
from tests.adapters.discord.hands import DiscordHands
from tests.adapters.discord.reading_hands import DiscordReadingHands
from tests.adapters.discord.standing_hands import DiscordStandingHands
from tests.adapters.slack.hands import SlackHands
from tests.adapters.slack.reading_hands import SlackReadingHands
from tests.adapters.slack.standing_hands import SlackStandingHands
from tests.contracts.interaction_contract import InteractionContract
from tests.contracts.missed_contract import MissedContract
from tests.contracts.person_contract import PersonContract
from tests.contracts.platform_contract import PlatformContract, Rig, running
from tests.contracts.reading_contract import ReadingContract
from tests.contracts.scheduled_contract import ScheduledContract
from tests.contracts.standing_contract import StandingContract
from tests.fakes import FakePreferences


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as opened:
        yield opened


class TestSlack(
    PlatformContract,
    InteractionContract,
    MissedContract,
    ReadingContract,
    PersonContract,
    StandingContract,
    ScheduledContract,
):
    @pytest.fixture
    def hands(self, world: World) -> SlackHands:
        return SlackHands(world)

    @pytest.fixture
    def reading(self, world: World) -> SlackReadingHands:
        return SlackReadingHands(world)

    @pytest.fixture
    def standing(self, world: World) -> SlackStandingHands:
        return SlackStandingHands(world)

    @pytest.fixture
    async def rig(self, world: World) -> AsyncIterator[Rig]:
        env = world.slack.environment()
        config = SlackConfig(
            bot_token=env["SLACK_BOT_TOKEN"],
            app_token=env["SLACK_APP_TOKEN"],
            signing_secret=env["SLACK_SIGNING_SECRET"],
            api_url=env["SLACK_API_URL"],
        )
        async with running(world, SlackStage(world), SlackPlatform(config, SystemClock())) as rig:
            yield rig


class TestDiscord(
    PlatformContract,
    InteractionContract,
    MissedContract,
    ReadingContract,
    PersonContract,
    StandingContract,
    ScheduledContract,
):
    @pytest.fixture
    def hands(self, world: World) -> DiscordHands:
        return DiscordHands(world)

    @pytest.fixture
    def reading(self, world: World) -> DiscordReadingHands:
        return DiscordReadingHands(world)

    @pytest.fixture
    def standing(self, world: World) -> DiscordStandingHands:
        return DiscordStandingHands(world)

    @pytest.fixture
    async def rig(self, world: World) -> AsyncIterator[Rig]:
        env = world.discord.environment()
        config = DiscordConfig(
            token=env["DISCORD_TOKEN"], api_url=env["DISCORD_API_URL"], gateway_url=env["DISCORD_GATEWAY_URL"]
        )
        platform = DiscordPlatform(config, SystemClock(), FakePreferences())
        async with running(world, DiscordStage(world), platform) as rig:
            yield rig
