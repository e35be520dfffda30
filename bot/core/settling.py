"""The end of a turn: the whole text is shown, again if the platform is out of order, and the turn is settled."""

import logging
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.deliver import joined
from bot.core.errors import BotError, Gone, NotAllowed, PlatformFailed
from bot.core.lifecycle import State
from bot.core.ports import Clock, Journal
from bot.core.receipt import footer
from bot.core.work import Work

log = logging.getLogger(__name__)

AGAIN_AFTER: Final = (2.0, 5.0, 15.0, 30.0)  # seconds before the next attempt to show an answer


class Settler:
    """`zone` and `currency` are those of receipts; without `show_receipt` they are kept and not shown."""

    def __init__(
        self, journal: Journal, clock: Clock, *, zone: ZoneInfo, currency: str, show_receipt: bool = True
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._zone = zone
        self._currency = currency
        self._show_receipt = show_receipt

    async def end(self, work: Work, state: State, text: str) -> None:
        """Show the whole text, and settle the turn.

        Raises `PlatformFailed` if the platform would not show it for as long as we try: the turn is then not settled,
        and another attempt shows the same text without asking the model again.
        """
        receipt = work.receipt(self._currency, self._clock.monotonic())
        if state is State.DONE:
            await self._journal.move(work.turn, State.DELIVERING)
        line = footer(receipt, self._zone) if self._show_receipt else ""
        await self._show(work, text, line, AGAIN_AFTER)
        await self._journal.end(work.turn, state, receipt, work.entry(text, self._clock.time()))

    async def fail(self, work: Work, error: BotError) -> None:
        """Keep what was shown, say why there is no more, and settle the turn even if that cannot be said."""
        text = work.delivery.text
        try:
            await work.reply.fail(text, error.notice)
        except BotError as second:
            log.warning("Could not tell the person about turn %s: %s", work.turn.id, second)
        receipt = work.receipt(self._currency, self._clock.monotonic())
        said = work.entry(joined(text, error.notice), self._clock.time())
        await self._journal.end(work.turn, State.FAILED, receipt, said)

    async def drop(self, work: Work, note: str) -> None:
        """Settle a turn that says nothing, because another one speaks for it."""
        work.notes.append(note)
        receipt = work.receipt(self._currency, self._clock.monotonic())
        await self._journal.end(work.turn, State.STOPPED, receipt, None)

    async def _show(self, work: Work, text: str, line: str, again_after: Sequence[float]) -> None:
        """Whoever waits behind this turn goes on waiting, since answers keep their order."""
        for seconds in (*again_after, None):
            try:
                await work.reply.finish(text, footer=line)
            except (NotAllowed, Gone):
                raise
            except PlatformFailed as error:
                if seconds is None:
                    raise
                log.warning("Showing turn %s again in %s s: %s", work.turn.id, seconds, error)
                await self._clock.sleep(seconds)
                work.reply = work.platform.reply(work.turn.event, work.outbox)
            else:
                return
