"""Commands chosen in the menu of a message. Slack: interactivity/implementing-shortcuts, message_action payloads."""

from typing import Final

from adapters.slack.handles import AskHandle, written
from adapters.slack.parse_message import place
from adapters.slack.payload import Json, identifier, record, text, timestamp
from adapters.slack.said import said
from adapters.slack.viewpoint import Viewpoint
from bot.core.values import Author, CommandInvoked, Heard

_LONGEST: Final = 200  # characters of a trigger id that are looked at


def message_action(body: Json, view: Viewpoint) -> CommandInvoked | None:
    """The command with the message as its target; its answer goes where the message can be seen."""
    name, trigger = text(body, "callback_id"), text(body, "trigger_id")[:_LONGEST]
    channel, user = identifier(body, "channel", "id"), identifier(body, "user", "id")
    message = record(body, "message")
    target = said(message, view)
    if name not in view.commands or not (channel and user and trigger) or target is None:
        return None
    thread = timestamp(message, "thread_ts")
    shown_in = thread if thread != target.message_id else ""  # below a message of the channel nobody might look
    handle = AskHandle(
        team=identifier(body, "user", "team_id") or view.me.team,
        direct=channel.startswith("D"),
        response_url=text(body, "response_url"),
        line=f"{view.commands[name].on_message} ({name})",
    )
    return CommandInvoked(
        event_id=f"shortcut-{trigger}",
        address=place(channel, shown_in, view),
        author=Author(user, view.names.get(user) or text(body, "user", "name") or user),
        at=view.now,
        name=name,
        attachments=target.attachments,
        target=Heard(target, thread),
        handle=written(handle),
    )
