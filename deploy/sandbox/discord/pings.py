"""Whom a message alerts, given its text and `allowed_mentions` (Discord: "Allowed Mentions Object").

The rule that bites: where `allowed_mentions` is missing, everything in the text alerts, in an edit too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.form import Form, Json
from deploy.sandbox.discord.guild import Guild
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.permissions import Permission

_USER = re.compile(r"<@!?(\d{15,20})>")
_ROLE = re.compile(r"<@&(\d{15,20})>")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may alert. A set of ids allows just these; True allows all."""

    everyone: bool = False
    users: bool | frozenset[int] = False
    roles: bool | frozenset[int] = False
    replied: bool = False


EVERYTHING = Allowed(everyone=True, users=True, roles=True, replied=True)


def read_allowed(form: Form, body: Json) -> Allowed:
    """`allowed_mentions` of a request body; complains into `form` where it is malformed."""
    given, path = body.get("allowed_mentions"), "allowed_mentions"
    if given is None:
        return EVERYTHING
    if not isinstance(given, dict):
        form.wrong(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
        return Allowed()
    parse = form.items(f"{path}.parse", given.get("parse"), 3)
    for index, kind in enumerate(parse):
        form.one_of(f"{path}.parse.{index}", kind, ("roles", "users", "everyone"))
    if not isinstance(given.get("replied_user"), bool | None):
        form.wrong(f"{path}.replied_user", "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    return Allowed(
        "everyone" in parse,
        _allowed_ids(form, given, "users", parse),
        _allowed_ids(form, given, "roles", parse),
        bool(given.get("replied_user")),
    )


def _allowed_ids(form: Form, given: Json, kind: str, parse: list[Any]) -> bool | frozenset[int]:
    path = f"allowed_mentions.{kind}"
    listed = form.items(path, given.get(kind), 100)
    ids = frozenset(form.snowflake(f"{path}.{index}", one) for index, one in enumerate(listed))
    if kind in parse and ids:
        sentence = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
        form.wrong("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", sentence)
    return kind in parse or ids


@dataclass(slots=True)
class Pings:
    users: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    everyone: bool = False
    notified: list[str] = field(default_factory=list)  # ids of people and roles, "@everyone", "@here"
    names_bot: bool = False


def pings(guild: Guild, place: Channel, author: Person, text: str, allowed: Allowed, replied: Person | None) -> Pings:
    """What the text mentions and whom that alerts; nobody is alerted of their own words or of what they cannot see."""
    found = Pings(names_bot=str(guild.bot.id) in _USER.findall(text))
    users = list(_permitted(_USER, text, allowed.users))
    if replied is not None and allowed.replied:
        users.append(replied.id)
    loud = Permission.MENTION_EVERYONE in guild.may(author, place)
    if place.recipient is None:
        found.everyone = loud and allowed.everyone and ("@everyone" in text or "@here" in text)
        found.roles = [one for one in dict.fromkeys(_permitted(_ROLE, text, allowed.roles)) if one in guild.roles]
    found.users = [one for one in dict.fromkeys(users) if one in guild.people]
    found.notified = [
        *(word for word in ("@everyone", "@here") if found.everyone and word in text),
        *(str(one) for one in found.roles if loud or guild.roles[one].mentionable),
        *(str(one) for one in found.users if one != author.id and guild.sees(guild.people[one], place)),
    ]
    return found


def _permitted(pattern: re.Pattern[str], text: str, allowed: bool | frozenset[int]) -> Iterator[int]:
    for one in map(int, pattern.findall(text)):
        if allowed is True or (allowed and one in allowed):
            yield one
