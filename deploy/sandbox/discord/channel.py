"""Channels: text channels, direct messages, threads."""

from dataclasses import dataclass, field
from enum import IntEnum

from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.message import History
from deploy.sandbox.discord.people import Person, user
from deploy.sandbox.discord.permissions import Overwrite
from deploy.sandbox.discord.snowflakes import iso, taken


class ChannelKind(IntEnum):
    TEXT = 0
    DM = 1
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


@dataclass(slots=True)
class ThreadState:
    owner_id: int
    archive_minutes: int = 1440
    archived: bool = False
    locked: bool = False
    archived_at: float = 0.0
    members: dict[int, float] = field(default_factory=dict)  # who joined, and when
    sent: int = 0  # messages ever sent, the starter not counted


@dataclass(slots=True)
class Channel:
    id: int
    kind: ChannelKind
    name: str = ""
    position: int = 0
    parent: "Channel | None" = None
    thread: ThreadState | None = None
    recipient: Person | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    history: History = field(default_factory=History)


def channel(place: Channel, guild_id: int, viewer_id: int) -> Json:
    """A channel object; a thread says what the viewer's part in it is."""
    shape: Json = {
        "id": str(place.id),
        "type": int(place.kind),
        "flags": 0,
        "last_message_id": str(place.history.newest()) if len(place.history) else None,
    }
    if place.recipient is not None:
        return shape | {"recipients": [user(place.recipient)]}
    shape |= {"guild_id": str(guild_id), "name": place.name, "rate_limit_per_user": 0}
    if place.thread is not None:
        return shape | _thread(place, place.thread, viewer_id)
    overwrites = [
        {"id": str(one.id), "type": one.kind, "allow": str(int(one.allow)), "deny": str(int(one.deny))}
        for one in place.overwrites.values()
    ]
    return shape | {
        "position": place.position,
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "permission_overwrites": overwrites,
    }


def _thread(place: Channel, thread: ThreadState, viewer_id: int) -> Json:
    shape: Json = {
        "parent_id": str(place.parent.id) if place.parent else None,
        "owner_id": str(thread.owner_id),
        "message_count": min(thread.sent, 50),
        "member_count": min(len(thread.members), 50),
        "total_message_sent": thread.sent,
        "thread_metadata": {
            "archived": thread.archived,
            "archive_timestamp": iso(thread.archived_at),
            "auto_archive_duration": thread.archive_minutes,
            "locked": thread.locked,
            "create_timestamp": iso(taken(place.id)),
        },
    }
    if viewer_id in thread.members:
        shape["member"] = thread_member(place, viewer_id)
    return shape


def thread_member(place: Channel, person_id: int) -> Json:
    joined = place.thread.members[person_id] if place.thread else 0.0
    return {"id": str(place.id), "user_id": str(person_id), "join_timestamp": iso(joined), "flags": 0}
