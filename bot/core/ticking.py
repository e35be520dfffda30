"""What makes appointments happen: each that is due becomes an event, like one that comes from a platform.

The event's id is made of the appointment and its due time, so the journal lets it begin one turn however often it is
handed over: by several replicas, or again after a process died before it could move the appointment on.
"""

import asyncio
import logging
from dataclasses import replace
from typing import Final

from bot.core.errors import BotError
from bot.core.platform_ports import Accept
from bot.core.ports import Clock, Transcript
from bot.core.timetable import Appointment, Timetable
from bot.core.values import Address, CommandInvoked

log = logging.getLogger(__name__)

LONGEST: Final = 60.0  # seconds without a look: what another replica was asked for is heard of no other way
LATE: Final = 15 * 60.0  # seconds after which an appointment was missed, and is not only a little late
_AT_ONCE: Final = 50


class Ticker:
    """`run_late`: whether a digest that was missed is made once the bot is back. Reminders always come, late or not."""

    def __init__(
        self, timetable: Timetable, transcript: Transcript, accept: Accept, clock: Clock, *, run_late: bool
    ) -> None:
        self._timetable = timetable
        self._transcript = transcript
        self._accept = accept
        self._clock = clock
        self._run_late = run_late

    async def run(self) -> None:
        """Until cancelled: sleep to the next due time, a minute at most, or until there is news."""
        while True:
            self._timetable.news.clear()
            try:
                await self.tick()
                pause = await self._pause()
            except BotError as error:
                log.warning("The timetable could not be looked at, and is again in a minute: %s", error)
                pause = LONGEST
            except Exception:  # a defect must not end all digests and reminders
                log.exception("Not all that was due could be handed over; it is tried again in a minute")
                pause = LONGEST
            await self._sleep(pause)

    async def tick(self) -> int:
        """Hand over what is due, and move it on; how many events were handed over.

        One that cannot be carried out, such as in a time zone that is no more, does not keep the others: its error is
        raised in the end.
        """
        handed, broken = 0, list[Exception]()
        for appointment in await self._timetable.due(self._clock.time(), limit=_AT_ONCE):
            try:
                handed += await self._take(appointment)
            except BotError:
                raise
            except Exception as error:  # noqa: BLE001 - raised below
                error.add_note(f"appointment {appointment.id}")
                broken.append(error)
        if broken:
            raise ExceptionGroup("appointments that cannot be carried out", broken)
        return handed

    async def _take(self, appointment: Appointment) -> bool:
        now, rule = self._clock.time(), appointment.plan.rule
        due = max(rule.upto(now) or 0.0, appointment.due)  # of several that were missed, the last one
        wanted = self._run_late or appointment.plan.kind != "digest" or now - due <= LATE
        if wanted:
            await self._accept(event_of(appointment, due, await self._where(appointment.plan.where)))
        else:
            log.info("Appointment %s was missed and is skipped", appointment.id)
        if not await self._timetable.move_on(appointment, rule.after(now)):
            log.debug("Appointment %s was moved on elsewhere", appointment.id)
        return wanted

    async def _where(self, conversation: Address) -> Address:
        """Where the conversation takes place: one that a command began is below the answer to that."""
        if not conversation.thread:
            return conversation
        return replace(conversation, thread=await self._transcript.root(conversation))

    async def _pause(self) -> float:
        due = await self._timetable.next_due()
        return LONGEST if due is None else min(max(due - self._clock.time(), 0.0), LONGEST)

    async def _sleep(self, seconds: float) -> None:
        sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        news = asyncio.ensure_future(self._timetable.news.wait())
        try:
            await asyncio.wait({sleep, news}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            news.cancel()


def event_of(appointment: Appointment, due: float, where: Address) -> CommandInvoked:
    """The event of an appointment that was due at a time, the latest of those that are answered with it.

    Its command is given the appointment's `number`, its own values, and `since`: up to when the last run came, or for
    the first one when the one before it would have been due.
    """
    plan = appointment.plan
    before = plan.rule.upto(appointment.due - 1) if plan.rule.repeats else None
    since = appointment.ran_upto or before or 0.0
    return CommandInvoked(
        event_id=f"timetable:{appointment.id}:{appointment.due:.0f}",
        address=where,
        author=plan.author,
        at=due,
        name=plan.kind,
        arguments=(("number", str(appointment.id)), ("since", repr(since)), *plan.values.items()),
        scheduled=True,
        calls=plan.calls,
    )
