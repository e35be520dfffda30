"""Where a payload belongs, as the core's `Address`."""

from typing import Final

from adapters.discord.fields import Json, obj, snowflake, whole
from adapters.discord.places import THREADS
from adapters.discord.viewpoint import Viewpoint
from bot.core.values import Address

PLATFORM: Final = "discord"
DIRECT: Final = "dm"  # the workspace of direct messages


def address_of(data: Json, view: Viewpoint, thread: str = "") -> Address | None:
    """Where a payload with `guild_id` and `channel_id` belongs; `thread` is for what is said in no thread."""
    channel = snowflake(data, "channel_id")
    if not channel:
        return None
    guild = snowflake(data, "guild_id")
    if not guild:
        return Address(PLATFORM, DIRECT, channel)
    if parent := view.places.parent(channel):
        return Address(PLATFORM, guild, parent, channel)
    if whole(data, "channel_type") in THREADS:  # its parent could not be found out; it still is one conversation
        return Address(PLATFORM, guild, channel, channel)
    return Address(PLATFORM, guild, channel, thread)


def interaction_address(data: Json, view: Viewpoint) -> Address | None:
    """An interaction brings its channel along, and a thread's parent with it."""
    channel, guild = used_channel(data), snowflake(data, "guild_id")
    if not channel:
        return None
    facts = obj(data, "channel")
    parent = snowflake(facts, "parent_id") if whole(facts, "type") in THREADS else ""
    if guild and parent:
        return Address(PLATFORM, guild, parent, channel)
    return address_of({"guild_id": guild, "channel_id": channel, "channel_type": facts.get("type")}, view)


def used_channel(data: Json) -> str:
    """The channel or thread in which an interaction was used."""
    return snowflake(obj(data, "channel"), "id") or snowflake(data, "channel_id")


def interaction_event(interaction: str) -> str:
    """The id of the event that an interaction is."""
    return f"{PLATFORM}:interaction:{interaction}"
