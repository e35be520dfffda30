"""What somebody may do in a server, and what they may read there."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final, Literal

from adapters.discord.addresses import DIRECT
from adapters.discord.directory import Directory
from adapters.discord.fields import Json, as_snowflake, objs, snowflake, whole
from adapters.discord.permissions import MANAGE_SERVER, MANAGE_THREADS, READ_HISTORY, VIEW_CHANNEL, in_channel, in_guild
from adapters.discord.places import PRIVATE_THREAD, THREADS
from bot.core.errors import Gone, PlatformFailed
from bot.core.ports import Clock
from bot.core.values import Address, Person

log = logging.getLogger(__name__)

_FRESH: Final = 60.0  # seconds
_KEPT: Final = 2_000  # servers, channels and people
_READS: Final = VIEW_CHANNEL | READ_HISTORY


class Rights:
    """Asks REST and not the gateway's events, of which some are always on their way. What it told holds a minute."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._told: OrderedDict[tuple[str, ...], tuple[float, Json]] = OrderedDict()

    async def person(self, user: str, guild: str) -> Person:
        """As `platform_ports.Platform.person`. Discord tells a person's time zone to nobody."""
        if guild == DIRECT:
            return Person()
        try:
            granted = in_guild(await self._guild(guild), await self._member(guild, user), user)
        except PlatformFailed as error:
            log.warning("What somebody may do in server %s is not told, so nobody looks after it: %s", guild, error)
            return Person()
        return Person(admin=bool(granted & MANAGE_SERVER))

    async def can_read(self, user: str, address: Address) -> bool:
        """As `platform_ports.Platform.can_read`."""
        try:
            if address.workspace == DIRECT:
                channel = await self._channel(address.channel)
                return user in {snowflake(each, "id") for each in objs(channel, "recipients")}
            return await self._can_read(user, address)
        except PlatformFailed as error:
            log.warning("Who may read %s is not told, so nobody does: %s", address.place, error)
            return False

    async def all_read(self, readers: Literal["workspace", "channel"], address: Address) -> bool:
        """Whether all members of a server, or all who read a channel, may read there."""
        if address.workspace == DIRECT:
            return readers == "channel"
        try:
            thread = await self._thread(address)
            channel = await self._channel(snowflake(thread, "parent_id") or address.channel)
            guild = await self._guild(address.workspace)
        except PlatformFailed as error:
            log.warning("Who may read %s is not told, so not all do: %s", address.place, error)
            return False
        if not channel or whole(thread, "type") == PRIVATE_THREAD:
            return False
        return readers == "channel" or in_channel(guild, channel, {}, "") & _READS == _READS

    async def _can_read(self, user: str, address: Address) -> bool:
        thread = await self._thread(address)
        channel = await self._channel(snowflake(thread, "parent_id") or address.channel)
        if snowflake(channel, "guild_id") != address.workspace:
            return False
        guild, member = await self._guild(address.workspace), await self._member(address.workspace, user)
        if not member:
            return False
        granted = in_channel(guild, channel, member, user)
        if granted & _READS != _READS:
            return False
        if whole(thread, "type") != PRIVATE_THREAD or granted & MANAGE_THREADS:
            return True
        return bool(await self._thread_member(snowflake(thread, "id"), user))

    async def _thread(self, address: Address) -> Json:
        """The thread of an address, or nothing if it is none of Discord's but begins a chain of replies."""
        found = await self._channel(as_snowflake(address.thread) or address.channel)
        return found if whole(found, "type", -1) in THREADS else {}

    async def _guild(self, guild: str) -> Json:
        return await self._asked(("guild", guild), lambda: self._directory.guild(guild))

    async def _member(self, guild: str, user: str) -> Json:
        return await self._asked(("member", guild, user), lambda: self._directory.member(guild, user))

    async def _channel(self, channel: str) -> Json:
        return await self._asked(("channel", channel), lambda: self._directory.channel(channel))

    async def _thread_member(self, thread: str, user: str) -> Json:
        return await self._asked(("thread", thread, user), lambda: self._directory.thread_member(thread, user))

    async def _asked(self, key: tuple[str, ...], ask: Callable[[], Awaitable[Json]]) -> Json:
        """What Discord told within the last minute, or tells now; nothing for what is not there."""
        now = self._clock.monotonic()
        if key in self._told and now <= self._told[key][0] + _FRESH:
            return self._told[key][1]
        try:
            found = await ask()
        except Gone:
            found = {}
        self._told[key] = now, found
        self._told.move_to_end(key)
        while len(self._told) > _KEPT:
            self._told.popitem(last=False)
        return found
