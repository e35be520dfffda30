"""Which settings each part is given; parts know nothing of `Settings`."""

from typing import TYPE_CHECKING, Final

from bot.core.conversing import Rules
from bot.core.leases import Leases
from bot.core.model_ports import Budget
from bot.core.platform_ports import Platform
from bot.core.ports import Clock, Preferences
from bot.mistral.config import MistralConfig
from bot.prompt import system_prompt
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.discord import DiscordConfig
    from adapters.slack import SlackConfig

WHOLE: Final = 5  # times as long a silence: of a reply in one piece nothing is seen until it is done


def mistral_config(settings: Settings, budget: Budget | None = None) -> MistralConfig:
    return MistralConfig(
        api_key=settings.mistral_api_key.get_secret_value(),
        base_url=settings.mistral_base_url,
        proxy=settings.mistral_proxy,
        silence_seconds=settings.mistral_silence_seconds,
        whole_seconds=settings.mistral_silence_seconds * WHOLE,
        retry_seconds=settings.mistral_retry_seconds,
        budget=budget,
    )


def rules(settings: Settings) -> Rules:
    return Rules(
        system=system_prompt(settings),
        context_tokens=settings.context_tokens,
        answer_tokens=settings.answer_tokens,
        tool_steps=settings.tool_steps,
    )


def slack_config(settings: Settings) -> "SlackConfig":
    from adapters.slack import SlackConfig

    return SlackConfig(
        bot_token=settings.slack_bot_token.get_secret_value(),
        app_token=settings.slack_app_token.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        api_url=settings.slack_api_url,
        mode=settings.slack_mode,
        http_host=settings.slack_http_host,
        http_port=settings.slack_http_port,
        channel_context=settings.channel_context,
    )


def discord_config(settings: Settings) -> "DiscordConfig":
    from adapters.discord import DiscordConfig

    return DiscordConfig(
        token=settings.discord_token.get_secret_value(),
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        message_content=settings.discord_message_content,
        auto_thread=settings.discord_auto_thread,
        channel_context=settings.channel_context,
        shards=settings.discord_shards,
        largest_file=int(settings.file_megabytes * 2**20),
    )


def platforms(settings: Settings, clock: Clock, preferences: Preferences, leases: Leases) -> list[Platform]:
    """Those whose tokens are set; each library is imported only if its platform is started."""
    started: list[Platform] = []
    if settings.slack_bot_token.get_secret_value():
        from adapters.slack import SlackPlatform

        started.append(SlackPlatform(slack_config(settings), clock))
    if settings.discord_token.get_secret_value():
        from adapters.discord import DiscordPlatform

        started.append(DiscordPlatform(discord_config(settings), clock, preferences, leases))
    return started
