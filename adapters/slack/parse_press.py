"""Buttons, and Slack's own Stop. Slack: reference/interaction-payloads/block_actions-payload."""

from adapters.slack.handles import AskHandle, written
from adapters.slack.parse_message import place
from adapters.slack.payload import Json, identifier, record, records, text, timestamp
from adapters.slack.viewpoint import Viewpoint
from bot.core.values import ActionPressed, Author


def block_actions(body: Json, view: Viewpoint) -> ActionPressed | None:
    """The first action of a click; others are not sent for the elements that the bot uses."""
    channel = identifier(body, "channel", "id") or identifier(body, "container", "channel_id")
    message = timestamp(body, "container", "message_ts") or timestamp(body, "message", "ts")
    user, actions = record(body, "user"), records(body, "actions")
    author = identifier(user, "id")
    if not channel or not author or not actions or not text(actions[0], "action_id"):
        return None
    action = actions[0]
    thread = timestamp(body, "container", "thread_ts") or timestamp(body, "message", "thread_ts") or message
    pressed = timestamp(action, "action_ts")
    return ActionPressed(
        event_id=f"action-{identifier(action, 'block_id')}-{author}-{pressed or text(body, 'trigger_id')[:200]}",
        address=place(channel, thread, view),
        author=Author(author, view.names.get(author) or text(user, "name") or text(user, "username") or author),
        at=float(pressed or 0),
        action=text(action, "action_id"),
        value=text(action, "value") or text(action, "selected_option", "value"),
        message_id=message,
        handle=written(AskHandle(identifier(user, "team_id"), response_url=text(body, "response_url"))),
    )


def session_stopped(event: Json, body: Json, view: Viewpoint) -> ActionPressed | None:
    """Slack's Stop button: the streams named in the event are closed already. Slack: agent_session_stopped."""
    channel, thread, user = identifier(event, "channel"), timestamp(event, "thread_ts"), identifier(event, "user")
    if not channel or not thread or not user:
        return None
    stopped = event.get("streaming_message_ts")
    first = record({"ts": stopped[0]}) if isinstance(stopped, list) and stopped else {}
    at = timestamp(event, "event_ts")
    return ActionPressed(
        event_id=identifier(body, "event_id") or f"stop-{channel}-{thread}-{at}",
        address=place(channel, thread, view),
        author=Author(user, view.name(user)),
        at=float(at or 0),
        action="stop",
        message_id=timestamp(first, "ts"),
    )
