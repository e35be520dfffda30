"""Slash commands. Slack: interactivity/implementing-slash-commands."""

from typing import Final

from adapters.slack.handles import AskHandle, written
from adapters.slack.incoming import markdown
from adapters.slack.parse_message import place
from adapters.slack.payload import Json, identifier, text
from adapters.slack.viewpoint import Viewpoint
from bot.core.values import Author, CommandInvoked

_BUILT_IN: Final = """
apps archive away active call collapse dnd expand feed feedback help invite join leave me msg dm mute open people remind
remove rename search shortcuts shrug star status topic who
"""
RESERVED: Final = frozenset(_BUILT_IN.split())
"""Slack's own commands, which an app cannot have. Slack: help centre, built-in slash commands."""

_LONGEST: Final = 200  # characters of a trigger id that are looked at


def slash_name(name: str, bot: str) -> str:
    """How a command is written in Slack: `/ask`, but `/galerne-help`, because `/help` is Slack's own."""
    prefix = "".join(letter for letter in bot.lower() if letter.isascii() and letter.isalnum()) or "bot"
    return f"/{prefix[:12]}-{name}" if name in RESERVED else f"/{name}"


def slash_command(body: Json, view: Viewpoint) -> CommandInvoked | None:
    name = _declared(text(body, "command").removeprefix("/"), view)
    channel, user = identifier(body, "channel_id"), identifier(body, "user_id")
    trigger = text(body, "trigger_id")[:_LONGEST]
    if not name or not channel or not user or not trigger:
        return None
    line = markdown(text(body, "text"), view)
    command = view.commands.get(name)
    handle = AskHandle(
        team=identifier(body, "team_id") or view.me.team,
        direct=channel.startswith("D"),
        response_url=text(body, "response_url"),
        line=f"{text(body, 'command')} {line}".strip(),
    )
    return CommandInvoked(
        event_id=f"command-{trigger}",
        address=place(channel, "", view),
        author=Author(user, view.names.get(user) or text(body, "user_name") or user),
        at=view.now,
        name=name,
        arguments=tuple(command.written(line).items()) if command else (),
        direct=handle.direct,
        handle=written(handle),
    )


def _declared(name: str, view: Viewpoint) -> str:
    """The command's own name: what stands behind the prefix that `slash_name` gave it."""
    if name in view.commands:
        return name
    tail = name.rpartition("-")[2]
    return tail if tail in view.commands else name
