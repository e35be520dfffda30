"""The end of a turn: the whole text is shown and the turn settled, again if platform or store are out of order."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.deliver import joined
from bot.core.errors import BotError, CommandRejected, Gone, NotAllowed, PlatformFailed, StoreFailed, Superseded
from bot.core.lifecycle import State
from bot.core.messages import Usage
from bot.core.ports import Clock, Journal
from bot.core.receipt import footer
from bot.core.records import Entry, Receipt
from bot.core.values import Verb
from bot.core.verbs import verbs_below
from bot.core.work import Work

log = logging.getLogger(__name__)

AGAIN_AFTER: Final = (2.0, 5.0, 15.0, 30.0)  # seconds before the next attempt to show or to settle an answer


class Settler:
    """`zone` and `currency` are those of receipts; without `show_receipt` they are kept and not shown.

    `buttons`: what the model had its part in comes with buttons to act on it.
    """

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        *,
        zone: ZoneInfo,
        currency: str,
        show_receipt: bool = True,
        buttons: bool = True,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._zone = zone
        self._currency = currency
        self._show_receipt = show_receipt
        self._buttons = buttons

    async def end(self, work: Work, state: State, text: str) -> None:
        """Show the whole text, and settle the turn.

        Raises `PlatformFailed` if the platform would not show it for as long as we try: the turn is then not settled,
        and another attempt shows the same text without asking the model again.
        """
        receipt = work.receipt(self._currency, self._clock.monotonic())
        if state is State.DONE:
            await self._insist(work, partial(self._journal.move, work.turn, State.DELIVERING))
        line = footer(receipt, self._zone) if self._show_receipt else ""
        verbs = self._verbs(work) if receipt.model or receipt.usage != Usage() else ()
        await self._insist(work, partial(work.reply.finish, text, footer=line, verbs=verbs))
        await self._settle(work, state, receipt, work.entry(text, self._clock.time()))

    async def fail(self, work: Work, error: BotError) -> None:
        """Keep what was shown, say why there is no more, and settle the turn even if that cannot be said."""
        text = joined(work.delivery.text, work.outcome)
        try:
            verbs = () if isinstance(error, CommandRejected) else self._verbs(work, failed=True)
            await self._insist(work, partial(work.reply.fail, text, error.notice, verbs=verbs))
        except BotError as second:
            log.warning("Could not tell the person about turn %s: %s", work.turn.id, second)
        receipt = work.receipt(self._currency, self._clock.monotonic())
        said = work.entry(joined(text, error.notice), self._clock.time())
        try:
            await self._settle(work, State.FAILED, receipt, said)
        except StoreFailed as third:
            log.error("Turn %s is left to the next start, since it could not be settled: %s", work.turn.id, third)  # noqa: TRY400 - a sentence for the operator; no line of ours is at fault

    async def drop(self, work: Work, note: str) -> None:
        """Settle a turn that says nothing, because another one speaks for it."""
        work.notes.append(note)
        receipt = work.receipt(self._currency, self._clock.monotonic())
        await self._settle(work, State.STOPPED, receipt, None)

    def _verbs(self, work: Work, *, failed: bool = False) -> tuple[Verb, ...]:
        if not self._buttons:
            return ()
        return verbs_below(work.turn, private=work.private, failed=failed)

    async def _settle(self, work: Work, state: State, receipt: Receipt, said: Entry | None) -> None:
        await self._insist(work, partial(self._journal.end, work.turn, state, receipt, said))

    async def _insist(self, work: Work, act: Callable[[], Awaitable[None]]) -> None:
        """Do it, and again while that may help; whoever waits behind this turn goes on waiting: answers keep order."""
        for seconds in (*AGAIN_AFTER, None):
            try:
                await act()
            except (NotAllowed, Gone, Superseded):
                raise
            except (PlatformFailed, StoreFailed) as error:
                if seconds is None:
                    raise
                log.warning("Going on with the end of turn %s in %s s: %s", work.turn.id, seconds, error)
                await self._clock.sleep(seconds)
            else:
                return
