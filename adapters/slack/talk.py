"""The newest messages of a span: so many and no more, however many are read."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.values import Heard


@dataclass(slots=True)
class Talk:
    """What was said from `since` to `until`, its end excluded, in seconds since the Unix epoch."""

    since: float
    until: float
    most: int
    overflowed: bool = False  # there was more than is kept
    _kept: dict[str, Heard] = field(default_factory=dict)
    _order: list[tuple[str, str]] = field(default_factory=list)  # a heap of positions and ids, the oldest first

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def floor(self) -> float:
        """What was said before this is not kept."""
        if len(self._kept) < self.most:
            return self.since
        return max(self.since, self._kept[self._order[0][1]].said.at)

    @property
    def threads(self) -> int:
        """Of how many there is something."""
        return len({heard.thread for heard in self._kept.values() if heard.thread})

    def covers(self, at: float) -> bool:
        return self.since <= at < self.until

    def add(self, said: Iterable[Heard]) -> None:
        """A message that is known already stays as it is."""
        for heard in said:
            if self.covers(heard.said.at) and heard.said.message_id not in self._kept:
                self._kept[heard.said.message_id] = heard
                heapq.heappush(self._order, (heard.said.position, heard.said.message_id))
            if len(self._kept) > self.most:
                _, oldest = heapq.heappop(self._order)
                del self._kept[oldest]
                self.overflowed = True

    def in_order(self) -> tuple[Heard, ...]:
        """Oldest first, a thread's messages behind the one that began it, or together where that is older."""
        begins: dict[str, str] = {}
        for heard in self._kept.values():
            begins[_group(heard)] = min(begins.get(_group(heard), heard.said.position), heard.said.position)
        return tuple(sorted(self._kept.values(), key=lambda each: (begins[_group(each)], each.said.position)))


def _group(heard: Heard) -> str:
    return heard.thread or heard.said.message_id
