"""The turns that run in this process, by line."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field


@dataclass(slots=True)
class Running:
    """`heard` are the turns behind it of which it has been told."""

    turn_id: int
    task: asyncio.Task[bool]
    heard: set[int] = field(default_factory=set)
    cancelled: bool = False
    left: bool = False  # to another process
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_unfinished(self) -> bool:
        """Whether its worker has ended without having come to the turn."""
        ended = self.task.done() and not self.task.cancelled() and self.task.exception() is None
        return ended and self.task.result()

    def cancel(self) -> None:
        """Once: a turn that is being stopped has its last words to post."""
        if not self.cancelled:
            self.cancelled = True
            # Not before its first step, of which it would see nothing.
            self.task.get_loop().call_soon(self.task.cancel)

    def leave(self) -> None:
        """Let go of it at once, whatever it is about."""
        self.left = True
        self.task.cancel()


class Holding:
    def __init__(self) -> None:
        self._running: dict[str, Running] = {}

    def start(self, line: str, turn_id: int, work: Coroutine[None, None, bool]) -> Running:
        running = self._running[line] = Running(turn_id, asyncio.ensure_future(work))
        return running

    def end(self, line: str) -> None:
        self._running.pop(line).over.set()

    def find(self, line: str) -> Running | None:
        return self._running.get(line)

    def lines(self) -> list[str]:
        return list(self._running)

    def leave_all(self) -> bool:
        """Whether there was one that had not been left before."""
        staying = [running for running in self._running.values() if not running.left]
        for running in staying:
            running.leave()
        return bool(staying)
