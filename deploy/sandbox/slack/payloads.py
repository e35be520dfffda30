"""The payloads of commands, clicks, shortcuts and forms. Slack: reference/interaction-payloads."""

from typing import Any

from deploy.sandbox.slack.backend import Backend, Whisper
from deploy.sandbox.slack.records import Channel, Message, User

Json = dict[str, Any]


def command_payload(backend: Backend, user: User, channel: Channel, command: str, text: str) -> Json:
    workspace = backend.workspace
    return {
        "token": "sandbox",
        "command": command,
        "text": text,
        "user_id": user.id,
        "user_name": user.name,
        "channel_id": channel.id,
        "channel_name": channel.name or "directmessage",
        "team_id": workspace.team,
        "team_domain": workspace.domain,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url(backend, channel, user),
        "trigger_id": backend.triggers.issue(user.id),
    }


def click_payload(backend: Backend, user: User, channel: Channel, shown: Message | Whisper, action: Json) -> Json:
    """A press in a message; an ephemeral message is not part of the payload, since only the person has it."""
    private = isinstance(shown, Whisper)
    thread = shown.thread if isinstance(shown, Whisper) else shown.thread_ts
    container: Json = {"type": "message", "message_ts": shown.ts, "channel_id": channel.id, "is_ephemeral": private}
    if thread:
        container["thread_ts"] = thread
    message = {} if isinstance(shown, Whisper) else {"message": backend.events.shape(channel, shown)}
    chosen = {name: value for name, value in action.items() if name in {"type", "selected_option"}}
    state = {action["block_id"]: {action["action_id"]: chosen}} if "selected_option" in action else {}
    return (
        interaction(backend, "block_actions", user)
        | message
        | {
            "container": container,
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "state": {"values": state},
            "response_url": response_url(backend, channel, user, shown.ts),
            "actions": [action],
        }
    )


def shortcut_payload(backend: Backend, user: User, callback_id: str, place: tuple[Channel, Message] | None) -> Json:
    """A message shortcut if a message is given, else a global one, which knows no channel."""
    kind = "message_action" if place else "shortcut"
    payload = interaction(backend, kind, user) | {"callback_id": callback_id, "action_ts": backend.workspace.mint.ts()}
    if place:
        channel, message = place
        payload |= {
            "message_ts": message.ts,
            "message": backend.events.shape(channel, message),
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "response_url": response_url(backend, channel, user),
        }
    return payload


def submission_payload(backend: Backend, user: User, view: Json, values: Json) -> Json:
    filled = {name: part for name, part in view.items() if name != "user"} | {"state": {"values": values}}
    return interaction(backend, "view_submission", user) | {"view": filled, "response_urls": []}


def closed_payload(backend: Backend, user: User, view: Json) -> Json:
    kept = {name: part for name, part in view.items() if name != "user"}
    return interaction(backend, "view_closed", user) | {"view": kept, "is_cleared": False}


def interaction(backend: Backend, kind: str, user: User) -> Json:
    workspace = backend.workspace
    return {
        "type": kind,
        "token": "sandbox",
        "api_app_id": workspace.app.id,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team},
        "team": {"id": workspace.team, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": backend.triggers.issue(user.id),
    }


def response_url(backend: Backend, channel: Channel, user: User, message: str = "") -> str:
    return f"{backend.base}/response/{backend.triggers.response(channel.id, user.id, message)}"
