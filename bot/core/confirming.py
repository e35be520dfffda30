"""Asking the person who typed a command whether it shall really be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.asking import CANCEL, Cancelled, PersonAsked, last_question, next_number, option_value
from bot.core.desk import Desk
from bot.core.errors import CommandRejected
from bot.core.ports import Clock
from bot.core.records import Asked, Step, Turn, asker_of
from bot.core.values import Option

YES: Final = "yes"
UNDECIDED: Final = "Nobody confirmed it in time, so I have done nothing; use the command again to be asked again."
DECLINED: Final = "_Cancelled: nothing was done._"


@dataclass(frozen=True, slots=True)
class Confirming:
    """A question waits for `within` seconds."""

    clock: Clock
    within: float

    def of(self, turn: Turn, steps: Sequence[Step], desk: Desk) -> "Confirmation":
        """That of one turn; `steps` are what it has done."""
        return Confirmation(self, turn, steps, desk)


@dataclass(frozen=True, slots=True)
class Confirmation:
    confirming: Confirming
    turn: Turn
    steps: Sequence[Step]
    desk: Desk

    async def __call__(self, question: str, yes: str) -> None:
        """Return once the asker has pressed the button `yes`.

        Raises `PersonAsked` while the question is open, `Cancelled` for a no, `CommandRejected` if nobody has decided
        in time.
        """
        put = last_question(self.steps)
        if put is None:
            await self.desk.record(self._question(question, yes))
            raise PersonAsked
        asked, decided = put
        if decided is None:
            if self.confirming.clock.time() - asked.asked_at < self.confirming.within:
                raise PersonAsked
            raise CommandRejected(UNDECIDED)
        if decided.value != YES:
            raise Cancelled(DECLINED)

    def _question(self, question: str, yes: str) -> Asked:
        asker, number = asker_of(self.turn), next_number(self.steps)
        options = (
            Option(option_value(self.turn, number, YES, asker), yes, "danger"),
            Option(option_value(self.turn, number, CANCEL, asker), "Cancel"),
        )
        return Asked(number, question, options, self.confirming.clock.time())
