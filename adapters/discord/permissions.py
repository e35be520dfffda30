"""Permissions as Discord computes them (Discord: "Permissions", "Permission Overwrites")."""

from collections.abc import Iterable
from typing import Final

from adapters.discord.fields import LONGEST, Json, objs, snowflake, snowflakes, text, whole

ADMINISTRATOR: Final = 1 << 3
MANAGE_SERVER: Final = 1 << 5
VIEW_CHANNEL: Final = 1 << 10
READ_HISTORY: Final = 1 << 16
CONNECT: Final = 1 << 20
MANAGE_THREADS: Final = 1 << 34
ALL: Final = (1 << 63) - 1

SPOKEN: Final = frozenset({2, 13})  # voice and stage: who may not connect may do nothing there


def in_guild(guild: Json, member: Json, user: str) -> int:
    """What a member may do in a server at large."""
    if user and user == snowflake(guild, "owner_id"):
        return ALL
    held = {snowflake(guild, "id"), *snowflakes(member, "roles")}
    granted = _union(_bits(role, "permissions") for role in objs(guild, "roles") if snowflake(role, "id") in held)
    return ALL if granted & ADMINISTRATOR else granted


def in_channel(guild: Json, channel: Json, member: Json, user: str) -> int:
    """What a member may do in a channel: its overwrites of @everyone, then of all roles at once, then of the member."""
    granted = in_guild(guild, member, user)
    if granted == ALL:
        return ALL
    overwrites = {snowflake(each, "id"): each for each in objs(channel, "permission_overwrites")}
    for layer in ([snowflake(guild, "id")], snowflakes(member, "roles"), [user]):
        found = [overwrites[id_] for id_ in layer if id_ in overwrites]
        granted &= ~_union(_bits(each, "deny") for each in found)
        granted |= _union(_bits(each, "allow") for each in found)
    needed = VIEW_CHANNEL | (CONNECT if whole(channel, "type") in SPOKEN else 0)
    return granted if granted & needed == needed else 0


def _bits(data: Json, key: str) -> int:
    """Discord writes sets of permissions as a number in a text."""
    digits = text(data, key)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST else 0


def _union(sets: Iterable[int]) -> int:
    granted = 0
    for each in sets:
        granted |= each
    return granted
