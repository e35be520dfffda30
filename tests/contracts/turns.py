"""What the queue's contract lets a queue run."""

import asyncio
from collections.abc import Callable


class FakeTurns:
    """Carries out turns: at once, or, those that are held, when they are let go. Keeps what it saw."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.ended: list[int] = []
        self.cancelled: list[int] = []
        self.running: set[int] = set()
        self.most = 0  # that ran at the same time
        self.failing: set[int] = set()
        self._held: dict[int, asyncio.Event] = {}
        self._changed = asyncio.Event()

    def hold(self, *turn_ids: int) -> None:
        self._held |= {turn_id: asyncio.Event() for turn_id in turn_ids}

    def let_go(self, *turn_ids: int) -> None:
        for turn_id in turn_ids:
            self._held[turn_id].set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return once it holds; looked at whenever a turn begins or ends."""
        while not condition():
            self._changed.clear()
            await self._changed.wait()

    async def all_ended(self, count: int) -> None:
        await self.until(lambda: len(self.ended) == count)

    async def __call__(self, turn_id: int) -> None:
        self.began.append(turn_id)
        self.running.add(turn_id)
        self.most = max(self.most, len(self.running))
        self._changed.set()
        try:
            await self._work(turn_id)
        except asyncio.CancelledError:
            self.cancelled.append(turn_id)
            raise
        finally:
            self.running.discard(turn_id)
            self.ended.append(turn_id)
            self._changed.set()

    async def _work(self, turn_id: int) -> None:
        if turn_id in self._held:
            await self._held[turn_id].wait()
        else:
            await asyncio.sleep(0)
        if turn_id in self.failing:
            raise RuntimeError(f"turn {turn_id} has a defect")
