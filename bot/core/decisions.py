"""What becomes of a pressed button: the turn that asked goes on, or the one who pressed hears why it does not."""

import logging
from collections.abc import Callable, Mapping
from typing import Final

from bot.core.access import Access
from bot.core.asking import CANCEL, last_question, pressed_option
from bot.core.platform_ports import Platform
from bot.core.ports import Journal
from bot.core.records import Decided, Turn
from bot.core.values import ActionPressed, Address, Author

log = logging.getLogger(__name__)

NOT_YOURS: Final = "Only the person I asked, or an admin, can answer this; ask me the same yourself, and I ask you."
OVER: Final = "This has been answered already, or I no longer wait for it; ask me once more to be asked again."


class Decisions:
    """`go_on` queues a turn again."""

    def __init__(
        self, platforms: Mapping[str, Platform], journal: Journal, access: Access, go_on: Callable[[Turn], None]
    ) -> None:
        self._platforms = platforms
        self._access = access
        self._journal = journal
        self._go_on = go_on

    async def pressed(self, press: ActionPressed) -> None:
        """Record the decision and let the turn go on; a press that decides nothing is answered to its person alone.

        The person who was asked decides, or somebody who looks after the place.
        """
        found = pressed_option(press)
        if found is None:
            log.warning("Nothing answers the option %r", press.value)
            return
        if found.asker != press.author.id and not await self._access.is_admin(press.author, press.address):
            await self._tell(press, NOT_YOURS)
            return
        turn = await self._journal.decide(found.turn_id, found.decided)
        if turn is None:
            await self._tell(press, OVER)
            return
        self._go_on(turn)

    async def cancel(self, conversation: Address, by: Author) -> bool:
        """Stop the turns that wait there for a person; False if none does."""
        cancelled = False
        for turn in await self._journal.asking(conversation):
            if (question := last_question(turn.steps)) is None:
                continue
            decided = await self._journal.decide(turn.id, Decided(question[0].number, CANCEL, by))
            if decided is not None:
                self._go_on(decided)
                cancelled = True
        return cancelled

    async def _tell(self, press: ActionPressed, text: str) -> None:
        if (platform := self._platforms.get(press.address.platform)) is not None:
            await platform.tell(press, text)
