"""Codes of the channels that were searched lately, held in memory: what has changed since is read, and no more.

Ids are never given twice, so a channel's codes are those that are held as long as their number and the newest id are
the same; what is new is added, and where any is gone all are read again.
"""

import heapq
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from bot.core.search_ports import Within
from bot.store.codes import nearest, width_of
from bot.store.places_searched import range_of
from bot.store.sql import Database, Row

BUDGET: Final = 64 * 2**20  # bytes of codes
_AT_ONCE: Final = 4_096  # rows
_STAMPS: Final = """
    SELECT place, count(*), max(id) FROM chunks WHERE place >= :first AND place < :after AND model = :model
    GROUP BY place ORDER BY place
"""
_NEW: Final = """
    SELECT id, conversation, latest, code FROM chunks
    WHERE place = :place AND model = :model AND id > :after ORDER BY id LIMIT :limit
"""
Wanted = Callable[[str, float], bool]
"""Whether a chunk is searched, by its conversation and the time of its latest message."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Its chunks in the order of their ids; the codes, each of `width` bytes, one behind the other."""

    place: str = ""
    ids: tuple[int, ...] = ()
    conversations: tuple[str, ...] = ()
    latest: tuple[float, ...] = ()
    codes: bytes = b""
    width: int = 0

    @property
    def stamp(self) -> tuple[int, int]:
        """How many, and the newest."""
        return len(self.ids), self.ids[-1] if self.ids else 0

    def grown(self, rows: Sequence[Row]) -> "Channel":
        """With further rows. A code of another size, which no vector can be compared with, is put as zeros."""
        if not rows:
            return self
        width = self.width or len(rows[0][3])
        codes = [row[3] if len(row[3]) == width else bytes(width) for row in rows]
        return Channel(
            self.place,
            (*self.ids, *(row[0] for row in rows)),
            (*self.conversations, *(row[1] for row in rows)),
            (*self.latest, *(row[2] for row in rows)),
            b"".join([self.codes, *codes]),
            width,
        )

    def nearest(self, vector: bytes, most: int, wanted: Wanted | None) -> list[tuple[float, int]]:
        """About the cosines of the best, and their ids; none for a vector of another size."""
        if self.width != width_of(vector):
            return []
        among = None
        if wanted is not None:
            pairs = zip(self.conversations, self.latest, strict=True)
            among = [number for number, (conversation, latest) in enumerate(pairs) if wanted(conversation, latest)]
        return [(score, self.ids[number]) for score, number in nearest(vector, self.codes, most, among)]


class CodeCache:
    """Bounded: the channels that were searched longest ago give way."""

    def __init__(self, database: Database, budget: int = BUDGET) -> None:
        self._database = database
        self._budget = budget
        self._channels: OrderedDict[tuple[str, str], Channel] = OrderedDict()

    async def within(self, within: Within, model: str) -> list[Channel]:
        """The codes of the channels that are searched, as they are now."""
        stamps = await self._database.fetch(_STAMPS, model=model, **range_of(within))
        return [await self._of(place, model, count, newest) for place, count, newest in stamps]

    async def _of(self, place: str, model: str, count: int, newest: int) -> Channel:
        key = (place, model)
        channel = self._channels.get(key) or Channel(place)
        if channel.stamp != (count, newest):
            channel = await self._brought_up(channel, place, model)
            if channel.stamp[0] != count:  # some are gone, or came meanwhile
                channel = await self._brought_up(Channel(place), place, model)
        self._keep(key, channel)
        return channel

    async def _brought_up(self, channel: Channel, place: str, model: str) -> Channel:
        while True:
            after = channel.stamp[1]
            rows = await self._database.fetch(_NEW, place=place, model=model, after=after, limit=_AT_ONCE)
            channel = channel.grown(rows)
            if len(rows) < _AT_ONCE:
                return channel

    def _keep(self, key: tuple[str, str], channel: Channel) -> None:
        self._channels[key] = channel
        self._channels.move_to_end(key)
        while len(self._channels) > 1 and sum(len(each.codes) for each in self._channels.values()) > self._budget:
            self._channels.popitem(last=False)


def best_of(channels: Sequence[Channel], within: Within, vector: bytes, most: int) -> list[tuple[float, int]]:
    """About the cosines of the best of all, and their ids."""
    wanted = wanted_by(within)
    searched = [each for each in channels if each.place not in within.without]
    return heapq.nlargest(most, chain.from_iterable(each.nearest(vector, most, wanted) for each in searched))


def wanted_by(within: Within) -> Wanted | None:
    """Which chunks of a channel are searched; None for all."""
    conversation, since, without = within.conversation, within.since, within.without
    if not conversation and not since and not without:
        return None

    def wanted(each: str, latest: float) -> bool:
        return (not conversation or each == conversation) and latest >= since and each not in without

    return wanted
