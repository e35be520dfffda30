"""From where a payload is read: who the bot is, how people are called, which commands there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.command import Command


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace. Slack: auth.test."""

    team: str
    user: str
    bot: str
    name: str = ""
    url: str = ""  # "https://acme.slack.com/"


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """`names` are display names by user id; an id without one stands for itself.

    `now` is the time of arrival, in seconds since the Unix epoch, for what carries no time of its own.
    """

    me: Identity
    names: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, Command] = field(default_factory=dict)
    now: float = 0.0

    def name(self, user: str) -> str:
        return self.me.name or user if user == self.me.user else self.names.get(user, user)
