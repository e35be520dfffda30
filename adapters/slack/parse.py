"""From a decoded payload to what happened. Pure and total: whatever comes in, nothing is raised."""

import logging
from typing import Any, Final

from adapters.slack.parse_home import home_opened
from adapters.slack.parse_message import app_mention, message
from adapters.slack.parse_press import block_actions, session_stopped, view_submission
from adapters.slack.parse_shortcut import message_action
from adapters.slack.parse_slash import slash_command
from adapters.slack.payload import record, text
from adapters.slack.viewpoint import Viewpoint
from bot.core.values import Inbound

log = logging.getLogger(__name__)

_EVENTS: Final = {
    "message": message,
    "app_mention": app_mention,
    "agent_session_stopped": session_stopped,
    "app_home_opened": home_opened,
}


def parse(body: Any, view: Viewpoint) -> Inbound | None:
    """What an event, a command, a click or a form says; None for what the bot has no use for or cannot read."""
    kind = text(body, "type")
    if kind == "event_callback":
        event = record(body, "event")
        reader = _EVENTS.get(text(event, "type"))
        found = reader(event, record(body), view) if reader else None
    elif kind == "block_actions":
        found = block_actions(record(body), view)
    elif kind == "message_action":
        found = message_action(record(body), view)
    elif kind == "view_submission":
        found = view_submission(record(body), view)
    else:
        found = slash_command(record(body), view) if text(body, "command") else None
    if found is None:
        log.debug("Passed over a payload of type %r, event %r", kind, text(body, "event", "type"))
    return found
