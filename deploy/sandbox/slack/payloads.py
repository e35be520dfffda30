"""The payloads of commands, clicks, shortcuts and forms. Slack: reference/interaction-payloads."""

from collections.abc import Iterator
from typing import Any

from deploy.sandbox.slack.backend import Backend
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


def click_payload(backend: Backend, user: User, channel: Channel, message: Message, action: Json) -> Json:
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": False}
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    return interaction(backend, "block_actions", user) | {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "message": backend.events.shape(channel, message),
        "state": {"values": {}},
        "response_url": response_url(backend, channel, user, message.ts),
        "actions": [action],
    }


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


def pressed(blocks: list[Json], user: str, action_id: str, value: str, ts: str) -> Json:
    """The entry of `actions` for a press. Raises `LookupError` if this person has no such thing to press."""
    for block, element in _elements(blocks):
        if element.get("action_id") != action_id or user not in element.get("visible_to_user_ids", [user]):
            continue
        action = {"action_id": action_id, "block_id": block.get("block_id", "b1"), "action_ts": ts}
        action |= {"type": element["type"]}
        if element["type"].endswith("select"):
            return action | {"selected_option": {"value": value}}
        if element["type"] == "feedback_buttons":
            return action | _feedback(element, value)
        return action | {"value": value or element.get("value", ""), "text": element.get("text")}
    raise LookupError(f"There is nothing with action_id {action_id!r} to press in this message.")


def _feedback(element: Json, value: str) -> Json:
    for name in ("positive_button", "negative_button"):
        if value in {"", element[name].get("value")}:
            return {"value": element[name].get("value", ""), "text": element[name].get("text")}
    raise LookupError(f"No feedback button has the value {value!r}.")


def _elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        for element in block.get("elements") or ():
            if isinstance(element, dict):
                yield block, element
        if isinstance(block.get("accessory"), dict):
            yield block, block["accessory"]
