"""The Slack app's manifest, made from what the code uses. Slack: reference/app-manifest, version 2."""

import json
from collections.abc import Sequence
from typing import Any, Final

from adapters.slack.parse_slash import slash_name
from bot.core.command import Command

SCOPES: Final = (
    "app_mentions:read",
    "assistant:write",  # the status line and the agent's view
    "channels:history",
    "channels:read",  # these four tell who may read what
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",  # a file for one person alone goes to the direct messages with them
    "mpim:history",
    "mpim:read",
    "users:read",
)
EVENTS: Final = (
    "agent_session_stopped",
    "app_home_opened",
    "app_mention",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
)

_DESCRIPTION: Final = "Answers in the thread, after reading it."
_AGENT: Final = "Ask me anything: I read the whole thread before I answer, and say what I read."
_PROMPTS: Final = (
    {"title": "What can you do?", "message": "What can you do?"},
    {"title": "Explain something", "message": "Explain to me, step by step: "},
)
_NAME: Final = 35  # characters, all of these
_BOT_NAME: Final = 80
_COMMAND: Final = 32
_COMMANDS: Final = 50
_TEXT: Final = 2_000
_HINT: Final = 1_000
_SHORTCUTS: Final = 10
_SHORTCUT: Final = 24
_SHORTCUT_TEXT: Final = 150


def manifest(commands: Sequence[Command], *, name: str = "Galerne", url: str = "") -> dict[str, Any]:
    """The manifest for Socket Mode, or with `url` (where Slack posts to, ending in /slack/events) for HTTP.

    Raises `ValueError` for what Slack would not take.
    """
    _check(commands, name)
    target = {"url": url} if url else {}
    request = {"request_url": url} if url else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": name, "description": _DESCRIPTION, "background_color": "#1f2937"},
        "features": {
            "agent_view": {"agent_description": _AGENT, "suggested_prompts": list(_PROMPTS)},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [_shortcut(command) for command in commands if command.on_message],
            "slash_commands": [_slash(command, name) | target for command in commands],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def rendered(manifest: dict[str, Any]) -> str:
    """As JSON, which Slack takes as well as YAML."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def _slash(command: Command, name: str) -> dict[str, Any]:
    hint = {"usage_hint": command.usage[:_HINT]} if command.usage else {}
    return {
        "command": slash_name(command.name, name),
        "description": command.description[:_TEXT],
        **hint,
        "should_escape": True,
    }


def _shortcut(command: Command) -> dict[str, Any]:
    """In the menu of a message."""
    description = command.description[:_SHORTCUT_TEXT]
    return {"type": "message", "name": command.on_message, "callback_id": command.name, "description": description}


def _check(commands: Sequence[Command], name: str) -> None:
    shortcuts = [command.on_message for command in commands if command.on_message]
    if len(shortcuts) > _SHORTCUTS:
        raise ValueError(f"an app has at most {_SHORTCUTS} shortcuts, not {len(shortcuts)}")
    if long := [each for each in shortcuts if len(each) > _SHORTCUT]:
        raise ValueError(f"a shortcut's name has at most {_SHORTCUT} characters: {long[0]}")
    if not 1 <= len(name) <= min(_NAME, _BOT_NAME):
        raise ValueError(f"the app's name must have 1 to {_NAME} characters: {name!r}")
    if len(commands) > _COMMANDS:
        raise ValueError(f"an app has at most {_COMMANDS} slash commands, not {len(commands)}")
    for command in commands:
        if len(slash_name(command.name, name)) > _COMMAND:
            raise ValueError(f"a slash command has at most {_COMMAND} characters: /{command.name}")
