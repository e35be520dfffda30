"""What is heard in a channel and its threads, of which only so much is kept."""

import heapq

from adapters.discord.fields import taken_at
from bot.core.values import Heard


class Newest:
    """The newest `most` messages of all that are added, in whatever order they come."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._ids: list[int] = []  # a heap, the oldest first
        self._heard: dict[int, Heard] = {}
        self.dropped = False  # whether there were more, or may have been

    def add(self, heard: Heard) -> None:
        number = int(heard.said.message_id)
        if number in self._heard:
            return
        self._heard[number] = heard
        heapq.heappush(self._ids, number)
        if len(self._ids) > self._most:
            del self._heard[heapq.heappop(self._ids)]
            self.dropped = True

    def __contains__(self, message_id: str) -> bool:
        return int(message_id) in self._heard

    def takes(self, message_id: str) -> bool:
        """Whether a message as old as this one would still be among them."""
        return len(self._ids) < self._most or (bool(self._ids) and int(message_id) > self._ids[0])

    @property
    def since(self) -> float:
        """What was said before this time would not be kept, in seconds since the Unix epoch; 0 while all would be."""
        return taken_at(str(self._ids[0])) if self._ids and len(self._ids) >= self._most else 0.0

    def in_order(self) -> tuple[Heard, ...]:
        """Oldest first, each thread behind the message that began it, or where it is first heard of."""
        starts: dict[str, int] = {}
        for number, heard in sorted(self._heard.items()):
            if heard.thread and heard.thread not in starts:
                begun = int(heard.thread)
                starts[heard.thread] = begun if begun in self._heard else number

        def place(number: int) -> tuple[int, bool, int]:
            thread = self._heard[number].thread
            return starts.get(thread, number), bool(thread), number

        return tuple(self._heard[number] for number in sorted(self._heard, key=place))
