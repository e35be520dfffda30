"""Permissions, roles and overwrites (Discord: "Permissions")."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag


class Permission(IntFlag):
    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


NOTHING = Permission(0)
EVERYTHING = ~NOTHING

# A new server lets everyone mention @everyone: a bot that forgets allowed_mentions really pings.
EVERYBODY = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
# What the bot's invite link asked for.
INVITED = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)


@dataclass(frozen=True, slots=True)
class Role:
    id: int
    name: str
    permissions: Permission
    position: int
    mentionable: bool = False
    bot_id: int = 0  # of the bot whose own role this is


@dataclass(slots=True)
class Overwrite:
    id: int
    kind: int  # 0 of a role, 1 of a member
    allow: Permission = NOTHING
    deny: Permission = NOTHING


def overwritten(
    base: Permission, everyone_id: int, role_ids: Iterable[int], person_id: int, overwrites: dict[int, Overwrite]
) -> Permission:
    """The permissions in a channel: @everyone's overwrite first, then those of all roles at once, then the member's."""

    def apply(permissions: Permission, found: list[Overwrite]) -> Permission:
        for overwrite in found:
            permissions &= ~overwrite.deny
        for overwrite in found:
            permissions |= overwrite.allow
        return permissions

    for layer in ([everyone_id], list(role_ids), [person_id]):
        base = apply(base, [overwrites[one] for one in layer if one in overwrites])
    return base if base & Permission.VIEW_CHANNEL else NOTHING
