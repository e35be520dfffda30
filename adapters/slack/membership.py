"""Who may read a channel. Slack: conversations.info, conversations.members.

A public channel is open to every whole member of the workspace; guests, people of other workspaces and programs read
only the channels that they are in, and a private one is read by nobody else.
"""

import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from adapters.slack.api import SlackApi
from adapters.slack.payload import flag, record, strings, text
from adapters.slack.people import People
from bot.core.errors import PlatformFailed
from bot.core.ports import Clock

log = logging.getLogger(__name__)

_FRESH: Final = 60.0  # seconds
_KEPT: Final = 500  # channels
_PAGE: Final = 1_000  # members; Slack gives at most so many
_PATIENCE: Final = 15.0  # seconds for which each call is tried


@dataclass(slots=True)
class Room:
    """A channel as it was told at a time of the monotonic clock; `members` once they were asked for."""

    public: bool
    at: float
    members: frozenset[str] | None = None


class Membership:
    def __init__(self, api: SlackApi, people: People, clock: Clock) -> None:
        self._api = api
        self._people = people
        self._clock = clock
        self._rooms: OrderedDict[str, Room] = OrderedDict()

    async def can_read(self, user: str, channel: str, team: str) -> bool:
        """As `bot.core.platform_ports.Platform.can_read`; `team` is the workspace of the channel."""
        try:
            room = await self._room(channel)
            if room.public and await self._is_whole(user, team):
                return True
            return user in await self._members(channel, room)
        except PlatformFailed as error:
            log.warning("Who may read a channel is not told, so nobody does: %s", error)
            return False

    async def is_public(self, channel: str) -> bool:
        """Whether every whole member of the workspace may read it; False where Slack does not tell."""
        try:
            return (await self._room(channel)).public
        except PlatformFailed as error:
            log.warning("Whether a channel is public is not told, so it is taken for a private one: %s", error)
            return False

    async def _is_whole(self, user: str, team: str) -> bool:
        known = await self._people.user(user, within=_FRESH)
        return known is not None and known.whole and known.team == team

    async def _room(self, channel: str) -> Room:
        room, now = self._rooms.get(channel), self._clock.monotonic()
        if room is None or now > room.at + _FRESH:
            answer = await self._api.call("conversations.info", {"channel": channel}, patience=_PATIENCE)
            shape = record(answer, "channel")
            public = flag(shape, "is_channel") and shape.get("is_private") is False
            room = self._rooms[channel] = Room(public, now)
            self._rooms.move_to_end(channel)
            while len(self._rooms) > _KEPT:
                self._rooms.popitem(last=False)
        return room

    async def _members(self, channel: str, room: Room) -> frozenset[str]:
        if room.members is None:
            found, cursor = set[str](), ""
            while True:
                asked = {"channel": channel, "limit": _PAGE, "cursor": cursor or None}
                answer = await self._api.call("conversations.members", asked, patience=_PATIENCE)
                found.update(strings(answer, "members"))
                cursor, before = text(answer, "response_metadata", "next_cursor"), cursor
                if cursor in {"", before}:
                    break
            room.members = frozenset(found)
        return room.members
