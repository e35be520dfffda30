"""Single messages, by their links (Discord: "Get Channel Message")."""

import re
from typing import Final
from urllib.parse import urlsplit

from adapters.discord.addresses import DIRECT, PLATFORM, interaction_event
from adapters.discord.api import Api
from adapters.discord.authors import is_own
from adapters.discord.fields import Json, obj, snowflake
from adapters.discord.places import Places
from adapters.discord.real_thread import real_thread
from adapters.discord.said import said
from adapters.discord.viewpoint import Viewpoint
from bot.core.errors import Gone
from bot.core.values import Address, Heard

_HOSTS: Final = frozenset({"discord.com", "ptb.discord.com", "canary.discord.com", "discordapp.com"})
_PATH: Final = re.compile(r"/channels/(@me|\d{5,20})/(\d{5,20})/(\d{5,20})/?")


class DiscordMessages:
    """Implements `bot.core.platform_ports.Messages`."""

    def __init__(self, api: Api, view: Viewpoint) -> None:
        self._api = api
        self._view = view

    async def named(self, link: str) -> tuple[Address, str] | None:
        """Raises `PlatformFailed` where Discord does not tell whether the message stands in a thread."""
        try:
            url = urlsplit(link.strip("<> "))
        except ValueError:
            return None
        found = _PATH.fullmatch(url.path)
        if found is None or url.hostname not in _HOSTS:
            return None
        guild, channel, message = found.groups()
        if guild == "@me":
            return Address(PLATFORM, DIRECT, channel), message
        return await self._placed(guild, channel), message

    async def get(self, address: Address, message_id: str) -> Heard | None:
        thread = await real_thread(self._api, self._view.places, address)
        found = await self._found(address, thread, message_id)
        if found is None:
            return None
        channel, message = found
        begun = snowflake(obj(message, "thread"), "id")
        return Heard(said(message, self._view), begun or (thread if channel == thread else ""))

    async def origin(self, address: Address, message_id: str) -> str:
        """By the interaction that it responds to, or the message to which its first part replies."""
        thread = await real_thread(self._api, self._view.places, address)
        found = await self._found(address, thread, message_id)
        if found is None or not is_own(found[1], self._view):
            return ""
        if interaction := snowflake(obj(found[1], "interaction_metadata"), "id"):
            return interaction_event(interaction)
        return snowflake(obj(found[1], "message_reference"), "message_id")

    async def _found(self, address: Address, thread: str, message_id: str) -> tuple[str, Json] | None:
        """A message and its channel: that of a thread's address may be its first, which is in the channel."""
        for channel in dict.fromkeys([thread or address.channel, address.channel]):
            try:
                return channel, await self._api.message(channel, message_id)
            except Gone:
                continue
        return None

    async def _placed(self, guild: str, channel: str) -> Address:
        """A thread that is not known has to be asked for, since its link does not name its channel."""
        places: Places = self._view.places
        if not places.parent(channel) and not places.knows(channel):
            await real_thread(self._api, places, Address(PLATFORM, guild, channel, channel))
        parent = places.parent(channel)
        return Address(PLATFORM, guild, parent, channel) if parent else Address(PLATFORM, guild, channel)
