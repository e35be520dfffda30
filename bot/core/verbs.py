"""What people do with an answer by the buttons below it: ask again, say whether it is good, ask what it was made from.

A button's value names the turn, so that a press needs no memory of ours and works after a restart.
"""

import logging
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.access import Access
from bot.core.platform_ports import Platform
from bot.core.ports import Answers, Clock
from bot.core.receipt import read_receipt
from bot.core.records import PastAnswer, Turn
from bot.core.values import ActionPressed, Address, CommandInvoked, Verb

log = logging.getLogger(__name__)

RETRY, GOOD, BAD, WHY = "retry", "good", "bad", "why"
ACTIONS: Final = frozenset({RETRY, GOOD, BAD, WHY})
UNKNOWN: Final = "I do not know this answer any more; please ask your question again."
DELETED: Final = "The question was deleted, so I cannot answer it again; please ask it anew."
UNSETTLED: Final = "I am just finishing this answer; please press again in a moment."
_LOOKS, _MOMENT = 5, 0.2  # times and seconds: a press has to be acknowledged within three
THANKED: Final = {GOOD: "Thank you, noted as a good answer.", BAD: "Thank you, noted; Retry asks me for a better one."}


def verbs_below(turn: Turn, *, private: bool = False, failed: bool = False) -> tuple[Verb, ...]:
    """What can be done with a turn's answer.

    A failure is not rated, and what was answered for one person alone is not answered again for all.
    """
    own = str(turn.id)
    retry = () if private else (Verb("retry", own, "Retry"),)
    rating = () if failed else (Verb("good", own, "Good answer"), Verb("bad", own, "Bad answer"))
    return (*retry, *rating, Verb("why", own, "Why?"))


class Verbs:
    """`zone` is that of times. Who looks after the place is also shown the ids of Mistral's requests."""

    def __init__(
        self, platforms: Mapping[str, Platform], answers: Answers, access: Access, clock: Clock, zone: ZoneInfo
    ) -> None:
        self._platforms = platforms
        self._access = access
        self._answers = answers
        self._clock = clock
        self._zone = zone

    async def pressed(self, press: ActionPressed) -> tuple[CommandInvoked, Address] | None:
        """Do it, and tell the one who pressed, and nobody else.

        A retry comes back as the command that asks for it, with the conversation to which it belongs.
        """
        found = await self._answers.find(int(press.value)) if press.value.isdecimal() else None
        if found is None:
            await self._tell(press, UNKNOWN)
        elif press.action == RETRY:
            return await self._retried(press, found)
        elif press.action == WHY:
            await self._tell(press, await self._explained(press, found))
        else:
            await self._rated(press)
        return None

    async def _retried(self, press: ActionPressed, found: PastAnswer) -> tuple[CommandInvoked, Address] | None:
        if found.turn is None:
            await self._tell(press, DELETED)
            return None
        asked = CommandInvoked(
            event_id=press.event_id,
            address=press.address,
            author=press.author,
            at=press.at,
            name=RETRY,
            handle=press.handle,
            about=found.turn.id,
        )
        return asked, found.turn.conversation

    async def _explained(self, press: ActionPressed, found: PastAnswer | None) -> str:
        for _ in range(_LOOKS):  # it is settled a moment after it can be seen
            if found is None or found.receipt is not None:
                break
            await self._clock.sleep(_MOMENT)
            found = await self._answers.find(int(press.value))
        if found is None or found.receipt is None:
            return UNSETTLED
        admin = await self._access.is_admin(press.author, press.address)
        return read_receipt(found.receipt, self._zone, requests=admin)

    async def _rated(self, press: ActionPressed) -> None:
        ratings = await self._answers.rate(int(press.value), press.author.id, good=press.action == GOOD)
        if ratings is None:
            await self._tell(press, UNKNOWN)
            return
        log.info("Turn %s was found good by %s and bad by %s", press.value, ratings.good, ratings.bad)
        await self._tell(press, THANKED[press.action])

    async def _tell(self, press: ActionPressed, text: str) -> None:
        if (platform := self._platforms.get(press.address.platform)) is not None:
            await platform.tell(press, text)
