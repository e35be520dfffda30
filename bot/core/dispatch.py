"""What happens to an event: it is stored, and if it asks for an answer, it is given its place in the queue."""

import logging
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.backfill import Readings
from bot.core.command import Commands
from bot.core.ports import Clock, Journal, Queue, Transcript
from bot.core.stops import Stops
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

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Manners:
    """When the bot speaks up.

    `follow_ups`: in a thread where it was asked before, "thread" answers every message that names nobody else,
    "mention" only those that mention it. `bots`: whether other programs are answered at all.
    """

    follow_ups: Literal["thread", "mention"] = "thread"
    bots: bool = False


class Dispatcher:
    """`accept` is what the platforms call; it returns once the event is stored."""

    def __init__(
        self,
        *,
        journal: Journal,
        transcript: Transcript,
        queue: Queue,
        stops: Stops,
        clock: Clock,
        readings: Readings,
        commands: Commands,
        manners: Manners,
    ) -> None:
        self._journal = journal
        self._transcript = transcript
        self._queue = queue
        self._stops = stops
        self._clock = clock
        self._readings = readings
        self._commands = commands
        self._manners = manners

    async def resume(self) -> int:
        """Queue every turn that an earlier process accepted and did not end; how many there are."""
        turns = await self._journal.unfinished()
        for turn in turns:
            self._queue.put(self._line(turn.event, turn.conversation, turn.id), turn.id)
        return len(turns)

    async def accept(self, event: Inbound) -> None:
        match event:
            case MessageReceived():
                await self._message(event)
            case CommandInvoked():
                await self._answer(event, await self._command_conversation(event))
            case MessageEdited(_, address, message_id, text):
                await self._transcript.edit(address, message_id, text)
            case MessageDeleted(_, address, message_id):
                await self._transcript.delete(address, message_id)
            case ActionPressed():
                await self._pressed(event)
            case GapOpened(_, platform):
                self._readings.gap(platform, self._clock.time())

    async def _message(self, event: MessageReceived) -> None:
        kind = event.said.author.kind
        if kind == "self" or (kind == "bot" and not self._manners.bots):
            return
        conversation = await self._conversation(event)
        followed = await self._transcript.followed(conversation)
        if event.addressed or (followed and self._is_follow_up(event)):
            await self._answer(event, conversation)
        elif followed:
            await self._journal.accept(event, conversation, answer=False)

    def _is_follow_up(self, event: MessageReceived) -> bool:
        if self._commands.written_in(event.said.text):
            return True
        return self._manners.follow_ups == "thread" and not event.elsewhere

    async def _answer(self, event: Answerable, conversation: Address) -> None:
        turn = await self._journal.accept(event, conversation, answer=True)
        if turn is None:
            log.debug("Dropped %s: it has been accepted before", event.event_id)
            return
        self._queue.put(self._line(event, conversation, turn.id), turn.id)

    def _line(self, event: Answerable, conversation: Address, turn_id: int) -> str:
        """The line in which a turn waits: its conversation's, or one of its own for a command that need not wait."""
        if isinstance(event, CommandInvoked):
            command = self._commands.by_name.get(event.name)
        else:
            written = self._commands.written_in(event.said.text)
            command = written[0] if written else None
        return f"command:{turn_id}" if command and not command.queued else str(conversation)

    async def _command_conversation(self, event: CommandInvoked) -> Address:
        """Where the bot is already talking, a command joins in; elsewhere its answer begins a conversation."""
        if await self._transcript.followed(event.address):
            return event.address
        return replace(event.address, thread=event.event_id.replace(":", "-"))

    async def _conversation(self, event: MessageReceived) -> Address:
        """A reply belongs where its parent does; a thread below one of the bot's own messages, where that does."""
        address, said = event.address, event.said
        parent = event.reply_to if address.thread == said.message_id else address.thread
        if not parent or parent == said.message_id:
            return address
        return await self._transcript.conversation_of(address, parent) or address

    async def _pressed(self, event: ActionPressed) -> None:
        if event.action != "stop":
            log.warning("Nothing answers the button %r", event.action)
            return
        found = await self._transcript.conversation_of(event.address, event.message_id or event.address.thread)
        self.stop(found or event.address)

    def stop(self, conversation: Address) -> bool:
        """Stop the turn that runs in a conversation; False if none does."""
        return self._stops.stop(str(conversation), self._queue)
