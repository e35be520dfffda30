"""The messages that a reply answers, and those they answer: in a channel, that is the conversation."""

from dataclasses import dataclass, field
from typing import Final

from adapters.discord.api import Api
from adapters.discord.authors import is_own
from adapters.discord.fields import Json, obj, snowflake
from adapters.discord.viewpoint import Viewpoint

DEEPEST: Final = 25  # replies
NEIGHBOURS: Final = 50  # messages read at once: the parent is often among those around its reply


@dataclass(slots=True)
class Chain:
    """Walks upwards, newest first. `complete` is False if there is more than was walked."""

    api: Api
    view: Viewpoint
    channel: str
    seen: dict[str, Json] = field(default_factory=dict)
    found: list[Json] = field(default_factory=list)
    complete: bool = True

    async def walk(self, start: str, after: str) -> None:
        """From the message `start` up to its root, or to one that is not newer than `after`."""
        wanted = start
        for _ in range(DEEPEST):
            if not wanted or int(wanted) <= int(after or 0):
                return
            message = await self._message(wanted)
            if message is None:
                return
            self.found.append(message)
            wanted = self._parent(message)
        self.complete = not wanted or int(wanted) <= int(after or 0)

    async def _message(self, message_id: str) -> Json | None:
        """None if it has been deleted."""
        if message_id not in self.seen:
            around = await self.api.messages(self.channel, around=message_id, limit=NEIGHBOURS)
            self.seen |= {snowflake(each, "id"): each for each in around}
        return self.seen.get(message_id)

    def _parent(self, message: Json) -> str:
        reference = obj(message, "message_reference")
        if parent := snowflake(reference, "message_id"):
            return parent if snowflake(reference, "channel_id") == self.channel else ""
        return self._previous_part(message) if is_own(message, self.view) else ""

    def _previous_part(self, message: Json) -> str:
        """An answer of several messages replies with its first one only; the one before belongs to it if it is ours."""
        own = snowflake(message, "id")
        earlier = [each for each in self.seen if each and int(each) < int(own)]
        before = max(earlier, key=int, default="")
        return before if before and is_own(self.seen[before], self.view) else ""
