"""Sharing the work: one process accepts an event, and the turn that it begins is answered by whichever takes it up.

What a process knows of a conversation (who has the floor, which messages are of one moment) it learns from the journal
when it takes up one of its turns, and forgets with the turn's end; the next one may be another process's.
"""

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Protocol

from bot.core.asking import waits_for_person
from bot.core.floor import Floor
from bot.core.lifecycle import State
from bot.core.patience import ALONE, REFUSED, Patience
from bot.core.ports import Clock, Journal, Queue
from bot.core.precedence import Precedence
from bot.core.queue_place import QueuePlace
from bot.core.records import Turn, asker_of
from bot.core.unread import asked_at
from bot.core.values import Address

log = logging.getLogger(__name__)
Answer = Callable[[int, Floor, Patience], Awaitable[None]]


class SharedQueue(Queue, Protocol):
    """A queue that several processes put into and take from. `cancel` is about what runs in this process."""

    def came(self) -> None:
        """A turn was put by the transaction that stored it."""

    async def stop(self, conversation: str) -> bool:
        """Ask the process in which a turn of the conversation runs to stop it; False if none does."""

    async def claim(self, line: str, turn_id: int) -> bool:
        """Have a turn for the hold that another one of its line has: nobody tells its asker a place from now on.

        Who is just told one is waited for. False if it has its place in another line, as one that was refused does.
        """


class Worker(Protocol):
    """What a shared queue asks of a process that takes turns from it."""

    async def take_up(self, line: str, turn_id: int) -> bool:
        """Carry out a turn, after what comes before it in its line; cancelled, let go of it.

        True if it has not come to the turn itself, which is then to be taken up again.
        """

    async def hear(self, line: str, turn_id: int) -> None:
        """A turn was put into a line, of which one runs here."""

    async def stop(self, line: str) -> None:
        """A person has asked for the end of what runs here, or is about to: after `take_up`, before its end."""


class Teller(Protocol):
    """What a shared queue asks of a process that tells people their place."""

    async def tell(self, turn_id: int, place: QueuePlace) -> None:
        """Tell the asker of a turn that waits, and that nobody takes up meanwhile. Cancelled, leave it."""


class SharedFloor:
    """`core.floor.Admission` where turns are answered by other processes as well."""

    def __init__(self, queue: SharedQueue) -> None:
        self._queue = queue

    def admit(self, turn: Turn, line: str) -> None:
        if turn.queued:
            self._queue.came()
        else:
            self._queue.put(line, turn.id, by=asker_of(turn).id)

    async def stop(self, conversation: str) -> bool:
        return await self._queue.stop(conversation)

    def is_joining(self, turn_id: int) -> bool:
        """Such a turn also has its place in the queue, so that it is never lost."""
        del turn_id
        return False


class AnsweringWorker:
    """`Worker`, with an `answer` for each turn and the floor of this process."""

    def __init__(
        self,
        answer: Answer,
        floor: Floor,
        patience: Patience,
        journal: Journal,
        clock: Clock,
        *,
        queue: SharedQueue,
        precedence: Precedence,
        ask_within: float,
    ) -> None:
        self._answer = answer
        self._floor = floor
        self._patience = patience
        self._journal = journal
        self._clock = clock
        self._queue = queue
        self._precedence = precedence
        self._ask_within = ask_within
        self._running: dict[str, int] = {}  # by line, the turn that is carried out now
        self._stopping: set[str] = set()  # lines that were stopped before their turn had begun

    async def take_up(self, line: str, turn_id: int) -> bool:
        if line.startswith(REFUSED):
            self._patience.refuse(turn_id)
        try:
            if (conversation := _conversation(line)) is None:
                await self._answer(turn_id, self._floor, self._patience)
                return False
            if await self._waits(conversation, turn_id):
                return False
            return await self._in_order(line, conversation, turn_id)
        finally:
            self._running.pop(line, None)
            self._stopping.discard(line)
            self._floor.forget(line)

    async def _in_order(self, line: str, conversation: Address, turn_id: int) -> bool:
        """Answer what was asked before, each once however that ends, and then the turn."""
        turns = await self._journal.open_in(conversation)
        turn = next((each for each in turns if each.id == turn_id), None)
        if turn is not None and await self._precedence.look(turn):
            turns = await self._journal.open_in(conversation)
        tried: set[int] = set()
        while True:
            turns.sort(key=lambda each: asked_at(each.event))
            now = await self._first(line, self._precedence.earlier(turns, turn_id), tried) or turn_id
            self._floor.recall(line, [each for each in turns if each.state is not State.DELIVERING])
            self._running[line] = now
            if line in self._stopping:
                self._stopping.discard(line)
                self._floor.stop_next(line)
            await self._answer(now, self._floor, self._patience)
            if now == turn_id:
                return False
            tried.add(now)
            if self._floor.was_ended(line):  # what runs in a line can be ended once for each time that it is taken up
                return True
            turns = await self._journal.open_in(conversation)

    async def _first(self, line: str, earlier: Sequence[Turn], tried: Collection[int]) -> int | None:
        for turn in earlier:
            if turn.id not in tried and await self._queue.claim(line, turn.id):
                log.info("Turn %s of %s is answered first: it was asked before", turn.id, line)
                return turn.id
        return None

    async def hear(self, line: str, turn_id: int) -> None:
        if (conversation := _conversation(line)) is None or self._running.get(line) == turn_id:
            return
        for turn in await self._journal.open_in(conversation):
            if turn.id == turn_id:
                self._floor.hears(turn, line)

    async def stop(self, line: str) -> None:
        """What is yet to begin here is stopped as soon as it has."""
        if not await self._floor.stop(line):
            self._stopping.add(line)

    async def _waits(self, conversation: Address, turn_id: int) -> bool:
        """Whether the turn waits for a person: it was put once more before it came to that."""
        now = self._clock.time()
        asking = await self._journal.asking(conversation)
        return any(turn.id == turn_id and waits_for_person(turn, now, self._ask_within) for turn in asking)


def _conversation(line: str) -> Address | None:
    """None for a line that is a single turn's."""
    return None if line.startswith((REFUSED, ALONE)) else Address.parse(line)
