"""The real adapters, built by hand, with less patience for a call without an answer than settings give them."""

from collections.abc import Sequence

from adapters.discord import DiscordConfig, DiscordPlatform
from adapters.slack import SlackConfig, SlackPlatform
from bot.core.platform_ports import Platform
from bot.core.ports import Clock
from deploy.sandbox.world import World

PATIENCE = 0.3  # real seconds
DEAF_AFTER = 1.0  # real seconds without a word from Discord's gateway


class FakePreferences:
    """Remembers nothing."""

    async def get(self, scope: str, name: str) -> str | None:
        return None

    async def held(self, scopes: Sequence[str]) -> dict[tuple[str, str], str]:
        del scopes
        return {}

    async def set(self, scope: str, name: str, value: str) -> None: ...


def impatient(platform: str, world: World, clock: Clock) -> Platform:
    """The adapter for "Slack" or "Discord"."""
    named = world.environment()
    if platform == "Discord":
        api, gateway = named["DISCORD_API_URL"], named["DISCORD_GATEWAY_URL"]
        config = DiscordConfig(named["DISCORD_TOKEN"], api, gateway, timeout=PATIENCE, deaf_after=DEAF_AFTER)
        return DiscordPlatform(config, clock, FakePreferences())
    bot, app, url = named["SLACK_BOT_TOKEN"], named["SLACK_APP_TOKEN"], named["SLACK_API_URL"]
    return SlackPlatform(SlackConfig(bot, app, api_url=url, timeout=PATIENCE), clock)
