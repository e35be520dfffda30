"""Whose turn it is, in one process: nothing polls, and nothing is left of a conversation that is idle."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Final

from bot.core.queue_place import QueuePlace

log = logging.getLogger(__name__)

CONCURRENT: Final = 64
Lanes = OrderedDict[str, deque[str]]  # conversations, by who asks next in each


class EmbeddedQueue:
    """`core.ports.Queue` in the event loop: `run` carries out one turn, at most `concurrent` of them at a time.

    A free place goes to the channels by turns, within a channel to the people who ask there, and within what one of
    them asks to the conversations: neither a busy conversation, person nor channel keeps the others waiting. What `run`
    raises is logged.
    """

    def __init__(self, run: Callable[[int], Awaitable[None]], *, concurrent: int = CONCURRENT) -> None:
        self._run = run
        self._concurrent = concurrent
        self._waiting: dict[str, deque[tuple[int, str]]] = {}  # turns, and who asks
        self._ready: OrderedDict[str, Lanes] = OrderedDict()  # by channel and person: conversations that may go on
        self._running: dict[str, _Running] = {}
        self._draining = False

    def put(self, conversation: str, turn_id: int, *, by: str = "") -> None:
        """Nothing is taken once `drain` was called; the journal still has it."""
        if self._draining:
            log.debug("Left turn %s to the next process", turn_id)
            return
        if conversation in self._waiting:
            self._waiting[conversation].append((turn_id, by))
            return
        self._waiting[conversation] = deque([(turn_id, by)])
        if conversation not in self._running:
            self._make_ready(conversation)
            self._fill()

    def cancel(self, conversation: str) -> bool:
        """A turn that is being stopped is not cancelled again: it has its last words to post."""
        running = self._running.get(conversation)
        if running is not None:
            running.cancel()
        return running is not None

    def place(self, conversation: str, turn_id: int) -> QueuePlace | None:
        turns = [each for each, _ in self._waiting.get(conversation, ())]
        if turn_id not in turns:
            return None
        before = turns.index(turn_id) + (conversation in self._running)
        return QueuePlace(before, 0 if before else _before(self._ready, conversation))

    def waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    def holds(self, turn_id: int) -> bool:
        running = any(each.turn_id == turn_id for each in self._running.values())
        return running or any(turn_id == each for turns in self._waiting.values() for each, _ in turns)

    async def drain(self, seconds: float) -> None:
        self._draining = True
        self._waiting.clear()
        self._ready.clear()
        tasks = [running.task for running in self._running.values()]
        if not tasks:
            return
        await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    def _make_ready(self, conversation: str) -> None:
        channel = conversation.rpartition(":")[0] or conversation
        _, by = self._waiting[conversation][0]
        self._ready.setdefault(channel, OrderedDict()).setdefault(by, deque()).append(conversation)

    def _fill(self) -> None:
        while self._ready and len(self._running) < self._concurrent:
            self._start(_next(self._ready))

    def _start(self, conversation: str) -> None:
        turns = self._waiting[conversation]
        turn_id, _ = turns.popleft()
        if not turns:
            del self._waiting[conversation]
        self._running[conversation] = _Running(turn_id, self._carry_out(conversation, turn_id))

    async def _carry_out(self, conversation: str, turn_id: int) -> None:
        self._running[conversation].started = True
        try:
            await self._run(turn_id)
        except Exception:
            log.exception("Turn %s of %s broke off; it stays unfinished in the journal", turn_id, conversation)
        finally:
            del self._running[conversation]
            if conversation in self._waiting:
                self._make_ready(conversation)
            self._fill()


def _next(ready: OrderedDict[str, Lanes]) -> str:
    """Take out the conversation that goes on next."""
    channel, lanes = ready.popitem(last=False)
    by, conversations = lanes.popitem(last=False)
    conversation = conversations.popleft()
    if conversations:
        lanes[by] = conversations
    if lanes:
        ready[channel] = lanes
    return conversation


def _before(ready: OrderedDict[str, Lanes], conversation: str) -> int:
    """How many conversations go on before this one."""
    left = OrderedDict(
        (channel, OrderedDict((by, deque(each)) for by, each in lanes.items())) for channel, lanes in ready.items()
    )
    count = 0
    while _next(left) != conversation:
        count += 1
    return count


class _Running:
    """The task of one turn."""

    def __init__(self, turn_id: int, work: Awaitable[None]) -> None:
        self.turn_id = turn_id
        self.started = False
        self.cancelled = False
        self.task = asyncio.ensure_future(work)

    def cancel(self) -> None:
        """Cancel it inside `run`, which has to see it, even if it has yet to take its first step."""
        if self.cancelled:
            return
        self.cancelled = True
        if self.started:
            self.task.cancel()
        else:
            self.task.get_loop().call_soon(self.task.cancel)
