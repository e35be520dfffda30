"""The app's own page. Slack: events/app_home_opened."""

from typing import Final

from adapters.slack.handles import AskHandle, written
from adapters.slack.parse_message import place
from adapters.slack.payload import Json, identifier, text
from adapters.slack.viewpoint import Viewpoint
from bot.core.values import Author, CommandInvoked

HOME: Final = "home"  # the tab, and the command that it stands for


def home_opened(event: Json, body: Json, view: Viewpoint) -> CommandInvoked | None:
    """None for the tab of messages."""
    channel, user, event_id = identifier(event, "channel"), identifier(event, "user"), identifier(body, "event_id")
    if text(event, "tab") != HOME or not (channel and user and event_id):
        return None
    return CommandInvoked(
        event_id=event_id,
        address=place(channel, "", view),
        author=Author(user, view.name(user)),
        at=view.now,
        name=HOME,
        handle=written(AskHandle(team=identifier(body, "team_id"), direct=True, home=True)),
    )
