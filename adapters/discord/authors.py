"""Who wrote a message."""

from typing import Final

from adapters.discord.fields import Json, flag, obj, snowflake, text
from adapters.discord.viewpoint import Viewpoint
from bot.core.values import Author

UNKNOWN: Final = "someone"


def author_name(user: Json) -> str:
    """The display name that a person has everywhere.

    Not the one of this server: REST leaves it out, and a person would have one name in events and another in history.
    """
    return text(user, "global_name") or text(user, "username")


def author_of(message: Json, view: Viewpoint) -> Author:
    user = obj(message, "author")
    user_id = snowflake(user, "id")
    name = author_name(user) or UNKNOWN
    if is_own(message, view):
        return Author(user_id, name, "self")
    program = flag(user, "bot") or bool(snowflake(message, "webhook_id"))
    return Author(user_id, name, "bot" if program else "person")


def is_own(message: Json, view: Viewpoint) -> bool:
    """Whether this bot wrote it, its answers to interactions included."""
    if view.me and snowflake(obj(message, "author"), "id") == view.me:
        return True
    return bool(view.application) and snowflake(message, "application_id") == view.application


def person(interaction: Json) -> Author:
    """Who used a command or pressed a button: `member.user` in a server, `user` in a direct message."""
    user = obj(interaction, "member", "user") or obj(interaction, "user")
    return Author(snowflake(user, "id"), author_name(user) or UNKNOWN)
