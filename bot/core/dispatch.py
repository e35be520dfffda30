"""What happens to an event: it is stored, and if it asks for an answer, it is given its place in the queue.

Two steps, because what is stored may have to wait for something older before it is queued: see `catchup`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.core.asking import waits_for_person
from bot.core.backfill import Readings
from bot.core.belonging import Belonging
from bot.core.command import Commands
from bot.core.decisions import Decisions
from bot.core.floor import Admission
from bot.core.patience import ALONE, REFUSED, Patience
from bot.core.ports import Clock, Journal, Queue, Transcript
from bot.core.records import Turn, asker_of
from bot.core.shards import Shard
from bot.core.stopping import Stopping
from bot.core.unread import asked_at
from bot.core.values import (
    ActionPressed,
    Address,
    Answerable,
    CommandInvoked,
    GapOpened,
    Inbound,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
)
from bot.core.verbs import ACTIONS as VERBS, Verbs

log = logging.getLogger(__name__)
SWEPT_AFTER: Final = 60.0  # seconds that a turn may be on its way from the journal to the queue
Waits = Callable[[Answerable, Address], bool]
"""Whether something older in a conversation may yet be found, which is to be answered before."""


def _never(event: Answerable, conversation: Address) -> bool:
    del event, conversation
    return False


@dataclass(frozen=True, slots=True)
class Manners:
    """When the bot speaks up.

    `follow_ups`: in a thread where it was asked before, "thread" answers every message that names nobody else,
    "mention" only those that mention it. `bots`: whether other programs are answered at all, and `bot_turns` how often
    in a row, since two programs that answer each other never end.
    """

    follow_ups: Literal["thread", "mention"] = "thread"
    bots: bool = False
    bot_turns: int = 5


class Dispatcher:
    """`accept` is what the platforms call; it returns once the event is stored.

    What `denies` is told so in a line of its own, and never joins or ends what runs.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        transcript: Transcript,
        belonging: Belonging,
        queue: Queue,
        floor: Admission,
        patience: Patience,
        clock: Clock,
        readings: Readings,
        commands: Commands,
        decisions: Decisions,
        verbs: Verbs,
        stopping: Stopping,
        denies: Callable[[Answerable], bool],
        manners: Manners,
        ask_within: float,
    ) -> None:
        self._journal = journal
        self._transcript = transcript
        self.conversation = belonging
        self._queue = queue
        self._floor = floor
        self._patience = patience
        self._bots_in_a_row: dict[str, int] = {}
        self._clock = clock
        self._readings = readings
        self._commands = commands
        self._decisions = decisions
        self._verbs = verbs
        self._stopping = stopping
        self._denies = denies
        self._manners = manners
        self._ask_within = ask_within
        self._kept_back: set[int] = set()

    async def unfinished(self) -> list[Turn]:
        """What was accepted and has not ended, in the order of answering: what has begun, and then as it was asked.

        The order of acceptance is another one where something older was found later. What waits for a person's
        decision is left out until its time is over.
        """
        now = self._clock.time()
        turns = [turn for turn in await self._journal.unfinished() if not waits_for_person(turn, now, self._ask_within)]
        return sorted(turns, key=lambda turn: (turn.attempt == 0, asked_at(turn.event)))

    async def sweep(self, is_read: Callable[[Address], bool] = lambda _: False) -> int:
        """Queue what was accepted a while ago and nobody holds, such as an answer the platform would not take.

        Where the history `is_read` just now, only what has begun.
        """
        since = self._clock.time() - SWEPT_AFTER
        left = [
            turn
            for turn in await self.unfinished()
            if turn.accepted_at < since and (turn.attempt or not is_read(turn.event.address)) and self._is_lost(turn)
        ]
        for turn in left:
            self.queue(turn)
        return len(left)

    def _is_lost(self, turn: Turn) -> bool:
        held = self._queue.holds(turn.id) or self.keeps_back(turn)
        return not held and not self._floor.is_joining(turn.id)

    async def accept(self, event: Inbound) -> None:
        """As `bot.core.platform_ports.Accept`."""
        if (turn := await self.store(event)) is not None:
            self.admit(turn)

    async def store(self, event: Inbound, waits: Waits = _never) -> Turn | None:
        """Store it, and do what it says; the turn that it begins, if it does, which is yet to be admitted.

        One that `waits` for something older is not queued together with being stored, wherever the queue is.
        """
        match event:
            case MessageReceived():
                return await self._message(event, waits)
            case CommandInvoked():
                return await self._owe(event, await self._command_conversation(event), waits)
            case MessageEdited(_, address, message_id, text):
                await self._transcript.edit(address, message_id, text)
            case MessageDeleted(_, address, message_id):
                await self._transcript.delete(address, message_id)
            case ActionPressed():
                return await self._pressed(event, waits)
            case GapOpened(_, platform, shard):
                self._readings.gap(Shard(platform, shard), self._clock.time())
        return None

    def keep_back(self, turn: Turn) -> None:
        """It will be admitted later."""
        self._kept_back.add(turn.id)

    def keeps_back(self, turn: Turn) -> bool:
        """Whether it is to be admitted later."""
        return turn.id in self._kept_back

    def let_go(self, turn: Turn) -> None:
        """It will be admitted by another process."""
        self._kept_back.discard(turn.id)

    def admit(self, turn: Turn) -> None:
        """Give a turn its place: in the queue, or within the turn that runs."""
        self._kept_back.discard(turn.id)
        line = self._line(turn.event, turn.conversation)
        if not turn.queued and self._patience.refuses(turn):
            line = f"{REFUSED}{turn.id}"
        self._floor.admit(turn, line)
        if self._queue.place(line, turn.id) is not None:
            self._patience.watch(turn, line)

    def queue(self, turn: Turn) -> None:
        """Give a turn that had its place before a place in the queue."""
        self._queue.put(self._line(turn.event, turn.conversation), turn.id, by=asker_of(turn).id)

    def has_to_wait(self, turn: Turn) -> bool:
        """Whether it is answered in the order of its conversation, as all is but some commands."""
        return self._line(turn.event, turn.conversation) == str(turn.conversation)

    async def asks(self, event: MessageReceived) -> bool:
        """Whether it is to be answered, by what is known of its conversation until now."""
        return event.addressed or await self._follows_up(event, await self.conversation(event))

    async def remember(self, event: MessageReceived) -> None:
        """Keep what was said where the bot is in the conversation; it is too old to be answered."""
        if event.said.author.kind == "person" or (event.said.author.kind == "bot" and self._manners.bots):
            await self._journal.accept(event, await self.conversation(event), answer=False)

    async def _message(self, event: MessageReceived, waits: Waits) -> Turn | None:
        if event.said.author.kind == "self" or (event.said.author.kind == "bot" and not self._manners.bots):
            return None
        conversation = await self.conversation(event)
        if self._goes_in_circles(event, str(conversation)):
            return None
        if event.addressed or await self._follows_up(event, conversation):
            return await self._owe(event, conversation, waits)
        if await self._transcript.followed(conversation):
            await self._journal.accept(event, conversation, answer=False)
        return None

    def _goes_in_circles(self, event: MessageReceived, conversation: str) -> bool:
        """Whether another program has had its turns here since a person last spoke."""
        if event.said.author.kind != "bot":
            self._bots_in_a_row.pop(conversation, None)
            return False
        count = self._bots_in_a_row[conversation] = self._bots_in_a_row.get(conversation, 0) + 1
        if count == self._manners.bot_turns + 1:
            log.warning("No longer answering the bot %s in %s: nobody else speaks", event.said.author.id, conversation)
        return count > self._manners.bot_turns

    async def _follows_up(self, event: MessageReceived, conversation: Address) -> bool:
        """Whether it was posted after a question to the bot: what came before is none, however late it is delivered."""
        if not self._commands.written_in(event.said.text) and (self._manners.follow_ups != "thread" or event.elsewhere):
            return False
        return await self._transcript.followed(conversation, by=event.said.position)

    async def _owe(self, event: Answerable, conversation: Address, waits: Waits) -> Turn | None:
        line = self._line(event, conversation)
        with self._patience.entering() as full:
            if line == str(conversation) and waits(event, conversation):
                line = ""
            elif full:
                line = f"{REFUSED}{event.event_id}"
            turn = await self._journal.accept(event, conversation, answer=True, line=line)
        if turn is None:
            log.debug("Dropped %s: it has been accepted before", event.event_id)
        return turn

    def _line(self, event: Answerable, conversation: Address) -> str:
        """The line in which its turn waits: its conversation's, or one of its own for a command that need not wait."""
        called = self._commands.called_by(event)
        alone = self._denies(event) or (called is not None and not called[0].queued)
        return f"{ALONE}{event.event_id}" if alone else str(conversation)

    async def _command_conversation(self, event: CommandInvoked) -> Address:
        """Where the bot is already talking, a command joins in; elsewhere its answer begins a conversation."""
        if await self._transcript.followed(event.address):
            return event.address
        if event.scheduled and event.address.thread:
            known = await self._transcript.conversation_of(event.address, event.address.thread)
            return known or event.address
        return replace(event.address, thread=event.event_id.replace(":", "-"))

    async def _pressed(self, event: ActionPressed, waits: Waits) -> Turn | None:
        match event.action:
            case action if action in VERBS:
                asked = await self._verbs.pressed(event)
                return None if asked is None else await self._owe(*asked, waits)
            case "stop":
                await self._stopping.pressed(event)
            case "choose":
                await self._decisions.pressed(event)
            case _:
                log.warning("Nothing answers the button %r", event.action)
        return None
