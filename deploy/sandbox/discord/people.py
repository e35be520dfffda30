"""The people of the guild, and the bot."""

from dataclasses import dataclass

from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.snowflakes import iso, taken


@dataclass(slots=True)
class Person:
    id: int
    name: str  # the display name
    username: str
    roles: tuple[int, ...] = ()
    bot: bool = False
    accepts_dms: bool = True


def user(person: Person) -> Json:
    """A user object, with the keys that the OpenAPI description demands."""
    shape: Json = {
        "id": str(person.id),
        "username": person.username,
        "discriminator": "0",
        "global_name": None if person.bot else person.name,
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
    }
    if person.bot:
        shape["bot"] = True
    return shape


def own_user(bot: Person) -> Json:
    """The bot as it sees itself: /users/@me and READY."""
    return user(bot) | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


def member(person: Person) -> Json:
    """A guild member without its user."""
    return {
        "roles": [str(role) for role in person.roles],
        "nick": None,
        "avatar": None,
        "banner": None,
        "joined_at": iso(taken(person.id)),
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "mute": False,
        "deaf": False,
        "flags": 0,
    }


def whole_member(person: Person) -> Json:
    return member(person) | {"user": user(person)}
