"""Telling Discord which commands there are: once per change, since it counts what is created."""

import logging
from collections.abc import Sequence

from adapters.discord.api import Api
from adapters.discord.commands import fingerprint, payload
from adapters.discord.failures import TokenRefused
from bot.core.command import Command
from bot.core.errors import PlatformFailed
from bot.core.ports import Preferences

log = logging.getLogger(__name__)


class Publisher:
    """`token` goes into the mark of what was published: another bot on the same store has to be told anew."""

    def __init__(self, api: Api, preferences: Preferences, token: str) -> None:
        self._api = api
        self._preferences = preferences
        self._token = token

    async def publish(self, commands: Sequence[Command]) -> None:
        """One call if they have changed since the last time, none if not.

        Raises `TokenRefused`. Any other refusal leaves the commands as they were, and the next start tries again.
        """
        wanted = payload(commands)
        mark = fingerprint([self._token, wanted])
        if await self._preferences.get("discord", "commands") == mark:
            return
        try:
            await self._api.publish(await self._api.application(), wanted)
        except TokenRefused:
            raise
        except PlatformFailed as error:
            log.warning("The slash commands are as they were, since Discord did not take the new ones: %s", error)
            return
        await self._preferences.set("discord", "commands", mark)
        log.info("Published %s slash commands", len(wanted))
