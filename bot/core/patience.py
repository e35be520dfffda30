"""What people are told while they wait: their place after a while, or at once that the queue is full."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.core.ports import Clock, Queue
from bot.core.records import Turn
from bot.core.telling import PlaceTeller

TELL_AFTER: Final = 8.0  # seconds in the queue
ALONE: Final = "command:"  # how the line of a turn begins that need not wait for its conversation's
REFUSED: Final = "refused:"  # how the line of a turn begins for which the queue was too full


class Patience:
    """`most` is how many turns may wait; one more is answered at once with a sentence."""

    def __init__(self, teller: PlaceTeller, queue: Queue, clock: Clock, *, most: int = 500) -> None:
        self._teller = teller
        self._queue = queue
        self._clock = clock
        self._most = most
        self._telling: dict[int, asyncio.Task[None]] = {}
        self._spoken: set[int] = set()
        self._refused: set[int] = set()
        self._entering = 0

    @contextmanager
    def entering(self) -> Iterator[bool]:
        """Whether as many turns wait as may, those included that are just being stored; one more is meanwhile."""
        full = self._queue.waiting() + self._entering >= self._most
        self._entering += not full
        try:
            yield full
        finally:
            self._entering -= not full

    def refuses(self, turn: Turn) -> bool:
        """Whether the queue is too full for this turn; it then has to be told so in a line of its own."""
        if self._queue.waiting() >= self._most:
            self.refuse(turn.id)
        return turn.id in self._refused

    def refuse(self, turn_id: int) -> None:
        """The queue was too full for this turn, which is told so when it begins."""
        self._refused.add(turn_id)

    def take_refused(self, turn_id: int) -> str:
        """The sentence for a turn that was refused, or empty; asked once."""
        if turn_id not in self._refused:
            return ""
        self._refused.discard(turn_id)
        return (
            f"There are {self._queue.waiting():,} questions waiting for me already; please ask again in a few minutes."
        )

    def watch(self, turn: Turn, line: str) -> None:
        """Tell the person their place if the turn has not begun after a while."""
        task = asyncio.create_task(self._tell(turn, line))
        self._telling[turn.id] = task
        task.add_done_callback(lambda _: self._telling.pop(turn.id, None))

    async def begin(self, turn_id: int) -> None:
        """The turn's wait is over: nothing more is told, and what is being told is waited for."""
        task = self._telling.get(turn_id)
        if task is None:
            return
        if turn_id not in self._spoken:
            task.cancel()
        await asyncio.wait({task})
        self._spoken.discard(turn_id)

    async def close(self) -> None:
        tasks = list(self._telling.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(self, turn: Turn, line: str) -> None:
        await self._clock.sleep(TELL_AFTER)
        if (place := self._queue.place(line, turn.id)) is None:
            return
        self._spoken.add(turn.id)
        await self._teller.tell(turn, place)
