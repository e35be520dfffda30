"""From where the bot sees: who it is, and what it may read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.discord.places import Places
from bot.core.command import Command


@dataclass(slots=True)
class Viewpoint:
    """Filled in as the gateway tells it; what turns payloads into values reads it and nothing else."""

    me: str = ""  # this bot's user id
    application: str = ""
    reads_content: bool = True  # whether messages that do not mention the bot come with their text
    commands: Mapping[str, Command] = field(default_factory=dict)  # those that were published, by name
    places: Places = field(default_factory=Places)

    def recognise(self, user_id: str, application_id: str = "") -> None:
        self.me = self.places.me = user_id
        self.application = application_id or self.application or user_id
