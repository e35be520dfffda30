"""Which message a command is about: the one in whose menu it was chosen, one linked or replied to, or the one above."""

from dataclasses import dataclass
from typing import Final

from bot.core.backfill import Backfill
from bot.core.errors import CommandRejected
from bot.core.material import WHICH
from bot.core.ports import Transcript
from bot.core.values import Address, CommandInvoked, Said
from bot.core.work import Work

GONE: Final = "I cannot find that message any more; please give me its words themselves."
FORBIDDEN: Final = "I read for you only what you can read yourself, and that message you cannot."
NO_TEXT: Final = "That message has no text that I can read; if it has a file, choose “Read this file” in its menu."
_LOOKED_AT: Final = 10  # messages above


@dataclass(frozen=True, slots=True)
class TurnPointing:
    """`core.material.Pointing` for one turn."""

    transcript: Transcript
    backfill: Backfill
    work: Work

    async def __call__(self, words: str = "") -> Said | None:
        if words.strip():
            return await self._linked(words.strip())
        event = self.work.question.event
        if isinstance(event, CommandInvoked):
            found = event.target.said if event.target else await self._above()
        elif event.reply_to:
            found = await self._read(event.address, event.reply_to)
        else:
            found = await self._above()
        return _with_text(found)

    async def _linked(self, words: str) -> Said | None:
        """Only a link that is all there is points at a message; among other words it is a part of them."""
        named = await self.work.platform.messages.named(words) if len(words.split()) == 1 else None
        if named is None:
            return None
        address, message = named
        if not await self.work.platform.can_read(self.work.author, address):
            raise CommandRejected(FORBIDDEN)
        return _with_text(await self._read(address, message))

    async def _read(self, address: Address, message: str) -> Said:
        found = await self.work.platform.messages.get(address, message)
        if found is None:
            raise CommandRejected(GONE)
        return found.said

    async def _above(self) -> Said:
        """The newest message of the conversation before the command, the bot's own included."""
        turn = self.work.question
        self.work.notes += await self.backfill(turn, self.work.platform)
        for entry in await self.transcript.newest(turn, after="", limit=_LOOKED_AT):
            if entry.text.strip() and entry.text.lstrip()[0] not in "!/":  # a command is not what one speaks about
                return Said(entry.message_id, entry.author, entry.at, entry.text)
        raise CommandRejected(WHICH)


def _with_text(said: Said) -> Said:
    if not said.text.strip():
        raise CommandRejected(NO_TEXT)
    return said
