"""Buttons, forms, and Slack's own Stop. Slack: reference/interaction-payloads."""

from dataclasses import asdict, dataclass
from typing import Any

from adapters.slack.buttons import CHOOSE, ENTER, FEEDBACK, FIELD, FORM, Body, form
from adapters.slack.handles import AskHandle, EntryHandle, FormHandle, read, written
from adapters.slack.parse_message import place
from adapters.slack.payload import Json, identifier, record, records, text, timestamp
from adapters.slack.viewpoint import Viewpoint
from bot.core.values import ActionPressed, Author


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form that has to be opened at once: `trigger` lives for three seconds."""

    trigger: str
    view: Body
    pressed: FormHandle
    user: str


def wanted_form(body: Any) -> Wanted | None:
    """The form that a press asks for; None if it asks for none."""
    actions, trigger = records(body, "actions"), text(body, "trigger_id")
    if text(body, "type") != "block_actions" or not actions or not trigger:
        return None
    entry = read(EntryHandle, text(actions[0], "value"))
    channel, message, thread = _where(record(body))
    user = identifier(body, "user", "id")
    if not text(actions[0], "action_id").startswith(ENTER) or not (channel and user and entry.entry):
        return None
    team, url = identifier(body, "user", "team_id"), text(body, "response_url")
    pressed = FormHandle(channel, thread, message, entry.value, team, url)
    return Wanted(trigger, form(entry, pressed), pressed, user)


def block_actions(body: Json, view: Viewpoint) -> ActionPressed | None:
    """The first action of a click; others are not sent for the elements that the bot uses."""
    channel, message, thread = _where(body)
    user, actions = record(body, "user"), records(body, "actions")
    author = identifier(user, "id")
    name = text(actions[0], "action_id") if actions else ""
    if not channel or not author or not name or name.startswith(ENTER):
        return None
    action = actions[0]
    pressed = timestamp(action, "action_ts")
    value = text(action, "value") or text(action, "selected_option", "value")
    if name == FEEDBACK:
        name, _, value = value.partition(":")
    return ActionPressed(
        event_id=f"action-{identifier(action, 'block_id')}-{author}-{pressed or text(body, 'trigger_id')[:200]}",
        address=place(channel, thread, view),
        author=_author(user, view),
        at=float(pressed or 0),
        action="choose" if name.startswith(CHOOSE) else name,
        value=value,
        message_id=message,
        handle=written(AskHandle(identifier(user, "team_id"), response_url=text(body, "response_url"))),
    )


def view_submission(body: Json, view: Viewpoint) -> ActionPressed | None:
    """A line that was typed into a form of ours, as a press of the button that opened it."""
    user, sent = record(body, "user"), record(body, "view")
    pressed = asdict(read(FormHandle, text(sent, "private_metadata")))
    channel, thread = identifier(pressed, "channel"), timestamp(pressed, "thread")
    author, id_ = identifier(user, "id"), identifier(sent, "id")
    if text(sent, "callback_id") != FORM or not (channel and thread and author and id_):
        return None
    return ActionPressed(
        event_id=f"form-{id_}",
        address=place(channel, thread, view),
        author=_author(user, view),
        at=view.now,
        action="choose",
        value=text(pressed, "value"),
        text=text(sent, "state", "values", FIELD, FIELD, "value").strip(),
        message_id=timestamp(pressed, "message"),
        handle=written(AskHandle(identifier(user, "team_id"), response_url=text(pressed, "response_url"))),
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


def _where(body: Json) -> tuple[str, str, str]:
    """Channel, message and thread of a press."""
    channel = identifier(body, "channel", "id") or identifier(body, "container", "channel_id")
    message = timestamp(body, "container", "message_ts") or timestamp(body, "message", "ts")
    thread = timestamp(body, "container", "thread_ts") or timestamp(body, "message", "thread_ts") or message
    return channel, message, thread


def _author(user: Json, view: Viewpoint) -> Author:
    id_ = identifier(user, "id")
    return Author(id_, view.names.get(id_) or text(user, "name") or text(user, "username") or id_)
