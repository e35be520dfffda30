"""Where an answer goes, and to whom."""

from dataclasses import dataclass
from typing import Final

from adapters.slack.handles import AskHandle, read
from bot.core.values import ActionPressed, Answerable, CommandInvoked

_CLOCKS: Final = 60.0  # seconds by which our clock may be ahead of Slack's


@dataclass(frozen=True, slots=True)
class Place:
    """`thread` is empty until the root of a command's answer is posted; `since` is the `ts` of what is answered.

    Of a command, which has none, it is a time before it; so it is older than all that answers it. `alone`: nobody has
    asked just now, so the answer is its own root. `calls` is the one whom it notifies, or empty.
    """

    channel: str
    thread: str
    asker: str
    name: str  # the asker's
    team: str  # the asker's own workspace
    since: str = ""
    direct: bool = False
    response_url: str = ""
    line: str = ""  # the command as it was typed
    alone: bool = False
    calls: str = ""
    home: bool = False  # the asker's view of the app's own page


def place_of(to: Answerable) -> Place:
    handle = read(AskHandle, to.handle)
    if isinstance(to, CommandInvoked):
        line = handle.line or " ".join([f"/{to.name}", *(value for _, value in to.arguments)])
        return Place(
            channel=to.address.channel,
            thread=to.address.thread,
            asker=to.author.id,
            name=to.author.name,
            team=handle.team or to.address.workspace,
            direct=handle.direct,
            response_url=handle.response_url,
            since=f"{max(0.0, to.at - _CLOCKS):.6f}",
            line=line,
            alone=to.scheduled,
            calls=to.author.id if to.calls else "",
            home=handle.home,
        )
    return Place(
        channel=to.address.channel,
        thread=to.address.thread or to.said.message_id,
        asker=to.said.author.id,
        name=to.said.author.name,
        team=handle.team or to.address.workspace,
        since=to.said.message_id,
        direct=handle.direct,
    )


def place_of_press(press: ActionPressed) -> Place:
    """Where the one who pressed a button can be told something."""
    handle = read(AskHandle, press.handle)
    return Place(
        channel=press.address.channel,
        thread=press.address.thread,
        asker=press.author.id,
        name=press.author.name,
        team=handle.team or press.address.workspace,
        response_url=handle.response_url,
    )
