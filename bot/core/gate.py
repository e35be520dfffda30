"""Whether a turn is answered at all: asked once, when it begins, before anything is read or spent."""

import logging
from collections.abc import Sequence
from typing import Final

from bot.core.access import Access
from bot.core.allowance import Allowance
from bot.core.command import Command
from bot.core.errors import TurnedAway
from bot.core.ports import Clock, Preferences
from bot.core.records import Turn, asker_of
from bot.core.usage import person_of
from bot.core.values import Answerable, CommandInvoked

log = logging.getLogger(__name__)

QUIET_FOR: Final = 60.0  # seconds for which somebody who was turned away is not told again
_TOLD: Final = "turned away"


class Gate:
    def __init__(self, access: Access, allowance: Allowance, preferences: Preferences, clock: Clock) -> None:
        self._access = access
        self._allowance = allowance
        self._preferences = preferences
        self._clock = clock

    def denies(self, event: Answerable) -> bool:
        """Whether whoever wrote it may not use the bot at all, or not there."""
        return bool(self._access.denial(event))

    async def __call__(self, turn: Turn, command: Command | None) -> Sequence[str]:
        """What the asker is to be told besides, in sentences. Raises `TurnedAway`.

        A turn that has begun to work goes on. What is `for_all` needs no leave, and what asks no model counts towards
        no limit.
        """
        if turn.steps or (command is not None and command.for_all):
            return ()
        free = command is not None and not command.queued
        if reason := self._access.denial(turn.event) or ("" if free else await self._limit(turn)):
            log.info("Turned turn %s away: %s", turn.id, reason)
            raise TurnedAway(reason, quiet=not await self._is_to_be_told(turn))
        return () if free else await self._allowance.warnings(turn)

    async def _limit(self, turn: Turn) -> str:
        if spent := await self._allowance.spent(turn):
            return spent
        if isinstance(turn.event, CommandInvoked) and turn.event.scheduled:
            return ""
        if await self._access.is_admin(asker_of(turn), turn.event.address):
            return ""
        return await self._allowance.too_often(turn)

    async def _is_to_be_told(self, turn: Turn) -> bool:
        """Once in a burst; a slash command always, since its asker sees it waiting."""
        if isinstance(turn.event, CommandInvoked):
            return True
        person, now = person_of(turn.event.address, asker_of(turn)), self._clock.time()
        before = await self._preferences.get(person, _TOLD)
        if before is not None and 0 <= now - float(before) < QUIET_FOR:
            return False
        await self._preferences.set(person, _TOLD, str(now))
        return True
