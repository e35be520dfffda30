"""What discord.py keeps for the whole process, changed in this one place."""

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.voice_client import VoiceClient

from adapters.discord.config import DiscordConfig


def point_discord_py(config: DiscordConfig) -> None:
    """Send all of discord.py's traffic where `config` says; nothing is changed if it goes there anyway.

    `Route.BASE` and `DiscordWebSocket.DEFAULT_GATEWAY` are class attributes, so one process talks to one Discord. Its
    warnings that voice libraries are missing are switched off: this bot does not speak.
    """
    api = config.api_url.rstrip("/")
    if api != Route.BASE:
        Route.BASE = api
    if config.gateway_url and yarl.URL(config.gateway_url) != DiscordWebSocket.DEFAULT_GATEWAY:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(config.gateway_url)
    VoiceClient.warn_nacl = VoiceClient.warn_dave = False
