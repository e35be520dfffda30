"""Discord's tokens in a text (`<@id>`, `<#id>`, `<:name:id>`, ...) as a person sees them.

Discord: "Message Formatting".
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from adapters.discord.places import Places

_TOKEN: Final = re.compile(
    r"<(?:@!?(?P<user>\d{1,20})|@&(?P<role>\d{1,20})|#(?P<channel>\d{1,20})|a?:(?P<emoji>\w{1,64}):\d{1,20}"
    r"|/(?P<command>[^<>:]{1,100}):\d{1,20}|t:(?P<time>-?\d{1,12})(?::[a-zA-Z])?)>"
)


def resolved(text: str, names: Mapping[str, str], places: Places) -> str:
    """The text with every token it can name replaced; `names` are the users' by id."""

    def name(token: re.Match[str]) -> str:
        match token.lastgroup:
            case "user":
                found = names.get(token["user"], "")
                return f"@{found}" if found else token[0]
            case "role":
                found = places.role_name(token["role"])
                return f"@{found}" if found else token[0]
            case "channel":
                found = places.channel_name(token["channel"])
                return f"#{found}" if found else token[0]
            case "emoji":
                return f":{token['emoji']}:"
            case "command":
                return f"/{token['command']}"
            case _:
                return _moment(int(token["time"])) or token[0]

    return _TOKEN.sub(name, text)


def without_mention(text: str, me: str, places: Places) -> str:
    """The text without the bot's own name, by which people turn to it, and without the gap it leaves."""

    def left(token: re.Match[str]) -> str:
        own = token["user"] == me if token["user"] else places.is_own_role(token["role"])
        if not own:
            return token[0]
        opens = token.start() == 0 or text[token.start() - 1] == "\n"
        joins = not opens and text[token.end() : token.end() + 1].isalnum()
        return " " if joins else ""

    return _ADDRESSED.sub(left, text)


# Blanks are only looked at from where they begin, so that a long run of them is passed once.
_ADDRESSED: Final = re.compile(r"(?:(?<![ \t])[ \t]+)?<@(?:!?(?P<user>\d{1,20})|&(?P<role>\d{1,20}))>[ \t]*")


def _moment(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):  # beyond the years a calendar knows
        return ""
