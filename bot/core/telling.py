"""Telling people who wait where they stand."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.errors import BotError
from bot.core.platform_ports import Platform
from bot.core.ports import Answers, Journal
from bot.core.queue_place import QueuePlace
from bot.core.records import Turn
from bot.core.values import Answerable, MessageReceived

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PlaceTeller:
    """`is_private` says whether what an event asks for is answered for its asker alone, who is then told alone."""

    platforms: Mapping[str, Platform]
    journal: Journal
    is_private: Callable[[Answerable], bool]

    async def tell(self, turn: Turn, place: QueuePlace) -> None:
        """In the message in which the answer will take the place of these words. Raises nothing."""
        platform = self.platforms.get(turn.event.address.platform)
        if platform is None:
            return
        reply = platform.reply(turn.event, self.journal.outbox(turn), private=self.is_private(turn.event))
        try:
            await reply.wait(f"_{place.sentence}_")
        except BotError as error:
            log.debug("Could not tell the person of turn %s their place: %s", turn.id, error)


class SharedTeller:
    """`core.sharing.Teller`: what this process tells of turns that any other may have accepted.

    `may` says whether it may act: what it holds could be another's. Where messages join the answer that runs
    (`joins`), theirs does not wait.
    """

    def __init__(self, answers: Answers, teller: PlaceTeller, may: Callable[[], bool], *, joins: bool) -> None:
        self._answers = answers
        self._teller = teller
        self._may = may
        self._joins = joins

    async def tell(self, turn_id: int, place: QueuePlace) -> None:
        found = await self._answers.find(turn_id)
        if found is None or (turn := found.turn) is None or turn.attempt or self._is_joining(turn.event, place):
            return
        if self._may():
            await self._teller.tell(turn, place)

    def _is_joining(self, event: Answerable, place: QueuePlace) -> bool:
        is_words = isinstance(event, MessageReceived) and not event.said.attachments
        return self._joins and place.before > 0 and is_words
