"""Who has the floor in each conversation, and what a message does that arrives meanwhile.

A turn holds the floor from its beginning to its end. A person may end it (Stop). A message that arrives while one runs
waits by default; by setting it joins the running turn at its next step, or takes its place. Several messages of one
person within a moment become one turn: the last one is answered, and reads the others. Until it begins, the turns of
the others stay open: should its message be deleted before, the one before it is answered in its place.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from bot.core.ports import Queue
from bot.core.records import Interjected, Turn, asker_of
from bot.core.values import MessageReceived

Meanwhile = Literal["wait", "steer", "replace"]


class Ending(StrEnum):
    """Why a turn was cancelled."""

    STOPPED = "stopped"  # a person pressed Stop
    REPLACED = "replaced"  # a later message took its place
    MERGED = "merged"  # its person went on writing, and the later message is answered with it


@dataclass(slots=True)
class Holder:
    """A running turn. `begun` says whether there is something of its answer to be seen."""

    turn: Turn
    begun: Callable[[], bool]
    ending: Ending | None = None
    joining: list[Interjected] = field(default_factory=list)

    def joined(self) -> list[Interjected]:
        """Take what has been said to the running turn since it was last asked."""
        said, self.joining = self.joining, []
        return said


class Admission(Protocol):
    """What the receiving side asks of the answering side, wherever that is."""

    def admit(self, turn: Turn, line: str) -> None:
        """Give a turn that has just been accepted its place: in the queue, or within the turn that runs."""

    async def stop(self, conversation: str) -> bool:
        """End the turn that runs there; False if none does."""

    def is_joining(self, turn_id: int) -> bool:
        """Whether the turn's message is about to join the one that runs, or is answered with a later one."""


class Floor:
    """`burst` in seconds: how soon after each other one person's messages are one."""

    def __init__(self, queue: Queue, *, meanwhile: Meanwhile = "wait", burst: float = 0.0) -> None:
        self._queue = queue
        self._meanwhile = meanwhile
        self._burst = burst
        self._holders: dict[str, Holder] = {}
        self._latest: dict[str, Turn] = {}  # the last message's turn that has not ended, by conversation
        self._stopped: set[str] = set()  # conversations whose next turn is stopped as soon as it begins
        self._ended: set[str] = set()  # conversations in which a turn was cancelled since `recall`
        self._absorbed: dict[int, int] = {}  # by the later message's turn, the one that is answered with it

    def admit(self, turn: Turn, line: str) -> None:
        if not self.hears(turn, line):
            self._queue.put(line, turn.id, by=asker_of(turn).id)

    def hears(self, turn: Turn, line: str) -> bool:
        """What a turn that has just been accepted does to the one that runs; whether it joins that one."""
        conversation = str(turn.conversation)
        holder = self._holders.get(conversation)
        if line == conversation and isinstance(turn.event, MessageReceived):
            self._merge(turn, conversation, holder)
            joins = (
                self._meanwhile == "steer" and not turn.event.said.attachments
            )  # the running turn has read its files
            if holder is not None and holder.ending is None and joins:
                said = turn.event.said
                holder.joining.append(Interjected(turn.id, said.author.name, said.text, said.author.id))
                return True
            if holder is not None and self._meanwhile == "replace":
                self._end(holder, Ending.REPLACED)
        return False

    async def stop(self, conversation: str) -> bool:
        """End the turn that runs there; False if none does."""
        holder = self._holders.get(conversation)
        return holder is not None and self._end(holder, Ending.STOPPED)

    def stop_next(self, conversation: str) -> None:
        """End the turn that is about to begin there, as soon as it has: it was stopped while it was looked up."""
        self._stopped.add(conversation)

    @contextmanager
    def holding(self, turn: Turn, begun: Callable[[], bool], *, aside: bool = False) -> Iterator[Holder]:
        """Hold the floor; what was said to the turn and has not joined it goes into the queue at the end.

        `aside`: the turn runs beside the conversation's own, as a command does, and holds nothing.
        """
        if aside:
            yield Holder(turn, begun)
            return
        conversation = str(turn.conversation)
        holder = self._holders[conversation] = Holder(turn, begun)
        if conversation in self._stopped:
            self._stopped.discard(conversation)
            self._end(holder, Ending.STOPPED)
        try:
            yield holder
        finally:
            if self._holders.get(conversation) is holder:
                del self._holders[conversation]
            if (latest := self._latest.get(conversation)) is not None and latest.id == turn.id:
                del self._latest[conversation]
            for each in holder.joining:
                self._queue.put(conversation, each.turn_id)

    def is_joining(self, turn_id: int) -> bool:
        """Whether the turn's message is about to join the one that runs, or is answered with a later one."""
        joining = any(each.turn_id == turn_id for holder in self._holders.values() for each in holder.joining)
        return joining or turn_id in self._absorbed.values()

    def is_merged(self, turn: Turn) -> bool:
        """Whether it is left to the turn of a later message of the same moment; not if people see its own already."""
        later = next((later for later, earlier in self._absorbed.items() if earlier == turn.id), None)
        if later is not None and turn.parts:
            del self._absorbed[later]
        return later is not None and not turn.parts

    def answered_with(self, turn_id: int) -> list[int]:
        """The turns of earlier messages that need no answer once this one has begun; asked once."""
        found = []
        while (earlier := self._absorbed.pop(turn_id, None)) is not None:
            found.append(earlier)
            turn_id = earlier
        return found

    def instead_of(self, turn_id: int) -> int | None:
        """The turn to be begun where this one has ended before it began, as it does if its message is deleted."""
        earlier = self._absorbed.pop(turn_id, None)
        for later, absorbed in self._absorbed.items():
            if absorbed == turn_id and earlier is not None:
                self._absorbed[later] = earlier
                return None
        return earlier

    def was_ended(self, conversation: str) -> bool:
        """Whether a turn was cancelled there since `recall`."""
        return conversation in self._ended

    def recall(self, conversation: str, turns: Sequence[Turn]) -> None:
        """Know of a conversation that is taken up from another process, whose turns these are, as they came."""
        self.forget(conversation)
        for turn in turns:
            self._merge(turn, conversation, None)

    def forget(self, conversation: str) -> None:
        """Know nothing of a conversation that other processes may take up from now on."""
        self._ended.discard(conversation)
        self._stopped.discard(conversation)
        latest = self._latest.pop(conversation, None)
        turn_id = None if latest is None else latest.id
        while turn_id is not None:
            turn_id = self._absorbed.pop(turn_id, None)

    def _merge(self, turn: Turn, conversation: str, holder: Holder | None) -> None:
        before, self._latest[conversation] = self._latest.get(conversation), turn
        if before is None or not self._same_moment(before, turn):
            return
        if holder is not None and holder.turn.id == before.id:
            if holder.begun() or holder.ending is not None:
                return
            self._end(holder, Ending.MERGED)
        self._absorbed[turn.id] = before.id

    def _same_moment(self, before: Turn, after: Turn) -> bool:
        first, second = before.event, after.event
        if not isinstance(first, MessageReceived) or not isinstance(second, MessageReceived):
            return False
        same = first.said.author.id == second.said.author.id
        return same and 0 <= second.said.at - first.said.at < self._burst

    def _end(self, holder: Holder, ending: Ending) -> bool:
        if holder.ending is not None:
            return True  # it is ending already, and has its last words to post
        holder.ending = ending
        self._ended.add(str(holder.turn.conversation))
        return self._queue.cancel(str(holder.turn.conversation))
