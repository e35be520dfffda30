"""Stop: what runs in a conversation, or waits there for a person, is ended by those whom it concerns."""

from collections.abc import Mapping
from typing import Final

from bot.core.access import Access
from bot.core.decisions import Decisions
from bot.core.errors import CommandRejected
from bot.core.floor import Admission
from bot.core.lifecycle import State
from bot.core.platform_ports import Platform
from bot.core.ports import Journal, Transcript
from bot.core.records import Turn, asker_of
from bot.core.values import ActionPressed, Address, Author, CommandInvoked

_UNDER_WAY: Final = frozenset({State.RUNNING, State.DELIVERING})
NOT_YOURS: Final = "Only {name}, whose question it is, or an admin can stop this answer."


class Stopping:
    def __init__(
        self,
        *,
        platforms: Mapping[str, Platform],
        journal: Journal,
        transcript: Transcript,
        floor: Admission,
        decisions: Decisions,
        access: Access,
    ) -> None:
        self._platforms = platforms
        self._journal = journal
        self._transcript = transcript
        self._floor = floor
        self._decisions = decisions
        self._access = access

    async def __call__(self, conversation: Address, by: Author) -> bool:
        """End what runs there, or what waits there for a person's decision; False if nothing does.

        Asked for in a channel itself, it is what this person has asked there with a command. Raises `CommandRejected`
        for one whom it does not concern.
        """
        unfinished = [turn for turn in await self._journal.unfinished() if turn.conversation == conversation]
        for turn in unfinished:
            if turn.state in _UNDER_WAY:
                await self._check(turn, by)
        if await self._floor.stop(str(conversation)):
            return True
        for turn in unfinished:
            if turn.state is State.ASKING:
                await self._check(turn, by)
        if await self._decisions.cancel(conversation, by):
            return True
        return not conversation.thread and await self._stop_asked_by(conversation, by)

    async def pressed(self, press: ActionPressed) -> None:
        """The same by a button; whom it does not concern is told so, and nobody else."""
        message = press.message_id or press.address.thread
        conversation = await self._transcript.conversation_of(press.address, message) or press.address
        try:
            await self(conversation, press.author)
        except CommandRejected as error:
            if (platform := self._platforms.get(press.address.platform)) is not None:
                await platform.tell(press, error.notice)

    async def _stop_asked_by(self, channel: Address, person: Author) -> bool:
        """End the newest that a person has asked with a command there: where only they see it, it has no thread."""
        for turn in reversed(await self._journal.unfinished()):
            event = turn.event
            theirs = isinstance(event, CommandInvoked) and event.author.id == person.id
            if theirs and event.address.place == channel.place and await self._floor.stop(str(turn.conversation)):
                return True
        return False

    async def _check(self, turn: Turn, by: Author) -> None:
        asker = asker_of(turn)
        if by.id != asker.id and not await self._access.is_admin(by, turn.event.address):
            raise CommandRejected(NOT_YOURS.format(name=asker.name))
