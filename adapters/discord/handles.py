"""What the adapter needs later of an event or a file: packed into the opaque `handle` that is stored with it."""

import json
from dataclasses import dataclass, field

from adapters.discord.fields import flag, snowflake, text, whole


@dataclass(frozen=True, slots=True)
class InteractionHandle:
    """`token` is a credential for fifteen minutes: it is stored with the event, and appears in no log."""

    id: str
    application: str
    channel: str
    token: str = field(repr=False)
    private: bool = False  # how the answer was announced to Discord, which cannot be changed afterwards
    largest: int = 0  # bytes of a file that may come with an answer; 0: Discord did not say
    pressed: bool = False  # a button: what Discord holds for the original answer is the message that has it

    def pack(self) -> str:
        kept = {
            "id": self.id,
            "app": self.application,
            "in": self.channel,
            "token": self.token,
            "private": self.private,
            "largest": self.largest,
            "pressed": self.pressed,
        }
        return json.dumps(kept, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class FileHandle:
    """Where a file hangs. `url` is signed and expires; the message gives a fresh one."""

    channel: str
    message: str
    url: str

    def pack(self) -> str:
        return json.dumps({"in": self.channel, "message": self.message, "url": self.url}, separators=(",", ":"))


def unpack_interaction(handle: str) -> InteractionHandle | None:
    """None if it is none, or if its token has been wiped."""
    data = _loaded(handle)
    found = InteractionHandle(
        snowflake(data, "id"),
        snowflake(data, "app"),
        snowflake(data, "in"),
        text(data, "token"),
        flag(data, "private"),
        whole(data, "largest"),
        flag(data, "pressed"),
    )
    return found if found.id and found.token else None


def unpack_file(handle: str) -> FileHandle:
    data = _loaded(handle)
    return FileHandle(snowflake(data, "in"), snowflake(data, "message"), text(data, "url"))


def _loaded(handle: str) -> object:
    try:
        return json.loads(handle)
    except ValueError:
        return None
