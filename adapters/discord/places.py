"""What the gateway tells of channels, threads and roles: just enough to name them and to find a thread's parent.

discord.py would keep whole guilds, some 45 kB each; a bot that answers needs a few hundred bytes of that.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from adapters.discord.fields import Json, flag, obj, objs, snowflake, text, whole

LARGEST_FILE: Final = 10 * 1024 * 1024  # bytes, without boosts
BOOSTED: Final = {2: 50 * 1024 * 1024, 3: 100 * 1024 * 1024}  # by the tier of a server's boosts
THREADS: Final = frozenset({10, 11, 12})  # announcement, public, private (Discord: "Channel Types")
PRIVATE_THREAD: Final = 12
FORUMS: Final = frozenset({15, 16})  # forum, media: all that is said in them stands in threads
MOST_KEPT: Final = 5_000  # archived threads of which the place is remembered


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, or a thread if it has a `parent`."""

    name: str
    guild: str
    parent: str = ""
    forum: bool = False


class Places:
    def __init__(self) -> None:
        self._channels: dict[str, Place] = {}
        self._kept: OrderedDict[str, Place] = OrderedDict()  # threads, whether archived or not
        self._roles: dict[str, tuple[str, str]] = {}  # name and guild
        self._own_roles: dict[str, str] = {}  # guild
        self._tiers: dict[str, int] = {}  # of guilds
        self.me = ""  # this bot's user id, by which its own roles are known
        self._lessons: dict[str, Callable[[Any], None]] = {
            "GUILD_CREATE": self._guild,
            "GUILD_UPDATE": self._boosted,
            "GUILD_DELETE": self._guild_gone,
            "CHANNEL_CREATE": self.channel,
            "CHANNEL_UPDATE": self.channel,
            "CHANNEL_DELETE": self._channel_gone,
            "THREAD_CREATE": self.channel,
            "THREAD_UPDATE": self.channel,
            "THREAD_DELETE": self._channel_gone,
            "THREAD_LIST_SYNC": self._threads,
            "GUILD_ROLE_CREATE": self._role_changed,
            "GUILD_ROLE_UPDATE": self._role_changed,
            "GUILD_ROLE_DELETE": self._role_gone,
        }

    @property
    def events(self) -> frozenset[str]:
        """The gateway events that say something about places."""
        return frozenset(self._lessons)

    def learn(self, event: str, data: Any) -> None:
        """Take in a gateway event; any other than `events` is ignored."""
        if (lesson := self._lessons.get(event)) is not None:
            lesson(data)

    def knows(self, channel_id: str) -> bool:
        return channel_id in self._channels

    def parent(self, channel_id: str) -> str:
        """The channel that a thread belongs to; empty for a channel, and for what is not known."""
        place = self._place(channel_id)
        return place.parent if place else ""

    def is_forum(self, channel_id: str) -> bool:
        place = self._place(channel_id)
        return place is not None and place.forum

    def channel_name(self, channel_id: str) -> str:
        place = self._place(channel_id)
        return place.name if place else ""

    def role_name(self, role_id: str) -> str:
        return self._roles.get(role_id, ("", ""))[0]

    def is_own_role(self, role_id: str) -> bool:
        """Whether it is the role that Discord made for this bot: to mention it is to mention the bot."""
        return role_id in self._own_roles

    def largest_file(self, guild: str) -> int:
        """Bytes of a file that may be uploaded in a server, or in direct messages if it is empty."""
        return BOOSTED.get(self._tiers.get(guild, 0), LARGEST_FILE)

    def channel(self, data: Any, guild: str = "") -> None:
        """Take in a channel object, such as REST gives."""
        if not (channel_id := snowflake(data, "id")):
            return
        thread = whole(data, "type", -1) in THREADS
        if thread and flag(obj(data, "thread_metadata"), "archived"):
            # Archived threads pile up for years; one that is written in again is asked for again.
            self._channels.pop(channel_id, None)
            return
        self._channels[channel_id] = _place_of(data, guild, thread=thread)

    def keep(self, thread: Json, guild: str) -> None:
        """Remember where a thread is that has been read, archived or not: what was said in it will be linked to."""
        if channel_id := snowflake(thread, "id"):
            self._kept[channel_id] = _place_of(thread, guild, thread=True)
            self._kept.move_to_end(channel_id)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def _place(self, channel_id: str) -> Place | None:
        return self._channels.get(channel_id) or self._kept.get(channel_id)

    def _guild(self, data: Any) -> None:
        guild = snowflake(data, "id")
        self._boosted(data)
        for each in (*objs(data, "channels"), *objs(data, "threads")):
            self.channel(each, guild)
        for role in objs(data, "roles"):
            self._role(role, guild)

    def _boosted(self, data: Any) -> None:
        self._tiers[snowflake(data, "id")] = whole(data, "premium_tier")

    def _guild_gone(self, data: Any) -> None:
        guild = snowflake(data, "id")
        self._tiers.pop(guild, None)
        self._channels = {key: place for key, place in self._channels.items() if place.guild != guild}
        for thread in [key for key, place in self._kept.items() if place.guild == guild]:
            del self._kept[thread]
        self._roles = {key: role for key, role in self._roles.items() if role[1] != guild}
        self._own_roles = {key: owner for key, owner in self._own_roles.items() if owner != guild}

    def _channel_gone(self, data: Any) -> None:
        self._channels.pop(snowflake(data, "id"), None)

    def _threads(self, data: Any) -> None:
        for thread in objs(data, "threads"):
            self.channel(thread, snowflake(data, "guild_id"))

    def _role_changed(self, data: Any) -> None:
        self._role(obj(data, "role"), snowflake(data, "guild_id"))

    def _role(self, role: Json, guild: str) -> None:
        if not (role_id := snowflake(role, "id")):
            return
        self._roles[role_id] = (text(role, "name"), guild)
        if self.me and snowflake(obj(role, "tags"), "bot_id") == self.me:
            self._own_roles[role_id] = guild

    def _role_gone(self, data: Any) -> None:
        role_id = snowflake(data, "role_id")
        self._roles.pop(role_id, None)
        self._own_roles.pop(role_id, None)


def _place_of(data: Any, guild: str, *, thread: bool) -> Place:
    parent = snowflake(data, "parent_id") if thread else ""
    forum = whole(data, "type", -1) in FORUMS
    return Place(text(data, "name"), guild or snowflake(data, "guild_id"), parent, forum)
