"""Reading what the platform remembers: once per conversation, and again wherever events may have been missed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.platform_ports import Platform
from bot.core.ports import Transcript
from bot.core.records import Turn
from bot.core.shards import Shard, whole
from bot.core.values import Address, CommandInvoked

log = logging.getLogger(__name__)


class Readings:
    """Which conversations have been read since the last gap; while one is, events alone keep its transcript whole."""

    def __init__(self, started_at: float, shard_of: Callable[[Address], Shard] = whole) -> None:
        self._started_at = started_at
        self._shard_of = shard_of
        self._gaps: dict[Shard, float] = {}
        self._read: dict[str, Shard] = {}

    def gap(self, shard: Shard, at: float) -> None:
        """Events of this shard may have been missed: its histories are read again, from where they were known."""
        self._gaps[shard] = at
        self._read = {key: read for key, read in self._read.items() if read != shard}

    def since(self, conversation: Address) -> float | None:
        """The time from which events may have been missed there; None if it has been read since."""
        if str(conversation) in self._read:
            return None
        return self._gaps.get(self._shard_of(conversation), self._started_at)

    def done(self, conversation: Address, since: float) -> None:
        """It has been read; unless another gap has opened meanwhile."""
        shard = self._shard_of(conversation)
        if self._gaps.get(shard, self._started_at) == since:
            self._read[str(conversation)] = shard


@dataclass(frozen=True, slots=True)
class Backfill:
    """`limit` is the number of messages read of one conversation at most."""

    transcript: Transcript
    readings: Readings
    limit: int = 10_000

    async def __call__(self, turn: Turn, platform: Platform) -> tuple[str, ...]:
        """Bring the conversation's transcript up to the turn's message; sentences about what could not be read.

        Raises `PlatformFailed` if the platform does not answer.
        """
        gap = self.readings.since(turn.conversation)
        if gap is None or isinstance(turn.event, CommandInvoked):
            return ()
        known = await self.transcript.last_position(turn.conversation, stored_before=gap)
        history = await platform.history(turn.event, after=known.lstrip("0"), limit=self.limit)
        new = await self.transcript.add(turn.conversation, history.said, before=history.before)
        read = len(history.said) + len(history.before)
        log.debug("Read %s messages of %s, %s of them new", read, turn.conversation, new)
        if history.complete or not history.note:  # what could not be read now is tried again with the next question
            self.readings.done(turn.conversation, gap)
        if history.note:
            return (history.note,)
        return () if history.complete else (f"there are older messages than the {self.limit:,} I read",)
